// Triangular matrix times matrix.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include <stddef.h>

void lower_product(const double *l, const double *b, double *c, int n, int m) {
  for (int i = 0; i < n; i++)
    for (int j = 0; j < m; j++) {
      double s = 0;
      for (int k = 0; k <= i; k++)
        s += l[i * n + k] * b[k * m + j];
      c[i * m + j] = s;
    }
}

/* In place, left, upper. */
void dtrmm_lu(int m, int n, double alpha, const double *a, int lda, double *b, int ldb) {
  for (int j = 0; j < n; j++)
    for (int k = 0; k < m; k++) {
      double t = alpha * b[k + j * ldb];
      for (int i = 0; i < k; i++)
        b[i + j * ldb] += t * a[i + k * lda];
      b[k + j * ldb] = t * a[k + k * lda];
    }
}

/* Unit diagonal that isn't stored. */
void unit_lower_times(float *const *l, float *const *x, float **y, size_t n, size_t cols) {
  for (size_t i = 0; i < n; ++i) {
    for (size_t c = 0; c < cols; ++c)
      y[i][c] = x[i][c];
    for (size_t k = 0; k < i; ++k)
      for (size_t c = 0; c < cols; ++c)
        y[i][c] += l[i][k] * x[k][c];
  }
}

void times_upper(const float *restrict b, const float *restrict u, float *restrict c, long m, long n) {
  for (long i = 0; i < m; i++)
    for (long j = 0; j < n; j++) {
      float s = 0.0f;
      for (long k = 0; k < j + 1; k++)
        s += b[i * n + k] * u[k * n + j];
      c[i * n + j] = s;
    }
}
