// Rank-one updates and outer products.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include <stddef.h>

void dger(int m, int n, double alpha, const double *x, const double *y, double *a, int lda) {
  for (int j = 0; j < n; j++) {
    if (y[j] != 0.0) {
      double t = alpha * y[j];
      for (int i = 0; i < m; i++)
        a[i + j * lda] += x[i] * t;
    }
  }
}

void outer(const float *u, size_t nu, const float *v, size_t nv, float *out) {
  for (size_t i = 0; i < nu; i++)
    for (size_t j = 0; j < nv; j++)
      *out++ = u[i] * v[j];
}

void subtract_outer(double **m, const double *col, const double *row, int n) {
  int i, j;
  for (i = 0; i < n; ++i)
    for (j = 0; j < n; ++j)
      m[i][j] = m[i][j] - col[i] * row[j];
}
