// Loops that nearly factorise or solve.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include <math.h>
#include <stddef.h>

/* Each row uses the one above only, whatever the pivot. */
void neighbour_elimination(double *a, int n) {
  for (int k = 0; k < n - 1; k++)
    for (int i = k + 1; i < n; i++) {
      double f = a[i * n + k] / a[(i - 1) * n + k];
      for (int j = k; j < n; j++)
        a[i * n + j] -= f * a[k * n + j];
    }
}

/* Adds where a factorisation subtracts. */
void plus_cholesky(double *a, int n) {
  for (int i = 0; i < n; i++)
    for (int j = 0; j <= i; j++) {
      double s = a[i * n + j];
      for (int k = 0; k < j; k++)
        s += a[i * n + k] * a[k * n + j];
      a[i * n + j] = i == j ? sqrt(fabs(s)) : s / a[j * n + j];
    }
}

/* The triangle isn't respected: every other x is used, solved or not. */
void full_row_update(const double *l, const double *b, double *x, int n) {
  for (int i = 0; i < n; i++) {
    double s = b[i];
    for (int j = 0; j < n; j++)
      if (j != i)
        s -= l[i * n + j] * x[j];
    x[i] = s / l[i * n + i];
  }
}

/* A tridiagonal system: two sweeps of a recurrence. */
void thomas(const double *a, double *b, const double *c, double *d, int n) {
  for (int i = 1; i < n; i++) {
    double w = a[i] / b[i - 1];
    b[i] -= w * c[i - 1];
    d[i] -= w * d[i - 1];
  }
  d[n - 1] /= b[n - 1];
  for (int i = n - 2; i >= 0; i--)
    d[i] = (d[i] - c[i] * d[i + 1]) / b[i];
}

static double minor_det(const double *a, double *work, int n) {
  if (n == 1)
    return a[0];
  double det = 0, sign = 1;
  for (int c = 0; c < n; c++) {
    for (int i = 1; i < n; i++)
      for (int j = 0, k = 0; j < n; j++)
        if (j != c)
          work[(i - 1) * (n - 1) + k++] = a[i * n + j];
    det += sign * a[c] * minor_det(work, work + (n - 1) * (n - 1), n - 1);
    sign = -sign;
  }
  return det;
}

double determinant(const double *a, double *work, int n) { return minor_det(a, work, n); }

/* A rotation with cosine and sine exchanged on one side: no orthogonal transform. */
void shear_columns(double *a, int m, int n, double c, double s) {
  for (int p = 0; p + 1 < n; p++)
    for (int i = 0; i < m; i++) {
      double x = a[i * n + p], y = a[i * n + p + 1];
      a[i * n + p] = c * x + s * y;
      a[i * n + p + 1] = s * x + c * y;
    }
}

/* Elimination over GF(2), rows as words. */
int rank_gf2(unsigned long long *row, int n) {
  int rank = 0;
  for (int bit = 63; bit >= 0 && rank < n; bit--) {
    int p = rank;
    while (p < n && !(row[p] >> bit & 1))
      p++;
    if (p == n)
      continue;
    unsigned long long t = row[p];
    row[p] = row[rank];
    row[rank] = t;
    for (int i = 0; i < n; i++)
      if (i != rank && row[i] >> bit & 1)
        row[i] ^= row[rank];
    rank++;
  }
  return rank;
}
