/* hash functions, library style: contexts, STORE/LOAD macros, compress + process + done */
#include <stdint.h>
#include <string.h>
#define ROL(x, n) (((x) << (n)) | ((x) >> (32 - (n))))
#define ROR(x, n) (((x) >> (n)) | ((x) << (32 - (n))))
#define LOAD32H(x, y) do { x = ((uint32_t)(y)[0] << 24) | ((uint32_t)(y)[1] << 16) | ((uint32_t)(y)[2] << 8) | (uint32_t)(y)[3]; } while (0)
#define STORE32H(x, y) do { (y)[0] = (uint8_t)((x) >> 24); (y)[1] = (uint8_t)((x) >> 16); (y)[2] = (uint8_t)((x) >> 8); (y)[3] = (uint8_t)(x); } while (0)
#define LOAD32L(x, y) do { x = ((uint32_t)(y)[3] << 24) | ((uint32_t)(y)[2] << 16) | ((uint32_t)(y)[1] << 8) | (uint32_t)(y)[0]; } while (0)

typedef struct { uint64_t length; uint32_t state[8], curlen; uint8_t buf[64]; } hash_state;

/* ---- MD5, unrolled with macros ---- */
#define F(x,y,z) (z ^ (x & (y ^ z)))
#define G(x,y,z) (y ^ (z & (y ^ x)))
#define H(x,y,z) (x ^ y ^ z)
#define I(x,y,z) (y ^ (x | (~z)))
#define FF(a,b,c,d,M,s,t) a = (a + F(b,c,d) + M + t); a = ROL(a, s) + b;
#define GG(a,b,c,d,M,s,t) a = (a + G(b,c,d) + M + t); a = ROL(a, s) + b;
#define HH(a,b,c,d,M,s,t) a = (a + H(b,c,d) + M + t); a = ROL(a, s) + b;
#define II(a,b,c,d,M,s,t) a = (a + I(b,c,d) + M + t); a = ROL(a, s) + b;
void md5_compress(uint32_t st[4], const uint8_t *buf)
{
    uint32_t i, W[16], a, b, c, d;
    for (i = 0; i < 16; i++) LOAD32L(W[i], buf + 4 * i);
    a = st[0]; b = st[1]; c = st[2]; d = st[3];
    FF(a,b,c,d,W[0],7,0xd76aa478U) FF(d,a,b,c,W[1],12,0xe8c7b756U) FF(c,d,a,b,W[2],17,0x242070dbU) FF(b,c,d,a,W[3],22,0xc1bdceeeU)
    FF(a,b,c,d,W[4],7,0xf57c0fafU) FF(d,a,b,c,W[5],12,0x4787c62aU) FF(c,d,a,b,W[6],17,0xa8304613U) FF(b,c,d,a,W[7],22,0xfd469501U)
    FF(a,b,c,d,W[8],7,0x698098d8U) FF(d,a,b,c,W[9],12,0x8b44f7afU) FF(c,d,a,b,W[10],17,0xffff5bb1U) FF(b,c,d,a,W[11],22,0x895cd7beU)
    FF(a,b,c,d,W[12],7,0x6b901122U) FF(d,a,b,c,W[13],12,0xfd987193U) FF(c,d,a,b,W[14],17,0xa679438eU) FF(b,c,d,a,W[15],22,0x49b40821U)
    GG(a,b,c,d,W[1],5,0xf61e2562U) GG(d,a,b,c,W[6],9,0xc040b340U) GG(c,d,a,b,W[11],14,0x265e5a51U) GG(b,c,d,a,W[0],20,0xe9b6c7aaU)
    GG(a,b,c,d,W[5],5,0xd62f105dU) GG(d,a,b,c,W[10],9,0x02441453U) GG(c,d,a,b,W[15],14,0xd8a1e681U) GG(b,c,d,a,W[4],20,0xe7d3fbc8U)
    GG(a,b,c,d,W[9],5,0x21e1cde6U) GG(d,a,b,c,W[14],9,0xc33707d6U) GG(c,d,a,b,W[3],14,0xf4d50d87U) GG(b,c,d,a,W[8],20,0x455a14edU)
    GG(a,b,c,d,W[13],5,0xa9e3e905U) GG(d,a,b,c,W[2],9,0xfcefa3f8U) GG(c,d,a,b,W[7],14,0x676f02d9U) GG(b,c,d,a,W[12],20,0x8d2a4c8aU)
    HH(a,b,c,d,W[5],4,0xfffa3942U) HH(d,a,b,c,W[8],11,0x8771f681U) HH(c,d,a,b,W[11],16,0x6d9d6122U) HH(b,c,d,a,W[14],23,0xfde5380cU)
    HH(a,b,c,d,W[1],4,0xa4beea44U) HH(d,a,b,c,W[4],11,0x4bdecfa9U) HH(c,d,a,b,W[7],16,0xf6bb4b60U) HH(b,c,d,a,W[10],23,0xbebfbc70U)
    HH(a,b,c,d,W[13],4,0x289b7ec6U) HH(d,a,b,c,W[0],11,0xeaa127faU) HH(c,d,a,b,W[3],16,0xd4ef3085U) HH(b,c,d,a,W[6],23,0x04881d05U)
    HH(a,b,c,d,W[9],4,0xd9d4d039U) HH(d,a,b,c,W[12],11,0xe6db99e5U) HH(c,d,a,b,W[15],16,0x1fa27cf8U) HH(b,c,d,a,W[2],23,0xc4ac5665U)
    II(a,b,c,d,W[0],6,0xf4292244U) II(d,a,b,c,W[7],10,0x432aff97U) II(c,d,a,b,W[14],15,0xab9423a7U) II(b,c,d,a,W[5],21,0xfc93a039U)
    II(a,b,c,d,W[12],6,0x655b59c3U) II(d,a,b,c,W[3],10,0x8f0ccc92U) II(c,d,a,b,W[10],15,0xffeff47dU) II(b,c,d,a,W[1],21,0x85845dd1U)
    II(a,b,c,d,W[8],6,0x6fa87e4fU) II(d,a,b,c,W[15],10,0xfe2ce6e0U) II(c,d,a,b,W[6],15,0xa3014314U) II(b,c,d,a,W[13],21,0x4e0811a1U)
    II(a,b,c,d,W[4],6,0xf7537e82U) II(d,a,b,c,W[11],10,0xbd3af235U) II(c,d,a,b,W[2],15,0x2ad7d2bbU) II(b,c,d,a,W[9],21,0xeb86d391U)
    st[0] += a; st[1] += b; st[2] += c; st[3] += d;
}
#undef F
#undef G
#undef H
#undef I

