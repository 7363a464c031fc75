/* ARX stream ciphers, one-time MACs, memory-hard mixing */
#include <stdint.h>
#include <string.h>
#include <stddef.h>
#define U8TO32_LITTLE(p) ((uint32_t)(p)[0] | (uint32_t)(p)[1] << 8 | (uint32_t)(p)[2] << 16 | (uint32_t)(p)[3] << 24)
#define U32TO8_LITTLE(p, v) { (p)[0] = (v); (p)[1] = (v) >> 8; (p)[2] = (v) >> 16; (p)[3] = (v) >> 24; }
#define ROTATE(v, c) (((v) << (c)) | ((v) >> (32 - (c))))
#define QUARTERROUND(a,b,c,d) \
  x[a] += x[b]; x[d] = ROTATE(x[d] ^ x[a], 16); x[c] += x[d]; x[b] = ROTATE(x[b] ^ x[c], 12); \
  x[a] += x[b]; x[d] = ROTATE(x[d] ^ x[a], 8);  x[c] += x[d]; x[b] = ROTATE(x[b] ^ x[c], 7);
typedef struct { uint32_t input[16]; } ECRYPT_ctx;
typedef struct { ECRYPT_ctx c; uint8_t ks[64]; size_t have; } chacha_stream;

static void chacha_core(const uint32_t in[16], uint8_t out[64])
{
    uint32_t x[16]; int i;
    for (i = 0; i < 16; ++i) x[i] = in[i];
    for (i = 20; i > 0; i -= 2) {
        QUARTERROUND(0, 4, 8, 12) QUARTERROUND(1, 5, 9, 13) QUARTERROUND(2, 6, 10, 14) QUARTERROUND(3, 7, 11, 15)
        QUARTERROUND(0, 5, 10, 15) QUARTERROUND(1, 6, 11, 12) QUARTERROUND(2, 7, 8, 13) QUARTERROUND(3, 4, 9, 14)
    }
    for (i = 0; i < 16; ++i) { x[i] += in[i]; U32TO8_LITTLE(out + 4 * i, x[i]) }
}
void chacha20_block(const uint8_t key[32], uint32_t counter, const uint8_t nonce[12], uint8_t out[64])
{
    uint32_t s[16] = { 0x61707865, 0x3320646e, 0x79622d32, 0x6b206574 }; int i;
    for (i = 0; i < 8; i++) s[4 + i] = U8TO32_LITTLE(key + 4 * i);
    s[12] = counter;
    for (i = 0; i < 3; i++) s[13 + i] = U8TO32_LITTLE(nonce + 4 * i);
    chacha_core(s, out);
}
void chacha_update(chacha_stream *s, const uint8_t *m, uint8_t *c, size_t n)
{
    size_t i;
    for (i = 0; i < n; i++) {
        if (s->have == 0) { chacha_core(s->c.input, s->ks); s->c.input[12]++; s->have = 64; }
        c[i] = m[i] ^ s->ks[64 - s->have--];
    }
}
/* Salsa20 in TweetNaCl style */
void salsa20_core(uint8_t *out, const uint8_t *in, const uint8_t *k, const uint8_t *sg, int h)
{
    uint32_t w[16], x[16], y[16], t[4]; int i, j, m;
    for (i = 0; i < 4; ++i) {
        x[5*i] = U8TO32_LITTLE(sg + 4*i); x[1+i] = U8TO32_LITTLE(k + 4*i);
        x[6+i] = U8TO32_LITTLE(in + 4*i); x[11+i] = U8TO32_LITTLE(k + 16 + 4*i);
    }
    for (i = 0; i < 16; ++i) y[i] = x[i];
    for (i = 0; i < 20; ++i) {
        for (j = 0; j < 4; ++j) {
            for (m = 0; m < 4; ++m) t[m] = x[(5*j + 4*m) % 16];
            t[1] ^= ROTATE(t[0] + t[3], 7); t[2] ^= ROTATE(t[1] + t[0], 9);
            t[3] ^= ROTATE(t[2] + t[1], 13); t[0] ^= ROTATE(t[3] + t[2], 18);
            for (m = 0; m < 4; ++m) w[4*j + (j + m) % 4] = t[m];
        }
        for (m = 0; m < 16; ++m) x[m] = w[m];
    }
    if (h) {
        for (i = 0; i < 16; ++i) x[i] += y[i];
        for (i = 0; i < 4; ++i) { x[5*i] -= U8TO32_LITTLE(sg + 4*i); x[6+i] -= U8TO32_LITTLE(in + 4*i); }
        for (i = 0; i < 4; ++i) { U32TO8_LITTLE(out + 4*i, x[5*i]) U32TO8_LITTLE(out + 16 + 4*i, x[6+i]) }
    } else for (i = 0; i < 16; ++i) { uint32_t v = x[i] + y[i]; U32TO8_LITTLE(out + 4*i, v) }
}
static void salsa8(uint32_t B[16])
{
    uint32_t x[16]; int i;
    memcpy(x, B, 64);
#define R(a,b) ROTATE(a, b)
    for (i = 0; i < 8; i += 2) {
        x[4] ^= R(x[0]+x[12],7); x[8] ^= R(x[4]+x[0],9); x[12] ^= R(x[8]+x[4],13); x[0] ^= R(x[12]+x[8],18);
        x[9] ^= R(x[5]+x[1],7); x[13] ^= R(x[9]+x[5],9); x[1] ^= R(x[13]+x[9],13); x[5] ^= R(x[1]+x[13],18);
        x[14] ^= R(x[10]+x[6],7); x[2] ^= R(x[14]+x[10],9); x[6] ^= R(x[2]+x[14],13); x[10] ^= R(x[6]+x[2],18);
        x[3] ^= R(x[15]+x[11],7); x[7] ^= R(x[3]+x[15],9); x[11] ^= R(x[7]+x[3],13); x[15] ^= R(x[11]+x[7],18);
        x[1] ^= R(x[0]+x[3],7); x[2] ^= R(x[1]+x[0],9); x[3] ^= R(x[2]+x[1],13); x[0] ^= R(x[3]+x[2],18);
        x[6] ^= R(x[5]+x[4],7); x[7] ^= R(x[6]+x[5],9); x[4] ^= R(x[7]+x[6],13); x[5] ^= R(x[4]+x[7],18);
        x[11] ^= R(x[10]+x[9],7); x[8] ^= R(x[11]+x[10],9); x[9] ^= R(x[8]+x[11],13); x[10] ^= R(x[9]+x[8],18);
        x[12] ^= R(x[15]+x[14],7); x[13] ^= R(x[12]+x[15],9); x[14] ^= R(x[13]+x[12],13); x[15] ^= R(x[14]+x[13],18);
    }
    for (i = 0; i < 16; i++) B[i] += x[i];
}
static void blockmix(uint32_t *B, uint32_t *Y, int r)
{
    uint32_t X[16]; int i, j;
    memcpy(X, B + (2 * r - 1) * 16, 64);
    for (i = 0; i < 2 * r; i++) { for (j = 0; j < 16; j++) X[j] ^= B[i * 16 + j]; salsa8(X); memcpy(Y + i * 16, X, 64); }
    for (i = 0; i < r; i++) { memcpy(B + i * 16, Y + 2 * i * 16, 64); memcpy(B + (i + r) * 16, Y + (2 * i + 1) * 16, 64); }
}
void scrypt_smix(uint32_t *B, int r, uint32_t N, uint32_t *V, uint32_t *Y)
{
    size_t w = 32 * (size_t)r, k; uint32_t i;
    for (i = 0; i < N; i++) { memcpy(V + i * w, B, 4 * w); blockmix(B, Y, r); }
    for (i = 0; i < N; i++) {
        uint32_t j = B[(2 * r - 1) * 16] & (N - 1);
        for (k = 0; k < w; k++) B[k] ^= V[j * w + k];
        blockmix(B, Y, r);
    }
}
/* poly1305-donna-32 */
typedef struct { uint32_t r[5], h[5], pad[4]; size_t leftover; uint8_t buffer[16], final; } poly_state;
void poly1305_blocks(poly_state *st, const uint8_t *m, size_t bytes)
{
    const uint32_t hibit = st->final ? 0 : 1UL << 24;
    uint32_t r0 = st->r[0], r1 = st->r[1], r2 = st->r[2], r3 = st->r[3], r4 = st->r[4], s1 = r1*5, s2 = r2*5, s3 = r3*5, s4 = r4*5, c;
    uint32_t h0 = st->h[0], h1 = st->h[1], h2 = st->h[2], h3 = st->h[3], h4 = st->h[4]; uint64_t d0, d1, d2, d3, d4;
    while (bytes >= 16) {
        h0 += U8TO32_LITTLE(m) & 0x3ffffff; h1 += (U8TO32_LITTLE(m+3) >> 2) & 0x3ffffff; h2 += (U8TO32_LITTLE(m+6) >> 4) & 0x3ffffff;
        h3 += (U8TO32_LITTLE(m+9) >> 6) & 0x3ffffff; h4 += (U8TO32_LITTLE(m+12) >> 8) | hibit;
        d0 = (uint64_t)h0*r0 + (uint64_t)h1*s4 + (uint64_t)h2*s3 + (uint64_t)h3*s2 + (uint64_t)h4*s1;
        d1 = (uint64_t)h0*r1 + (uint64_t)h1*r0 + (uint64_t)h2*s4 + (uint64_t)h3*s3 + (uint64_t)h4*s2;
        d2 = (uint64_t)h0*r2 + (uint64_t)h1*r1 + (uint64_t)h2*r0 + (uint64_t)h3*s4 + (uint64_t)h4*s3;
        d3 = (uint64_t)h0*r3 + (uint64_t)h1*r2 + (uint64_t)h2*r1 + (uint64_t)h3*r0 + (uint64_t)h4*s4;
        d4 = (uint64_t)h0*r4 + (uint64_t)h1*r3 + (uint64_t)h2*r2 + (uint64_t)h3*r1 + (uint64_t)h4*r0;
        c = (uint32_t)(d0 >> 26); h0 = (uint32_t)d0 & 0x3ffffff; d1 += c; c = (uint32_t)(d1 >> 26); h1 = (uint32_t)d1 & 0x3ffffff;
        d2 += c; c = (uint32_t)(d2 >> 26); h2 = (uint32_t)d2 & 0x3ffffff; d3 += c; c = (uint32_t)(d3 >> 26); h3 = (uint32_t)d3 & 0x3ffffff;
        d4 += c; c = (uint32_t)(d4 >> 26); h4 = (uint32_t)d4 & 0x3ffffff; h0 += c * 5; c = h0 >> 26; h0 &= 0x3ffffff; h1 += c;
        m += 16; bytes -= 16;
    }
    st->h[0] = h0; st->h[1] = h1; st->h[2] = h2; st->h[3] = h3; st->h[4] = h4;
}
/* TweetNaCl's onetimeauth: radix 2^8 */
static void add1305(uint32_t *h, const uint32_t *c)
{
    uint32_t j, u = 0;
    for (j = 0; j < 17; ++j) { u += h[j] + c[j]; h[j] = u & 255; u >>= 8; }
}
int onetimeauth(uint8_t *out, const uint8_t *m, uint64_t n, const uint8_t *k)
{
    static const uint32_t minusp[17] = { 5,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,252 };
    uint32_t s, i, j, u, x[17], r[17], h[17], c[17], g[17];
    for (j = 0; j < 17; ++j) r[j] = h[j] = 0;
    for (j = 0; j < 16; ++j) r[j] = k[j];
    r[3] &= 15; r[4] &= 252; r[7] &= 15; r[8] &= 252; r[11] &= 15; r[12] &= 252; r[15] &= 15;
    while (n > 0) {
        for (j = 0; j < 17; ++j) c[j] = 0;
        for (j = 0; j < 16 && j < n; ++j) c[j] = m[j];
        c[j] = 1; m += j; n -= j;
        add1305(h, c);
        for (i = 0; i < 17; ++i) {
            x[i] = 0;
            for (j = 0; j < 17; ++j) x[i] += h[j] * (j <= i ? r[i - j] : 320 * r[i + 17 - j]);
        }
        for (i = 0; i < 17; ++i) h[i] = x[i];
        u = 0;
        for (j = 0; j < 16; ++j) { u += h[j]; h[j] = u & 255; u >>= 8; }
        u += h[16]; h[16] = u & 3; u = 5 * (u >> 2);
        for (j = 0; j < 16; ++j) { u += h[j]; h[j] = u & 255; u >>= 8; }
        u += h[16]; h[16] = u;
    }
    for (j = 0; j < 17; ++j) g[j] = h[j];
    add1305(h, minusp);
    s = -(h[16] >> 7);
    for (j = 0; j < 17; ++j) h[j] ^= s & (g[j] ^ h[j]);
    for (j = 0; j < 16; ++j) c[j] = k[j + 16];
    c[16] = 0; add1305(h, c);
    for (j = 0; j < 16; ++j) out[j] = h[j];
    return 0;
}
/* ChaCha with the wrong rotation in the last quarter step and no feed-forward */
void arx_mix(uint32_t x[16], int rounds)
{
#define QBAD(a,b,c,d) x[a] += x[b]; x[d] = ROTATE(x[d] ^ x[a], 16); x[c] += x[d]; x[b] = ROTATE(x[b] ^ x[c], 11); x[a] += x[b]; x[d] = ROTATE(x[d] ^ x[a], 9); x[c] += x[d]; x[b] = ROTATE(x[b] ^ x[c], 5);
    while ((rounds -= 2) >= 0) {
        QBAD(0,4,8,12) QBAD(1,5,9,13) QBAD(2,6,10,14) QBAD(3,7,11,15)
        QBAD(0,5,10,15) QBAD(1,6,11,12) QBAD(2,7,8,13) QBAD(3,4,9,14)
    }
}
/* polynomial rolling hash modulo a prime: Horner like Poly1305 but unkeyed, text search */
uint64_t rolling_hash(const char *s, size_t n, uint64_t base)
{
    const uint64_t p = (1ULL << 61) - 1; uint64_t h = 0;
    while (n--) { unsigned __int128 t = (unsigned __int128)h * base + (unsigned char)*s++; h = (uint64_t)(t & p) + (uint64_t)(t >> 61); if (h >= p) h -= p; }
    return h;
}
