/* Hyperbolic tangent activations, by the library and by exponentials.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#include <math.h>
#include <stddef.h>

void tanh_forward(float *x, int n) {
  float *p;
  for (p = x; p < x + n; p++)
    *p = tanhf(*p);
}

void tanh_double_exp(const double *x, double *y, size_t n) {
  for (size_t i = 0; i < n; ++i) {
    const double ep = exp(x[i]);
    const double em = exp(-x[i]);
    y[i] = (ep - em) / (ep + em);
  }
}

void tanh_one_exp(float *x, int n) {
  for (int i = 0; i < n; i++)
    x[i] = (expf(2 * x[i]) - 1) / (expf(2 * x[i]) + 1);
}

void tanh_matrix(double **m, int rows, int cols) {
  int i, j;
  for (i = 0; i < rows; i++)
    for (j = 0; j < cols; j++)
      m[i][j] = tanh(m[i][j]);
}

void tanh_by_logistic(float *restrict out, const float *restrict in, int n) {
  for (int i = 0; i < n; i++)
    out[i] = 2.0f / (1.0f + expf(-2.0f * in[i])) - 1.0f;
}
