// Not tea: tea without sum.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include <stddef.h>
#include <stdint.h>

#define DELTA 0x9E3779B9u

void tea_encrypt_variant(uint32_t v[2], const uint32_t k[4]) {
  uint32_t y = v[0], z = v[1], sum = 0;
  for (int n = 0; n < 32; n++) {
    sum += DELTA;
    y += ((z << 4) + k[0]) ^ (z - sum) ^ ((z >> 5) + k[1]);
    z += ((y << 4) + k[2]) ^ (y + sum) ^ ((y >> 5) + k[3]);
  }
  v[0] = y;
  v[1] = z;
}
