// Sparse matrix times vector in several formats.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include <stddef.h>
#include <stdint.h>

void csr_matvec(int n, const int *ptr, const int *col, const double *val, const double *x, double *y) {
  for (int i = 0; i < n; i++) {
    double s = 0;
    for (int p = ptr[i]; p < ptr[i + 1]; p++)
      s += val[p] * x[col[p]];
    y[i] = s;
  }
}

typedef struct {
  uint32_t row, col;
  float value;
} entry;

void coo_matvec(const entry *e, size_t nnz, const float *x, float *y, size_t rows) {
  for (size_t i = 0; i < rows; i++)
    y[i] = 0;
  for (const entry *end = e + nnz; e != end; ++e)
    y[e->row] += e->value * x[e->col];
}

/* ELLPACK, entries column by column, padded with zeros. */
void ell_matvec(int n, int width, const int *idx, const double *a, const double *x, double *y) {
  for (int i = 0; i < n; i++)
    y[i] = 0;
  for (int k = 0; k < width; k++)
    for (int i = 0; i < n; i++)
      y[i] += a[k * n + i] * x[idx[k * n + i]];
}

/* Diagonals of a square matrix; offset d holds a(i, i + d). */
void dia_matvec(int n, int ndiag, const int *offset, const double *data, const double *x, double *y) {
  for (int d = 0; d < ndiag; d++) {
    int k = offset[d];
    int first = k < 0 ? -k : 0, last = k < 0 ? n : n - k;
    for (int i = first; i < last; i++)
      y[i] += data[d * n + i] * x[i + k];
  }
}

#define BLK 4
/* Blocks of four by four. */
void bsr_matvec(long brows, const long *ptr, const long *bcol, const float *blocks, const float *x, float *y) {
  for (long ib = 0; ib < brows; ++ib) {
    float s[BLK] = {0};
    for (long p = ptr[ib]; p < ptr[ib + 1]; ++p) {
      const float *b = blocks + p * BLK * BLK, *v = x + bcol[p] * BLK;
      for (int r = 0; r < BLK; ++r)
        for (int c = 0; c < BLK; ++c)
          s[r] += b[r * BLK + c] * v[c];
    }
    for (int r = 0; r < BLK; ++r)
      y[ib * BLK + r] = s[r];
  }
}

void csc_matvec(long n, const long *colptr, const long *row, const double *val, const double *x, double *y) {
  long j, p;
  for (j = 0; j < n; j++) {
    double xj = x[j];
    for (p = colptr[j]; p < colptr[j + 1]; p++)
      y[row[p]] += val[p] * xj;
  }
}

struct csr {
  size_t rows;
  const uint64_t *begin;
  const uint32_t *index;
  const float *value;
};

/* Struct, pointers, alpha and beta. */
void csr_apply(const struct csr *m, float alpha, const float *x, float beta, float *y) {
  const uint32_t *c = m->index + m->begin[0];
  const float *v = m->value + m->begin[0];
  for (size_t i = 0; i < m->rows; ++i) {
    float t = 0;
    for (uint64_t left = m->begin[i + 1] - m->begin[i]; left; --left)
      t += *v++ * x[*c++];
    y[i] = alpha * t + beta * y[i];
  }
}

void csr_matvec_omp(int n, const int *restrict ptr, const int *restrict col, const double *restrict val,
                    const double *restrict x, double *restrict y) {
#pragma omp parallel for schedule(dynamic, 64)
  for (int i = 0; i < n; i++) {
    double s = 0;
    for (int p = ptr[i]; p < ptr[i + 1]; p++)
      s += val[p] * x[col[p]];
    y[i] = s;
  }
}
