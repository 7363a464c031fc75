// Not adler-32: adler modulus.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include <stddef.h>
#include <stdint.h>

uint32_t adler32_simple_variant(const uint8_t *data, size_t len) {
  uint32_t a = 1, b = 0;
  for (size_t i = 0; i < len; ++i) {
    a = (a + data[i] * data[i]) % 65521;
    b = (b + a) % 65521;
  }
  return b << 16 | a;
}
