// Integers, mixed precision, complex numbers.
// RUN: %kernels %s | FileCheck %s --implicit-check-not=differs --implicit-check-not=matched
#include <complex.h>

// CHECK: ints: gemm matched C[i,j] += A[i,k]*B[k,j] i=n j=n k=n
void ints(int n, const int *A, const int *B, int *C) {
  for (int i = 0; i < n; i++)
    for (int j = 0; j < n; j++) {
      int s = 0;
      for (int k = 0; k < n; k++)
        s += A[i * n + k] * B[k * n + j];
      C[i * n + j] = s;
    }
}
// CHECK: bytes: gemm matched C[i,j] += A[i,k]*B[j,k] i=m j=n k=p
void bytes(int m, int n, int p, const signed char *A, const unsigned char *B, int *C) {
  for (int i = 0; i < m; i++)
    for (int j = 0; j < n; j++) {
      int s = 0;
      for (int k = 0; k < p; k++)
        s += A[i * p + k] * B[j * p + k];
      C[i * n + j] = s;
    }
}
// CHECK: mixed: gemm matched C[i,j] += A[i,k]*B[k,j] i=n j=n k=n
void mixed(int n, const float *A, const float *B, float *C) {
  for (int i = 0; i < n; i++)
    for (int j = 0; j < n; j++) {
      double s = 0;
      for (int k = 0; k < n; k++)
        s += (double)A[i * n + k] * B[k * n + j];
      C[i * n + j] = (float)s;
    }
}
// CHECK: complexes: gemm matched C[i,j] += A[i,k]*B[k,j] i=n j=n k=n
void complexes(int n, const double complex *A, const double complex *B, double complex *C) {
  for (int i = 0; i < n; i++)
    for (int j = 0; j < n; j++) {
      double complex s = 0;
      for (int k = 0; k < n; k++)
        s += A[i * n + k] * B[k * n + j];
      C[i * n + j] = s;
    }
}
typedef struct {
  double re, im;
} pair;
// CHECK: pairs: gemm matched C[i,j] += A[i,k]*B[k,j] i=n j=n k=n
void pairs(int n, const pair *A, const pair *B, pair *C) {
  for (int i = 0; i < n; i++)
    for (int j = 0; j < n; j++) {
      double re = 0, im = 0;
      for (int k = 0; k < n; k++) {
        const pair a = A[i * n + k], b = B[k * n + j];
        re += a.re * b.re - a.im * b.im;
        im += a.re * b.im + a.im * b.re;
      }
      C[i * n + j].re = re;
      C[i * n + j].im = im;
    }
}
