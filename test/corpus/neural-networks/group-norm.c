/* Group and instance normalisation.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#include <math.h>
#include <stddef.h>

void groupnorm(const float *x, float *y, const float *gamma, const float *beta, int N, int C, int HW, int G) {
  const int D = C / G;
  for (int n = 0; n < N; n++)
    for (int g = 0; g < G; g++) {
      const float *p = x + ((size_t)n * C + (size_t)g * D) * HW;
      float *q = y + ((size_t)n * C + (size_t)g * D) * HW;
      float mean = 0, var = 0;
      for (int i = 0; i < D * HW; i++)
        mean += p[i];
      mean /= (float)(D * HW);
      for (int i = 0; i < D * HW; i++)
        var += (p[i] - mean) * (p[i] - mean);
      var /= (float)(D * HW);
      const float r = 1.0f / sqrtf(var + 1e-5f);
      for (int c = 0; c < D; c++)
        for (int i = 0; i < HW; i++)
          q[c * HW + i] = (p[c * HW + i] - mean) * r * gamma[g * D + c] + beta[g * D + c];
    }
}

/* Channels last: a group is a few neighbours at each point. */
void groupnorm_nhwc(double *x, int HW, int C, int G, double eps) {
  const int D = C / G;
  for (int g = 0; g < G; ++g) {
    double s = 0.0, q = 0.0;
    for (int i = 0; i < HW; ++i)
      for (int c = g * D; c < (g + 1) * D; ++c) {
        const double v = x[i * C + c];
        s += v;
        q += v * v;
      }
    const double m = s / (HW * D);
    const double r = 1.0 / sqrt(q / (HW * D) - m * m + eps);
    for (int i = 0; i < HW; ++i)
      for (int c = g * D; c < (g + 1) * D; ++c)
        x[i * C + c] = (x[i * C + c] - m) * r;
  }
}

/* 3-D array (channels, rows, columns), two passes, no scale. */
void groupnorm_planes(int C, int H, int W, int groups, float x[C][H][W]) {
  const int per = C / groups;
  for (int g = 0; g < groups; g++) {
    double mean = 0, var = 0;
    const double count = (double)per * H * W;
    for (int c = g * per; c < (g + 1) * per; c++)
      for (int i = 0; i < H; i++)
        for (int j = 0; j < W; j++)
          mean += x[c][i][j];
    mean /= count;
    for (int c = g * per; c < (g + 1) * per; c++)
      for (int i = 0; i < H; i++)
        for (int j = 0; j < W; j++)
          var += (x[c][i][j] - mean) * (x[c][i][j] - mean);
    const float sd = sqrt(var / count + 1e-5);
    for (int c = g * per; c < (g + 1) * per; c++)
      for (int i = 0; i < H; i++)
        for (int j = 0; j < W; j++)
          x[c][i][j] = (x[c][i][j] - (float)mean) / sd;
  }
}
