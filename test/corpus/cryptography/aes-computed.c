// AES with an S-box computed at run time, and bitsliced: no tables.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include <stdint.h>
#include <string.h>

static uint8_t mul(uint8_t a, uint8_t b) {
  uint8_t r = 0;
  for (int i = 0; i < 8; i++) {
    if (b & 1)
      r ^= a;
    a = (uint8_t)(a << 1 ^ (a & 0x80 ? 0x1b : 0));
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
void aes128_tiny(uint8_t *block, uint8_t *key) {
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

/* Plane b holds bit b of each byte of four blocks. */
typedef uint64_t Slices[8];

static void slice_mul(Slices r, const Slices a, const Slices b) {
  uint64_t p[15] = {0};
  for (int i = 0; i < 8; i++)
    for (int j = 0; j < 8; j++)
      p[i + j] ^= a[i] & b[j];
  for (int i = 14; i >= 8; i--) {
    p[i - 8] ^= p[i];
    p[i - 7] ^= p[i];
    p[i - 5] ^= p[i];
    p[i - 4] ^= p[i];
  }
  memcpy(r, p, sizeof(Slices));
}

static void slice_sub(Slices q) {
  Slices p, y;
  memcpy(p, q, sizeof p);
  slice_mul(p, p, p);
  memcpy(y, p, sizeof y);
  for (int i = 0; i < 6; i++) {
    slice_mul(p, p, p);
    slice_mul(y, y, p);
  }
  for (int i = 0; i < 8; i++)
    q[i] = y[i] ^ y[(i + 7) & 7] ^ y[(i + 6) & 7] ^ y[(i + 5) & 7] ^ y[(i + 4) & 7] ^
           (0x63 >> i & 1 ? ~0ull : 0);
}

/* Bit 4*c + r of each 16-bit lane is row r of column c. */
static uint64_t slice_shift_rows(uint64_t x) {
  uint64_t r = x & 0x1111111111111111ull;
  r |= (x >> 4 & 0x0222022202220222ull) | (x << 12 & 0x2000200020002000ull);
  r |= (x >> 8 & 0x0044004400440044ull) | (x << 8 & 0x4400440044004400ull);
  r |= (x >> 12 & 0x0008000800080008ull) | (x << 4 & 0x8880888088808880ull);
  return r;
}

static uint64_t up(uint64_t x, int n) {
  const uint64_t low = 0x1111111111111111ull * (15u >> n);
  return (x >> n & low) | (x << (4 - n) & ~low);
}

static void slice_mix(Slices q) {
  Slices d, r;
  for (int i = 0; i < 8; i++)
    d[i] = q[i] ^ up(q[i], 1);
  for (int i = 0; i < 8; i++)
    r[i] = up(q[i], 1) ^ up(d[i], 2) ^ d[(i + 7) & 7];
  r[1] ^= d[7];
  r[3] ^= d[7];
  r[4] ^= d[7];
  memcpy(q, r, sizeof r);
}

/* Four blocks at once; rk are bytes, 16 a round. */
void aes_bitsliced(uint8_t out[64], const uint8_t in[64], const uint8_t *rk, unsigned rounds) {
  Slices q = {0};
  for (unsigned b = 0; b < 8; b++)
    for (unsigned i = 0; i < 64; i++)
      q[b] |= (uint64_t)(((in[i] ^ rk[i & 15]) >> b) & 1) << i;
  for (unsigned r = 1; r <= rounds; r++) {
    slice_sub(q);
    for (int b = 0; b < 8; b++)
      q[b] = slice_shift_rows(q[b]);
    if (r < rounds)
      slice_mix(q);
    for (int b = 0; b < 8; b++) {
      uint64_t k = 0;
      for (int i = 0; i < 16; i++)
        k |= (uint64_t)(rk[16 * r + i] >> b & 1) << i;
      q[b] ^= k * 0x0001000100010001ull;
    }
  }
  for (unsigned i = 0; i < 64; i++) {
    out[i] = 0;
    for (unsigned b = 0; b < 8; b++)
      out[i] |= (uint8_t)((q[b] >> i & 1) << b);
  }
}
