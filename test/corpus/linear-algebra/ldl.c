// LDL factorisation of symmetric matrices.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include <stddef.h>

void ldl_rows(const double *a, double *l, double *d, int n) {
  for (int j = 0; j < n; j++) {
    double s = a[j * n + j];
    for (int k = 0; k < j; k++)
      s -= l[j * n + k] * l[j * n + k] * d[k];
    d[j] = s;
    l[j * n + j] = 1;
    for (int i = j + 1; i < n; i++) {
      double t = a[i * n + j];
      for (int k = 0; k < j; k++)
        t -= l[i * n + k] * l[j * n + k] * d[k];
      l[i * n + j] = t / d[j];
    }
  }
}

/* In place, the lower triangle, rest updated. */
void ldlt_right(float *a, size_t lda, size_t n) {
  for (size_t k = 0; k < n; ++k) {
    const float pivot = a[k * lda + k];
    for (size_t j = k + 1; j < n; ++j) {
      const float f = a[j * lda + k] / pivot;
      for (size_t i = j; i < n; ++i)
        a[i * lda + j] -= a[i * lda + k] * f;
    }
    for (size_t i = k + 1; i < n; ++i)
      a[i * lda + k] /= pivot;
  }
}

/* With a row of products v = L D. */
int ldl_work(double **a, double *v, int n) {
  int i, j, k;
  for (j = 0; j < n; ++j) {
    double dj = a[j][j];
    for (k = 0; k < j; ++k) {
      v[k] = a[j][k] * a[k][k];
      dj -= a[j][k] * v[k];
    }
    if (dj == 0.0)
      return j;
    a[j][j] = dj;
    for (i = j + 1; i < n; ++i) {
      double s = 0;
      for (k = 0; k < j; ++k)
        s += a[i][k] * v[k];
      a[i][j] = (a[i][j] - s) / dj;
    }
  }
  return -1;
}