/* ---- SHA-1, circular 16-word schedule ---- */
void sha1_transform(uint32_t H[5], const uint8_t block[64])
{
    uint32_t w[16], a = H[0], b = H[1], c = H[2], d = H[3], e = H[4], t, f, k;
    for (int i = 0; i < 80; i++) {
        if (i < 16) LOAD32H(w[i], block + 4 * i);
        else { t = w[(i + 13) & 15] ^ w[(i + 8) & 15] ^ w[(i + 2) & 15] ^ w[i & 15]; w[i & 15] = ROL(t, 1); }
        if (i < 20) { f = (b & c) | (~b & d); k = 0x5A827999; }
        else if (i < 40) { f = b ^ c ^ d; k = 0x6ED9EBA1; }
        else if (i < 60) { f = (b & c) | (b & d) | (c & d); k = 0x8F1BBCDC; }
        else { f = b ^ c ^ d; k = 0xCA62C1D6; }
        t = ROL(a, 5) + f + e + k + w[i & 15];
        e = d; d = c; c = ROL(b, 30); b = a; a = t;
    }
    H[0] += a; H[1] += b; H[2] += c; H[3] += d; H[4] += e;
}

/* same but the schedule lacks the rotation (that is SHA-0) */
void sha_transform_norot(uint32_t H[5], const uint8_t block[64])
{
    uint32_t w[80], a = H[0], b = H[1], c = H[2], d = H[3], e = H[4], t, f, k; int i;
    for (i = 0; i < 16; i++) LOAD32H(w[i], block + 4 * i);
    for (; i < 80; i++) w[i] = w[i-3] ^ w[i-8] ^ w[i-14] ^ w[i-16];
    for (i = 0; i < 80; i++) {
        if (i < 20) { f = (b & c) | (~b & d); k = 0x5A827999; }
        else if (i < 40) { f = b ^ c ^ d; k = 0x6ED9EBA1; }
        else if (i < 60) { f = (b & c) | (b & d) | (c & d); k = 0x8F1BBCDC; }
        else { f = b ^ c ^ d; k = 0xCA62C1D6; }
        t = ROL(a, 5) + f + e + k + w[i]; e = d; d = c; c = ROL(b, 30); b = a; a = t;
    }
    H[0] += a; H[1] += b; H[2] += c; H[3] += d; H[4] += e;
}

