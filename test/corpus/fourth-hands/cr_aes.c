/* AES in three guises plus modes; all tables made at start-up */
#include <stdint.h>
#include <string.h>
typedef uint8_t byte;
typedef struct { uint32_t rk[60]; int rounds; } aes_key;
typedef struct { aes_key key; byte ctr[16], ks[16]; unsigned used; } ctr_ctx;
static uint32_t Te[4][256]; static byte SB[256], IS[256]; static int ready;
static byte xt(byte x) { return (byte)((x << 1) ^ ((x >> 7) * 0x1b)); }
static byte gmul(byte a, byte b) { byte r = 0; while (b) { if (b & 1) r ^= a; a = xt(a); b >>= 1; } return r; }

void aes_make_tables(void)
{
    byte p = 1, q = 1; int i;
    do {
        p = p ^ (byte)(p << 1) ^ (byte)((p >> 7) * 0x1b);
        q ^= q << 1; q ^= q << 2; q ^= q << 4; if (q & 0x80) q ^= 9;
        byte x = q ^ (byte)((q << 1) | (q >> 7)) ^ (byte)((q << 2) | (q >> 6)) ^ (byte)((q << 3) | (q >> 5)) ^ (byte)((q << 4) | (q >> 4));
        SB[p] = x ^ 0x63;
    } while (p != 1);
    SB[0] = 0x63;
    for (i = 0; i < 256; i++) {
        byte s = SB[i], s2 = xt(s), s3 = s2 ^ s;
        IS[s] = (byte)i;
        Te[0][i] = (uint32_t)s2 << 24 | (uint32_t)s << 16 | (uint32_t)s << 8 | s3;
        Te[1][i] = Te[0][i] >> 8 | Te[0][i] << 24;
        Te[2][i] = Te[0][i] >> 16 | Te[0][i] << 16;
        Te[3][i] = Te[0][i] >> 24 | Te[0][i] << 8;
    }
    ready = 1;
}
#define GETU32(p) (((uint32_t)(p)[0] << 24) ^ ((uint32_t)(p)[1] << 16) ^ ((uint32_t)(p)[2] << 8) ^ (uint32_t)(p)[3])
#define PUTU32(c, s) { (c)[0] = (byte)((s) >> 24); (c)[1] = (byte)((s) >> 16); (c)[2] = (byte)((s) >> 8); (c)[3] = (byte)(s); }
#define SUBW(t) ((uint32_t)SB[(t) >> 24] << 24 | (uint32_t)SB[((t) >> 16) & 255] << 16 | (uint32_t)SB[((t) >> 8) & 255] << 8 | SB[(t) & 255])

