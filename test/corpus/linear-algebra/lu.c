// LU factorisation and Gaussian elimination.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include <math.h>
#include <stddef.h>

void lu_kij(double *a, int n) {
  for (int k = 0; k < n; k++)
    for (int i = k + 1; i < n; i++) {
      a[i * n + k] /= a[k * n + k];
      for (int j = k + 1; j < n; j++)
        a[i * n + j] -= a[i * n + k] * a[k * n + j];
    }
}

/* Rows are swapped; returns -1 if singular. */
int lu_pivot(double **a, int *perm, int n) {
  int i, j, k, p;
  for (i = 0; i < n; i++)
    perm[i] = i;
  for (k = 0; k < n; k++) {
    double top = 0;
    p = k;
    for (i = k; i < n; i++)
      if (fabs(a[i][k]) > top) {
        top = fabs(a[i][k]);
        p = i;
      }
    if (top == 0)
      return -1;
    if (p != k) {
      double *row = a[p];
      a[p] = a[k];
      a[k] = row;
      j = perm[p];
      perm[p] = perm[k];
      perm[k] = j;
    }
    for (i = k + 1; i < n; i++) {
      double f = a[i][k] / a[k][k];
      a[i][k] = f;
      for (j = k + 1; j < n; j++)
        a[i][j] -= f * a[k][j];
    }
  }
  return 0;
}

/* Doolittle's order: a row of U, then a column of L, into two matrices. */
void doolittle(const double *a, double *l, double *u, size_t n) {
  for (size_t i = 0; i < n; i++) {
    for (size_t k = i; k < n; k++) {
      double s = 0;
      for (size_t j = 0; j < i; j++)
        s += l[i * n + j] * u[j * n + k];
      u[i * n + k] = a[i * n + k] - s;
    }
    for (size_t k = i; k < n; k++) {
      if (k == i) {
        l[i * n + i] = 1;
        continue;
      }
      double s = 0;
      for (size_t j = 0; j < i; j++)
        s += l[k * n + j] * u[j * n + i];
      l[k * n + i] = (a[k * n + i] - s) / u[i * n + i];
    }
  }
}

/* Crout: the diagonal belongs to L. */
int crout(float *a, int lda, int n) {
  for (int j = 0; j < n; j++) {
    for (int i = j; i < n; i++) {
      float s = a[i * lda + j];
      for (int k = 0; k < j; k++)
        s -= a[i * lda + k] * a[k * lda + j];
      a[i * lda + j] = s;
    }
    if (a[j * lda + j] == 0.0f)
      return j + 1;
    for (int i = j + 1; i < n; i++) {
      float s = a[j * lda + i];
      for (int k = 0; k < j; k++)
        s -= a[j * lda + k] * a[k * lda + i];
      a[j * lda + i] = s / a[j * lda + j];
    }
  }
  return 0;
}

/* Elimination of a system with its right-hand side as last column. */
void eliminate(double *m, int n) {
  int w = n + 1;
  for (int c = 0; c < n - 1; c++) {
    double *pivot = m + c * w;
    for (int r = c + 1; r < n; r++) {
      double *row = m + r * w;
      double f = row[c] / pivot[c];
      for (int j = c; j < w; j++)
        row[j] -= f * pivot[j];
    }
  }
}