/* ---- SHA-256 ---- */
static const uint32_t K256[64] = {
 0x428a2f98,0x71374491,0xb5c0fbcf,0xe9b5dba5,0x3956c25b,0x59f111f1,0x923f82a4,0xab1c5ed5,0xd807aa98,0x12835b01,0x243185be,0x550c7dc3,0x72be5d74,0x80deb1fe,0x9bdc06a7,0xc19bf174,
 0xe49b69c1,0xefbe4786,0x0fc19dc6,0x240ca1cc,0x2de92c6f,0x4a7484aa,0x5cb0a9dc,0x76f988da,0x983e5152,0xa831c66d,0xb00327c8,0xbf597fc7,0xc6e00bf3,0xd5a79147,0x06ca6351,0x14292967,
 0x27b70a85,0x2e1b2138,0x4d2c6dfc,0x53380d13,0x650a7354,0x766a0abb,0x81c2c92e,0x92722c85,0xa2bfe8a1,0xa81a664b,0xc24b8b70,0xc76c51a3,0xd192e819,0xd6990624,0xf40e3585,0x106aa070,
 0x19a4c116,0x1e376c08,0x2748774c,0x34b0bcb5,0x391c0cb3,0x4ed8aa4a,0x5b9cca4f,0x682e6ff3,0x748f82ee,0x78a5636f,0x84c87814,0x8cc70208,0x90befffa,0xa4506ceb,0xbef9a3f7,0xc67178f2 };
