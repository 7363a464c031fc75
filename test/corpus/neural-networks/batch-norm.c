/* Batch normalisation with given statistics, folded, and with the batch's own.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#include <math.h>
#include <stddef.h>

void batchnorm_inference(float *x, const float *mean, const float *var, const float *gamma, const float *beta, int N,
                         int C, int HW, float eps) {
  for (int n = 0; n < N; n++)
    for (int c = 0; c < C; c++)
      for (int i = 0; i < HW; i++) {
        float *p = &x[(n * C + c) * HW + i];
        *p = gamma[c] * (*p - mean[c]) / sqrtf(var[c] + eps) + beta[c];
      }
}

/* Old style: only normalises; the scale is a layer of its own. */
void normalize_channels(float *t, const float *mean, const float *variance, int batch, int channels, int plane) {
  while (batch--)
    for (int c = 0; c < channels; c++) {
      const float deviation = sqrtf(variance[c]) + 1e-6f;
      for (int k = 0; k < plane; k++)
        t[k] = (t[k] - mean[c]) / deviation;
      t += plane;
    }
}

/* The channel's four numbers become a factor and an offset first. */
void batchnorm_folded(const double *restrict x, double *restrict y, const double *mean, const double *var,
                      const double *gamma, const double *beta, size_t C, size_t HW) {
  for (size_t c = 0; c < C; ++c) {
    const double a = gamma[c] / sqrt(var[c] + 1e-5);
    const double b = beta[c] - mean[c] * a;
    for (size_t i = 0; i < HW; ++i)
      y[c * HW + i] = a * x[c * HW + i] + b;
  }
}

/* Training: statistics over the batch, channels last (N, C). */
void batchnorm_train(const float *x, float *y, const float *gamma, const float *beta, float *save_mean,
                     float *save_istd, int N, int C) {
  for (int c = 0; c < C; c++) {
    float m = 0, v = 0;
    for (int n = 0; n < N; n++)
      m += x[n * C + c];
    m /= N;
    for (int n = 0; n < N; n++) {
      float d = x[n * C + c] - m;
      v += d * d;
    }
    v /= N;
    const float istd = 1.0f / sqrtf(v + 1e-5f);
    for (int n = 0; n < N; n++)
      y[n * C + c] = (x[n * C + c] - m) * istd * gamma[c] + beta[c];
    save_mean[c] = m;
    save_istd[c] = istd;
  }
}
