// Not splitmix64: splitmix shifts.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include <stddef.h>
#include <stdint.h>

void splitmix64_fill_variant(uint64_t *x, uint64_t *out, size_t n) {
  for (size_t i = 0; i < n; i++) {
    uint64_t z = (*x += 0x9e3779b97f4a7c15ULL);
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9ULL;
    z = (z ^ (z >> 26)) * 0x94d049bb133111ebULL;
    out[i] = z ^ (z >> 31);
  }
}