#define Ch(x,y,z) (z ^ (x & (y ^ z)))
#define Maj(x,y,z) (((x | y) & z) | (x & y))
#define Sigma0(x) (ROR(x, 2) ^ ROR(x, 13) ^ ROR(x, 22))
#define Sigma1(x) (ROR(x, 6) ^ ROR(x, 11) ^ ROR(x, 25))
#define Gamma0(x) (ROR(x, 7) ^ ROR(x, 18) ^ ((x) >> 3))
#define Gamma1(x) (ROR(x, 17) ^ ROR(x, 19) ^ ((x) >> 10))
static void s256_compress(hash_state *md, const uint8_t *buf)
{
    uint32_t S[8], W[64], t0, t1; int i;
    for (i = 0; i < 8; i++) S[i] = md->state[i];
    for (i = 0; i < 16; i++) LOAD32H(W[i], buf + 4 * i);
    for (i = 16; i < 64; i++) W[i] = Gamma1(W[i - 2]) + W[i - 7] + Gamma0(W[i - 15]) + W[i - 16];
#define RND(a,b,c,d,e,f,g,h,i) t0 = h + Sigma1(e) + Ch(e, f, g) + K256[i] + W[i]; t1 = Sigma0(a) + Maj(a, b, c); d += t0; h = t0 + t1;
    for (i = 0; i < 64; i += 8) {
        RND(S[0],S[1],S[2],S[3],S[4],S[5],S[6],S[7],i+0) RND(S[7],S[0],S[1],S[2],S[3],S[4],S[5],S[6],i+1)
        RND(S[6],S[7],S[0],S[1],S[2],S[3],S[4],S[5],i+2) RND(S[5],S[6],S[7],S[0],S[1],S[2],S[3],S[4],i+3)
        RND(S[4],S[5],S[6],S[7],S[0],S[1],S[2],S[3],i+4) RND(S[3],S[4],S[5],S[6],S[7],S[0],S[1],S[2],i+5)
        RND(S[2],S[3],S[4],S[5],S[6],S[7],S[0],S[1],i+6) RND(S[1],S[2],S[3],S[4],S[5],S[6],S[7],S[0],i+7)
    }
    for (i = 0; i < 8; i++) md->state[i] += S[i];
}
int sha256_init(hash_state *md)
{
    static const uint32_t iv[8] = { 0x6A09E667,0xBB67AE85,0x3C6EF372,0xA54FF53A,0x510E527F,0x9B05688C,0x1F83D9AB,0x5BE0CD19 };
    md->curlen = 0; md->length = 0; memcpy(md->state, iv, sizeof iv);
    return 0;
}
int sha256_process(hash_state *md, const uint8_t *in, unsigned long inlen)
{
    unsigned long n;
    if (md->curlen > 64) return -1;
    while (inlen > 0) {
        if (md->curlen == 0 && inlen >= 64) { s256_compress(md, in); md->length += 512; in += 64; inlen -= 64; }
        else {
            n = inlen < 64 - md->curlen ? inlen : 64 - md->curlen;
            memcpy(md->buf + md->curlen, in, n);
            md->curlen += n; in += n; inlen -= n;
            if (md->curlen == 64) { s256_compress(md, md->buf); md->length += 512; md->curlen = 0; }
        }
    }
    return 0;
}
int sha256_done(hash_state *md, uint8_t *out)
{
    int i;
    if (md->curlen >= 64) return -1;
    md->length += (uint64_t)md->curlen * 8;
    md->buf[md->curlen++] = 0x80;
    if (md->curlen > 56) { while (md->curlen < 64) md->buf[md->curlen++] = 0; s256_compress(md, md->buf); md->curlen = 0; }
    while (md->curlen < 56) md->buf[md->curlen++] = 0;
    STORE32H((uint32_t)(md->length >> 32), md->buf + 56); STORE32H((uint32_t)md->length, md->buf + 60);
    s256_compress(md, md->buf);
    for (i = 0; i < 8; i++) STORE32H(md->state[i], out + 4 * i);
    return 0;
}
void hmac_sha256(const uint8_t *key, unsigned long keylen, const uint8_t *msg, unsigned long len, uint8_t out[32])
{
    hash_state st; uint8_t k[64], pad[64], inner[32]; int i;
    memset(k, 0, 64);
    if (keylen > 64) { sha256_init(&st); sha256_process(&st, key, keylen); sha256_done(&st, k); }
    else memcpy(k, key, keylen);
    for (i = 0; i < 64; i++) pad[i] = k[i] ^ 0x36;
    sha256_init(&st); sha256_process(&st, pad, 64); sha256_process(&st, msg, len); sha256_done(&st, inner);
    for (i = 0; i < 64; i++) pad[i] = k[i] ^ 0x5c;
    sha256_init(&st); sha256_process(&st, pad, 64); sha256_process(&st, inner, 32); sha256_done(&st, out);
}
int pbkdf2_sha256(const uint8_t *pw, unsigned long pwlen, const uint8_t *salt, unsigned long saltlen, unsigned iter, uint8_t *out, unsigned long outlen)
{
    uint8_t u[32], t[32], s[256 + 4]; uint32_t blk = 1; unsigned i, j;
    if (saltlen > 256 || iter == 0) return -1;
    memcpy(s, salt, saltlen);
    while (outlen) {
        STORE32H(blk, s + saltlen);
        hmac_sha256(pw, pwlen, s, saltlen + 4, u);
        memcpy(t, u, 32);
        for (i = 1; i < iter; i++) { hmac_sha256(pw, pwlen, u, 32, u); for (j = 0; j < 32; j++) t[j] ^= u[j]; }
        j = outlen < 32 ? outlen : 32;
        memcpy(out, t, j); out += j; outlen -= j; blk++;
    }
    return 0;
}
/* a single SHA-256 block where sigma0 rotates by 8 instead of 7 and K is shifted by one */
void digest_block_variant(uint32_t st[8], const uint8_t *p)
{
    uint32_t W[64], a = st[0], b = st[1], c = st[2], d = st[3], e = st[4], f = st[5], g = st[6], h = st[7]; int i;
    for (i = 0; i < 16; i++) LOAD32H(W[i], p + 4 * i);
    for (i = 16; i < 64; i++) W[i] = Gamma1(W[i-2]) + W[i-7] + (ROR(W[i-15], 8) ^ ROR(W[i-15], 18) ^ (W[i-15] >> 3)) + W[i-16];
    for (i = 0; i < 64; i++) {
        uint32_t t1 = h + Sigma1(e) + Ch(e, f, g) + K256[(i + 1) & 63] + W[i], t2 = Sigma0(a) + Maj(a, b, c);
        h = g; g = f; f = e; e = d + t1; d = c; c = b; b = a; a = t1 + t2;
    }
    st[0] += a; st[1] += b; st[2] += c; st[3] += d; st[4] += e; st[5] += f; st[6] += g; st[7] += h;
}

