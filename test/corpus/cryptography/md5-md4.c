// MD5 and MD4: loops over tables, macros, streaming, one-shot.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include <stddef.h>
#include <stdint.h>
#include <string.h>

static const uint32_t K[64] = {
    0xd76aa478, 0xe8c7b756, 0x242070db, 0xc1bdceee, 0xf57c0faf, 0x4787c62a, 0xa8304613, 0xfd469501,
    0x698098d8, 0x8b44f7af, 0xffff5bb1, 0x895cd7be, 0x6b901122, 0xfd987193, 0xa679438e, 0x49b40821,
    0xf61e2562, 0xc040b340, 0x265e5a51, 0xe9b6c7aa, 0xd62f105d, 0x02441453, 0xd8a1e681, 0xe7d3fbc8,
    0x21e1cde6, 0xc33707d6, 0xf4d50d87, 0x455a14ed, 0xa9e3e905, 0xfcefa3f8, 0x676f02d9, 0x8d2a4c8a,
    0xfffa3942, 0x8771f681, 0x6d9d6122, 0xfde5380c, 0xa4beea44, 0x4bdecfa9, 0xf6bb4b60, 0xbebfbc70,
    0x289b7ec6, 0xeaa127fa, 0xd4ef3085, 0x04881d05, 0xd9d4d039, 0xe6db99e5, 0x1fa27cf8, 0xc4ac5665,
    0xf4292244, 0x432aff97, 0xab9423a7, 0xfc93a039, 0x655b59c3, 0x8f0ccc92, 0xffeff47d, 0x85845dd1,
    0x6fa87e4f, 0xfe2ce6e0, 0xa3014314, 0x4e0811a1, 0xf7537e82, 0xbd3af235, 0x2ad7d2bb, 0xeb86d391,
};

static const uint8_t SHIFT[4][4] = {{7, 12, 17, 22}, {5, 9, 14, 20}, {4, 11, 16, 23}, {6, 10, 15, 21}};

static uint32_t rotl(uint32_t x, int n) { return x << n | x >> (32 - n); }

static uint32_t load_le(const uint8_t *p) {
  return (uint32_t)p[0] | (uint32_t)p[1] << 8 | (uint32_t)p[2] << 16 | (uint32_t)p[3] << 24;
}

void md5_compress(uint32_t h[4], const uint8_t block[64]) {
  uint32_t m[16], a = h[0], b = h[1], c = h[2], d = h[3];
  for (int i = 0; i < 16; i++)
    m[i] = load_le(block + 4 * i);
  for (int i = 0; i < 64; i++) {
    uint32_t f;
    int g;
    if (i < 16) {
      f = (b & c) | (~b & d);
      g = i;
    } else if (i < 32) {
      f = (d & b) | (~d & c);
      g = (5 * i + 1) % 16;
    } else if (i < 48) {
      f = b ^ c ^ d;
      g = (3 * i + 5) % 16;
    } else {
      f = c ^ (b | ~d);
      g = (7 * i) % 16;
    }
    f += a + K[i] + m[g];
    a = d;
    d = c;
    c = b;
    b += rotl(f, SHIFT[i / 16][i % 4]);
  }
  h[0] += a;
  h[1] += b;
  h[2] += c;
  h[3] += d;
}

#define FF(b, c, d) (d ^ (b & (c ^ d)))
#define GG(b, c, d) (c ^ (d & (b ^ c)))
#define HH(b, c, d) (b ^ c ^ d)
#define II(b, c, d) (c ^ (b | ~d))
#define STEP(f, a, b, c, d, k, s, t) \
  a += f(b, c, d) + w[k] + t; \
  a = (a << s | a >> (32 - s)) + b