int aes_setkey(aes_key *k, const byte *user, int bits)
{
    int nk = bits / 32, i; uint32_t t; byte rc = 1;
    if (!ready) aes_make_tables();
    if (nk != 4 && nk != 6 && nk != 8) return -1;
    k->rounds = nk + 6;
    for (i = 0; i < nk; i++) k->rk[i] = GETU32(user + 4 * i);
    for (; i < 4 * (k->rounds + 1); i++) {
        t = k->rk[i - 1];
        if (i % nk == 0) { t = t << 8 | t >> 24; t = SUBW(t) ^ ((uint32_t)rc << 24); rc = xt(rc); }
        else if (nk > 6 && i % nk == 4) t = SUBW(t);
        k->rk[i] = k->rk[i - nk] ^ t;
    }
    return 0;
}
/* T-tables, as in rijndael-alg-fst */
void aes_encrypt_tt(const byte *in, byte *out, const aes_key *key)
{
    const uint32_t *rk = key->rk; uint32_t s0, s1, s2, s3, t0, t1, t2, t3; int r = key->rounds >> 1;
    s0 = GETU32(in) ^ rk[0]; s1 = GETU32(in + 4) ^ rk[1]; s2 = GETU32(in + 8) ^ rk[2]; s3 = GETU32(in + 12) ^ rk[3];
    for (;;) {
        t0 = Te[0][s0 >> 24] ^ Te[1][(s1 >> 16) & 0xff] ^ Te[2][(s2 >> 8) & 0xff] ^ Te[3][s3 & 0xff] ^ rk[4];
        t1 = Te[0][s1 >> 24] ^ Te[1][(s2 >> 16) & 0xff] ^ Te[2][(s3 >> 8) & 0xff] ^ Te[3][s0 & 0xff] ^ rk[5];
        t2 = Te[0][s2 >> 24] ^ Te[1][(s3 >> 16) & 0xff] ^ Te[2][(s0 >> 8) & 0xff] ^ Te[3][s1 & 0xff] ^ rk[6];
        t3 = Te[0][s3 >> 24] ^ Te[1][(s0 >> 16) & 0xff] ^ Te[2][(s1 >> 8) & 0xff] ^ Te[3][s2 & 0xff] ^ rk[7];
        rk += 8;
        if (--r == 0) break;
        s0 = Te[0][t0 >> 24] ^ Te[1][(t1 >> 16) & 0xff] ^ Te[2][(t2 >> 8) & 0xff] ^ Te[3][t3 & 0xff] ^ rk[0];
        s1 = Te[0][t1 >> 24] ^ Te[1][(t2 >> 16) & 0xff] ^ Te[2][(t3 >> 8) & 0xff] ^ Te[3][t0 & 0xff] ^ rk[1];
        s2 = Te[0][t2 >> 24] ^ Te[1][(t3 >> 16) & 0xff] ^ Te[2][(t0 >> 8) & 0xff] ^ Te[3][t1 & 0xff] ^ rk[2];
        s3 = Te[0][t3 >> 24] ^ Te[1][(t0 >> 16) & 0xff] ^ Te[2][(t1 >> 8) & 0xff] ^ Te[3][t2 & 0xff] ^ rk[3];
    }
    s0 = (uint32_t)SB[t0 >> 24] << 24 ^ (uint32_t)SB[(t1 >> 16) & 0xff] << 16 ^ (uint32_t)SB[(t2 >> 8) & 0xff] << 8 ^ SB[t3 & 0xff] ^ rk[0];
    s1 = (uint32_t)SB[t1 >> 24] << 24 ^ (uint32_t)SB[(t2 >> 16) & 0xff] << 16 ^ (uint32_t)SB[(t3 >> 8) & 0xff] << 8 ^ SB[t0 & 0xff] ^ rk[1];
    s2 = (uint32_t)SB[t2 >> 24] << 24 ^ (uint32_t)SB[(t3 >> 16) & 0xff] << 16 ^ (uint32_t)SB[(t0 >> 8) & 0xff] << 8 ^ SB[t1 & 0xff] ^ rk[2];
    s3 = (uint32_t)SB[t3 >> 24] << 24 ^ (uint32_t)SB[(t0 >> 16) & 0xff] << 16 ^ (uint32_t)SB[(t1 >> 8) & 0xff] << 8 ^ SB[t2 & 0xff] ^ rk[3];
    PUTU32(out, s0) PUTU32(out + 4, s1) PUTU32(out + 8, s2) PUTU32(out + 12, s3)
}
/* bytewise decryption, inverse cipher of the standard */
void aes_decrypt_bytes(const byte *in, byte *out, const aes_key *key)
{
    byte s[16], t[16]; int r, i, c;
    for (i = 0; i < 16; i++) s[i] = in[i] ^ (byte)(key->rk[4 * key->rounds + i / 4] >> (24 - 8 * (i & 3)));
    for (r = key->rounds - 1; r >= 0; r--) {
        for (i = 0; i < 16; i++) t[(i + 4 * (i & 3)) & 15] = IS[s[i]];
        for (i = 0; i < 16; i++) t[i] ^= (byte)(key->rk[4 * r + i / 4] >> (24 - 8 * (i & 3)));
        if (r) for (c = 0; c < 16; c += 4) for (i = 0; i < 4; i++)
            s[c + i] = gmul(t[c + i], 14) ^ gmul(t[c + ((i + 1) & 3)], 11) ^ gmul(t[c + ((i + 2) & 3)], 13) ^ gmul(t[c + ((i + 3) & 3)], 9);
        else memcpy(s, t, 16);
    }
    memcpy(out, s, 16);
}
/* no tables at all: inversion in GF(2^8) by x^254, on the fly key schedule, 128-bit key */
static byte sub_calc(byte x)
{
    byte r = 1, b = x, y; int i;
    for (i = 0; i < 7; i++) { b = gmul(b, b); r = gmul(r, b); }
    y = r;
    for (i = 0; i < 4; i++) { r = (byte)(r << 1 | r >> 7); y ^= r; }
    return y ^ 0x63;
}
void aes128_tiny(byte blk[16], const byte key[16])
{
    byte k[16], t[16], rc = 1; int r, i, c;
    memcpy(k, key, 16);
    for (i = 0; i < 16; i++) blk[i] ^= k[i];
    for (r = 1; r <= 10; r++) {
        k[0] ^= sub_calc(k[13]) ^ rc; k[1] ^= sub_calc(k[14]); k[2] ^= sub_calc(k[15]); k[3] ^= sub_calc(k[12]);
        for (i = 4; i < 16; i++) k[i] ^= k[i - 4];
        rc = xt(rc);
        for (i = 0; i < 16; i++) t[i] = sub_calc(blk[(i + 4 * (i & 3)) & 15]);
        if (r < 10) for (c = 0; c < 16; c += 4) {
            byte a = t[c] ^ t[c+1] ^ t[c+2] ^ t[c+3], u = t[c];
            t[c] ^= a ^ xt(t[c] ^ t[c+1]); t[c+1] ^= a ^ xt(t[c+1] ^ t[c+2]);
            t[c+2] ^= a ^ xt(t[c+2] ^ t[c+3]); t[c+3] ^= a ^ xt(t[c+3] ^ u);
        }
        for (i = 0; i < 16; i++) blk[i] = t[i] ^ k[i];
    }
}
void aes_cbc_encrypt(const byte *in, byte *out, unsigned long len, const aes_key *key, byte *ivec)
{
    const byte *iv = ivec; unsigned long n;
    while (len >= 16) {
        for (n = 0; n < 16; n++) out[n] = in[n] ^ iv[n];
        aes_encrypt_tt(out, out, key);
        iv = out; len -= 16; in += 16; out += 16;
    }
    memcpy(ivec, iv, 16);
}
void aes_ctr_update(ctr_ctx *c, byte *data, unsigned long len)
{
    while (len--) {
        if (c->used == 0) {
            int i = 15;
            aes_encrypt_tt(c->ctr, c->ks, &c->key);
            do { if (++c->ctr[i]) break; } while (i-- > 0);
        }
        *data++ ^= c->ks[c->used];
        c->used = (c->used + 1) & 15;
    }
}
void aes_cmac(const aes_key *k, const byte *m, unsigned long len, byte mac[16])
{
    byte L[16] = {0}, last[16]; int i, j, cy; unsigned long n = (len + 15) / 16, b;
    aes_encrypt_tt(L, L, k);
    for (j = 0; j < ((len && len % 16 == 0) ? 1 : 2); j++) {
        cy = L[0] >> 7;
        for (i = 0; i < 15; i++) L[i] = (byte)(L[i] << 1 | L[i + 1] >> 7);
        L[15] = (byte)(L[15] << 1) ^ (cy ? 0x87 : 0);
    }
    if (n == 0) n = 1;
    memset(mac, 0, 16);
    for (b = 0; b + 1 < n; b++, m += 16) { for (i = 0; i < 16; i++) mac[i] ^= m[i]; aes_encrypt_tt(mac, mac, k); }
    memset(last, 0, 16); b = len - 16 * (n - 1);
    memcpy(last, m, b); if (b < 16) last[b] = 0x80;
    for (i = 0; i < 16; i++) mac[i] ^= last[i] ^ L[i];
    aes_encrypt_tt(mac, mac, k);
}
/* GF(2^128) Horner, bit-reflected */
void ghash_update(byte Y[16], const byte H[16], const byte *x, unsigned long blocks)
{
    while (blocks--) {
        byte Z[16] = {0}, V[16]; int i, j;
        for (i = 0; i < 16; i++) Y[i] ^= *x++;
        memcpy(V, H, 16);
        for (i = 0; i < 128; i++) {
            if (Y[i >> 3] >> (7 - (i & 7)) & 1) for (j = 0; j < 16; j++) Z[j] ^= V[j];
            byte lsb = V[15] & 1;
            for (j = 15; j > 0; j--) V[j] = (byte)(V[j] >> 1 | V[j - 1] << 7);
            V[0] >>= 1; if (lsb) V[0] ^= 0xe1;
        }
        memcpy(Y, Z, 16);
    }
}
int aes_gcm_seal(const aes_key *k, const byte iv[12], const byte *aad, unsigned long alen, byte *data, unsigned long len, byte tag[16])
{
    byte H[16] = {0}, Y[16] = {0}, J[16], E[16], B[16]; unsigned long o, n; unsigned i; uint32_t c = 1;
    aes_encrypt_tt(H, H, k);
    memcpy(J, iv, 12); PUTU32(J + 12, c) aes_encrypt_tt(J, tag, k);
    for (o = 0; o < alen; o += 16) { n = alen - o < 16 ? alen - o : 16; memset(B, 0, 16); memcpy(B, aad + o, n); ghash_update(Y, H, B, 1); }
    for (o = 0; o < len; o += 16) {
        n = len - o < 16 ? len - o : 16; c++;
        PUTU32(J + 12, c) aes_encrypt_tt(J, E, k);
        for (i = 0; i < n; i++) data[o + i] ^= E[i];
        memset(B, 0, 16); memcpy(B, data + o, n); ghash_update(Y, H, B, 1);
    }
    memset(B, 0, 16);
    for (i = 0; i < 8; i++) { B[7 - i] = (byte)((uint64_t)alen * 8 >> (8 * i)); B[15 - i] = (byte)((uint64_t)len * 8 >> (8 * i)); }
    ghash_update(Y, H, B, 1);
    for (i = 0; i < 16; i++) tag[i] ^= Y[i];
    return 0;
}
void aes_xts_encrypt(const aes_key *k1, const aes_key *k2, const byte tw[16], byte *data, unsigned long blocks)
{
    byte T[16]; int i, cy;
    aes_encrypt_tt(tw, T, k2);
    while (blocks--) {
        for (i = 0; i < 16; i++) data[i] ^= T[i];
        aes_encrypt_tt(data, data, k1);
        for (i = 0; i < 16; i++) data[i] ^= T[i];
        cy = T[15] >> 7;
        for (i = 15; i > 0; i--) T[i] = (byte)(T[i] << 1 | T[i - 1] >> 7);
        T[0] = (byte)(T[0] << 1) ^ (cy ? 0x87 : 0);
        data += 16;
    }
}
/* "AES" with ShiftRows left out and an affine toy S-box */
void spn_toy(byte blk[16], const byte rk[176])
{
    byte t[16]; int r, i, c;
    for (i = 0; i < 16; i++) blk[i] ^= rk[i];
    for (r = 1; r <= 10; r++) {
        for (i = 0; i < 16; i++) t[i] = (byte)(blk[i] * 7 + 0x63);
        if (r < 10) for (c = 0; c < 16; c += 4) {
            byte a = t[c] ^ t[c+1] ^ t[c+2] ^ t[c+3], u = t[c];
            t[c] ^= a ^ xt(t[c] ^ t[c+1]); t[c+1] ^= a ^ xt(t[c+1] ^ t[c+2]);
            t[c+2] ^= a ^ xt(t[c+2] ^ t[c+3]); t[c+3] ^= a ^ xt(t[c+3] ^ u);
        }
        for (i = 0; i < 16; i++) blk[i] = t[i] ^ rk[16 * r + i];
    }
}
