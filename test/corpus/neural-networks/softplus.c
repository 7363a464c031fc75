/* Smooth rectifiers.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#include <math.h>
#include <stddef.h>

void softplus_plain(float *y, const float *x, int n) {
  for (int i = 0; i < n; i++)
    y[i] = logf(1.0f + expf(x[i]));
}

void softplus_log1p(double *x, size_t n) {
  for (double *end = x + n; x != end; ++x)
    *x = log1p(exp(*x));
}

/* Linear where the exponential would overflow. */
void softplus_threshold(float *y, const float *x, int n) {
  for (int i = 0; i < n; i++)
    y[i] = x[i] > 20.0f ? x[i] : logf(1.0f + expf(x[i]));
}

void softplus_stable(double *y, const double *x, int n) {
  for (int i = 0; i < n; i++)
    y[i] = fmax(x[i], 0.0) + log1p(exp(-fabs(x[i])));
}