void md5_transform_macros(uint32_t *state, const uint32_t *w) {
  uint32_t a = state[0], b = state[1], c = state[2], d = state[3];
  STEP(FF, a, b, c, d, 0, 7, 0xd76aa478u);
  STEP(FF, d, a, b, c, 1, 12, 0xe8c7b756u);
  STEP(FF, c, d, a, b, 2, 17, 0x242070dbu);
  STEP(FF, b, c, d, a, 3, 22, 0xc1bdceeeu);
  STEP(FF, a, b, c, d, 4, 7, 0xf57c0fafu);
  STEP(FF, d, a, b, c, 5, 12, 0x4787c62au);
  STEP(FF, c, d, a, b, 6, 17, 0xa8304613u);
  STEP(FF, b, c, d, a, 7, 22, 0xfd469501u);
  STEP(FF, a, b, c, d, 8, 7, 0x698098d8u);
  STEP(FF, d, a, b, c, 9, 12, 0x8b44f7afu);
  STEP(FF, c, d, a, b, 10, 17, 0xffff5bb1u);
  STEP(FF, b, c, d, a, 11, 22, 0x895cd7beu);
  STEP(FF, a, b, c, d, 12, 7, 0x6b901122u);
  STEP(FF, d, a, b, c, 13, 12, 0xfd987193u);
  STEP(FF, c, d, a, b, 14, 17, 0xa679438eu);
  STEP(FF, b, c, d, a, 15, 22, 0x49b40821u);
#define FOUR(f, r, i, j, k, l, s0, s1, s2, s3) \
  STEP(f, a, b, c, d, i, s0, K[r]); \
  STEP(f, d, a, b, c, j, s1, K[r + 1]); \
  STEP(f, c, d, a, b, k, s2, K[r + 2]); \
  STEP(f, b, c, d, a, l, s3, K[r + 3])
  FOUR(GG, 16, 1, 6, 11, 0, 5, 9, 14, 20);
  FOUR(GG, 20, 5, 10, 15, 4, 5, 9, 14, 20);
  FOUR(GG, 24, 9, 14, 3, 8, 5, 9, 14, 20);
  FOUR(GG, 28, 13, 2, 7, 12, 5, 9, 14, 20);
  FOUR(HH, 32, 5, 8, 11, 14, 4, 11, 16, 23);
  FOUR(HH, 36, 1, 4, 7, 10, 4, 11, 16, 23);
  FOUR(HH, 40, 13, 0, 3, 6, 4, 11, 16, 23);
  FOUR(HH, 44, 9, 12, 15, 2, 4, 11, 16, 23);
  FOUR(II, 48, 0, 7, 14, 5, 6, 10, 15, 21);
  FOUR(II, 52, 12, 3, 10, 1, 6, 10, 15, 21);
  FOUR(II, 56, 8, 15, 6, 13, 6, 10, 15, 21);
  FOUR(II, 60, 4, 11, 2, 9, 6, 10, 15, 21);
  state[0] += a;
  state[1] += b;
  state[2] += c;
  state[3] += d;
}

struct md5_ctx {
  uint32_t h[4];
  uint64_t bytes;
  uint8_t buf[64];
};

void md5_update(struct md5_ctx *c, const void *data, size_t n) {
  const uint8_t *p = data;
  size_t have = c->bytes & 63;
  c->bytes += n;
  if (have) {
    size_t take = 64 - have < n ? 64 - have : n;
    memcpy(c->buf + have, p, take);
    if (have + take < 64)
      return;
    md5_compress(c->h, c->buf);
    p += take;
    n -= take;
  }
  for (; n >= 64; n -= 64, p += 64)
    md5_compress(c->h, p);
  memcpy(c->buf, p, n);
}