/* ---- SM3 ---- */
void sm3_block(uint32_t V[8], const uint8_t *B)
{
    uint32_t W[68], A = V[0], Bb = V[1], C = V[2], D = V[3], E = V[4], Ff = V[5], Gg = V[6], Hh = V[7], SS1, SS2, TT1, TT2, x; int j;
#define P0(x) ((x) ^ ROL(x, 9) ^ ROL(x, 17))
#define P1(x) ((x) ^ ROL(x, 15) ^ ROL(x, 23))
    for (j = 0; j < 16; j++) LOAD32H(W[j], B + 4 * j);
    for (; j < 68; j++) { x = W[j-16] ^ W[j-9] ^ ROL(W[j-3], 15); W[j] = P1(x) ^ ROL(W[j-13], 7) ^ W[j-6]; }
    for (j = 0; j < 64; j++) {
        uint32_t T = j < 16 ? 0x79cc4519 : 0x7a879d8a, r = j & 31;
        T = r ? ROL(T, r) : T;
        SS1 = ROL(A, 12) + E + T; SS1 = ROL(SS1, 7); SS2 = SS1 ^ ROL(A, 12);
        TT1 = (j < 16 ? A ^ Bb ^ C : (A & Bb) | (A & C) | (Bb & C)) + D + SS2 + (W[j] ^ W[j + 4]);
        TT2 = (j < 16 ? E ^ Ff ^ Gg : (E & Ff) | (~E & Gg)) + Hh + SS1 + W[j];
        D = C; C = ROL(Bb, 9); Bb = A; A = TT1; Hh = Gg; Gg = ROL(Ff, 19); Ff = E; E = P0(TT2);
    }
    V[0] ^= A; V[1] ^= Bb; V[2] ^= C; V[3] ^= D; V[4] ^= E; V[5] ^= Ff; V[6] ^= Gg; V[7] ^= Hh;
}

/* ---- RIPEMD-160 with tables ---- */
void rmd160_block(uint32_t h[5], const uint8_t *p)
{
    static const uint8_t r1[80] = { 0,1,2,3,4,5,6,7,8,9,10,11,12,13,14,15, 7,4,13,1,10,6,15,3,12,0,9,5,2,14,11,8, 3,10,14,4,9,15,8,1,2,7,0,6,13,11,5,12, 1,9,11,10,0,8,12,4,13,3,7,15,14,5,6,2, 4,0,5,9,7,12,2,10,14,1,3,8,11,6,15,13 };
    static const uint8_t r2[80] = { 5,14,7,0,9,2,11,4,13,6,15,8,1,10,3,12, 6,11,3,7,0,13,5,10,14,15,8,12,4,9,1,2, 15,5,1,3,7,14,6,9,11,8,12,2,10,0,4,13, 8,6,4,1,3,11,15,0,5,12,2,13,9,7,10,14, 12,15,10,4,1,5,8,7,6,2,13,14,0,3,9,11 };
    static const uint8_t s1[80] = { 11,14,15,12,5,8,7,9,11,13,14,15,6,7,9,8, 7,6,8,13,11,9,7,15,7,12,15,9,11,7,13,12, 11,13,6,7,14,9,13,15,14,8,13,6,5,12,7,5, 11,12,14,15,14,15,9,8,9,14,5,6,8,6,5,12, 9,15,5,11,6,8,13,12,5,12,13,14,11,8,5,6 };
    static const uint8_t s2[80] = { 8,9,9,11,13,15,15,5,7,7,8,11,14,14,12,6, 9,13,15,7,12,8,9,11,7,7,12,7,6,15,13,11, 9,7,15,11,8,6,6,14,12,13,5,14,13,13,7,5, 15,5,8,11,14,14,6,14,6,9,12,9,12,5,15,8, 8,5,12,9,12,5,14,6,8,13,6,5,15,13,11,11 };
    static const uint32_t k1[5] = { 0, 0x5A827999, 0x6ED9EBA1, 0x8F1BBCDC, 0xA953FD4E }, k2[5] = { 0x50A28BE6, 0x5C4DD124, 0x6D703EF3, 0x7A6D76E9, 0 };
    uint32_t X[16], a = h[0], b = h[1], c = h[2], d = h[3], e = h[4], A = a, B = b, C = c, D = d, E = e, f, t; int j;
    for (j = 0; j < 16; j++) LOAD32L(X[j], p + 4 * j);
    for (j = 0; j < 80; j++) {
        switch (j / 16) { case 0: f = b ^ c ^ d; break; case 1: f = (b & c) | (~b & d); break; case 2: f = (b | ~c) ^ d; break; case 3: f = (b & d) | (c & ~d); break; default: f = b ^ (c | ~d); }
        t = a + f + X[r1[j]] + k1[j / 16]; t = ROL(t, s1[j]) + e; a = e; e = d; d = ROL(c, 10); c = b; b = t;
        switch (j / 16) { case 4: f = B ^ C ^ D; break; case 3: f = (B & C) | (~B & D); break; case 2: f = (B | ~C) ^ D; break; case 1: f = (B & D) | (C & ~D); break; default: f = B ^ (C | ~D); }
        t = A + f + X[r2[j]] + k2[j / 16]; t = ROL(t, s2[j]) + E; A = E; E = D; D = ROL(C, 10); C = B; B = t;
    }
    t = h[1] + c + D; h[1] = h[2] + d + E; h[2] = h[3] + e + A; h[3] = h[4] + a + B; h[4] = h[0] + b + C; h[0] = t;
}
