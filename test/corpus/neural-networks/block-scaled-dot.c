/* Dot products of blocks of small integers, each block with its scale.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#include <stddef.h>
#include <stdint.h>

#define BLOCK 32

typedef struct {
  float d;
  uint8_t nibbles[BLOCK / 2];
} block4;

typedef struct {
  float d;
  int8_t q[BLOCK];
} block8;

/* 4-bit weights (0..15, less 8) against 8-bit activations; low nibbles are the first half. */
float dot_q4_q8(const block4 *x, const block8 *y, int n) {
  const int nb = n / BLOCK;
  float total = 0.0f;
  for (int b = 0; b < nb; b++) {
    int isum = 0;
    for (int j = 0; j < BLOCK / 2; j++) {
      const int lo = (x[b].nibbles[j] & 15) - 8;
      const int hi = (x[b].nibbles[j] >> 4) - 8;
      isum += lo * y[b].q[j] + hi * y[b].q[j + BLOCK / 2];
    }
    total += (float)isum * x[b].d * y[b].d;
  }
  return total;
}

void gemv_q8(const block8 *w, const block8 *x, float *y, int rows, int blocks) {
  for (int r = 0; r < rows; ++r) {
    const block8 *wr = w + (ptrdiff_t)r * blocks;
    float s = 0;
    for (int b = 0; b < blocks; ++b) {
      int32_t t = 0;
      for (int j = 0; j < BLOCK; ++j)
        t += wr[b].q[j] * x[b].q[j];
      s += wr[b].d * x[b].d * (float)t;
    }
    y[r] = s;
  }
}

/* Nibbles next to each other, scale and minimum, float activations. */
float dot_q4_min_f32(const uint8_t *restrict q, const float *restrict scale, const float *restrict minimum,
                     const float *restrict x, size_t n) {
  float acc = 0;
  for (size_t b = 0; b < n / BLOCK; b++) {
    float s = 0, t = 0;
    for (size_t j = 0; j < BLOCK; j += 2) {
      const uint8_t byte = q[(b * BLOCK + j) / 2];
      const float *p = x + b * BLOCK + j;
      s += (float)(byte & 0xF) * p[0] + (float)(byte >> 4) * p[1];
      t += p[0] + p[1];
    }
    acc += scale[b] * s + minimum[b] * t;
  }
  return acc;
}

/* Groups of GS values in separate arrays of values and scales. */
void matmul_grouped_scales(float *out, const int8_t *xq, const float *xs, const int8_t *wq, const float *ws, int n,
                           int d, int GS) {
  for (int i = 0; i < d; i++) {
    float val = 0.0f;
    const int row = i * n;
    for (int j = 0; j + GS <= n; j += GS) {
      int32_t ival = 0;
      for (int k = 0; k < GS; k++)
        ival += (int32_t)xq[j + k] * (int32_t)wq[row + j + k];
      val += (float)ival * ws[(row + j) / GS] * xs[j / GS];
    }
    out[i] = val;
  }
}
