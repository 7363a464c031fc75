/* Root mean square normalisation.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#include <math.h>
#include <stddef.h>

void rmsnorm(float *y, const float *x, const float *gain, int dim) {
  float square_sum = 0;
  int k = dim;
  while (k-- > 0)
    square_sum += x[k] * x[k];
  const float inv = 1.0f / sqrtf(square_sum / dim + 1e-5f);
  for (k = 0; k < dim; k++)
    y[k] = x[k] * inv * gain[k];
}

/* Without weights, sums in double, in place, many rows with a stride. */
void rms_norm_rows(float *x, int n, int rows, size_t stride, float eps) {
  for (int r = 0; r < rows; ++r) {
    float *p = x + (size_t)r * stride;
    double sum = 0;
    int i;
    for (i = 0; i < n; ++i)
      sum += (double)p[i] * p[i];
    const float scale = 1.0f / sqrtf((float)(sum / n) + eps);
    for (i = 0; i < n; ++i)
      p[i] *= scale;
  }
}

void rmsnorm_divide(size_t n, const double *restrict x, const double *restrict g, double *restrict y) {
  double acc = 0;
  const double *p = x;
  while (p < x + n) {
    acc += *p * *p;
    p++;
  }
  const double rms = sqrt(acc / (double)n + 1e-8);
  for (size_t i = 0; i < n; i++)
    y[i] = x[i] / rms * g[i];
}

/* Gemma keeps its weights less one. */
void rmsnorm_plus_one(float *restrict y, const float *restrict x, const float *restrict w, int rows, int dim) {
  for (int r = 0; r < rows; r++) {
    float s0 = 0, s1 = 0;
    for (int i = 0; i + 1 < dim; i += 2) {
      s0 += x[r * dim + i] * x[r * dim + i];
      s1 += x[r * dim + i + 1] * x[r * dim + i + 1];
    }
    if (dim & 1)
      s0 += x[r * dim + dim - 1] * x[r * dim + dim - 1];
    float k = 1.0f / sqrtf((s0 + s1) / (float)dim + 1e-6f);
    for (int i = 0; i < dim; i++)
      y[r * dim + i] = x[r * dim + i] * k * (1.0f + w[i]);
  }
}
