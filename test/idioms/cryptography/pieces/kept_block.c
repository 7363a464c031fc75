// A stream cipher that keeps a block, and how much of it is used, behind it.
// RUN: %kernels %s --levels=O2 | FileCheck %s --implicit-check-not='other_{{.*}}: chacha20'
// CHECK: chacha20 matched
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#define PUT_LE32(p, v) ((p)[3] = (uint8_t)((v) >> 24), (p)[2] = (uint8_t)((v) >> 16), (p)[1] = (uint8_t)((v) >> 8), (p)[0] = (uint8_t)(v))
#define ROL(x, n) ((x) << (n) | (x) >> (32 - (n)))

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

// One rotation is another.
#define OTHER(a, b, c, d)                                                                                                            \
  (a += b, d = ROL(d ^ a, 15), c += d, b = ROL(b ^ c, 12), a += b, d = ROL(d ^ a, 8), c += d, b = ROL(b ^ c, 7))

static void other_next(chacha_ctx *ctx) {
  uint32_t x[16];
  memcpy(x, ctx->input, sizeof x);
  for (int r = 0; r < 10; r++) {
    OTHER(x[0], x[4], x[8], x[12]);
    OTHER(x[1], x[5], x[9], x[13]);
    OTHER(x[2], x[6], x[10], x[14]);
    OTHER(x[3], x[7], x[11], x[15]);
    OTHER(x[0], x[5], x[10], x[15]);
    OTHER(x[1], x[6], x[11], x[12]);
    OTHER(x[2], x[7], x[8], x[13]);
    OTHER(x[3], x[4], x[9], x[14]);
  }
  for (int i = 0; i < 16; i++) {
    x[i] += ctx->input[i];
    PUT_LE32(ctx->stream + 4 * i, x[i]);
  }
  ctx->input[12]++;
  ctx->used = 0;
}

void other_rotation(chacha_ctx *ctx, const uint8_t *in, uint8_t *out, size_t length) {
  for (size_t i = 0; i < length; i++) {
    if (ctx->used == 64)
      other_next(ctx);
    out[i] = in[i] ^ ctx->stream[ctx->used++];
  }
}
