// Serpent: S-boxes on nibbles, bitsliced S-boxes as formulas, decryption and key schedule.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include <stdint.h>
#include <string.h>

#define ROTL(x, n) ((x) << (n) | (x) >> (32 - (n)))

static const uint8_t SBOX[8][16] = {
    {3, 8, 15, 1, 10, 6, 5, 11, 14, 13, 4, 2, 7, 0, 9, 12},
    {15, 12, 2, 7, 9, 0, 5, 10, 1, 11, 14, 8, 6, 13, 3, 4},
    {8, 6, 7, 9, 3, 12, 10, 15, 13, 1, 14, 4, 0, 11, 5, 2},
    {0, 15, 11, 8, 12, 9, 6, 3, 13, 1, 2, 4, 10, 7, 5, 14},
    {1, 15, 8, 3, 12, 0, 11, 6, 2, 5, 4, 10, 9, 14, 7, 13},
    {15, 5, 2, 11, 4, 10, 9, 12, 0, 3, 14, 8, 13, 6, 7, 1},
    {7, 2, 12, 5, 8, 4, 6, 11, 14, 9, 1, 15, 13, 3, 10, 0},
    {1, 13, 15, 0, 14, 8, 2, 11, 7, 4, 12, 10, 9, 3, 5, 6},
};

/* A column of bits across four words goes through an S-box. */
static void sbox_table(int n, uint32_t x[4]) {
  uint32_t y[4] = {0, 0, 0, 0};
  for (int i = 0; i < 32; i++) {
    int v = (int)(x[0] >> i & 1) | (int)(x[1] >> i & 1) << 1 | (int)(x[2] >> i & 1) << 2 |
            (int)(x[3] >> i & 1) << 3;
    int s = SBOX[n & 7][v];
    for (int j = 0; j < 4; j++)
      y[j] |= (uint32_t)(s >> j & 1) << i;
  }
  memcpy(x, y, sizeof y);
}

static void sbox_formula(int n, uint32_t x[4]) {
  uint32_t a = x[0], b = x[1], c = x[2], d = x[3];
  switch (n & 7) {
  case 0:
    x[0] = ~0u ^ a ^ (a & b) ^ c ^ (a & c) ^ (b & c) ^ (a & b & c) ^ d ^ (a & c & d) ^ (b & c & d);
    x[1] = ~0u ^ a ^ (a & c) ^ (b & c) ^ (a & b & c) ^ (b & d) ^ (a & c & d) ^ (b & c & d);
    x[2] = b ^ (a & b) ^ (a & c) ^ (a & b & c) ^ d ^ (b & d) ^ (b & c & d);
    x[3] = a ^ b ^ c ^ d ^ (a & d);
    break;
  case 1:
    x[0] = ~0u ^ a ^ b ^ (b & c) ^ (a & d) ^ (c & d) ^ (a & c & d) ^ (b & c & d);
    x[1] = ~0u ^ a ^ (a & b) ^ c ^ (a & c) ^ d ^ (b & d) ^ (a & b & d) ^ (a & c & d) ^ (b & c & d);
    x[2] = ~0u ^ b ^ (a & b) ^ c ^ d;
    x[3] = ~0u ^ b ^ (a & c) ^ d ^ (a & d) ^ (a & b & d) ^ (a & c & d) ^ (b & c & d);
    break;
  case 2:
    x[0] = b ^ c ^ (a & c) ^ d;
    x[1] = a ^ b ^ c ^ (b & c) ^ (a & b & c) ^ (a & d) ^ (a & b & d) ^ (c & d) ^ (a & c & d);
    x[2] = a ^ b ^ (b & c) ^ d ^ (b & d) ^ (a & b & d) ^ (c & d) ^ (a & c & d);
    x[3] = ~0u ^ a ^ b ^ c ^ (a & b & c) ^ (b & d);
    break;
  case 3:
    x[0] = a ^ b ^ (b & c) ^ d ^ (a & d) ^ (c & d) ^ (a & c & d) ^ (b & c & d);
    x[1] = a ^ b ^ (a & c) ^ (a & d) ^ (a & b & d) ^ (c & d) ^ (a & c & d);
    x[2] = a ^ (a & b) ^ c ^ (a & b & c) ^ d ^ (b & d) ^ (a & b & d);
    x[3] = a ^ b ^ (a & b) ^ c ^ (a & c) ^ (a & b & c) ^ d ^ (c & d) ^ (a & c & d);
    break;
  case 4:
    x[0] = ~0u ^ b ^ (a & b) ^ c ^ d ^ (a & d) ^ (b & d);
    x[1] = a ^ (a & c) ^ (b & c) ^ d ^ (b & d) ^ (c & d) ^ (a & c & d) ^ (b & c & d);
    x[2] = a ^ (a & b) ^ c ^ (b & c) ^ (a & b & c) ^ (b & d) ^ (a & b & d) ^ (c & d) ^ (b & c & d);
    x[3] = a ^ b ^ c ^ (b & c) ^ (a & d) ^ (b & d) ^ (a & b & d);
    break;
  case 5:
    x[0] = ~0u ^ b ^ (a & b) ^ c ^ d ^ (a & d) ^ (b & d);
    x[1] = ~0u ^ a ^ (a & b) ^ c ^ d ^ (b & d) ^ (a & b & d) ^ (c & d);
    x[2] = ~0u ^ b ^ (a & c) ^ d ^ (a & b & d) ^ (c & d) ^ (a & c & d) ^ (b & c & d);
    x[3] = ~0u ^ a ^ b ^ c ^ (a & b & c) ^ d ^ (a & d) ^ (a & c & d);
    break;
  case 6:
    x[0] = ~0u ^ a ^ b ^ c ^ (a & c) ^ (b & c) ^ (a & b & c) ^ d ^ (a & b & d) ^ (b & c & d);
    x[1] = ~0u ^ b ^ c ^ (a & d);
    x[2] = ~0u ^ a ^ (a & b) ^ c ^ (b & c) ^ (a & b & c) ^ (b & d) ^ (a & b & d) ^ (c & d) ^ (b & c & d);
    x[3] = b ^ (a & b) ^ c ^ (a & c) ^ (a & b & c) ^ d ^ (c & d) ^ (b & c & d);
    break;
  case 7:
    x[0] = ~0u ^ (a & b) ^ c ^ (a & d) ^ (b & d) ^ (c & d) ^ (a & c & d) ^ (b & c & d);
    x[1] = b ^ (a & b) ^ c ^ (a & c) ^ (b & c) ^ d ^ (a & d) ^ (a & b & d) ^ (a & c & d);
    x[2] = a ^ b ^ c ^ (a & b & c) ^ d ^ (a & d) ^ (b & d) ^ (a & b & d) ^ (b & c & d);
    x[3] = a ^ b ^ c ^ (a & c) ^ (a & b & c) ^ (a & d);
    break;
  }
}

