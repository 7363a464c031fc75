// ===- test/corpus/seventh-hands/contexts.c - A portable crypto library -----===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// ===----------------------------------------------------------------------===//
// Contexts, macros for loads and stores, digests that are fed in pieces.

#include <stddef.h>
#include <stdint.h>
#include <string.h>

#define GET_BE32(p) ((uint32_t)(p)[0] << 24 | (uint32_t)(p)[1] << 16 | (uint32_t)(p)[2] << 8 | (p)[3])
#define PUT_BE32(p, v) ((p)[0] = (uint8_t)((v) >> 24), (p)[1] = (uint8_t)((v) >> 16), (p)[2] = (uint8_t)((v) >> 8), (p)[3] = (uint8_t)(v))
#define GET_LE32(p) ((uint32_t)(p)[3] << 24 | (uint32_t)(p)[2] << 16 | (uint32_t)(p)[1] << 8 | (p)[0])
#define PUT_LE32(p, v) ((p)[3] = (uint8_t)((v) >> 24), (p)[2] = (uint8_t)((v) >> 16), (p)[1] = (uint8_t)((v) >> 8), (p)[0] = (uint8_t)(v))
#define ROL(x, n) ((x) << (n) | (x) >> (32 - (n)))
#define ROR(x, n) ((x) >> (n) | (x) << (32 - (n)))

// ---- SHA-256 in pieces

typedef struct {
  uint32_t total[2];
  uint32_t state[8];
  uint8_t buffer[64];
} sha2_ctx;

static const uint32_t K256[64] = {
    0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5, 0x3956c25b, 0x59f111f1, 0x923f82a4, 0xab1c5ed5, 0xd807aa98, 0x12835b01, 0x243185be,
    0x550c7dc3, 0x72be5d74, 0x80deb1fe, 0x9bdc06a7, 0xc19bf174, 0xe49b69c1, 0xefbe4786, 0x0fc19dc6, 0x240ca1cc, 0x2de92c6f, 0x4a7484aa,
    0x5cb0a9dc, 0x76f988da, 0x983e5152, 0xa831c66d, 0xb00327c8, 0xbf597fc7, 0xc6e00bf3, 0xd5a79147, 0x06ca6351, 0x14292967, 0x27b70a85,
    0x2e1b2138, 0x4d2c6dfc, 0x53380d13, 0x650a7354, 0x766a0abb, 0x81c2c92e, 0x92722c85, 0xa2bfe8a1, 0xa81a664b, 0xc24b8b70, 0xc76c51a3,
    0xd192e819, 0xd6990624, 0xf40e3585, 0x106aa070, 0x19a4c116, 0x1e376c08, 0x2748774c, 0x34b0bcb5, 0x391c0cb3, 0x4ed8aa4a, 0x5b9cca4f,
    0x682e6ff3, 0x748f82ee, 0x78a5636f, 0x84c87814, 0x8cc70208, 0x90befffa, 0xa4506ceb, 0xbef9a3f7, 0xc67178f2};

static void sha2_process(sha2_ctx *ctx, const uint8_t data[64]) {
  uint32_t w[64], s[8];
  for (int i = 0; i < 16; i++)
    w[i] = GET_BE32(data + 4 * i);
  for (int i = 16; i < 64; i++)
    w[i] = (ROR(w[i - 2], 17) ^ ROR(w[i - 2], 19) ^ (w[i - 2] >> 10)) + w[i - 7] +
           (ROR(w[i - 15], 7) ^ ROR(w[i - 15], 18) ^ (w[i - 15] >> 3)) + w[i - 16];
  memcpy(s, ctx->state, sizeof s);
  for (int i = 0; i < 64; i++) {
    uint32_t t1 = s[7] + (ROR(s[4], 6) ^ ROR(s[4], 11) ^ ROR(s[4], 25)) + (s[6] ^ (s[4] & (s[5] ^ s[6]))) + K256[i] + w[i];
    uint32_t t2 = (ROR(s[0], 2) ^ ROR(s[0], 13) ^ ROR(s[0], 22)) + ((s[0] & s[1]) | (s[2] & (s[0] | s[1])));
    memmove(s + 1, s, 7 * sizeof *s);
    s[4] += t1;
    s[0] = t1 + t2;
  }
  for (int i = 0; i < 8; i++)
    ctx->state[i] += s[i];
}

void sha2_update(sha2_ctx *ctx, const uint8_t *input, size_t length) {
  if (!length)
    return;
  uint32_t left = ctx->total[0] & 63;
  size_t fill = 64 - left;
  ctx->total[0] += (uint32_t)length;
  if (ctx->total[0] < (uint32_t)length)
    ctx->total[1]++;
  if (left && length >= fill) {
    memcpy(ctx->buffer + left, input, fill);
    sha2_process(ctx, ctx->buffer);
    input += fill;
    length -= fill;
    left = 0;
  }
  while (length >= 64) {
    sha2_process(ctx, input);
    input += 64;
    length -= 64;
  }
  if (length)
    memcpy(ctx->buffer + left, input, length);
}

