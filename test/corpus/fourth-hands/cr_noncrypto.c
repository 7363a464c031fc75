/* checksums, hashes, random numbers, codes: not cryptography */
#include <stdint.h>
#include <stddef.h>
#include <string.h>
static uint32_t crc_tab[4][256]; static int crc_ok;
void crc32_init(void)
{
    for (uint32_t i = 0; i < 256; i++) { uint32_t c = i; for (int k = 0; k < 8; k++) c = c & 1 ? 0xEDB88320u ^ (c >> 1) : c >> 1; crc_tab[0][i] = c; }
    for (int t = 1; t < 4; t++) for (int i = 0; i < 256; i++) crc_tab[t][i] = crc_tab[0][crc_tab[t-1][i] & 255] ^ (crc_tab[t-1][i] >> 8);
    crc_ok = 1;
}
uint32_t crc32_bytes(uint32_t crc, const unsigned char *buf, size_t len)
{
    if (!crc_ok) crc32_init();
    crc = crc ^ 0xffffffffu;
    while (len--) crc = crc_tab[0][(crc ^ *buf++) & 0xff] ^ (crc >> 8);
    return crc ^ 0xffffffffu;
}
uint32_t crc32_slice4(uint32_t crc, const unsigned char *p, size_t len)
{
    if (!crc_ok) crc32_init();
    crc = ~crc;
    while (len >= 4) {
        crc ^= (uint32_t)p[0] | (uint32_t)p[1] << 8 | (uint32_t)p[2] << 16 | (uint32_t)p[3] << 24;
        crc = crc_tab[3][crc & 255] ^ crc_tab[2][crc >> 8 & 255] ^ crc_tab[1][crc >> 16 & 255] ^ crc_tab[0][crc >> 24];
        p += 4; len -= 4;
    }
    while (len--) crc = crc_tab[0][(crc ^ *p++) & 255] ^ crc >> 8;
    return ~crc;
}
uint16_t crc16_ccitt(const uint8_t *d, int n)
{
    uint16_t crc = 0xFFFF;
    while (n--) { crc ^= (uint16_t)(*d++ << 8); for (int i = 0; i < 8; i++) crc = crc & 0x8000 ? (uint16_t)(crc << 1 ^ 0x1021) : (uint16_t)(crc << 1); }
    return crc;
}
uint32_t adler32_update(uint32_t adler, const uint8_t *buf, size_t len)
{
    uint32_t s1 = adler & 0xffff, s2 = adler >> 16;
    while (len) {
        size_t n = len > 5552 ? 5552 : len; len -= n;
        while (n--) { s1 += *buf++; s2 += s1; }
        s1 %= 65521; s2 %= 65521;
    }
    return s2 << 16 | s1;
}
uint16_t fletcher16(const uint8_t *d, int n)
{
    uint16_t a = 0, b = 0;
    for (int i = 0; i < n; i++) { a = (a + d[i]) % 255; b = (b + a) % 255; }
    return (uint16_t)(b << 8 | a);
}
uint64_t fnv1a_64(const char *s)
{
    uint64_t h = 14695981039346656037ULL;
    for (; *s; s++) { h ^= (unsigned char)*s; h *= 1099511628211ULL; }
    return h;
}
unsigned djb2(const char *str) { unsigned h = 5381; int c; while ((c = (unsigned char)*str++)) h = ((h << 5) + h) + c; return h; }
typedef struct { uint64_t s[2]; } xs128;
uint64_t xorshift128p(xs128 *st)
{
    uint64_t a = st->s[0], b = st->s[1];
    st->s[0] = b; a ^= a << 23; a ^= a >> 17; a ^= b ^ (b >> 26); st->s[1] = a;
    return a + b;
}
void lcg_fill(uint32_t *state, float *out, int n)
{
    uint32_t s = *state;
    for (int i = 0; i < n; i++) { s = 1664525u * s + 1013904223u; out[i] = (float)(s >> 8) * (1.0f / 16777216.0f); }
    *state = s;
}
typedef struct { uint32_t mt[624]; int mti; } mt_state;
uint32_t mt_next(mt_state *r)
{
    uint32_t y; int k;
    if (r->mti >= 624) {
        for (k = 0; k < 624; k++) {
            y = (r->mt[k] & 0x80000000u) | (r->mt[(k + 1) % 624] & 0x7fffffffu);
            r->mt[k] = r->mt[(k + 397) % 624] ^ (y >> 1) ^ (y & 1 ? 0x9908b0dfu : 0);
        }
        r->mti = 0;
    }
    y = r->mt[r->mti++];
    y ^= y >> 11; y ^= y << 7 & 0x9d2c5680u; y ^= y << 15 & 0xefc60000u; y ^= y >> 18;
    return y;
}
/* RS(255,223)-like systematic encoder, field 0x11d; gen has nroots coefficients, gen[nroots-1] first applied */
static uint8_t gexp[512], glog[256];
void gf_init(void) { int x = 1; for (int i = 0; i < 255; i++) { gexp[i] = gexp[i + 255] = (uint8_t)x; glog[x] = (uint8_t)i; x <<= 1; if (x & 256) x ^= 0x11d; } }
void rs_encode(const uint8_t *data, int k, const uint8_t *gen, int nroots, uint8_t *parity)
{
    memset(parity, 0, (size_t)nroots);
    for (int i = 0; i < k; i++) {
        uint8_t fb = data[i] ^ parity[0];
        for (int j = 0; j < nroots - 1; j++) parity[j] = parity[j + 1] ^ (fb && gen[j] ? gexp[glog[fb] + glog[gen[j]]] : 0);
        parity[nroots - 1] = fb && gen[nroots - 1] ? gexp[glog[fb] + glog[gen[nroots - 1]]] : 0;
    }
}
uint32_t murmur3_32(const uint8_t *key, size_t len, uint32_t seed)
{
    uint32_t h = seed, k; size_t i;
    for (i = len >> 2; i; i--) { memcpy(&k, key, 4); key += 4; k *= 0xcc9e2d51; k = k << 15 | k >> 17; k *= 0x1b873593; h ^= k; h = h << 13 | h >> 19; h = h * 5 + 0xe6546b64; }
    k = 0;
    for (i = len & 3; i; i--) { k <<= 8; k |= key[i - 1]; }
    k *= 0xcc9e2d51; k = k << 15 | k >> 17; k *= 0x1b873593; h ^= k;
    h ^= (uint32_t)len; h ^= h >> 16; h *= 0x85ebca6b; h ^= h >> 13; h *= 0xc2b2ae35; h ^= h >> 16;
    return h;
}
/* ---- negatives ---- */
int base64_encode(const uint8_t *in, int n, char *out)
{
    static const char T[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"; char *o = out;
    for (; n >= 3; n -= 3, in += 3) { uint32_t v = (uint32_t)in[0] << 16 | in[1] << 8 | in[2]; *o++ = T[v >> 18]; *o++ = T[v >> 12 & 63]; *o++ = T[v >> 6 & 63]; *o++ = T[v & 63]; }
    if (n) { uint32_t v = (uint32_t)in[0] << 16 | (n > 1 ? in[1] << 8 : 0); *o++ = T[v >> 18]; *o++ = T[v >> 12 & 63]; *o++ = n > 1 ? T[v >> 6 & 63] : '='; *o++ = '='; }
    *o = 0; return (int)(o - out);
}
int popcount_buffer(const uint8_t *p, size_t n)
{
    static uint8_t t[256]; int c = 0;
    if (!t[1]) for (int i = 1; i < 256; i++) t[i] = (uint8_t)((i & 1) + t[i >> 1]);
    while (n--) c += t[*p++];
    return c;
}
uint32_t bit_reverse32(uint32_t v)
{
    v = (v >> 1 & 0x55555555) | (v & 0x55555555) << 1; v = (v >> 2 & 0x33333333) | (v & 0x33333333) << 2;
    v = (v >> 4 & 0x0f0f0f0f) | (v & 0x0f0f0f0f) << 4; v = (v >> 8 & 0x00ff00ff) | (v & 0x00ff00ff) << 8;
    return v >> 16 | v << 16;
}
struct entry { const char *key; int val; };
int hash_table_find(const struct entry *tab, unsigned cap, const char *key, unsigned h)
{
    for (unsigned i = h & (cap - 1), n = 0; n < cap; n++, i = (i + 1) & (cap - 1)) {
        if (!tab[i].key) return -1;
        const char *a = tab[i].key, *b = key;
        while (*a && *a == *b) { a++; b++; }
        if (*a == *b) return tab[i].val;
    }
    return -1;
}
/* an "adler" without the running second sum */
uint32_t sum_only(uint32_t a, const uint8_t *p, size_t n) { uint32_t s = a & 0xffff; while (n--) { s += *p++; if (s >= 65521) s -= 65521; } return s; }
/* xor every byte with a repeating text and rotate case: toy obfuscation */
void obfuscate(char *s, size_t n, const char *mask, size_t m)
{
    for (size_t i = 0; i < n; i++) { s[i] ^= mask[i % m]; if (s[i] >= 'a' && s[i] <= 'z') s[i] = (char)('a' + (s[i] - 'a' + 13) % 26); }
}
/* Huffman bit packing */
int huff_pack(const uint8_t *sym, int n, const uint16_t *code, const uint8_t *len, uint8_t *out)
{
    uint32_t acc = 0; int bits = 0; uint8_t *o = out;
    while (n--) { acc = acc << len[*sym] | code[*sym]; bits += len[*sym++]; while (bits >= 8) { bits -= 8; *o++ = (uint8_t)(acc >> bits); } }
    if (bits) *o++ = (uint8_t)(acc << (8 - bits));
    return (int)(o - out);
}