static void linear(uint32_t x[4]) {
  x[0] = ROTL(x[0], 13);
  x[2] = ROTL(x[2], 3);
  x[1] ^= x[0] ^ x[2];
  x[3] ^= x[2] ^ x[0] << 3;
  x[1] = ROTL(x[1], 1);
  x[3] = ROTL(x[3], 7);
  x[0] ^= x[1] ^ x[3];
  x[2] ^= x[3] ^ x[1] << 7;
  x[0] = ROTL(x[0], 5);
  x[2] = ROTL(x[2], 22);
}

void serpent_key_schedule(uint32_t rk[33][4], const uint32_t key[8]) {
  uint32_t w[140];
  memcpy(w, key, 32);
  for (int i = 8; i < 140; i++) {
    uint32_t t = w[i - 8] ^ w[i - 5] ^ w[i - 3] ^ w[i - 1] ^ 0x9e3779b9u ^ (uint32_t)(i - 8);
    w[i] = ROTL(t, 11);
  }
  for (int i = 0; i < 33; i++) {
    memcpy(rk[i], w + 8 + 4 * i, 16);
    sbox_formula(35 - i, rk[i]);
  }
}

void serpent_encrypt_bitslice(const uint32_t rk[33][4], uint32_t x[4]) {
  for (int r = 0; r < 31; r++) {
    for (int j = 0; j < 4; j++)
      x[j] ^= rk[r][j];
    sbox_formula(r, x);
    linear(x);
  }
  for (int j = 0; j < 4; j++)
    x[j] ^= rk[31][j];
  sbox_formula(7, x);
  for (int j = 0; j < 4; j++)
    x[j] ^= rk[32][j];
}

void serpent_encrypt_table(const uint32_t *rk, const uint8_t *in, uint8_t *out) {
  uint32_t x[4];
  int r, j;
  for (j = 0; j < 4; j++)
    x[j] = (uint32_t)in[4 * j] | (uint32_t)in[4 * j + 1] << 8 | (uint32_t)in[4 * j + 2] << 16 |
           (uint32_t)in[4 * j + 3] << 24;
  for (r = 0; r < 32; r++, rk += 4) {
    for (j = 0; j < 4; j++)
      x[j] ^= rk[j];
    sbox_table(r, x);
    if (r < 31)
      linear(x);
  }
  for (j = 0; j < 16; j++)
    out[j] = (uint8_t)((x[j / 4] ^ rk[j / 4]) >> 8 * (j % 4));
}

void serpent_decrypt(const uint32_t (*rk)[4], uint32_t x[4]) {
  uint8_t inverse[8][16];
  for (int n = 0; n < 8; n++)
    for (int v = 0; v < 16; v++)
      inverse[n][SBOX[n][v]] = (uint8_t)v;
  for (int j = 0; j < 4; j++)
    x[j] ^= rk[32][j];
  for (int r = 31; r >= 0; r--) {
    if (r != 31) {
      x[2] = ROTL(x[2], 10);
      x[0] = ROTL(x[0], 27);
      x[2] ^= x[3] ^ x[1] << 7;
      x[0] ^= x[1] ^ x[3];
      x[3] = ROTL(x[3], 25);
      x[1] = ROTL(x[1], 31);
      x[3] ^= x[2] ^ x[0] << 3;
      x[1] ^= x[0] ^ x[2];
      x[2] = ROTL(x[2], 29);
      x[0] = ROTL(x[0], 19);
    }
    uint32_t y[4] = {0, 0, 0, 0};
    for (int i = 0; i < 32; i++) {
      unsigned v = (x[0] >> i & 1) | (x[1] >> i & 1) << 1 | (x[2] >> i & 1) << 2 | (x[3] >> i & 1) << 3;
      unsigned s = inverse[r & 7][v];
      y[0] |= (s & 1) << i;
      y[1] |= (s >> 1 & 1) << i;
      y[2] |= (s >> 2 & 1) << i;
      y[3] |= (s >> 3) << i;
    }
    for (int j = 0; j < 4; j++)
      x[j] = y[j] ^ rk[r][j];
  }
}
