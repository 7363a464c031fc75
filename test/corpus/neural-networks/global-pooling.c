/* Global pooling: one number for each channel's plane.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#include <float.h>
#include <stddef.h>

void global_avg_pool(const float *x, float *y, int N, int C, int H, int W) {
  const int plane = H * W;
  for (float *end = y + N * C; y != end; ++y, x += plane) {
    float s = 0;
    for (int i = 0; i < plane; ++i)
      s += x[i];
    *y = s / plane;
  }
}

/* Channels last: the sums of all channels grow together. */
void global_avg_pool_nhwc(const double *restrict x, double *restrict y, size_t hw, size_t C) {
  for (size_t c = 0; c < C; ++c)
    y[c] = 0.0;
  for (size_t i = 0; i < hw; ++i)
    for (size_t c = 0; c < C; ++c)
      y[c] += x[i * C + c];
  for (size_t c = 0; c < C; ++c)
    y[c] /= (double)hw;
}

void global_max_pool(const float *x, float *y, int C, int H, int W) {
  for (int c = 0; c < C; c++) {
    float best = -FLT_MAX;
    for (int i = 0; i < H; i++)
      for (int j = 0; j < W; j++)
        if (x[(c * H + i) * W + j] > best)
          best = x[(c * H + i) * W + j];
    y[c] = best;
  }
}