/* Pads a copy; the four rounds are loops of their own, the state an array that is indexed. */
void md5_one_shot(const uint8_t *msg, size_t len, uint8_t digest[16]) {
  uint32_t s[4] = {0x67452301, 0xefcdab89, 0x98badcfe, 0x10325476};
  size_t total = (len + 8) / 64 * 64 + 64;
  for (size_t off = 0; off < total; off += 64) {
    uint8_t b[64];
    for (size_t i = 0; i < 64; i++) {
      size_t at = off + i;
      b[i] = at < len ? msg[at] : at == len ? 0x80 : at >= total - 8 ? (uint8_t)((uint64_t)len << 3 >> 8 * (at - total + 8)) : 0;
    }
    uint32_t v[4] = {s[0], s[1], s[2], s[3]};
    for (unsigned i = 0; i < 64; i++) {
      uint32_t *a = &v[-i & 3], x = v[(1 - i) & 3], y = v[(2 - i) & 3], z = v[(3 - i) & 3], t;
      switch (i >> 4) {
      case 0: t = ((y ^ z) & x) ^ z; t += load_le(b + 4 * i); break;
      case 1: t = ((x ^ y) & z) ^ y; t += load_le(b + 4 * ((5 * i + 1) & 15)); break;
      case 2: t = x ^ y ^ z; t += load_le(b + 4 * ((3 * i + 5) & 15)); break;
      default: t = y ^ (x | ~z); t += load_le(b + 4 * (7 * i & 15)); break;
      }
      *a = x + rotl(*a + t + K[i], SHIFT[i >> 4][i & 3]);
    }
    for (int i = 0; i < 4; i++)
      s[i] += v[i];
  }
  for (int i = 0; i < 16; i++)
    digest[i] = (uint8_t)(s[i / 4] >> 8 * (i % 4));
}

void md4_compress(uint32_t h[4], const uint8_t *p) {
  static const int s[3][4] = {{3, 7, 11, 19}, {3, 5, 9, 13}, {3, 9, 11, 15}};
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

#define M1(a, b, c, d, k, s) a = rotl(a + FF(b, c, d) + x[k], s)
#define M2(a, b, c, d, k, s) a = rotl(a + ((b & (c | d)) | (c & d)) + x[k] + 0x5a827999u, s)
#define M3(a, b, c, d, k, s) a = rotl(a + (b ^ c ^ d) + x[k] + 0x6ed9eba1u, s)
#define QUAD(M, i, j, k, l, s, t, u, v) \
  M(a, b, c, d, i, s), M(d, a, b, c, j, t), M(c, d, a, b, k, u), M(b, c, d, a, l, v)

void md4_block_unrolled(unsigned int *h, const unsigned int *x, size_t blocks) {
  unsigned int a = h[0], b = h[1], c = h[2], d = h[3];
  while (blocks--) {
    unsigned int aa = a, bb = b, cc = c, dd = d;
    QUAD(M1, 0, 1, 2, 3, 3, 7, 11, 19);
    QUAD(M1, 4, 5, 6, 7, 3, 7, 11, 19);
    QUAD(M1, 8, 9, 10, 11, 3, 7, 11, 19);
    QUAD(M1, 12, 13, 14, 15, 3, 7, 11, 19);
    QUAD(M2, 0, 4, 8, 12, 3, 5, 9, 13);
    QUAD(M2, 1, 5, 9, 13, 3, 5, 9, 13);
    QUAD(M2, 2, 6, 10, 14, 3, 5, 9, 13);
    QUAD(M2, 3, 7, 11, 15, 3, 5, 9, 13);
    QUAD(M3, 0, 8, 4, 12, 3, 9, 11, 15);
    QUAD(M3, 2, 10, 6, 14, 3, 9, 11, 15);
    QUAD(M3, 1, 9, 5, 13, 3, 9, 11, 15);
    QUAD(M3, 3, 11, 7, 15, 3, 9, 11, 15);
    a += aa, b += bb, c += cc, d += dd;
    x += 16;
  }
  h[0] = a, h[1] = b, h[2] = c, h[3] = d;
}

void md4_digest(const uint8_t *data, size_t len, uint8_t out[16]) {
  uint32_t h[4] = {0x67452301, 0xefcdab89, 0x98badcfe, 0x10325476};
  uint8_t tail[128] = {0};
  size_t whole = len & ~(size_t)63, rest = len - whole, end = rest < 56 ? 64 : 128;
  for (size_t i = 0; i < whole; i += 64)
    md4_compress(h, data + i);
  memcpy(tail, data + whole, rest);
  tail[rest] = 0x80;
  for (int i = 0; i < 8; i++)
    tail[end - 8 + (size_t)i] = (uint8_t)((uint64_t)len * 8 >> 8 * i);
  for (size_t i = 0; i < end; i += 64)
    md4_compress(h, tail + i);
  memcpy(out, h, 16);
}
