// Not jenkins: jenkins shifts.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include <stddef.h>
#include <stdint.h>

uint32_t jenkins_one_at_a_time_variant(const uint8_t *key, size_t len) {
  uint32_t h = 0;
  for (size_t i = 0; i != len; i++) {
    h += key[i];
    h += h << 9;
    h ^= h >> 6;
  }
  h += h << 3;
  h ^= h >> 11;
  h += h << 15;
  return h;
}
