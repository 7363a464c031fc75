/* Layer normalisation: two passes, one pass, Welford, rows of a matrix.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#include <math.h>
#include <stddef.h>

void layernorm_forward(float *out, float *mean, float *rstd, const float *inp, const float *weight, const float *bias,
                       int B, int T, int C) {
  float eps = 1e-5f;
  for (int b = 0; b < B; b++)
    for (int t = 0; t < T; t++) {
      const float *x = inp + b * T * C + t * C;
      float m = 0.0f;
      for (int i = 0; i < C; i++)
        m += x[i];
      m = m / C;
      float v = 0.0f;
      for (int i = 0; i < C; i++) {
        float xshift = x[i] - m;
        v += xshift * xshift;
      }
      v = v / C;
      float s = 1.0f / sqrtf(v + eps);
      float *o = out + b * T * C + t * C;
      for (int i = 0; i < C; i++) {
        float n = s * (x[i] - m);
        o[i] = n * weight[i] + bias[i];
      }
      mean[b * T + t] = m;
      rstd[b * T + t] = s;
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
void norm_rows(const float *src, float *dst, int ne00, int nr, float eps) {
  for (int ir = 0; ir < nr; ir++) {
    const float *x = src + ir * ne00;
    float *y = dst + ir * ne00;
    double sum = 0.0;
    for (int i = 0; i < ne00; i++)
      sum += (double)x[i];
    float mean = sum / ne00;
    double sum2 = 0.0;
    for (int i = 0; i < ne00; i++) {
      float v = x[i] - mean;
      y[i] = v;
      sum2 += (double)(v * v);
    }
    float variance = sum2 / ne00;
    const float scale = 1.0f / sqrtf(variance + eps);
    for (int i = 0; i < ne00; i++)
      y[i] *= scale;
  }
}
