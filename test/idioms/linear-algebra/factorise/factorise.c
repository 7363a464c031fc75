// LU and Cholesky factorisations in place.
// RUN: %kernels %s | FileCheck %s --implicit-check-not=differs --implicit-check-not='{{(gemm|gemv|axpy|ger|syrk|dot|trs.) matched}}'
#include <math.h>

// CHECK-DAG: lu: lu matched
void lu(int n, double A[n][n]) {
  for (int k = 0; k < n; k++)
    for (int i = k + 1; i < n; i++) {
      A[i][k] /= A[k][k];
      for (int j = k + 1; j < n; j++)
        A[i][j] -= A[i][k] * A[k][j];
    }
}
// CHECK-DAG: rows: lu matched
void rows(int n, double **A) {
  for (int k = 0; k < n; k++)
    for (int i = k + 1; i < n; i++) {
      double f = A[i][k] / A[k][k];
      A[i][k] = f;
      for (int j = k + 1; j < n; j++)
        A[i][j] -= f * A[k][j];
    }
}
// CHECK-DAG: flat: lu matched
void flat(int n, float *a) {
  for (int k = 0; k < n - 1; k++) {
    for (int i = k + 1; i < n; i++)
      a[i * n + k] = a[i * n + k] / a[k * n + k];
    for (int i = k + 1; i < n; i++)
      for (int j = k + 1; j < n; j++)
        a[i * n + j] = a[i * n + j] - a[i * n + k] * a[k * n + j];
  }
}
// CHECK-DAG: left_looking: cholesky matched
void left_looking(int n, double A[n][n]) {
  for (int j = 0; j < n; j++) {
    for (int k = 0; k < j; k++)
      for (int i = j; i < n; i++)
        A[i][j] -= A[i][k] * A[j][k];
    double d = sqrt(A[j][j]);
    for (int i = j; i < n; i++)
      A[i][j] /= d;
  }
}
// CHECK-DAG: into: cholesky matched
void into(int n, const double *A, double *L) {
  for (int i = 0; i < n; i++)
    for (int j = 0; j <= i; j++) {
      double s = 0;
      for (int k = 0; k < j; k++)
        s += L[i * n + k] * L[j * n + k];
      if (i == j)
        L[i * n + i] = sqrt(A[i * n + i] - s);
      else
        L[i * n + j] = (A[i * n + j] - s) / L[j * n + j];
    }
}
