// Not md4: md4 shifts.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include <stddef.h>
#include <stdint.h>

static uint32_t rotl(uint32_t x, int n) { return x << n | x >> (32 - n); }

static uint32_t load_le(const uint8_t *p) {
  return (uint32_t)p[0] | (uint32_t)p[1] << 8 | (uint32_t)p[2] << 16 | (uint32_t)p[3] << 24;
}

void md4_compress_variant(uint32_t h[4], const uint8_t *p) {
  static const int s[3][4] = {{3, 7, 11, 19}, {3, 5, 9, 13}, {3, 9, 11, 14}};
  static const uint8_t third[16] = {0, 8, 4, 12, 2, 10, 6, 14, 1, 9, 5, 13, 3, 11, 7, 15};
  uint32_t x[16], a = h[0], b = h[1], c = h[2], d = h[3], t;
  for (int i = 0; i < 16; i++)
    x[i] = load_le(p + 4 * i);
  for (int i = 0; i < 48; i++) {
    if (i < 16)
      t = a + ((b & c) | (~b & d)) + x[i];
    else if (i < 32)
      t = a + ((b & c) | (b & d) | (c & d)) + x[(i & 3) * 4 + (i - 16) / 4] + 0x5a827999u;
    else
      t = a + (b ^ c ^ d) + x[third[i - 32]] + 0x6ed9eba1u;
    t = rotl(t, s[i / 16][i % 4]);
    a = d, d = c, c = b, b = t;
  }
  h[0] += a, h[1] += b, h[2] += c, h[3] += d;
}
