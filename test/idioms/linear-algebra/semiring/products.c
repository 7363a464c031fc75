// gemm's roles over another pair of operations.
// RUN: %kernels %s | FileCheck %s --implicit-check-not=differs --implicit-check-not=matched
#include <math.h>

// CHECK: shortest: min-plus-product matched C[i,j] min= A[i,k]+B[k,j] i=n j=n k=n
void shortest(int n, const double *A, const double *B, double *C) {
  for (int i = 0; i < n; i++)
    for (int j = 0; j < n; j++) {
      double s = 1e30;
      for (int k = 0; k < n; k++) {
        double t = A[i * n + k] + B[k * n + j];
        if (t < s)
          s = t;
      }
      C[i * n + j] = s;
    }
}
// CHECK: integers: min-plus-product matched C[i,j] min= A[i,k]+B[k,j] i=n j=n k=n
void integers(int n, const int *A, const int *B, int *C) {
  for (int i = 0; i < n; i++)
    for (int k = 0; k < n; k++)
      for (int j = 0; j < n; j++)
        if (C[i * n + j] > A[i * n + k] + B[k * n + j])
          C[i * n + j] = A[i * n + k] + B[k * n + j];
}
// CHECK: longest: max-plus-product matched C[i,j] max= A[i,k]+B[k,j] i=n j=n k=n
void longest(int n, const float *A, const float *B, float *C) {
  for (int i = 0; i < n; i++)
    for (int j = 0; j < n; j++) {
      float s = -1e30f;
      for (int k = 0; k < n; k++)
        s = fmaxf(s, A[i * n + k] + B[k * n + j]);
      C[i * n + j] = s;
    }
}
// CHECK: likeliest: max-times-product matched C[i,j] max= A[i,k]*B[k,j] i=n j=n k=n
void likeliest(int n, const double *A, const double *B, double *C) {
  for (int i = 0; i < n; i++)
    for (int j = 0; j < n; j++) {
      double s = 0;
      for (int k = 0; k < n; k++) {
        double t = A[i * n + k] * B[k * n + j];
        s = t > s ? t : s;
      }
      C[i * n + j] = s;
    }
}
// CHECK: reachable: or-and-product matched C[i,j] or= A[i,k]&B[k,j] i=n j=n k=n
void reachable(int n, const unsigned *A, const unsigned *B, unsigned *C) {
  for (int i = 0; i < n; i++)
    for (int k = 0; k < n; k++)
      for (int j = 0; j < n; j++)
        C[i * n + j] |= A[i * n + k] & B[k * n + j];
}
// CHECK: warshall: not or-and-product: the output is also an input at another index
void warshall(int n, unsigned *R) {
  for (int k = 0; k < n; k++)
    for (int i = 0; i < n; i++)
      for (int j = 0; j < n; j++)
        R[i * n + j] |= R[i * n + k] & R[k * n + j];
}
