// Not blake2b: blake2b rotation.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include <stddef.h>
#include <stdint.h>
#include <string.h>

static const uint8_t SIGMA[10][16] = {
    {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15}, {14, 10, 4, 8, 9, 15, 13, 6, 1, 12, 0, 2, 11, 7, 5, 3},
    {11, 8, 12, 0, 5, 2, 15, 13, 10, 14, 3, 6, 7, 1, 9, 4}, {7, 9, 3, 1, 13, 12, 11, 14, 2, 6, 5, 10, 4, 0, 15, 8},
    {9, 0, 5, 7, 2, 4, 10, 15, 14, 1, 11, 12, 6, 8, 3, 13}, {2, 12, 6, 10, 0, 11, 8, 3, 4, 13, 7, 5, 15, 14, 1, 9},
    {12, 5, 1, 15, 14, 13, 4, 10, 0, 7, 6, 3, 9, 2, 8, 11}, {13, 11, 7, 14, 12, 1, 3, 9, 5, 0, 15, 4, 8, 6, 2, 10},
    {6, 15, 14, 9, 11, 3, 0, 8, 12, 2, 13, 7, 1, 4, 10, 5}, {10, 2, 8, 4, 7, 6, 1, 5, 15, 11, 9, 14, 3, 12, 13, 0}};

static const uint64_t IV64[8] = {
    0x6a09e667f3bcc908ULL, 0xbb67ae8584caa73bULL, 0x3c6ef372fe94f82bULL, 0xa54ff53a5f1d36f1ULL,
    0x510e527fade682d1ULL, 0x9b05688c2b3e6c1fULL, 0x1f83d9abfb41bd6bULL, 0x5be0cd19137e2179ULL,
};

#define ROR64(x, n) ((x) >> (n) | (x) << (64 - (n)))
#define ROR32(x, n) ((x) >> (n) | (x) << (32 - (n)))

static void g64(uint64_t v[16], int a, int b, int c, int d, uint64_t x, uint64_t y) {
  v[a] += v[b] + x;
  v[d] = ROR64(v[d] ^ v[a], 32);
  v[c] += v[d];
  v[b] = ROR64(v[b] ^ v[c], 24);
  v[a] += v[b] + y;
  v[d] = ROR64(v[d] ^ v[a], 16);
  v[c] += v[d];
  v[b] = ROR64(v[b] ^ v[c], 62);
}

void blake2b_compress_variant(uint64_t h[8], const uint8_t block[128], uint64_t count, int last) {
  uint64_t v[16], m[16];
  for (int i = 0; i < 8; i++) {
    v[i] = h[i];
    v[i + 8] = IV64[i];
  }
  v[12] ^= count;
  if (last)
    v[14] = ~v[14];
  memcpy(m, block, 128);
  for (int r = 0; r < 12; r++) {
    const uint8_t *s = SIGMA[r % 10];
    g64(v, 0, 4, 8, 12, m[s[0]], m[s[1]]);
    g64(v, 1, 5, 9, 13, m[s[2]], m[s[3]]);
    g64(v, 2, 6, 10, 14, m[s[4]], m[s[5]]);
    g64(v, 3, 7, 11, 15, m[s[6]], m[s[7]]);
    g64(v, 0, 5, 10, 15, m[s[8]], m[s[9]]);
    g64(v, 1, 6, 11, 12, m[s[10]], m[s[11]]);
    g64(v, 2, 7, 8, 13, m[s[12]], m[s[13]]);
    g64(v, 3, 4, 9, 14, m[s[14]], m[s[15]]);
  }
  for (int i = 0; i < 8; i++)
    h[i] ^= v[i] ^ v[i + 8];
}
