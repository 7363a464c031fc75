// Triangular matrix times vector.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include <stddef.h>

void lower_times(const double *l, const double *x, double *y, int n) {
  for (int i = 0; i < n; i++) {
    double s = 0;
    for (int j = 0; j <= i; j++)
      s += l[i * n + j] * x[j];
    y[i] = s;
  }
}

/* In place, upper, column-major. */
void dtrmv_upper(int n, const double *a, int lda, double *x, int unit) {
  for (int j = 0; j < n; j++) {
    double t = x[j];
    for (int i = 0; i < j; i++)
      x[i] += t * a[i + j * lda];
    if (!unit)
      x[j] = t * a[j + j * lda];
  }
}

void tri_packed(const float *ap, const float *v, float *out, size_t n) {
  for (size_t i = 0; i < n; i++) {
    const float *row = ap + i * (i + 1) / 2;
    out[i] = 0;
    for (size_t j = 0; j <= i; j++)
      out[i] += row[j] * v[j];
  }
}

void upper_in_place(float **u, float *x, int n) {
  int i, j;
  for (i = 0; i < n; ++i) {
    x[i] *= u[i][i];
    for (j = i + 1; j < n; ++j)
      x[i] += u[i][j] * x[j];
  }
}
