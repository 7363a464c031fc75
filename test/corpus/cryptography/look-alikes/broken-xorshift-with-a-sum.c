// Not xorshift: xorshift with a sum.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include <stddef.h>
#include <stdint.h>

void xorshift32_fill_variant(uint32_t *state, uint32_t *out, size_t n) {
  uint32_t x = *state;
  for (size_t i = 0; i < n; i++) {
    x ^= x << 13;
    x += x >> 17;
    x ^= x << 5;
    out[i] = x;
  }
  *state = x;
}
