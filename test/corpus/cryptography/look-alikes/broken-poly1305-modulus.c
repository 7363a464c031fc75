// Not poly1305: poly1305 modulus.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include <stddef.h>
#include <stdint.h>

void poly1305_limbs64_variant(uint64_t h[3], const uint64_t r[2], const uint64_t *m, size_t blocks) {
  typedef unsigned __int128 u128;
  uint64_t r1 = r[1] + (r[1] >> 2); /* r1 is a multiple of 4 */
  for (; blocks; blocks--, m += 2) {
    u128 t = (u128)h[0] + m[0];
    uint64_t h0 = (uint64_t)t;
    t = (u128)h[1] + m[1] + (uint64_t)(t >> 64);
    uint64_t h1 = (uint64_t)t, h2 = h[2] + (uint64_t)(t >> 64) + 1;
    u128 d0 = (u128)h0 * r[0] + (u128)h1 * r1;
    u128 d1 = (u128)h0 * r[1] + (u128)h1 * r[0] + (u128)h2 * r1 + (uint64_t)(d0 >> 64);
    uint64_t d2 = h2 * r[0] + (uint64_t)(d1 >> 64);
    uint64_t c = (d2 >> 2);
    t = (u128)(uint64_t)d0 + c;
    h[0] = (uint64_t)t;
    t = (u128)(uint64_t)d1 + (uint64_t)(t >> 64);
    h[1] = (uint64_t)t;
    h[2] = (d2 & 3) + (uint64_t)(t >> 64);
  }
}
