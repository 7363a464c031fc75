/* Gaussian error linear units: exact (erf), by tanh, and by the logistic function.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#include <math.h>
#include <stddef.h>
#ifndef M_SQRT1_2
#define M_SQRT1_2 0.70710678118654752440
#endif

void gelu_erf(double *y, const double *x, size_t n) {
  for (size_t i = 0; i < n; i++)
    y[i] = 0.5 * x[i] * (1.0 + erf(x[i] * M_SQRT1_2));
}

void gelu_erf_f32(float *x, int n) {
  const float s = sqrtf(2.0f);
  for (int i = 0; i < n; i++) {
    float cdf = 0.5f * (1.0f + erff(x[i] / s));
    x[i] *= cdf;
  }
}

void gelu_tanh(float *y, const float *x, int n) {
  const float k = sqrtf(2.0f / 3.14159265f);
  for (int i = 0; i < n; i++) {
    const float inner = k * (x[i] + 0.044715f * powf(x[i], 3));
    y[i] = x[i] * 0.5f * (tanhf(inner) + 1.0f);
  }
}

static inline float gelu_tanh_factored(float x) {
  const float u = x * (0.7978845608f + 0.0356774081f * x * x);
  return 0.5f * x + 0.5f * x * tanhf(u);
}

void gelu_tanh_vector(const int n, float *y, const float *x) {
  for (int i = 0; i < n; ++i)
    y[i] = gelu_tanh_factored(x[i]);
}

void gelu_quick(float *y, const float *x, int n) {
  for (int i = 0; i < n; ++i)
    y[i] = x[i] * (1.0f / (1.0f + expf(-1.702f * x[i])));
}

/* Half the complementary error function is the normal distribution. */
void gelu_erfc(double *x, int n) {
  while (n--) {
    *x = *x * 0.5 * erfc(-*x * M_SQRT1_2);
    ++x;
  }
}
