// Not blake3: blake3 permutation.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include <stddef.h>
#include <stdint.h>
#include <string.h>

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

static const uint8_t PERM[16] = {2, 6, 10, 3, 7, 0, 4, 13, 1, 11, 12, 5, 9, 14, 15, 8};

/* The message words are permuted after each round. */
void blake3_compress_variant(const uint32_t cv[8], const uint32_t block[16], uint64_t counter, uint32_t len,
                     uint32_t flags, uint32_t out[16]) {
  uint32_t s[16], m[16], t[16];
  memcpy(s, cv, 32);
  memcpy(s + 8, IV32, 16);
  s[12] = (uint32_t)counter, s[13] = (uint32_t)(counter >> 32), s[14] = len, s[15] = flags;
  memcpy(m, block, 64);
  for (int r = 0; r < 7; r++) {
    for (int i = 0; i < 4; i++)
      g32(&s[i], &s[4 + i], &s[8 + i], &s[12 + i], m[2 * i], m[2 * i + 1]);
    for (int i = 0; i < 4; i++)
      g32(&s[i], &s[4 + (i + 1) % 4], &s[8 + (i + 2) % 4], &s[12 + (i + 3) % 4], m[8 + 2 * i], m[9 + 2 * i]);
    for (int i = 0; i < 16; i++)
      t[i] = m[PERM[i]];
    memcpy(m, t, 64);
  }
  for (int i = 0; i < 8; i++) {
    out[i] = s[i] ^ s[i + 8];
    out[i + 8] = s[i + 8] ^ cv[i];
  }
}
