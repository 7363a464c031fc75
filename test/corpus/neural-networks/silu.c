/* x times its logistic function (SiLU, swish).
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#include <math.h>

static inline float silu1(float x) { return x / (1.0f + expf(-x)); }

void silu_vector(const int n, float *y, const float *x) {
  for (int i = 0; i < n; ++i)
    y[i] = silu1(x[i]);
}

static float logistic(float x) { return 1.f / (1.f + expf(-x)); }

/* Keeps the logistic values for the backward pass. */
void swish_array(const float *x, const int n, float *gate, float *y) {
  for (int k = 0; k < n; ++k)
    gate[k] = logistic(x[k]);
  for (int k = 0; k < n; ++k)
    y[k] = gate[k] * x[k];
}

void swish_inplace(double *v, long n) {
  long i = n;
  while (i > 0) {
    i--;
    v[i] *= 1.0 / (1.0 + exp(-v[i]));
  }
}
