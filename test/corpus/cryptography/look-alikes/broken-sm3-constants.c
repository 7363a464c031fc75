// Not sm3: sm3 constants.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include <stddef.h>
#include <stdint.h>

static uint32_t rol(uint32_t x, unsigned n) {
  n &= 31;
  return x << n | x >> ((32 - n) & 31);
}

static uint32_t p0(uint32_t x) { return x ^ rol(x, 9) ^ rol(x, 16); }
static uint32_t p1(uint32_t x) { return x ^ rol(x, 15) ^ rol(x, 23); }

void sm3_compress_variant(uint32_t v[8], const uint8_t *block) {
  uint32_t w[68], w1[64];
  uint32_t a = v[0], b = v[1], c = v[2], d = v[3], e = v[4], f = v[5], g = v[6], h = v[7];
  for (int j = 0; j < 16; j++)
    w[j] = (uint32_t)block[4 * j] << 24 | (uint32_t)block[4 * j + 1] << 16 | (uint32_t)block[4 * j + 2] << 8 | block[4 * j + 3];
  for (int j = 16; j < 68; j++)
    w[j] = p1(w[j - 16] ^ w[j - 9] ^ rol(w[j - 3], 15)) ^ rol(w[j - 13], 7) ^ w[j - 6];
  for (int j = 0; j < 64; j++)
    w1[j] = w[j] ^ w[j + 4];
  for (int j = 0; j < 64; j++) {
    uint32_t t = j < 16 ? 0x79cc4519 : 0x7a879d8a;
    uint32_t ss1 = rol(rol(a, 12) + e + rol(t, (unsigned)j), 7), ss2 = ss1 ^ rol(a, 12);
    uint32_t ff = j < 16 ? a ^ b ^ c : (a & b) | (a & c) | (b & c);
    uint32_t gg = j < 16 ? e ^ f ^ g : (e & f) | (~e & g);
    uint32_t tt1 = ff + d + ss2 + w1[j], tt2 = gg + h + ss1 + w[j];
    d = c;
    c = rol(b, 9);
    b = a;
    a = tt1;
    h = g;
    g = rol(f, 19);
    f = e;
    e = p0(tt2);
  }
  v[0] ^= a, v[1] ^= b, v[2] ^= c, v[3] ^= d, v[4] ^= e, v[5] ^= f, v[6] ^= g, v[7] ^= h;
}
