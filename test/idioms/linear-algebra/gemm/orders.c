// A matrix product is one whatever the order of its loops and the type of its
// indices.
// RUN: %kernels %s | FileCheck %s --implicit-check-not=differs --implicit-check-not=matched
#include <stddef.h>

// CHECK: ijk: gemm matched C[i,j] += A[i,k]*B[k,j] i=m j=n k=p
void ijk(int m, int n, int p, const double *A, const double *B, double *C) {
  for (int i = 0; i < m; i++)
    for (int j = 0; j < n; j++) {
      double s = 0;
      for (int k = 0; k < p; k++)
        s += A[i * p + k] * B[k * n + j];
      C[i * n + j] = s;
    }
}
// CHECK: ikj: gemm matched C[i,j] += A[i,k]*B[k,j] i=m j=n k=p
void ikj(int m, int n, int p, const double *A, const double *B, double *C) {
  for (int i = 0; i < m; i++)
    for (int k = 0; k < p; k++)
      for (int j = 0; j < n; j++)
        C[i * n + j] += A[i * p + k] * B[k * n + j];
}
// CHECK: jik: gemm matched C[i,j] += A[i,k]*B[k,j] i=m j=n k=p
void jik(int m, int n, int p, const double *restrict A, const double *restrict B,
         double *restrict C) {
  for (int j = 0; j < n; j++)
    for (int i = 0; i < m; i++)
      for (int k = 0; k < p; k++)
        C[i * n + j] += A[i * p + k] * B[k * n + j];
}
// CHECK: jki: gemm matched C[i,j] += A[i,k]*B[k,j] i=m j=n k=p
void jki(int m, int n, int p, const double *restrict A, const double *restrict B,
         double *restrict C) {
  for (int j = 0; j < n; j++)
    for (int k = 0; k < p; k++)
      for (int i = 0; i < m; i++)
        C[i * n + j] += A[i * p + k] * B[k * n + j];
}
// CHECK: kij: gemm matched C[i,j] += A[i,k]*B[k,j] i=m j=n k=p
void kij(size_t m, size_t n, size_t p, const float *A, const float *B, float *C) {
  for (size_t k = 0; k < p; k++)
    for (size_t i = 0; i < m; i++)
      for (size_t j = 0; j < n; j++)
        C[i * n + j] += A[i * p + k] * B[k * n + j];
}
// Unsigned indices may wrap as far as the language goes.
// CHECK: kji: gemm matched C[i,j] += A[i,k]*B[k,j] i=m j=n k=p
void kji(unsigned m, unsigned n, unsigned p, const float *A, const float *B, float *C) {
  for (unsigned k = 0; k < p; k++)
    for (unsigned j = 0; j < n; j++)
      for (unsigned i = 0; i < m; i++)
        C[i * n + j] += A[i * p + k] * B[k * n + j];
}
// CHECK: longs: gemm matched C[i,j] += A[i,k]*B[k,j] i=m j=n k=p
void longs(long m, long n, long p, const double *A, const double *B, double *C) {
  for (long i = 0; i < m; ++i)
    for (long j = 0; j < n; ++j) {
      C[i * n + j] = 0;
      for (long k = 0; k < p; ++k)
        C[i * n + j] += A[i * p + k] * B[k * n + j];
    }
}
