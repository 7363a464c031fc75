// Triangular solves, several right-hand sides.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include <stddef.h>

void dtrsm_ll(int m, int n, double alpha, const double *a, int lda, double *b, int ldb) {
  for (int j = 0; j < n; j++) {
    for (int i = 0; i < m; i++)
      b[i + j * ldb] *= alpha;
    for (int k = 0; k < m; k++) {
      b[k + j * ldb] /= a[k + k * lda];
      for (int i = k + 1; i < m; i++)
        b[i + j * ldb] -= b[k + j * ldb] * a[i + k * lda];
    }
  }
}

void solve_rows(const float *l, float *x, size_t n, size_t rhs) {
  for (size_t i = 0; i < n; ++i) {
    for (size_t k = 0; k < i; ++k)
      for (size_t c = 0; c < rhs; ++c)
        x[i * rhs + c] -= l[i * n + k] * x[k * rhs + c];
    const float inv = 1.0f / l[i * n + i];
    for (size_t c = 0; c < rhs; ++c)
      x[i * rhs + c] *= inv;
  }
}

/* X U = B, the triangle on the right. */
void right_upper(double **u, double **b, int m, int n) {
  int r, j, k;
  for (r = 0; r < m; r++)
    for (j = 0; j < n; j++) {
      double s = b[r][j];
      for (k = 0; k < j; k++)
        s -= b[r][k] * u[k][j];
      b[r][j] = s / u[j][j];
    }
}

void back_many(const double *restrict u, double *restrict x, long n, long m) {
  long c, i, k;
  for (i = n - 1; i >= 0; i--)
    for (c = 0; c < m; c++) {
      double s = 0;
      for (k = i + 1; k < n; k++)
        s += u[i * n + k] * x[k * m + c];
      x[i * m + c] = (x[i * m + c] - s) / u[i * n + i];
    }
}
