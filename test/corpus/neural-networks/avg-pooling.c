/* Average pooling: plain, 2x2, and with only the valid points counted.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#include <stddef.h>

void avgpool_forward(const float *x, float *y, int C, int H, int W, int K, int S) {
  int OH = (H - K) / S + 1, OW = (W - K) / S + 1;
  const float scale = 1.0f / (float)(K * K);
  for (int c = 0; c < C; c++)
    for (int i = 0; i < OH; i++)
      for (int j = 0; j < OW; j++) {
        float s = 0;
        for (int p = 0; p < K; p++)
          for (int q = 0; q < K; q++)
            s += x[(c * H + i * S + p) * W + j * S + q];
        y[(c * OH + i) * OW + j] = s * scale;
      }
}

void avgpool_2x2(double **in, double **out, int rows, int cols) {
  int i, j;
  for (i = 0; i < rows / 2; i++)
    for (j = 0; j < cols / 2; j++)
      out[i][j] = (in[2 * i][2 * j] + in[2 * i][2 * j + 1] + in[2 * i + 1][2 * j] + in[2 * i + 1][2 * j + 1]) / 4.0;
}

void avgpool_valid_count(const float *x, float *y, int C, int H, int W, int K, int S, int pad) {
  const int OH = (H + 2 * pad - K) / S + 1, OW = (W + 2 * pad - K) / S + 1;
  for (int c = 0; c < C; ++c)
    for (int i = 0; i < OH; ++i)
      for (int j = 0; j < OW; ++j) {
        float sum = 0.f;
        int count = 0;
        for (int p = 0; p < K; ++p)
          for (int q = 0; q < K; ++q) {
            const int r = i * S + p - pad, t = j * S + q - pad;
            if (r < 0 || r >= H || t < 0 || t >= W)
              continue;
            sum += x[((size_t)c * H + r) * W + t];
            ++count;
          }
        y[((size_t)c * OH + i) * OW + j] = count ? sum / (float)count : 0.f;
      }
}
