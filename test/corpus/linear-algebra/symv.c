// Symmetric matrix times vector, one triangle stored.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include <stddef.h>

void dsymv_lower(int n, const double *a, int lda, const double *x, double *y) {
  for (int i = 0; i < n; i++)
    y[i] = 0.0;
  for (int j = 0; j < n; j++) {
    double t1 = x[j], t2 = 0.0;
    y[j] += t1 * a[j + j * lda];
    for (int i = j + 1; i < n; i++) {
      y[i] += t1 * a[i + j * lda];
      t2 += a[i + j * lda] * x[i];
    }
    y[j] += t2;
  }
}

static inline float sym_at(const float *a, size_t n, size_t i, size_t j) {
  return i <= j ? a[i * n + j] : a[j * n + i];
}

void sym_matvec(const float *a, const float *x, float *y, size_t n) {
  for (size_t i = 0; i < n; ++i) {
    float s = 0;
    for (size_t j = 0; j < n; ++j)
      s += sym_at(a, n, i, j) * x[j];
    y[i] = s;
  }
}

/* Packed upper triangle, row after row. */
void spmv_packed_upper(const double *ap, const double *x, double *y, int n, double alpha) {
  const double *p = ap;
  int i, j;
  for (i = 0; i < n; i++) {
    y[i] += alpha * *p++ * x[i];
    for (j = i + 1; j < n; j++, p++) {
      y[i] += alpha * *p * x[j];
      y[j] += alpha * *p * x[i];
    }
  }
}

void symv_two_sweeps(double **u, const double *x, double *y, int n) {
  for (int i = 0; i < n; i++) {
    double s = 0;
    for (int j = 0; j < i; j++)
      s += u[j][i] * x[j];
    for (int j = i; j < n; j++)
      s += u[i][j] * x[j];
    y[i] = s;
  }
}
