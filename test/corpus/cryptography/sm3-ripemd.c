// SM3 and RIPEMD-160.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include <stddef.h>
#include <stdint.h>
#include <string.h>

static uint32_t rol(uint32_t x, unsigned n) {
  n &= 31;
  return x << n | x >> ((32 - n) & 31);
}

static uint32_t p0(uint32_t x) { return x ^ rol(x, 9) ^ rol(x, 17); }
static uint32_t p1(uint32_t x) { return x ^ rol(x, 15) ^ rol(x, 23); }

void sm3_compress(uint32_t v[8], const uint8_t *block) {
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

/* Constants by rotation, a loop a half, the schedule in place of w'. */
void sm3_compress_two_loops(uint32_t *s, const uint32_t m[16]) {
  uint32_t w[68], x[8], k, t, u;
  int j;
  memcpy(w, m, 64);
  for (j = 16; j < 68; j++) {
    t = w[j - 16] ^ w[j - 9] ^ rol(w[j - 3], 15);
    w[j] = t ^ rol(t, 15) ^ rol(t, 23) ^ rol(w[j - 13], 7) ^ w[j - 6];
  }
  memcpy(x, s, 32);
  k = 0x79cc4519;
  for (j = 0; j < 16; j++) {
    u = rol(x[0], 12);
    t = rol(u + x[4] + k, 7);
    u = (x[0] ^ x[1] ^ x[2]) + x[3] + (t ^ u) + (w[j] ^ w[j + 4]);
    t = (x[4] ^ x[5] ^ x[6]) + x[7] + t + w[j];
    x[3] = x[2], x[2] = rol(x[1], 9), x[1] = x[0], x[0] = u;
    x[7] = x[6], x[6] = rol(x[5], 19), x[5] = x[4], x[4] = p0(t);
    k = rol(k, 1);
  }
  k = rol(0x7a879d8a, 16);
  for (; j < 64; j++) {
    u = rol(x[0], 12);
    t = rol(u + x[4] + k, 7);
    u = ((x[0] & (x[1] | x[2])) | (x[1] & x[2])) + x[3] + (t ^ u) + (w[j] ^ w[j + 4]);
    t = (((x[5] ^ x[6]) & x[4]) ^ x[6]) + x[7] + t + w[j];
    x[3] = x[2], x[2] = rol(x[1], 9), x[1] = x[0], x[0] = u;
    x[7] = x[6], x[6] = rol(x[5], 19), x[5] = x[4], x[4] = p0(t);
    k = rol(k, 1);
  }
  for (j = 0; j < 8; j++)
    s[j] ^= x[j];
}

__attribute__((flatten)) void sm3_digest(const uint8_t *data, size_t len, uint8_t out[32]) {
  uint32_t v[8] = {0x7380166f, 0x4914b2b9, 0x172442d7, 0xda8a0600,
                   0xa96f30bc, 0x163138aa, 0xe38dee4d, 0xb0fb0e4e};
  uint8_t pad[128] = {0};
  size_t n = len / 64, r = len % 64, blocks = r < 56 ? 1 : 2;
  for (size_t i = 0; i < n; i++)
    sm3_compress(v, data + 64 * i);
  memcpy(pad, data + 64 * n, r);
  pad[r] = 0x80;
  for (int i = 0; i < 8; i++)
    pad[64 * blocks - 1 - (size_t)i] = (uint8_t)((uint64_t)len * 8 >> 8 * i);
  for (size_t i = 0; i < blocks; i++)
    sm3_compress(v, pad + 64 * i);
  for (int i = 0; i < 8; i++)
    for (int j = 0; j < 4; j++)
      out[4 * i + j] = (uint8_t)(v[i] >> (24 - 8 * j));
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

void ripemd160_compress(uint32_t h[5], const uint8_t *p) {
  uint32_t x[16], a = h[0], b = h[1], c = h[2], d = h[3], e = h[4];
  uint32_t aa = a, bb = b, cc = c, dd = d, ee = e, t;
  for (int i = 0; i < 16; i++)
    x[i] = (uint32_t)p[4 * i] | (uint32_t)p[4 * i + 1] << 8 | (uint32_t)p[4 * i + 2] << 16 | (uint32_t)p[4 * i + 3] << 24;
  for (int j = 0; j < 80; j++) {
    t = rol(a + choose(j / 16, b, c, d) + x[RL[j]] + KL[j / 16], SL[j]) + e;
    a = e, e = d, d = rol(c, 10), c = b, b = t;
    t = rol(aa + choose(4 - j / 16, bb, cc, dd) + x[RR[j]] + KR[j / 16], SR[j]) + ee;
    aa = ee, ee = dd, dd = rol(cc, 10), cc = bb, bb = t;
  }
  t = h[1] + c + dd;
  h[1] = h[2] + d + ee;
  h[2] = h[3] + e + aa;
  h[3] = h[4] + a + bb;
  h[4] = h[0] + b + cc;
  h[0] = t;
}

static void line(uint32_t v[5], const uint32_t *x, const uint8_t *r, const uint8_t *s,
                 const uint32_t *k, int right) {
  for (int round = 0; round < 5; round++)
    for (int i = 0; i < 16; i++, r++, s++) {
      uint32_t t = v[0] + choose(right ? 4 - round : round, v[1], v[2], v[3]) + x[*r] + k[round];
      t = rol(t, *s) + v[4];
      v[0] = v[4];
      v[4] = v[3];
      v[3] = rol(v[2], 10);
      v[2] = v[1];
      v[1] = t;
    }
}

/* The two lines one after the other. */
void ripemd160_lines(uint32_t *h, const uint32_t *x) {
  uint32_t l[5], r[5], t[5];
  memcpy(l, h, 20);
  memcpy(r, h, 20);
  line(l, x, RL, SL, KL, 0);
  line(r, x, RR, SR, KR, 1);
  for (int i = 0; i < 5; i++)
    t[i] = h[(i + 1) % 5] + l[(i + 2) % 5] + r[(i + 3) % 5];
  memcpy(h, t, 20);
}

__attribute__((flatten)) int ripemd160(const void *message, size_t length, uint8_t digest[20]) {
  uint32_t h[5] = {0x67452301, 0xEFCDAB89, 0x98BADCFE, 0x10325476, 0xC3D2E1F0};
  const uint8_t *m = message;
  uint8_t last[64];
  size_t left = length;
  if (!message || !digest)
    return -1;
  for (; left >= 64; m += 64, left -= 64)
    ripemd160_compress(h, m);
  memset(last, 0, 64);
  memcpy(last, m, left);
  last[left] = 0x80;
  if (left > 55) {
    ripemd160_compress(h, last);
    memset(last, 0, 64);
  }
  for (int i = 0; i < 8; i++)
    last[56 + i] = (uint8_t)((uint64_t)length << 3 >> 8 * i);
  ripemd160_compress(h, last);
  for (int i = 0; i < 20; i++)
    digest[i] = (uint8_t)(h[i >> 2] >> ((i & 3) << 3));
  return 0;
}
