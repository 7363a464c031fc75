// Sparse matrix times dense matrix.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include <stddef.h>

void csr_times_dense(int m, int k, const int *ptr, const int *col, const double *val, const double *b, double *c) {
  for (int i = 0; i < m; i++)
    for (int p = ptr[i]; p < ptr[i + 1]; p++)
      for (int j = 0; j < k; j++)
        c[i * k + j] += val[p] * b[col[p] * k + j];
}

/* Sum in a register for each column. */
void spmm_inner(size_t m, size_t k, const size_t *ptr, const unsigned *col, const float *val, const float *b, size_t ldb,
                float *c, size_t ldc) {
  for (size_t i = 0; i < m; ++i)
    for (size_t j = 0; j < k; ++j) {
      float s = 0;
      for (size_t p = ptr[i]; p != ptr[i + 1]; ++p)
        s += val[p] * b[col[p] * ldb + j];
      c[i * ldc + j] = s;
    }
}

/* Triplets; features of a graph's neighbours. */
void gather_features(long edges, const long *dst, const long *src, const float *w, float **in, float **out, int width) {
  for (long e = 0; e < edges; e++) {
    float *o = out[dst[e]];
    const float *v = in[src[e]];
    for (int f = 0; f < width; f++)
      o[f] += w[e] * v[f];
  }
}
