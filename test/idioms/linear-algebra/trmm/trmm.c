// Triangular matrix times matrix; solving with one is no product.
// RUN: %kernels %s | FileCheck %s --implicit-check-not=differs --implicit-check-not=matched
// CHECK: lower: trmm matched C[i,j] += L[i,k]*B[k,j] i=n j=m k=n
void lower(int n, int m, const double *L, const double *B, double *C) {
  for (int i = 0; i < n; i++)
    for (int j = 0; j < m; j++) {
      double s = 0;
      for (int k = 0; k <= i; k++)
        s += L[i * n + k] * B[k * m + j];
      C[i * m + j] = s;
    }
}
// CHECK: upper: trmm matched C[i,j] += U[i,k]*B[k,j] i=n j=m k=n
void upper(int n, int m, const double *U, const double *B, double *C) {
  for (int i = 0; i < n; i++)
    for (int k = i; k < n; k++)
      for (int j = 0; j < m; j++)
        C[i * m + j] += U[i * n + k] * B[k * m + j];
}
// CHECK: solve: trsm matched
void solve(int n, int m, const double *L, double *B) {
  for (int i = 0; i < n; i++)
    for (int j = 0; j < m; j++)
      for (int k = 0; k < i; k++)
        B[i * m + j] -= L[i * n + k] * B[k * m + j];
}
