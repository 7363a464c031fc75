// SHA-1: eighty words, sixteen words in a ring, unrolled, streaming.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#define ROL(v, n) ((v) << (n) | (v) >> (32 - (n)))

void sha1_process_block(uint32_t h[5], const uint8_t *p) {
  uint32_t w[80], a = h[0], b = h[1], c = h[2], d = h[3], e = h[4];
  int t;
  for (t = 0; t < 16; t++)
    w[t] = (uint32_t)p[4 * t] << 24 | (uint32_t)p[4 * t + 1] << 16 | (uint32_t)p[4 * t + 2] << 8 | p[4 * t + 3];
  for (; t < 80; t++) {
    uint32_t x = w[t - 3] ^ w[t - 8] ^ w[t - 14] ^ w[t - 16];
    w[t] = ROL(x, 1);
  }
  for (t = 0; t < 80; t++) {
    uint32_t f, k;
    if (t < 20) {
      f = (b & c) | (~b & d);
      k = 0x5A827999;
    } else if (t < 40) {
      f = b ^ c ^ d;
      k = 0x6ED9EBA1;
    } else if (t < 60) {
      f = (b & c) | (b & d) | (c & d);
      k = 0x8F1BBCDC;
    } else {
      f = b ^ c ^ d;
      k = 0xCA62C1D6;
    }
    uint32_t temp = ROL(a, 5) + f + e + k + w[t];
    e = d;
    d = c;
    c = ROL(b, 30);
    b = a;
    a = temp;
  }
  h[0] += a;
  h[1] += b;
  h[2] += c;
  h[3] += d;
  h[4] += e;
}

/* Four loops of twenty, the schedule in a ring of sixteen words. */
void sha1_ring(uint32_t state[5], uint32_t w[16]) {
  uint32_t a = state[0], b = state[1], c = state[2], d = state[3], e = state[4], t;
  int i;
#define NEXT(i) \
  ((i) < 16 ? w[i] \
            : (t = w[(i + 13) & 15] ^ w[(i + 8) & 15] ^ w[(i + 2) & 15] ^ w[i & 15], w[i & 15] = ROL(t, 1)))
  for (i = 0; i < 20; i++) {
    uint32_t f = d ^ (b & (c ^ d)), x = NEXT(i);
    t = f + e + 0x5A827999 + x + ROL(a, 5), e = d, d = c, c = ROL(b, 30), b = a, a = t;
  }
  for (; i < 40; i++) {
    uint32_t x = NEXT(i);
    t = (b ^ c ^ d) + e + 0x6ED9EBA1 + x + ROL(a, 5), e = d, d = c, c = ROL(b, 30), b = a, a = t;
  }
  for (; i < 60; i++) {
    uint32_t x = NEXT(i);
    t = ((b & c) + (d & (b ^ c))) + e + 0x8F1BBCDC + x + ROL(a, 5);
    e = d, d = c, c = ROL(b, 30), b = a, a = t;
  }
  for (; i < 80; i++) {
    uint32_t x = NEXT(i);
    t = (b ^ c ^ d) + e + 0xCA62C1D6 + x + ROL(a, 5), e = d, d = c, c = ROL(b, 30), b = a, a = t;
  }
  state[0] += a, state[1] += b, state[2] += c, state[3] += d, state[4] += e;
}

#define BLK(i) (w[i & 15] = ROL(w[(i + 13) & 15] ^ w[(i + 8) & 15] ^ w[(i + 2) & 15] ^ w[i & 15], 1))
#define RND(f, k, a, b, c, d, e, x) e += (f) + (k) + (x) + ROL(a, 5), b = ROL(b, 30)
#define CH(b, c, d) ((b & (c ^ d)) ^ d)
#define PAR(b, c, d) (b ^ c ^ d)
#define MAJ(b, c, d) (((b | c) & d) | (b & c))
#define R0(a, b, c, d, e, i) RND(CH(b, c, d), 0x5A827999u, a, b, c, d, e, w[i])
#define R1(a, b, c, d, e, i) t = BLK(i), RND(CH(b, c, d), 0x5A827999u, a, b, c, d, e, t)
#define R2(a, b, c, d, e, i) t = BLK(i), RND(PAR(b, c, d), 0x6ED9EBA1u, a, b, c, d, e, t)
#define R3(a, b, c, d, e, i) t = BLK(i), RND(MAJ(b, c, d), 0x8F1BBCDCu, a, b, c, d, e, t)
#define R4(a, b, c, d, e, i) t = BLK(i), RND(PAR(b, c, d), 0xCA62C1D6u, a, b, c, d, e, t)
#define FIVE(R, i) \
  R(a, b, c, d, e, i), R(e, a, b, c, d, i + 1), R(d, e, a, b, c, i + 2), R(c, d, e, a, b, i + 3), \
      R(b, c, d, e, a, i + 4)

void sha1_unrolled(uint32_t *h, const unsigned char *data, size_t blocks) {
  uint32_t w[16], t;
  while (blocks-- != 0) {
    uint32_t a = h[0], b = h[1], c = h[2], d = h[3], e = h[4];
    for (int i = 0; i < 16; i++, data += 4) {
      memcpy(&t, data, 4);
      w[i] = __builtin_bswap32(t);
    }
    FIVE(R0, 0);
    FIVE(R0, 5);
    FIVE(R0, 10);
    R0(a, b, c, d, e, 15);
    R1(e, a, b, c, d, 16);
    R1(d, e, a, b, c, 17);
    R1(c, d, e, a, b, 18);
    R1(b, c, d, e, a, 19);
    FIVE(R2, 20);
    FIVE(R2, 25);
    FIVE(R2, 30);
    FIVE(R2, 35);
    FIVE(R3, 40);
    FIVE(R3, 45);
    FIVE(R3, 50);
    FIVE(R3, 55);
    FIVE(R4, 60);
    FIVE(R4, 65);
    FIVE(R4, 70);
    FIVE(R4, 75);
    h[0] += a;
    h[1] += b;
    h[2] += c;
    h[3] += d;
    h[4] += e;
  }
}

typedef struct {
  uint32_t state[5], count[2];
  uint8_t buffer[64];
} SHA1_CTX;

static void add(SHA1_CTX *c, const uint8_t *d, uint32_t len) {
  uint32_t i, j = c->count[0] >> 3 & 63;
  c->count[0] += len << 3;
  if (c->count[0] < len << 3)
    c->count[1]++;
  for (i = 0; i < len; i++) {
    c->buffer[j++] = d[i];
    if (j == 64) {
      sha1_process_block(c->state, c->buffer);
      j = 0;
    }
  }
}

void sha1_final(SHA1_CTX *c, uint8_t digest[20]) {
  uint8_t bits[8], pad = 0x80;
  for (int i = 0; i < 8; i++)
    bits[i] = (uint8_t)(c->count[i < 4] >> (24 - 8 * (i & 3)));
  add(c, &pad, 1);
  pad = 0;
  while ((c->count[0] & 504) != 448)
    add(c, &pad, 1);
  add(c, bits, 8);
  for (int i = 0; i < 20; i++)
    digest[i] = (uint8_t)(c->state[i >> 2] >> (24 - 8 * (i & 3)));
}
