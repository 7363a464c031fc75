/* 64-bit and sponge designs */
#include <stdint.h>
#include <string.h>
typedef unsigned char u8; typedef uint32_t u32; typedef uint64_t u64;
static u64 R64(u64 x, int c) { return (x >> c) | (x << (64 - c)); }
static u64 L64(u64 x, int c) { return (x << c) | (x >> (64 - c)); }
static u64 dl64(const u8 *x) { u64 i, u = 0; for (i = 0; i < 8; ++i) u = (u << 8) | x[i]; return u; }
static void ts64(u8 *x, u64 u) { int i; for (i = 7; i >= 0; --i) { x[i] = u; u >>= 8; } }
static u64 le64(const u8 *x) { u64 u; memcpy(&u, x, 8); return u; }
static u32 le32(const u8 *x) { u32 u; memcpy(&u, x, 4); return u; }

static const u64 K512[80] = {
0x428a2f98d728ae22ULL,0x7137449123ef65cdULL,0xb5c0fbcfec4d3b2fULL,0xe9b5dba58189dbbcULL,0x3956c25bf348b538ULL,0x59f111f1b605d019ULL,0x923f82a4af194f9bULL,0xab1c5ed5da6d8118ULL,
0xd807aa98a3030242ULL,0x12835b0145706fbeULL,0x243185be4ee4b28cULL,0x550c7dc3d5ffb4e2ULL,0x72be5d74f27b896fULL,0x80deb1fe3b1696b1ULL,0x9bdc06a725c71235ULL,0xc19bf174cf692694ULL,
0xe49b69c19ef14ad2ULL,0xefbe4786384f25e3ULL,0x0fc19dc68b8cd5b5ULL,0x240ca1cc77ac9c65ULL,0x2de92c6f592b0275ULL,0x4a7484aa6ea6e483ULL,0x5cb0a9dcbd41fbd4ULL,0x76f988da831153b5ULL,
0x983e5152ee66dfabULL,0xa831c66d2db43210ULL,0xb00327c898fb213fULL,0xbf597fc7beef0ee4ULL,0xc6e00bf33da88fc2ULL,0xd5a79147930aa725ULL,0x06ca6351e003826fULL,0x142929670a0e6e70ULL,
0x27b70a8546d22ffcULL,0x2e1b21385c26c926ULL,0x4d2c6dfc5ac42aedULL,0x53380d139d95b3dfULL,0x650a73548baf63deULL,0x766a0abb3c77b2a8ULL,0x81c2c92e47edaee6ULL,0x92722c851482353bULL,
0xa2bfe8a14cf10364ULL,0xa81a664bbc423001ULL,0xc24b8b70d0f89791ULL,0xc76c51a30654be30ULL,0xd192e819d6ef5218ULL,0xd69906245565a910ULL,0xf40e35855771202aULL,0x106aa07032bbd1b8ULL,
0x19a4c116b8d2d0c8ULL,0x1e376c085141ab53ULL,0x2748774cdf8eeb99ULL,0x34b0bcb5e19b48a8ULL,0x391c0cb3c5c95a63ULL,0x4ed8aa4ae3418acbULL,0x5b9cca4f7763e373ULL,0x682e6ff3d6b2b8a3ULL,
0x748f82ee5defb2fcULL,0x78a5636f43172f60ULL,0x84c87814a1f0ab72ULL,0x8cc702081a6439ecULL,0x90befffa23631e28ULL,0xa4506cebde82bde9ULL,0xbef9a3f7b2c67915ULL,0xc67178f2e372532bULL,
0xca273eceea26619cULL,0xd186b8c721c0c207ULL,0xeada7dd6cde0eb1eULL,0xf57d4f7fee6ed178ULL,0x06f067aa72176fbaULL,0x0a637dc5a2c898a6ULL,0x113f9804bef90daeULL,0x1b710b35131c471bULL,
0x28db77f523047d84ULL,0x32caab7b40c72493ULL,0x3c9ebe0a15c9bebcULL,0x431d67c49c100d4cULL,0x4cc5d4becb3e42b6ULL,0x597f299cfc657e2aULL,0x5fcb6fab3ad6faecULL,0x6c44198c4a475817ULL };

