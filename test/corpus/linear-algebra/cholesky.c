// Cholesky factorisation.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include <math.h>
#include <stddef.h>

int cholesky_rows(double *a, int n) {
  for (int i = 0; i < n; i++)
    for (int j = 0; j <= i; j++) {
      double s = a[i * n + j];
      for (int k = 0; k < j; k++)
        s -= a[i * n + k] * a[j * n + k];
      if (i == j) {
        if (s <= 0)
          return -1;
        a[i * n + i] = sqrt(s);
      } else
        a[i * n + j] = s / a[j * n + j];
    }
  return 0;
}

/* The rest of the matrix is updated after each column. */
void potf2_right(float *a, int lda, int n) {
  for (int k = 0; k < n; k++) {
    float d = sqrtf(a[k + k * lda]);
    a[k + k * lda] = d;
    for (int i = k + 1; i < n; i++)
      a[i + k * lda] /= d;
    for (int j = k + 1; j < n; j++)
      for (int i = j; i < n; i++)
        a[i + j * lda] -= a[i + k * lda] * a[j + k * lda];
  }
}

/* The diagonal apart; the upper triangle stays. */
void factor_with_diagonal(double **a, double *p, int n) {
  int i, j, k;
  double sum;
  for (i = 0; i < n; i++)
    for (j = i; j < n; j++) {
      for (sum = a[i][j], k = i - 1; k >= 0; k--)
        sum -= a[i][k] * a[j][k];
      if (i == j)
        p[i] = sqrt(sum);
      else
        a[j][i] = sum / p[i];
    }
}

/* Into a second matrix, upper factor. */
void upper_factor(const double *a, double *u, size_t n) {
  for (size_t j = 0; j < n; ++j) {
    double d = a[j * n + j];
    for (size_t k = 0; k < j; ++k)
      d -= u[k * n + j] * u[k * n + j];
    u[j * n + j] = sqrt(d);
    const double r = 1 / u[j * n + j];
    for (size_t i = j + 1; i < n; ++i) {
      double s = a[j * n + i];
      for (size_t k = 0; k < j; ++k)
        s -= u[k * n + j] * u[k * n + i];
      u[j * n + i] = s * r;
    }
  }
}
