// Incomplete LU factorisation without fill.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include <stddef.h>

/* Row by row, with a map from columns to positions in the row. */
int ilu0_map(int n, const int *ptr, const int *col, double *val, const int *diag, int *where) {
  for (int j = 0; j < n; j++)
    where[j] = -1;
  for (int i = 0; i < n; i++) {
    for (int p = ptr[i]; p < ptr[i + 1]; p++)
      where[col[p]] = p;
    for (int p = ptr[i]; p < ptr[i + 1] && col[p] < i; p++) {
      int k = col[p];
      if (val[diag[k]] == 0)
        return -1;
      double f = val[p] / val[diag[k]];
      val[p] = f;
      for (int q = diag[k] + 1; q < ptr[k + 1]; q++)
        if (where[col[q]] >= 0)
          val[where[col[q]]] -= f * val[q];
    }
    for (int p = ptr[i]; p < ptr[i + 1]; p++)
      where[col[p]] = -1;
  }
  return 0;
}

/* Sorted rows are merged. */
void ilu0_merge(size_t n, const size_t *rp, const size_t *ci, float *a, const size_t *dg) {
  for (size_t i = 1; i < n; ++i)
    for (size_t p = rp[i]; p < dg[i]; ++p) {
      const size_t k = ci[p];
      a[p] /= a[dg[k]];
      size_t q = dg[k] + 1, r = p + 1;
      while (q < rp[k + 1] && r < rp[i + 1]) {
        if (ci[q] < ci[r])
          ++q;
        else if (ci[q] > ci[r])
          ++r;
        else
          a[r++] -= a[p] * a[q++];
      }
    }
}

/* Dense storage, the pattern is where the matrix isn't zero. */
void ilu0_dense(double **a, int n) {
  int i, j, k;
  for (i = 1; i < n; i++)
    for (k = 0; k < i; k++) {
      if (a[i][k] == 0)
        continue;
      a[i][k] /= a[k][k];
      for (j = k + 1; j < n; j++)
        if (a[i][j] != 0)
          a[i][j] -= a[i][k] * a[k][j];
    }
}
