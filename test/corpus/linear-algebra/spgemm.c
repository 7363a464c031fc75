// Products of sparse matrices.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include <stddef.h>

/* Gustavson: rows of b are added up in a dense row. */
int spgemm_gustavson(int m, const int *ap, const int *aj, const double *ax, const int *bp, const int *bj,
                     const double *bx, int *cp, int *cj, double *cx, double *acc, int *mark) {
  int nz = 0;
  for (int i = 0; i < m; i++) {
    cp[i] = nz;
    for (int p = ap[i]; p < ap[i + 1]; p++) {
      int k = aj[p];
      double v = ax[p];
      for (int q = bp[k]; q < bp[k + 1]; q++) {
        int j = bj[q];
        if (mark[j] != i) {
          mark[j] = i;
          cj[nz++] = j;
          acc[j] = v * bx[q];
        } else
          acc[j] += v * bx[q];
      }
    }
    for (int p = cp[i]; p < nz; p++)
      cx[p] = acc[cj[p]];
  }
  cp[m] = nz;
  return nz;
}

/* The result is dense. */
void spgemm_dense_out(size_t m, size_t n, const size_t *ap, const size_t *ai, const float *av, const size_t *bp,
                      const size_t *bi, const float *bv, float *c) {
  for (size_t i = 0; i < m; i++) {
    float *row = c + i * n;
    for (size_t j = 0; j < n; j++)
      row[j] = 0;
    for (size_t p = ap[i]; p < ap[i + 1]; p++)
      for (size_t q = bp[ai[p]]; q < bp[ai[p] + 1]; q++)
        row[bi[q]] += av[p] * bv[q];
  }
}

/* By columns, a linked list threads the occupied rows of the column that is built. */
long multiply_columns(long n, const long *ap, const long *ai, const double *ax, const long *bp, const long *bi,
                      const double *bx, long *cp, long *ci, double *cx, long *next, double *sum) {
  long j, p, q, nz = 0;
  for (j = 0; j < n; j++) {
    long head = -2;
    cp[j] = nz;
    for (p = bp[j]; p < bp[j + 1]; p++) {
      double b = bx[p];
      for (q = ap[bi[p]]; q < ap[bi[p] + 1]; q++) {
        long r = ai[q];
        sum[r] += ax[q] * b;
        if (next[r] == -1) {
          next[r] = head;
          head = r;
        }
      }
    }
    while (head != -2) {
      long r = head;
      ci[nz] = r;
      cx[nz++] = sum[r];
      head = next[r];
      next[r] = -1;
      sum[r] = 0;
    }
  }
  cp[n] = nz;
  return nz;
}
