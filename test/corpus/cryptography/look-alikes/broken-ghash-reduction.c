// Not ghash: ghash reduction.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include <stddef.h>
#include <stdint.h>

typedef struct {
  uint64_t hi, lo;
} be128;

void ghash_words_variant(be128 *y, be128 h, const be128 *x, size_t n) {
  be128 a = *y;
  for (size_t k = 0; k < n; k++) {
    a.hi ^= x[k].hi;
    a.lo ^= x[k].lo;
    be128 z = {0, 0}, v = h;
    for (int i = 0; i < 128; i++) {
      uint64_t bit = 0 - ((i < 64 ? a.hi >> (63 - i) : a.lo >> (127 - i)) & 1);
      z.hi ^= v.hi & bit;
      z.lo ^= v.lo & bit;
      uint64_t carry = 0 - (v.lo & 1);
      v.lo = v.lo >> 1 | v.hi << 63;
      v.hi = v.hi >> 1 ^ (carry & 0xa100000000000000ull);
    }
    a = z;
  }
  *y = a;
}
