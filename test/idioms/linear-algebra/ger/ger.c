// Rank-one updates, and the step of an elimination that looks like one.
// RUN: %kernels %s | FileCheck %s --implicit-check-not=differs --implicit-check-not=matched
// CHECK: plain: ger matched A[i,j] += alpha*x[i]*y[j] i=m j=n
void plain(int m, int n, double a, double *A, const double *x, const double *y) {
  for (int i = 0; i < m; i++)
    for (int j = 0; j < n; j++)
      A[i * n + j] += a * x[i] * y[j];
}
// CHECK: columns: ger matched A[i,j] += y[i]*x[j] i=n j=m
void columns(int m, int n, double *A, int lda, const double *x, const double *y) {
  for (int j = 0; j < n; j++) {
    if (y[j] == 0)
      continue;
    for (int i = 0; i < m; i++)
      A[i + j * lda] += x[i] * y[j];
  }
}
// CHECK: rows: ger matched A[i,j] -= x[i]*y[j] i=m j=n
void rows(int m, int n, float **A, const float *x, const float *y) {
  for (int i = 0; i < m; i++)
    for (int j = 0; j < n; j++)
      A[i][j] -= x[i] * y[j];
}
// CHECK: assigned: ger matched A[i,j] = alpha*x[i]*y[j] i=m j=n
void assigned(int m, int n, double a, double *restrict A, const double *restrict x,
              const double *restrict y) {
  for (int i = 0; i < m; i++)
    for (int j = 0; j < n; j++)
      A[i * n + j] = a * x[i] * y[j];
}
// CHECK: elimination: not {{ger|gemm}}: the output is also an input at another index
void elimination(int n, double A[n][n], int k) {
  for (int i = k + 1; i < n; i++)
    for (int j = k + 1; j < n; j++)
      A[i][j] -= A[i][k] * A[k][j];
}
