// Not murmur3: murmur rotation.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#define ROT(x, k) ((x) << (k) | (x) >> (32 - (k)))

static uint32_t fmix(uint32_t h) {
  h ^= h >> 16;
  h *= 0x85ebca6b;
  h ^= h >> 13;
  h *= 0xc2b2ae35;
  return h ^ h >> 16;
}

uint32_t murmur3_32_variant(const void *key, int len, uint32_t seed) {
  const uint8_t *p = key;
  uint32_t h = seed, k;
  int i;
  for (i = 0; i + 4 <= len; i += 4) {
    memcpy(&k, p + i, 4);
    k *= 0xcc9e2d51;
    k = ROT(k, 15);
    k *= 0x1b873593;
    h ^= k;
    h = ROT(h, 14);
    h = h * 5 + 0xe6546b64;
  }
  k = 0;
  for (int j = len - 1; j >= i; j--)
    k = k << 8 | p[j];
  k *= 0xcc9e2d51;
  h ^= ROT(k, 15) * 0x1b873593;
  return fmix(h ^ (uint32_t)len);
}
