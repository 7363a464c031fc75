/* 2-D convolutions that fill a column buffer and multiply it by the filters.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#include <stddef.h>
#include <stdlib.h>

void conv2d_im2col(const float *x, const float *w, float *y, float *col, int C, int H, int W, int O, int K) {
  const int OH = H - K + 1, OW = W - K + 1, N = OH * OW, D = C * K * K;
  for (int c = 0; c < C; c++)
    for (int p = 0; p < K; p++)
      for (int q = 0; q < K; q++)
        for (int i = 0; i < OH; i++)
          for (int j = 0; j < OW; j++)
            col[((c * K + p) * K + q) * N + i * OW + j] = x[(c * H + i + p) * W + j + q];
  for (int o = 0; o < O; o++) {
    for (int n = 0; n < N; n++)
      y[o * N + n] = 0;
    for (int d = 0; d < D; d++) {
      const float a = w[o * D + d];
      for (int n = 0; n < N; n++)
        y[o * N + n] += a * col[d * N + n];
    }
  }
}

/* One window at a time: a row buffer, then all filters on it. */
int conv2d_patch(const double *x, const double *w, double *y, int C, int H, int W, int O, int K) {
  const int OH = H - K + 1, OW = W - K + 1, D = C * K * K;
  double *patch = malloc(sizeof(double) * (size_t)D);
  if (!patch)
    return -1;
  for (int i = 0; i < OH; i++)
    for (int j = 0; j < OW; j++) {
      double *t = patch;
      for (int c = 0; c < C; c++)
        for (int p = 0; p < K; p++)
          for (int q = 0; q < K; q++)
            *t++ = x[(c * H + i + p) * W + j + q];
      for (int o = 0; o < O; o++) {
        double s = 0;
        for (int d = 0; d < D; d++)
          s += w[o * D + d] * patch[d];
        y[(o * OH + i) * OW + j] = s;
      }
    }
  free(patch);
  return 0;
}
