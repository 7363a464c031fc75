// Sparse triangular solves.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include <stddef.h>

/* Rows; the diagonal is the last entry of its row. */
void lower_csr(int n, const int *ptr, const int *col, const double *val, const double *b, double *x) {
  for (int i = 0; i < n; i++) {
    double s = b[i];
    int p = ptr[i], last = ptr[i + 1] - 1;
    for (; p < last; p++)
      s -= val[p] * x[col[p]];
    x[i] = s / val[last];
  }
}

/* Columns; the diagonal is the first entry of its column. */
void lower_csc(long n, const long *lp, const long *li, const double *lx, double *x) {
  long j, p;
  for (j = 0; j < n; j++) {
    x[j] /= lx[lp[j]];
    for (p = lp[j] + 1; p < lp[j + 1]; p++)
      x[li[p]] -= lx[p] * x[j];
  }
}

/* Upper rows, from the end; reciprocals of the diagonal apart. */
void upper_csr(size_t n, const unsigned *ptr, const unsigned *col, const float *val, const float *inv, float *x) {
  for (size_t i = n; i-- > 0;) {
    float s = 0;
    for (unsigned p = ptr[i]; p < ptr[i + 1]; ++p)
      s += val[p] * x[col[p]];
    x[i] = (x[i] - s) * inv[i];
  }
}

/* The transpose of a unit lower matrix by columns; the diagonal is not stored. */
void unit_lower_transposed(int n, const int *lp, const int *li, const double *lx, double *x) {
  int j, p;
  for (j = n - 1; j >= 0; j--)
    for (p = lp[j]; p < lp[j + 1]; p++)
      x[j] -= lx[p] * x[li[p]];
}
