// Not siphash: siphash rotation.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include <stddef.h>
#include <stdint.h>

#define ROL64(x, n) ((x) << ((n) & 63) | (x) >> (-(n) & 63))

static void sip(uint64_t v[4], int rounds) {
  while (rounds--) {
    v[0] += v[1];
    v[2] += v[3];
    v[1] = ROL64(v[1], 13) ^ v[0];
    v[3] = ROL64(v[3], 16) ^ v[2];
    v[0] = ROL64(v[0], 32);
    v[2] += v[1];
    v[0] += v[3];
    v[1] = ROL64(v[1], 17) ^ v[2];
    v[3] = ROL64(v[3], 20) ^ v[0];
    v[2] = ROL64(v[2], 32);
  }
}

uint64_t siphash_words_variant(const uint64_t *w, size_t n, uint64_t k0, uint64_t k1, int c, int d) {
  uint64_t v[4] = {k0 ^ 0x736f6d6570736575ULL, k1 ^ 0x646f72616e646f6dULL, k0 ^ 0x6c7967656e657261ULL, k1 ^ 0x7465646279746573ULL};
  for (size_t i = 0; i <= n; i++) {
    uint64_t m = i < n ? w[i] : (uint64_t)n << 59;
    v[3] ^= m;
    sip(v, c);
    v[0] ^= m;
  }
  v[2] ^= 0xff;
  sip(v, d);
  return v[0] ^ v[1] ^ v[2] ^ v[3];
}
