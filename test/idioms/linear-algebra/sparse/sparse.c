// Sparse matrix times vector, by format.
// RUN: %kernels %s | FileCheck %s --implicit-check-not=differs --implicit-check-not=matched
#include <stddef.h>

// CHECK: csr: spmv matched y[i] += A[p]*x[c[p]], CSR
void csr(int n, const int *row, const int *column, const double *v, const double *x, double *y) {
  for (int i = 0; i < n; i++) {
    double s = 0;
    for (int p = row[i]; p < row[i + 1]; p++)
      s += v[p] * x[column[p]];
    y[i] = s;
  }
}
// CHECK: csr_memory: spmv matched y[i] += A[p]*x[c[p]], CSR
void csr_memory(size_t n, const size_t *row, const unsigned *column, const float *v, const float *x,
                float *y) {
  for (size_t i = 0; i < n; i++)
    for (size_t p = row[i]; p < row[i + 1]; p++)
      y[i] += v[p] * x[column[p]];
}
struct matrix {
  int n;
  int *row, *column;
  double *v;
};
// CHECK: csr_struct: spmv matched y[i] += A[p]*x[c[p]], CSR
void csr_struct(const struct matrix *A, const double *x, double *y) {
  const int n = A->n;
  for (int i = 0; i < n; i++) {
    double s = 0;
    const int end = A->row[i + 1];
    for (int p = A->row[i]; p < end; ++p)
      s += x[A->column[p]] * A->v[p];
    y[i] = s;
  }
}
// CHECK: csc: spmv matched y[r[p]] += A[p]*x[j], CSC
void csc(int n, const int *start, const int *row, const double *v, const double *x, double *y) {
  for (int j = 0; j < n; j++)
    for (int p = start[j]; p < start[j + 1]; p++)
      y[row[p]] += v[p] * x[j];
}
// CHECK: coo: spmv matched y[r[p]] += A[p]*x[c[p]], COO p=nnz
void coo(int nnz, const int *row, const int *column, const double *v, const double *x, double *y) {
  for (int p = 0; p < nnz; p++)
    y[row[p]] += v[p] * x[column[p]];
}
// CHECK: ell: spmv matched y[i] += A[p]*x[c[p]], ELL i=n p=w
void ell(int n, int w, const int *column, const double *v, const double *x, double *y) {
  for (int i = 0; i < n; i++) {
    double s = 0;
    for (int p = 0; p < w; p++)
      s += v[i * w + p] * x[column[i * w + p]];
    y[i] = s;
  }
}
// CHECK: many: spmm matched y[i,k] += A[p]*x[c[p],k], CSR
void many(int n, int m, const int *row, const int *column, const double *v, const double *X,
          double *Y) {
  for (int i = 0; i < n; i++)
    for (int p = row[i]; p < row[i + 1]; p++)
      for (int k = 0; k < m; k++)
        Y[i * m + k] += v[p] * X[column[p] * m + k];
}
