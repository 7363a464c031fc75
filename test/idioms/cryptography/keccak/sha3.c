// SHA-3 is Keccak with a padding of its own: the permutation, and Keccak with the padding of before, have no such role.
// RUN: %kernels %s --levels=O2,O1,O3 | FileCheck %s --implicit-check-not=differs --implicit-check-not='before: keccak matched {{.*}}sha-3' --implicit-check-not='f1600: keccak matched {{.*}}sha-3'
#include <stdint.h>
#include <string.h>
typedef uint64_t u64;
typedef uint8_t u8;
#define L64(x, n) ((x) << (n) | (x) >> (64 - (n)))
static u64 le64(const u8 *p) { u64 r = 0; for (int i = 7; i >= 0; i--) r = r << 8 | p[i]; return r; }
// CHECK: keccak_f1600: keccak {{matched|proved}}
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
// CHECK: sha3_256_oneshot: keccak {{.*}}sha-3
void sha3_256_oneshot(const u8 *in, unsigned long len, u8 out[32])
{
    u64 s[25]; unsigned long i; u8 blk[136];
    memset(s, 0, sizeof s);
    while (len >= 136) { for (i = 0; i < 17; i++) s[i] ^= le64(in + 8 * i); keccak_f1600(s); in += 136; len -= 136; }
    memset(blk, 0, 136); memcpy(blk, in, len); blk[len] = 6; blk[135] |= 0x80;
    for (i = 0; i < 17; i++) s[i] ^= le64(blk + 8 * i);
    keccak_f1600(s); memcpy(out, s, 32);
}
void before(const u8 *in, unsigned long len, u8 out[32])
{
    u64 s[25]; unsigned long i; u8 blk[136];
    memset(s, 0, sizeof s);
    while (len >= 136) { for (i = 0; i < 17; i++) s[i] ^= le64(in + 8 * i); keccak_f1600(s); in += 136; len -= 136; }
    memset(blk, 0, 136); memcpy(blk, in, len); blk[len] = 1; blk[135] |= 0x80;
    for (i = 0; i < 17; i++) s[i] ^= le64(blk + 8 * i);
    keccak_f1600(s); memcpy(out, s, 32);
}
