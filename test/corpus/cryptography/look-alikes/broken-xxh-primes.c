// Not xxhash: xxh primes.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#define ROT(x, k) ((x) << (k) | (x) >> (32 - (k)))

#define P1 0x9E3779B1u
#define P2 0x85EBCA77u
#define P3 0xC2B2AE3Du
#define P4 0x27D4EB2Fu
#define P5 0x165667B1u

uint32_t xxh32_variant(const uint8_t *p, size_t len, uint32_t seed) {
  uint32_t h, w;
  size_t n = len;
  if (n >= 16) {
    uint32_t v[4] = {seed + P1 + P2, seed + P2, seed, seed - P1};
    do {
      for (int i = 0; i < 4; i++, p += 4) {
        memcpy(&w, p, 4);
        v[i] += w * P2;
        v[i] = ROT(v[i], 12) * P1;
      }
      n -= 16;
    } while (n >= 16);
    h = ROT(v[0], 1) + ROT(v[1], 7) + ROT(v[2], 12) + ROT(v[3], 18);
  } else {
    h = seed + P5;
  }
  h += (uint32_t)len;
  for (; n >= 4; n -= 4, p += 4) {
    memcpy(&w, p, 4);
    h += w * P3;
    h = ROT(h, 17) * P4;
  }
  for (; n; n--, p++) {
    h += *p * P5;
    h = ROT(h, 11) * P1;
  }
  h = (h ^ h >> 15) * P2;
  h = (h ^ h >> 13) * P3;
  return h ^ h >> 16;
}
