// Triangular solves, one right-hand side.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include <stddef.h>

void forward_subst(const double *l, const double *b, double *x, int n) {
  for (int i = 0; i < n; i++) {
    double s = b[i];
    for (int j = 0; j < i; j++)
      s -= l[i * n + j] * x[j];
    x[i] = s / l[i * n + i];
  }
}

/* Upper, by columns, as BLAS. */
void dtrsv_un(int n, const double *a, int lda, double *x) {
  for (int j = n - 1; j >= 0; j--)
    if (x[j] != 0.0) {
      x[j] /= a[j + j * lda];
      double t = x[j];
      for (int i = j - 1; i >= 0; i--)
        x[i] -= t * a[i + j * lda];
    }
}

void back_subst(float **u, float *b, int n) {
  int i, j;
  for (i = n - 1; i >= 0; i--) {
    for (j = i + 1; j < n; j++)
      b[i] -= u[i][j] * b[j];
    b[i] /= u[i][i];
  }
}

/* Unit lower, rows packed one after the other. */
void solve_packed_unit(const float *ap, float *x, size_t n) {
  const float *p = ap;
  for (size_t i = 0; i < n; ++i) {
    float acc = 0;
    for (size_t j = 0; j < i; ++j)
      acc += *p++ * x[j];
    ++p;
    x[i] -= acc;
  }
}
