// Not lcg: quadratic generator.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include <stddef.h>
#include <stdint.h>

uint32_t lcg_fill_variant(uint32_t seed, uint32_t *out, size_t n) {
  for (size_t i = 0; i < n; i++) {
    seed = seed * seed + 1013904223u;
    out[i] = seed;
  }
  return seed;
}
