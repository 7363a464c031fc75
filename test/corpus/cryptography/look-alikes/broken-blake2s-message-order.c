// Not blake2s: blake2s message order.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include <stddef.h>
#include <stdint.h>

static const uint8_t SIGMA[10][16] = {
    {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15}, {14, 10, 4, 8, 9, 15, 13, 6, 1, 12, 0, 2, 11, 7, 5, 3},
    {11, 8, 12, 0, 5, 2, 15, 13, 10, 14, 3, 6, 7, 1, 9, 4}, {7, 9, 3, 1, 13, 12, 11, 14, 2, 6, 5, 10, 4, 0, 15, 8},
    {9, 0, 5, 7, 2, 4, 10, 15, 14, 1, 11, 12, 6, 8, 3, 13}, {2, 12, 6, 10, 0, 11, 8, 3, 4, 13, 7, 5, 15, 14, 1, 9},
    {12, 5, 1, 15, 14, 13, 4, 10, 0, 7, 6, 3, 9, 2, 8, 11}, {13, 11, 7, 14, 12, 1, 3, 9, 5, 0, 15, 4, 8, 6, 2, 10},
    {6, 15, 14, 9, 11, 3, 0, 8, 12, 2, 13, 7, 1, 4, 10, 5}, {10, 2, 8, 4, 7, 6, 1, 5, 15, 11, 9, 14, 3, 12, 13, 0}};

static const uint32_t IV32[8] = {
    0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a, 0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19,
};

#define ROR64(x, n) ((x) >> (n) | (x) << (64 - (n)))
#define ROR32(x, n) ((x) >> (n) | (x) << (32 - (n)))

static void g32(uint32_t *a, uint32_t *b, uint32_t *c, uint32_t *d, uint32_t x, uint32_t y) {
  *a += *b + x;
  *d = ROR32(*d ^ *a, 16);
  *c += *d;
  *b = ROR32(*b ^ *c, 12);
  *a += *b + y;
  *d = ROR32(*d ^ *a, 8);
  *c += *d;
  *b = ROR32(*b ^ *c, 7);
}

void blake2s_compress_variant(uint32_t h[8], const uint8_t *block, uint64_t t, uint32_t f0) {
  uint32_t v[16], m[16];
  for (int i = 0; i < 16; i++)
    m[i] = (uint32_t)block[4 * i] | (uint32_t)block[4 * i + 1] << 8 | (uint32_t)block[4 * i + 2] << 16 | (uint32_t)block[4 * i + 3] << 24;
  for (int i = 0; i < 8; i++)
    v[i] = h[i], v[8 + i] = IV32[i];
  v[12] ^= (uint32_t)t;
  v[13] ^= (uint32_t)(t >> 32);
  v[14] ^= f0;
  for (int r = 0; r < 10; r++)
    for (int i = 0; i < 8; i++) {
      int k = i & 3, diag = i >> 2;
      g32(&v[k], &v[4 + ((k + diag) & 3)], &v[8 + ((k + 2 * diag) & 3)], &v[12 + ((k + 3 * diag) & 3)],
          m[SIGMA[r][2 * i]], m[SIGMA[r][2 * i]]);
    }
  for (int i = 0; i < 8; i++)
    h[i] ^= v[i] ^ v[8 + i];
}
