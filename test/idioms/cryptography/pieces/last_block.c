// The end of a digest whose message came in pieces: what is kept is padded where it lies.
// RUN: %kernels %s --levels=O2 | FileCheck %s --implicit-check-not='other_padding: sha'
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#define GET_BE32(p) ((uint32_t)(p)[0] << 24 | (uint32_t)(p)[1] << 16 | (uint32_t)(p)[2] << 8 | (p)[3])
#define PUT_BE32(p, v) ((p)[0] = (uint8_t)((v) >> 24), (p)[1] = (uint8_t)((v) >> 16), (p)[2] = (uint8_t)((v) >> 8), (p)[3] = (uint8_t)(v))
#define ROL(x, n) ((x) << (n) | (x) >> (32 - (n)))
#define ROR(x, n) ((x) >> (n) | (x) << (32 - (n)))

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

// CHECK: last_block: sha-256 matched digest = compress(state, last block)
void last_block(sha2_ctx *ctx, uint8_t out[32]) {
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

// Keccak's first byte of padding: no digest of this family.
void other_padding(sha2_ctx *ctx, uint8_t out[32]) {
  uint32_t used = ctx->total[0] & 63;
  ctx->buffer[used++] = 0x01;
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