/* TweetNaCl-like: all full blocks of m are absorbed */
int hashblocks_512(u8 *x, const u8 *m, u64 n)
{
    u64 z[8], b[8], a[8], w[16], t; int i, j;
    for (i = 0; i < 8; ++i) z[i] = a[i] = dl64(x + 8 * i);
    while (n >= 128) {
        for (i = 0; i < 16; ++i) w[i] = dl64(m + 8 * i);
        for (i = 0; i < 80; ++i) {
            for (j = 0; j < 8; ++j) b[j] = a[j];
            t = a[7] + (R64(a[4], 14) ^ R64(a[4], 18) ^ R64(a[4], 41)) + ((a[4] & a[5]) ^ (~a[4] & a[6])) + K512[i] + w[i % 16];
            b[7] = t + (R64(a[0], 28) ^ R64(a[0], 34) ^ R64(a[0], 39)) + ((a[0] & a[1]) ^ (a[0] & a[2]) ^ (a[1] & a[2]));
            b[3] += t;
            for (j = 0; j < 8; ++j) a[(j + 1) % 8] = b[j];
            if (i % 16 == 15)
                for (j = 0; j < 16; ++j) {
                    u64 s0 = w[(j + 1) % 16], s1 = w[(j + 14) % 16];
                    w[j] += w[(j + 9) % 16] + (R64(s0, 1) ^ R64(s0, 8) ^ (s0 >> 7)) + (R64(s1, 19) ^ R64(s1, 61) ^ (s1 >> 6));
                }
        }
        for (i = 0; i < 8; ++i) { a[i] += z[i]; z[i] = a[i]; }
        m += 128; n -= 128;
    }
    for (i = 0; i < 8; ++i) ts64(x + 8 * i, z[i]);
    return (int)n;
}

/* Keccak-f[1600], compact, constants from the LFSR */
void keccak_f1600(u64 st[25])
{
    static const int rotc[24] = { 1,3,6,10,15,21,28,36,45,55,2,14,27,41,56,8,25,43,62,18,39,61,20,44 };
    static const int piln[24] = { 10,7,11,17,18,3,5,16,8,21,24,4,15,23,19,13,12,2,20,14,22,9,6,1 };
    u8 lfsr = 1; u64 bc[5], t; int i, j, r;
    for (r = 0; r < 24; r++) {
        for (i = 0; i < 5; i++) bc[i] = st[i] ^ st[i + 5] ^ st[i + 10] ^ st[i + 15] ^ st[i + 20];
        for (i = 0; i < 5; i++) { t = bc[(i + 4) % 5] ^ L64(bc[(i + 1) % 5], 1); for (j = 0; j < 25; j += 5) st[j + i] ^= t; }
        t = st[1];
        for (i = 0; i < 24; i++) { j = piln[i]; bc[0] = st[j]; st[j] = L64(t, rotc[i]); t = bc[0]; }
        for (j = 0; j < 25; j += 5) { for (i = 0; i < 5; i++) bc[i] = st[j + i]; for (i = 0; i < 5; i++) st[j + i] ^= ~bc[(i + 1) % 5] & bc[(i + 2) % 5]; }
        for (j = 0; j < 7; j++) {
            if (lfsr & 1) st[0] ^= 1ULL << ((1 << j) - 1);
            lfsr = (lfsr << 1) ^ ((lfsr >> 7) * 0x71);
        }
    }
}
void sha3_256_oneshot(const u8 *in, unsigned long len, u8 out[32])
{
    u64 s[25]; unsigned long i; u8 blk[136];
    memset(s, 0, sizeof s);
    while (len >= 136) { for (i = 0; i < 17; i++) s[i] ^= le64(in + 8 * i); keccak_f1600(s); in += 136; len -= 136; }
    memset(blk, 0, 136); memcpy(blk, in, len); blk[len] = 6; blk[135] |= 0x80;
    for (i = 0; i < 17; i++) s[i] ^= le64(blk + 8 * i);
    keccak_f1600(s); memcpy(out, s, 32);
}

/* BLAKE2b / BLAKE2s compressions */
static const u8 sigma[12][16] = {
 {0,1,2,3,4,5,6,7,8,9,10,11,12,13,14,15},{14,10,4,8,9,15,13,6,1,12,0,2,11,7,5,3},{11,8,12,0,5,2,15,13,10,14,3,6,7,1,9,4},{7,9,3,1,13,12,11,14,2,6,5,10,4,0,15,8},
 {9,0,5,7,2,4,10,15,14,1,11,12,6,8,3,13},{2,12,6,10,0,11,8,3,4,13,7,5,15,14,1,9},{12,5,1,15,14,13,4,10,0,7,6,3,9,2,8,11},{13,11,7,14,12,1,3,9,5,0,15,4,8,6,2,10},
 {6,15,14,9,11,3,0,8,12,2,13,7,1,4,10,5},{10,2,8,4,7,6,1,5,15,11,9,14,3,12,13,0},{0,1,2,3,4,5,6,7,8,9,10,11,12,13,14,15},{14,10,4,8,9,15,13,6,1,12,0,2,11,7,5,3} };