void sha2_finish(sha2_ctx *ctx, uint8_t out[32]) {
  uint32_t used = ctx->total[0] & 63;
  ctx->buffer[used++] = 0x80;
  if (used <= 56)
    memset(ctx->buffer + used, 0, 56 - used);
  else {
    memset(ctx->buffer + used, 0, 64 - used);
    sha2_process(ctx, ctx->buffer);
    memset(ctx->buffer, 0, 56);
  }
  uint32_t high = (ctx->total[0] >> 29) | (ctx->total[1] << 3), low = ctx->total[0] << 3;
  PUT_BE32(ctx->buffer + 56, high);
  PUT_BE32(ctx->buffer + 60, low);
  sha2_process(ctx, ctx->buffer);
  for (int i = 0; i < 8; i++)
    PUT_BE32(out + 4 * i, ctx->state[i]);
}

// ---- MD5 of a whole message

static const uint8_t S5[16] = {7, 12, 17, 22, 5, 9, 14, 20, 4, 11, 16, 23, 6, 10, 15, 21};
static const uint32_t T5[64] = {
    0xd76aa478, 0xe8c7b756, 0x242070db, 0xc1bdceee, 0xf57c0faf, 0x4787c62a, 0xa8304613, 0xfd469501, 0x698098d8, 0x8b44f7af, 0xffff5bb1,
    0x895cd7be, 0x6b901122, 0xfd987193, 0xa679438e, 0x49b40821, 0xf61e2562, 0xc040b340, 0x265e5a51, 0xe9b6c7aa, 0xd62f105d, 0x02441453,
    0xd8a1e681, 0xe7d3fbc8, 0x21e1cde6, 0xc33707d6, 0xf4d50d87, 0x455a14ed, 0xa9e3e905, 0xfcefa3f8, 0x676f02d9, 0x8d2a4c8a, 0xfffa3942,
    0x8771f681, 0x6d9d6122, 0xfde5380c, 0xa4beea44, 0x4bdecfa9, 0xf6bb4b60, 0xbebfbc70, 0x289b7ec6, 0xeaa127fa, 0xd4ef3085, 0x04881d05,
    0xd9d4d039, 0xe6db99e5, 0x1fa27cf8, 0xc4ac5665, 0xf4292244, 0x432aff97, 0xab9423a7, 0xfc93a039, 0x655b59c3, 0x8f0ccc92, 0xffeff47d,
    0x85845dd1, 0x6fa87e4f, 0xfe2ce6e0, 0xa3014314, 0x4e0811a1, 0xf7537e82, 0xbd3af235, 0x2ad7d2bb, 0xeb86d391};

void md5_sum(const uint8_t *message, size_t length, uint8_t digest[16]) {
  uint32_t h[4] = {0x67452301, 0xefcdab89, 0x98badcfe, 0x10325476};
  size_t blocks = (length + 8) / 64 + 1;
  for (size_t b = 0; b < blocks; b++) {
    uint8_t block[64];
    uint32_t m[16], v[4];
    for (size_t i = 0; i < 64; i++) {
      size_t at = b * 64 + i;
      block[i] = at < length ? message[at] : at == length ? 0x80 : 0;
    }
    if (b == blocks - 1)
      for (int i = 0; i < 8; i++)
        block[56 + i] = (uint8_t)(((uint64_t)length * 8) >> (8 * i));
    for (int i = 0; i < 16; i++)
      m[i] = GET_LE32(block + 4 * i);
    memcpy(v, h, sizeof v);
    for (int i = 0; i < 64; i++) {
      uint32_t f;
      int g;
      switch (i / 16) {
      case 0:
        f = (v[1] & v[2]) | (~v[1] & v[3]);
        g = i;
        break;
      case 1:
        f = (v[3] & v[1]) | (~v[3] & v[2]);
        g = (5 * i + 1) % 16;
        break;
      case 2:
        f = v[1] ^ v[2] ^ v[3];
        g = (3 * i + 5) % 16;
        break;
      default:
        f = v[2] ^ (v[1] | ~v[3]);
        g = (7 * i) % 16;
      }
      uint32_t t = v[3];
      v[3] = v[2];
      v[2] = v[1];
      uint32_t x = v[0] + f + T5[i] + m[g];
      v[1] += ROL(x, S5[(i / 16) * 4 + i % 4]);
      v[0] = t;
    }
    for (int i = 0; i < 4; i++)
      h[i] += v[i];
  }
  for (int i = 0; i < 4; i++)
    PUT_LE32(digest + 4 * i, h[i]);
}

// ---- RC4 with a context, as a library's stream cipher

typedef struct {
  uint8_t x, y, s[256];
} arc4_ctx;

void arc4_setup(arc4_ctx *ctx, const uint8_t *key, unsigned length) {
  ctx->x = ctx->y = 0;
  for (int i = 0; i < 256; i++)
    ctx->s[i] = (uint8_t)i;
  unsigned j = 0, k = 0;
  for (int i = 0; i < 256; i++, k++) {
    if (k >= length)
      k = 0;
    uint8_t a = ctx->s[i];
    j = (j + a + key[k]) & 0xff;
    ctx->s[i] = ctx->s[j];
    ctx->s[j] = a;
  }
}

