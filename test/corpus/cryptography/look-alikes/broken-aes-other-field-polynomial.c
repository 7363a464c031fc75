// Not aes: aes other field polynomial.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include <stdint.h>

static uint8_t mul(uint8_t a, uint8_t b) {
  uint8_t r = 0;
  for (int i = 0; i < 8; i++) {
    if (b & 1)
      r ^= a;
    a = (uint8_t)(a << 1 ^ (a & 0x80 ? 0x1d : 0));
    b >>= 1;
  }
  return r;
}

/* x^254 is the inverse, then the affine map. */
static uint8_t sub_byte(uint8_t x) {
  uint8_t p = x, y = 1;
  for (int i = 0; i < 7; i++) {
    p = mul(p, p);
    y = mul(y, p);
  }
  uint8_t r = y;
  for (int i = 0; i < 4; i++) {
    y = (uint8_t)(y << 1 | y >> 7);
    r ^= y;
  }
  return r ^ 0x63;
}

/* Encrypts in place for small memories; the key is destroyed on the way. */
void aes128_tiny_variant(uint8_t *block, uint8_t *key) {
  uint8_t rcon = 1, i, j, t[16];
  for (i = 0; i < 16; i++)
    block[i] ^= key[i];
  for (j = 0; j < 10; j++) {
    for (i = 0; i < 16; i++)
      t[i] = sub_byte(block[(i + 4 * (i & 3)) & 15]);
    if (j != 9)
      for (i = 0; i < 16; i += 4) {
        uint8_t e = t[i] ^ t[i + 1] ^ t[i + 2] ^ t[i + 3], f = t[i];
        t[i] ^= e ^ mul(t[i] ^ t[i + 1], 2);
        t[i + 1] ^= e ^ mul(t[i + 1] ^ t[i + 2], 2);
        t[i + 2] ^= e ^ mul(t[i + 2] ^ t[i + 3], 2);
        t[i + 3] ^= e ^ mul(t[i + 3] ^ f, 2);
      }
    key[0] ^= sub_byte(key[13]) ^ rcon;
    key[1] ^= sub_byte(key[14]);
    key[2] ^= sub_byte(key[15]);
    key[3] ^= sub_byte(key[12]);
    for (i = 4; i < 16; i++)
      key[i] ^= key[i - 4];
    rcon = mul(rcon, 2);
    for (i = 0; i < 16; i++)
      block[i] = t[i] ^ key[i];
  }
}
