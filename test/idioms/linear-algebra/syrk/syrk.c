// Triangles of A*A^T have a name of their own; whole ones are products.
// RUN: %kernels %s | FileCheck %s --implicit-check-not=differs --implicit-check-not=matched
// CHECK: lower: syrk matched C[i,j] += A[i,k]*A[j,k] i=n j=n k=m
void lower(int n, int m, const double *A, double *C) {
  for (int i = 0; i < n; i++)
    for (int j = 0; j <= i; j++) {
      double s = 0;
      for (int k = 0; k < m; k++)
        s += A[i * m + k] * A[j * m + k];
      C[i * n + j] += s;
    }
}
// CHECK: upper: syrk matched C[i,j] += A[i,k]*A[j,k] i=n j=n k=m
void upper(int n, int m, const double *A, double *C) {
  for (int i = 0; i < n; i++)
    for (int j = i; j < n; j++) {
      double s = 0;
      for (int k = 0; k < m; k++)
        s += A[i * m + k] * A[j * m + k];
      C[i * n + j] = s;
    }
}
// CHECK: whole: gemm matched C[i,j] += A[i,k]*A[j,k] i=n j=n k=m
void whole(int n, int m, const double *A, double *C) {
  for (int i = 0; i < n; i++)
    for (int j = 0; j < n; j++) {
      double s = 0;
      for (int k = 0; k < m; k++)
        s += A[i * m + k] * A[j * m + k];
      C[i * n + j] = s;
    }
}
// CHECK: two: not gemm: the domain is no box
void two(int n, int m, const double *A, const double *B, double *C) {
  for (int i = 0; i < n; i++)
    for (int j = 0; j <= i; j++)
      for (int k = 0; k < m; k++)
        C[i * n + j] += A[i * m + k] * B[j * m + k];
}
