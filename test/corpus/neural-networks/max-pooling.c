/* Max pooling: strided, padded, with the place of the maximum, 2x2.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#include <float.h>
#include <math.h>
#include <stddef.h>

void maxpool_forward(const float *x, float *y, int C, int H, int W, int K, int S) {
  const int OH = (H - K) / S + 1, OW = (W - K) / S + 1;
  for (int c = 0; c < C; c++)
    for (int i = 0; i < OH; i++)
      for (int j = 0; j < OW; j++) {
        float m = -FLT_MAX;
        for (int p = 0; p < K; p++)
          for (int q = 0; q < K; q++) {
            float v = x[(c * H + i * S + p) * W + j * S + q];
            if (v > m)
              m = v;
          }
        y[(c * OH + i) * OW + j] = m;
      }
}

typedef struct {
  int batch, c, h, w, out_h, out_w, size, stride, pad;
  float *input, *output;
  int *indexes;
} maxpool_layer;

/* Padded, and keeps the index of the winner for the way back. */
void forward_maxpool(maxpool_layer l) {
  const int before = l.pad / 2;
  const size_t planes = (size_t)l.batch * l.c;
  float *best = l.output;
  int *winner = l.indexes;
  for (size_t plane = 0; plane < planes; ++plane) {
    const int base = (int)plane * l.h * l.w;
    for (int y = 0; y < l.out_h; ++y)
      for (int x = 0; x < l.out_w; ++x, ++best, ++winner) {
        *best = -FLT_MAX;
        *winner = -1;
        for (int p = 0; p < l.size; ++p) {
          const int row = y * l.stride + p - before;
          if (row < 0 || row >= l.h)
            continue;
          for (int q = 0; q < l.size; ++q) {
            const int column = x * l.stride + q - before;
            if (column < 0 || column >= l.w)
              continue;
            const int at = base + row * l.w + column;
            if (l.input[at] > *best) {
              *best = l.input[at];
              *winner = at;
            }
          }
        }
      }
  }
}

#define MAX2(a, b) ((a) > (b) ? (a) : (b))
void maxpool_2x2(const double *in, double *out, size_t rows, size_t cols) {
  for (size_t i = 0; i < rows / 2; i++)
    for (size_t j = 0; j < cols / 2; j++) {
      const double *r0 = in + 2 * i * cols + 2 * j;
      const double *r1 = r0 + cols;
      out[i * (cols / 2) + j] = MAX2(MAX2(r0[0], r0[1]), MAX2(r1[0], r1[1]));
    }
}

/* Channels last, by fmax into the output. */
void maxpool_nhwc(const float *restrict x, float *restrict y, int H, int W, int C, int K) {
  for (int i = 0; i < H / K; ++i)
    for (int j = 0; j < W / K; ++j) {
      float *o = y + (i * (W / K) + j) * C;
      for (int c = 0; c < C; ++c)
        o[c] = -INFINITY;
      for (int p = 0; p < K; ++p)
        for (int q = 0; q < K; ++q)
          for (int c = 0; c < C; ++c)
            o[c] = fmaxf(o[c], x[((i * K + p) * W + j * K + q) * C + c]);
    }
}
