// SHA-256 by its definition; the same with one rotation wrong is nothing.
// RUN: %kernels %s --verdicts | FileCheck %s --implicit-check-not=differs --implicit-check-not=sha-
#include <stddef.h>
#include <stdint.h>
#include <string.h>

static uint32_t ror(uint32_t x, int n) { return x >> n | x << (32 - n); }

static const uint32_t K[64] = {
    0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5, 0x3956c25b, 0x59f111f1, 0x923f82a4, 0xab1c5ed5,
    0xd807aa98, 0x12835b01, 0x243185be, 0x550c7dc3, 0x72be5d74, 0x80deb1fe, 0x9bdc06a7, 0xc19bf174,
    0xe49b69c1, 0xefbe4786, 0x0fc19dc6, 0x240ca1cc, 0x2de92c6f, 0x4a7484aa, 0x5cb0a9dc, 0x76f988da,
    0x983e5152, 0xa831c66d, 0xb00327c8, 0xbf597fc7, 0xc6e00bf3, 0xd5a79147, 0x06ca6351, 0x14292967,
    0x27b70a85, 0x2e1b2138, 0x4d2c6dfc, 0x53380d13, 0x650a7354, 0x766a0abb, 0x81c2c92e, 0x92722c85,
    0xa2bfe8a1, 0xa81a664b, 0xc24b8b70, 0xc76c51a3, 0xd192e819, 0xd6990624, 0xf40e3585, 0x106aa070,
    0x19a4c116, 0x1e376c08, 0x2748774c, 0x34b0bcb5, 0x391c0cb3, 0x4ed8aa4a, 0x5b9cca4f, 0x682e6ff3,
    0x748f82ee, 0x78a5636f, 0x84c87814, 0x8cc70208, 0x90befffa, 0xa4506ceb, 0xbef9a3f7, 0xc67178f2};

#define ROUNDS(NAME, FIRST)                                                                        \
  void NAME(uint32_t *h, const uint8_t *p) {                                                       \
    uint32_t w[64], a[8];                                                                          \
    for (int i = 0; i < 16; i++)                                                                   \
      w[i] = (uint32_t)p[4 * i] << 24 | (uint32_t)p[4 * i + 1] << 16 |                             \
             (uint32_t)p[4 * i + 2] << 8 | p[4 * i + 3];                                           \
    for (int i = 16; i < 64; i++)                                                                  \
      w[i] = w[i - 16] + (ror(w[i - 15], 7) ^ ror(w[i - 15], 18) ^ w[i - 15] >> 3) + w[i - 7] +    \
             (ror(w[i - 2], 17) ^ ror(w[i - 2], 19) ^ w[i - 2] >> 10);                             \
    memcpy(a, h, sizeof a);                                                                        \
    for (int i = 0; i < 64; i++) {                                                                 \
      uint32_t t = a[7] + (ror(a[4], FIRST) ^ ror(a[4], 11) ^ ror(a[4], 25)) +                     \
                   ((a[4] & a[5]) ^ (~a[4] & a[6])) + K[i] + w[i];                                 \
      uint32_t u = (ror(a[0], 2) ^ ror(a[0], 13) ^ ror(a[0], 22)) +                                \
                   ((a[0] & a[1]) ^ (a[0] & a[2]) ^ (a[1] & a[2]));                                \
      memmove(a + 1, a, 7 * sizeof *a);                                                            \
      a[4] += t;                                                                                   \
      a[0] = t + u;                                                                                \
    }                                                                                              \
    for (int i = 0; i < 8; i++)                                                                    \
      h[i] += a[i];                                                                                \
  }
// CHECK: compress: sha-256 proved
ROUNDS(compress, 6)
ROUNDS(wrong, 5)

// CHECK: digest: sha-256
void digest(const uint8_t *m, size_t n, uint8_t *out) {
  uint32_t h[8] = {0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a,
                   0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19};
  uint8_t last[64] = {0};
  const uint64_t bits = 8 * (uint64_t)n;
  for (; n >= 64; n -= 64, m += 64)
    compress(h, m);
  memcpy(last, m, n);
  last[n] = 0x80;
  if (n >= 56) {
    compress(h, last);
    memset(last, 0, 64);
  }
  for (int i = 0; i < 8; i++)
    last[63 - i] = (uint8_t)(bits >> 8 * i);
  compress(h, last);
  for (int i = 0; i < 32; i++)
    out[i] = (uint8_t)(h[i / 4] >> (24 - 8 * (i % 4)));
}

void wipe(void *, size_t);
// What a function of elsewhere does to variables that are not read again is no matter.
// CHECK: wiped: sha-256
void wiped(uint32_t *h, const uint8_t *p) {
  uint8_t copy[64];
  memcpy(copy, p, sizeof copy);
  compress(h, copy);
  wipe(copy, sizeof copy);
}
// What it leaves in them is not known.
void filled(uint32_t *h) {
  uint8_t block[64] = {0};
  wipe(block, sizeof block);
  compress(h, block);
}
