// Sampled products of dense matrices.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include <stddef.h>

void sddmm_csr(int m, int k, const int *ptr, const int *col, const double *s, const double *u, const double *v,
               double *out) {
  for (int i = 0; i < m; i++)
    for (int p = ptr[i]; p < ptr[i + 1]; p++) {
      double d = 0;
      for (int l = 0; l < k; l++)
        d += u[i * k + l] * v[col[p] * k + l];
      out[p] = s[p] * d;
    }
}

void sddmm_triplets(size_t nnz, const int *row, const int *col, const float *in, float *const *a, float *const *b,
                    float *out, int rank) {
  for (size_t e = 0; e < nnz; ++e) {
    const float *x = a[row[e]], *y = b[col[e]];
    float acc = 0.f;
    for (int r = 0; r < rank; ++r)
      acc += x[r] * y[r];
    out[e] = acc * in[e];
  }
}

/* Second factor by rows: b[l][j]. */
void masked_product(long m, long n, long k, const long *ptr, const int *idx, const double *a, const double *b,
                    double *val) {
  long i, p, l;
  for (i = 0; i < m; i++) {
    const double *ai = a + i * k;
    for (p = ptr[i]; p < ptr[i + 1]; p++) {
      const double *bj = b + idx[p];
      double t = 0;
      for (l = 0; l < k; l++, bj += n)
        t += ai[l] * *bj;
      val[p] *= t;
    }
  }
}
