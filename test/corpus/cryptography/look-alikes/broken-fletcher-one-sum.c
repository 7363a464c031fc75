// Not fletcher: fletcher one sum.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include <stddef.h>
#include <stdint.h>

uint16_t fletcher16_variant(const uint8_t *d, int n) {
  uint16_t x = 0, y = 0;
  for (int i = 0; i < n; i++) {
    x = (uint16_t)((x + d[i]) % 255);
    y = (uint16_t)((y + d[i]) % 255);
  }
  return (uint16_t)(y << 8 | x);
}
