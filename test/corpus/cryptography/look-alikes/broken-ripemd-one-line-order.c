// Not ripemd-160: ripemd one line order.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include <stddef.h>
#include <stdint.h>

static uint32_t rol(uint32_t x, unsigned n) {
  n &= 31;
  return x << n | x >> ((32 - n) & 31);
}

static const uint8_t RL[80] = {0, 1, 2,  3,  4,  5,  6,  7, 8,  9,  10, 11, 12, 13, 14, 15, 7, 4,  13, 1,
                               10, 6, 15, 3,  12, 0,  9,  5, 2,  14, 11, 8,  3,  10, 14, 4,  9, 15, 8,  1,
                               2, 7, 0,  6,  13, 11, 5,  12, 1,  9,  11, 10, 0,  8,  12, 4,  13, 3, 7,  15,
                               14, 5, 6,  2,  4,  0,  5,  9, 7,  12, 2,  10, 14, 1,  3,  8,  11, 6, 15, 13};
static const uint8_t RR[80] = {5,  14, 7,  0, 9,  2, 11, 4,  13, 6,  15, 8,  1,  10, 3,  12, 6,  11, 3,  7,
                               0,  13, 5,  10, 14, 15, 8,  12, 4,  9,  1,  2,  15, 5,  1,  3,  7,  14, 6, 9,
                               11, 8,  12, 2, 10, 0, 4,  13, 8,  6,  4,  1,  3,  11, 15, 0,  5,  12, 2,  13,
                               9,  7,  10, 14, 12, 15, 10, 4,  1,  5,  8,  7,  6,  2,  13, 14, 0,  3,  9, 11};
static const uint8_t SL[80] = {11, 14, 15, 12, 5,  8,  7,  9,  11, 13, 14, 15, 6,  7,  9,  8,  7,  6,  8,  13,
                               11, 9,  7,  15, 7,  12, 15, 9,  11, 7,  13, 12, 11, 13, 6,  7,  14, 9,  13, 15,
                               14, 8,  13, 6,  5,  12, 7,  5,  11, 12, 14, 15, 14, 15, 9,  8,  9,  14, 5,  6,
                               8,  6,  5,  12, 9,  15, 5,  11, 6,  8,  13, 12, 5,  12, 13, 14, 11, 8,  5,  6};
static const uint8_t SR[80] = {8,  9,  9,  11, 13, 15, 15, 5,  7,  7,  8,  11, 14, 14, 12, 6,  9,  13, 15, 7,
                               12, 8,  9,  11, 7,  7,  12, 7,  6,  15, 13, 11, 9,  7,  15, 11, 8,  6,  6,  14,
                               12, 13, 5,  14, 13, 13, 7,  5,  15, 5,  8,  11, 14, 14, 6,  14, 6,  9,  12, 9,
                               12, 5,  15, 8,  8,  5,  12, 9,  12, 5,  14, 6,  8,  13, 6,  5,  15, 13, 11, 11};
static const uint32_t KL[5] = {0, 0x5A827999, 0x6ED9EBA1, 0x8F1BBCDC, 0xA953FD4E};
static const uint32_t KR[5] = {0x50A28BE6, 0x5C4DD124, 0x6D703EF3, 0x7A6D76E9, 0};

static uint32_t choose(int j, uint32_t x, uint32_t y, uint32_t z) {
  switch (j) {
  case 0:
    return x ^ y ^ z;
  case 1:
    return (x & y) | (~x & z);
  case 2:
    return (x | ~y) ^ z;
  case 3:
    return (x & z) | (y & ~z);
  default:
    return x ^ (y | ~z);
  }
}

void ripemd160_compress_variant(uint32_t h[5], const uint8_t *p) {
  uint32_t x[16], a = h[0], b = h[1], c = h[2], d = h[3], e = h[4];
  uint32_t aa = a, bb = b, cc = c, dd = d, ee = e, t;
  for (int i = 0; i < 16; i++)
    x[i] = (uint32_t)p[4 * i] | (uint32_t)p[4 * i + 1] << 8 | (uint32_t)p[4 * i + 2] << 16 | (uint32_t)p[4 * i + 3] << 24;
  for (int j = 0; j < 80; j++) {
    t = rol(a + choose(j / 16, b, c, d) + x[RL[j]] + KL[j / 16], SL[j]) + e;
    a = e, e = d, d = rol(c, 10), c = b, b = t;
    t = rol(aa + choose(j / 16, bb, cc, dd) + x[RR[j]] + KR[j / 16], SR[j]) + ee;
    aa = ee, ee = dd, dd = rol(cc, 10), cc = bb, bb = t;
  }
  t = h[1] + c + dd;
  h[1] = h[2] + d + ee;
  h[2] = h[3] + e + aa;
  h[3] = h[4] + a + bb;
  h[4] = h[0] + b + cc;
  h[0] = t;
}
