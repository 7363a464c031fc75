/* Logistic functions: the plain one, the stable one, and one through tanh.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#include <math.h>
#include <stddef.h>

void sigmoid_plain(float *x, int n) {
  for (int i = 0; i < n; i++)
    x[i] = 1.0f / (1.0f + expf(-x[i]));
}

void sigmoid_double(const double *in, double *out, size_t n) {
  size_t i = 0;
  do {
    if (i == n)
      break;
    out[i] = 1. / (1. + exp(-in[i]));
    i++;
  } while (1);
}

/* Never takes the exponential of a positive number. */
void sigmoid_stable(double *y, const double *x, int n) {
  for (int i = 0; i < n; i++) {
    if (x[i] >= 0) {
      double z = exp(-x[i]);
      y[i] = 1 / (1 + z);
    } else {
      double z = exp(x[i]);
      y[i] = z / (1 + z);
    }
  }
}

void sigmoid_ratio(float *restrict y, const float *restrict x, unsigned n) {
  for (unsigned i = 0; i < n; ++i) {
    const float e = expf(x[i]);
    y[i] = e / (e + 1.0f);
  }
}

void sigmoid_by_tanh(float *restrict y, const float *restrict x, int n) {
  for (int i = 0; i < n; ++i)
    y[i] = 0.5f * tanhf(0.5f * x[i]) + 0.5f;
}