void arc4_crypt(arc4_ctx *ctx, size_t length, const uint8_t *in, uint8_t *out) {
  unsigned x = ctx->x, y = ctx->y;
  for (size_t i = 0; i < length; i++) {
    x = (x + 1) & 0xff;
    uint8_t a = ctx->s[x];
    y = (y + a) & 0xff;
    uint8_t b = ctx->s[y];
    ctx->s[x] = b;
    ctx->s[y] = a;
    out[i] = in[i] ^ ctx->s[(uint8_t)(a + b)];
  }
  ctx->x = (uint8_t)x;
  ctx->y = (uint8_t)y;
}

// ---- ChaCha20 that keeps what is left of a block

typedef struct {
  uint32_t input[16];
  uint8_t stream[64];
  size_t used;
} chacha_ctx;

#define QUARTER(a, b, c, d)                                                                                                            \
  (a += b, d = ROL(d ^ a, 16), c += d, b = ROL(b ^ c, 12), a += b, d = ROL(d ^ a, 8), c += d, b = ROL(b ^ c, 7))

static void chacha_next(chacha_ctx *ctx) {
  uint32_t x[16];
  memcpy(x, ctx->input, sizeof x);
  for (int r = 0; r < 10; r++) {
    QUARTER(x[0], x[4], x[8], x[12]);
    QUARTER(x[1], x[5], x[9], x[13]);
    QUARTER(x[2], x[6], x[10], x[14]);
    QUARTER(x[3], x[7], x[11], x[15]);
    QUARTER(x[0], x[5], x[10], x[15]);
    QUARTER(x[1], x[6], x[11], x[12]);
    QUARTER(x[2], x[7], x[8], x[13]);
    QUARTER(x[3], x[4], x[9], x[14]);
  }
  for (int i = 0; i < 16; i++) {
    x[i] += ctx->input[i];
    PUT_LE32(ctx->stream + 4 * i, x[i]);
  }
  ctx->input[12]++;
  ctx->used = 0;
}

void chacha_crypt(chacha_ctx *ctx, const uint8_t *in, uint8_t *out, size_t length) {
  for (size_t i = 0; i < length; i++) {
    if (ctx->used == 64)
      chacha_next(ctx);
    out[i] = in[i] ^ ctx->stream[ctx->used++];
  }
}

// ---- XTEA in CBC mode

static void xtea_block(const uint32_t key[4], uint32_t v[2]) {
  uint32_t sum = 0, delta = 0x9e3779b9;
  for (int i = 0; i < 32; i++) {
    v[0] += (((v[1] << 4) ^ (v[1] >> 5)) + v[1]) ^ (sum + key[sum & 3]);
    sum += delta;
    v[1] += (((v[0] << 4) ^ (v[0] >> 5)) + v[0]) ^ (sum + key[(sum >> 11) & 3]);
  }
}

void xtea_encrypt(const uint32_t key[4], const uint8_t in[8], uint8_t out[8]) {
  uint32_t v[2] = {GET_BE32(in), GET_BE32(in + 4)};
  xtea_block(key, v);
  PUT_BE32(out, v[0]);
  PUT_BE32(out + 4, v[1]);
}

// ---- Look-alikes

// The rounds of SHA-256 with one rotation that is not the standard's.
void sha2_misprint(uint32_t state[8], const uint32_t w[64]) {
  uint32_t s[8];
  memcpy(s, state, sizeof s);
  for (int i = 0; i < 64; i++) {
    uint32_t t1 = s[7] + (ROR(s[4], 6) ^ ROR(s[4], 12) ^ ROR(s[4], 25)) + (s[6] ^ (s[4] & (s[5] ^ s[6]))) + K256[i] + w[i];
    uint32_t t2 = (ROR(s[0], 2) ^ ROR(s[0], 13) ^ ROR(s[0], 22)) + ((s[0] & s[1]) | (s[2] & (s[0] | s[1])));
    memmove(s + 1, s, 7 * sizeof *s);
    s[4] += t1;
    s[0] = t1 + t2;
  }
  for (int i = 0; i < 8; i++)
    state[i] += s[i];
}

// A shuffle of a deck by the bytes of a password: the key schedule's loop without its sum.
void shuffle(uint8_t deck[256], const uint8_t *key, unsigned length) {
  for (unsigned i = 0; i < 256; i++) {
    unsigned j = (i + key[i % length]) & 0xff;
    uint8_t t = deck[i];
    deck[i] = deck[j];
    deck[j] = t;
  }
}

// Bytes in base64's letters.
size_t base64(const uint8_t *in, size_t n, char *out) {
  static const char letters[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  size_t at = 0;
  for (size_t i = 0; i + 2 < n; i += 3) {
    uint32_t v = (uint32_t)in[i] << 16 | (uint32_t)in[i + 1] << 8 | in[i + 2];
    for (int s = 18; s >= 0; s -= 6)
      out[at++] = letters[(v >> s) & 63];
  }
  return at;
}