static const u64 ivb[8] = { 0x6a09e667f3bcc908ULL,0xbb67ae8584caa73bULL,0x3c6ef372fe94f82bULL,0xa54ff53a5f1d36f1ULL,0x510e527fade682d1ULL,0x9b05688c2b3e6c1fULL,0x1f83d9abfb41bd6bULL,0x5be0cd19137e2179ULL };
struct b2b { u64 h[8], t[2], f0; };
#define GB(a,b,c,d,x,y) do { v[a] += v[b] + (x); v[d] = R64(v[d] ^ v[a], 32); v[c] += v[d]; v[b] = R64(v[b] ^ v[c], 24); \
    v[a] += v[b] + (y); v[d] = R64(v[d] ^ v[a], 16); v[c] += v[d]; v[b] = R64(v[b] ^ v[c], 63); } while (0)
void blake2b_compress(struct b2b *S, const u8 blk[128])
{
    u64 v[16], m[16]; int i;
    for (i = 0; i < 16; i++) m[i] = le64(blk + 8 * i);
    for (i = 0; i < 8; i++) { v[i] = S->h[i]; v[i + 8] = ivb[i]; }
    v[12] ^= S->t[0]; v[13] ^= S->t[1]; v[14] ^= S->f0;
    for (i = 0; i < 12; i++) {
        const u8 *s = sigma[i];
        GB(0,4,8,12,m[s[0]],m[s[1]]); GB(1,5,9,13,m[s[2]],m[s[3]]); GB(2,6,10,14,m[s[4]],m[s[5]]); GB(3,7,11,15,m[s[6]],m[s[7]]);
        GB(0,5,10,15,m[s[8]],m[s[9]]); GB(1,6,11,12,m[s[10]],m[s[11]]); GB(2,7,8,13,m[s[12]],m[s[13]]); GB(3,4,9,14,m[s[14]],m[s[15]]);
    }
    for (i = 0; i < 8; i++) S->h[i] ^= v[i] ^ v[i + 8];
}
static u32 R32(u32 x, int c) { return (x >> c) | (x << (32 - c)); }
static const u32 ivs[8] = { 0x6A09E667,0xBB67AE85,0x3C6EF372,0xA54FF53A,0x510E527F,0x9B05688C,0x1F83D9AB,0x5BE0CD19 };
static void gs(u32 *v, int a, int b, int c, int d, u32 x, u32 y)
{
    v[a] += v[b] + x; v[d] = R32(v[d] ^ v[a], 16); v[c] += v[d]; v[b] = R32(v[b] ^ v[c], 12);
    v[a] += v[b] + y; v[d] = R32(v[d] ^ v[a], 8);  v[c] += v[d]; v[b] = R32(v[b] ^ v[c], 7);
}
void blake2s_compress(u32 h[8], const u8 blk[64], u64 count, int last)
{
    u32 v[16], m[16]; int i, r;
    for (i = 0; i < 16; i++) m[i] = le32(blk + 4 * i);
    for (i = 0; i < 8; i++) { v[i] = h[i]; v[i + 8] = ivs[i]; }
    v[12] ^= (u32)count; v[13] ^= (u32)(count >> 32); if (last) v[14] = ~v[14];
    for (r = 0; r < 10; r++) {
        for (i = 0; i < 4; i++) gs(v, i, i + 4, i + 8, i + 12, m[sigma[r][2*i]], m[sigma[r][2*i+1]]);
        for (i = 0; i < 4; i++) gs(v, i, 4 + (i + 1) % 4, 8 + (i + 2) % 4, 12 + (i + 3) % 4, m[sigma[r][8+2*i]], m[sigma[r][9+2*i]]);
    }
    for (i = 0; i < 8; i++) h[i] ^= v[i] ^ v[i + 8];
}
/* BLAKE3: message permuted between rounds */
void blake3_compress(const u32 cv[8], const u8 blk[64], u64 ctr, u32 blen, u32 flags, u32 out[16])
{
    static const u8 perm[16] = { 2,6,3,10,7,0,4,13,1,11,12,5,9,14,15,8 };
    u32 v[16], m[16], q[16]; int i, r;
    for (i = 0; i < 16; i++) m[i] = le32(blk + 4 * i);
    for (i = 0; i < 8; i++) v[i] = cv[i];
    for (i = 0; i < 4; i++) v[8 + i] = ivs[i];
    v[12] = (u32)ctr; v[13] = (u32)(ctr >> 32); v[14] = blen; v[15] = flags;
    for (r = 0; r < 7; r++) {
        for (i = 0; i < 4; i++) gs(v, i, i + 4, i + 8, i + 12, m[2*i], m[2*i+1]);
        for (i = 0; i < 4; i++) gs(v, i, 4 + (i + 1) % 4, 8 + (i + 2) % 4, 12 + (i + 3) % 4, m[8+2*i], m[9+2*i]);
        for (i = 0; i < 16; i++) q[i] = m[perm[i]];
        memcpy(m, q, sizeof m);
    }
    for (i = 0; i < 8; i++) { out[i] = v[i] ^ v[i + 8]; out[i + 8] = v[i + 8] ^ cv[i]; }
}
#define SIPROUND do { v0 += v1; v1 = L64(v1, 13); v1 ^= v0; v0 = L64(v0, 32); v2 += v3; v3 = L64(v3, 16); v3 ^= v2; \
    v0 += v3; v3 = L64(v3, 21); v3 ^= v0; v2 += v1; v1 = L64(v1, 17); v1 ^= v2; v2 = L64(v2, 32); } while (0)
