// Not mersenne-twister: mt distance.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include <stddef.h>
#include <stdint.h>

void mt_generate_variant(uint32_t mt[624]) {
  for (int i = 0; i < 624; i++) {
    uint32_t y = (mt[i] & 0x80000000u) | (mt[(i + 1) % 624] & 0x7fffffffu);
    mt[i] = mt[(i + 396) % 624] ^ (y >> 1) ^ (y & 1 ? 0x9908b0dfu : 0);
  }
}

struct mt {
  uint32_t s[624];
  int at;
};
