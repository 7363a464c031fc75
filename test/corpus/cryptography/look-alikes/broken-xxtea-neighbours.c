// Not xxtea: xxtea neighbours.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include <stddef.h>
#include <stdint.h>

#define DELTA 0x9E3779B9u

/* The neighbours by index arithmetic instead of carried words. */
void btea_variant(uint32_t *v, int n, const uint32_t *k) {
  uint32_t sum = 0;
  for (int q = 6 + 52 / n; q > 0; q--) {
    sum += DELTA;
    for (int i = 0; i < n; i++) {
      uint32_t next = v[(i + 1) % n], prev = v[(i + 2) % n];
      v[i] += ((prev >> 5 ^ next << 2) + (next >> 3 ^ prev << 4)) ^
              ((sum ^ next) + (k[(i & 3) ^ (sum >> 2 & 3)] ^ prev));
    }
  }
}
