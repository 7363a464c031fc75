/* Layer normalisation: two passes, one pass, Welford, rows of a matrix.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#include <math.h>
#include <stddef.h>

void layernorm_forward(float *out, float *mean, float *rstd, const float *inp, const float *weight, const float *bias,
                       int B, int T, int C) {
  for (int row = 0; row < B * T; row++) {
    const float *x = inp + (size_t)row * C;
    float *y = out + (size_t)row * C;
    float average = 0, spread = 0;
    for (int c = 0; c < C; c++)
      average += x[c] / C;
    for (int c = 0; c < C; c++)
      spread += (x[c] - average) * (x[c] - average) / C;
    mean[row] = average;
    rstd[row] = 1.0f / sqrtf(spread + 1e-5f);
    for (int c = 0; c < C; c++)
      y[c] = (x[c] - average) * rstd[row] * weight[c] + bias[c];
  }
}

/* E[x^2] - E[x]^2 in one pass. */
void layernorm_one_pass(double *x, const double *g, const double *b, size_t n) {
  double s = 0, q = 0;
  for (size_t i = 0; i < n; i++) {
    s += x[i];
    q += x[i] * x[i];
  }
  const double mu = s / (double)n;
  const double inv = 1.0 / sqrt(q / (double)n - mu * mu + 1e-6);
  for (size_t i = 0; i < n; i++)
    x[i] = (x[i] - mu) * inv * g[i] + b[i];
}

void layernorm_welford(const float *restrict x, float *restrict y, int rows, int cols) {
  for (int r = 0; r < rows; r++) {
    const float *p = x + (ptrdiff_t)r * cols;
    float mean = 0, m2 = 0;
    for (int i = 0; i < cols; i++) {
      const float d = p[i] - mean;
      mean += d / (float)(i + 1);
      m2 += d * (p[i] - mean);
    }
    const float den = sqrtf(m2 / (float)cols + 1e-5f);
    for (int i = 0; i < cols; i++)
      y[(ptrdiff_t)r * cols + i] = (p[i] - mean) / den;
  }
}

/* Centres the row first, then scales it. */
void norm_rows(const float *src, float *dst, int width, int rows, float eps) {
  while (rows-- > 0) {
    double sum = 0.0, squares = 0.0;
    int i;
    for (i = 0; i < width; i++)
      sum += src[i];
    const float centre = (float)(sum / width);
    for (i = 0; i < width; i++) {
      dst[i] = src[i] - centre;
      squares += (double)dst[i] * dst[i];
    }
    const float factor = 1.0f / sqrtf((float)(squares / width) + eps);
    for (i = 0; i < width; i++)
      dst[i] *= factor;
    src += width;
    dst += width;
  }
}
