// Matricised tensor times Khatri-Rao product.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include <stddef.h>

void mttkrp_mode0(const double *x, const double *b, const double *c, double *m, int ni, int nj, int nk, int rank) {
  for (int i = 0; i < ni; i++)
    for (int r = 0; r < rank; r++) {
      double s = 0;
      for (int j = 0; j < nj; j++)
        for (int k = 0; k < nk; k++)
          s += x[(i * nj + j) * nk + k] * b[j * rank + r] * c[k * rank + r];
      m[i * rank + r] = s;
    }
}

/* The inner sum first, as a row of the rank. */
void mttkrp_factored(const float *x, const float *b, const float *c, float *restrict out, float *restrict tmp, size_t ni,
                     size_t nj, size_t nk, size_t rank) {
  for (size_t i = 0; i < ni; ++i) {
    for (size_t r = 0; r < rank; ++r)
      out[i * rank + r] = 0;
    for (size_t j = 0; j < nj; ++j) {
      for (size_t r = 0; r < rank; ++r)
        tmp[r] = 0;
      for (size_t k = 0; k < nk; ++k)
        for (size_t r = 0; r < rank; ++r)
          tmp[r] += x[(i * nj + j) * nk + k] * c[k * rank + r];
      for (size_t r = 0; r < rank; ++r)
        out[i * rank + r] += tmp[r] * b[j * rank + r];
    }
  }
}

#define RANK 16
/* The middle mode of a tensor; the caller clears the result. */
void mttkrp_mode1(int ni, int nj, int nk, const double *t, double (*a)[RANK], double (*c)[RANK], double (*m)[RANK]) {
  int i, j, k, r;
  const double *p = t;
  for (i = 0; i < ni; i++)
    for (j = 0; j < nj; j++)
      for (k = 0; k < nk; k++) {
        double v = *p++;
        for (r = 0; r < RANK; r++)
          m[j][r] += v * a[i][r] * c[k][r];
      }
}

/* Entries of a sparse tensor by coordinates. */
void mttkrp_coo(long nnz, const int *ti, const int *tj, const int *tk, const double *val, const double *b,
                const double *c, double *out, int rank) {
  for (long p = 0; p < nnz; ++p) {
    double *o = out + (long)ti[p] * rank;
    const double *bj = b + (long)tj[p] * rank, *ck = c + (long)tk[p] * rank;
    for (int r = 0; r < rank; ++r)
      o[r] += val[p] * bj[r] * ck[r];
  }
}