u64 siphash24(const u8 *in, unsigned long len, const u8 k[16])
{
    u64 k0 = le64(k), k1 = le64(k + 8), b = (u64)len << 56, m;
    u64 v0 = 0x736f6d6570736575ULL ^ k0, v1 = 0x646f72616e646f6dULL ^ k1, v2 = 0x6c7967656e657261ULL ^ k0, v3 = 0x7465646279746573ULL ^ k1;
    const u8 *end = in + (len & ~7UL); int left = len & 7;
    for (; in != end; in += 8) { m = le64(in); v3 ^= m; SIPROUND; SIPROUND; v0 ^= m; }
    while (left--) b |= (u64)in[left] << (8 * left);
    v3 ^= b; SIPROUND; SIPROUND; v0 ^= b; v2 ^= 0xff;
    SIPROUND; SIPROUND; SIPROUND; SIPROUND;
    return v0 ^ v1 ^ v2 ^ v3;
}
/* Keccak whose chi is linear (AND replaced by XOR): no longer the permutation */
void sponge_linear(u64 st[25], int rounds)
{
    u64 bc[5], t; int i, j;
    while (rounds--) {
        for (i = 0; i < 5; i++) bc[i] = st[i] ^ st[i + 5] ^ st[i + 10] ^ st[i + 15] ^ st[i + 20];
        for (i = 0; i < 5; i++) { t = bc[(i + 4) % 5] ^ L64(bc[(i + 1) % 5], 1); for (j = 0; j < 25; j += 5) st[j + i] ^= t; }
        for (j = 0; j < 25; j += 5) { for (i = 0; i < 5; i++) bc[i] = st[j + i]; for (i = 0; i < 5; i++) st[j + i] ^= bc[(i + 1) % 5] ^ bc[(i + 2) % 5]; }
        st[0] ^= (u64)rounds;
    }
}
/* Argon2 block fill: R = X ^ prev; Z = P(P(R)) ^ X */
static u64 fblamka(u64 x, u64 y) { return x + y + 2 * (x & 0xffffffff) * (y & 0xffffffff); }
#define GA(a,b,c,d) do { a = fblamka(a, b); d = R64(d ^ a, 32); c = fblamka(c, d); b = R64(b ^ c, 24); a = fblamka(a, b); d = R64(d ^ a, 16); c = fblamka(c, d); b = R64(b ^ c, 63); } while (0)
#define PA(v,i0,i1,i2,i3,i4,i5,i6,i7,i8,i9,i10,i11,i12,i13,i14,i15) do { \
  GA(v[i0],v[i4],v[i8],v[i12]); GA(v[i1],v[i5],v[i9],v[i13]); GA(v[i2],v[i6],v[i10],v[i14]); GA(v[i3],v[i7],v[i11],v[i15]); \
  GA(v[i0],v[i5],v[i10],v[i15]); GA(v[i1],v[i6],v[i11],v[i12]); GA(v[i2],v[i7],v[i8],v[i13]); GA(v[i3],v[i4],v[i9],v[i14]); } while (0)
void argon2_fill_block(const u64 *prev, const u64 *ref, u64 *next, int with_xor)
{
    u64 r[128], t[128]; unsigned i;
    for (i = 0; i < 128; i++) { r[i] = prev[i] ^ ref[i]; t[i] = with_xor ? r[i] ^ next[i] : r[i]; }
    for (i = 0; i < 8; i++) { u64 *v = r + 16 * i; PA(v,0,1,2,3,4,5,6,7,8,9,10,11,12,13,14,15); }
    for (i = 0; i < 8; i++) { u64 *v = r + 2 * i; PA(v,0,1,16,17,32,33,48,49,64,65,80,81,96,97,112,113); }
    for (i = 0; i < 128; i++) next[i] = t[i] ^ r[i];
}
