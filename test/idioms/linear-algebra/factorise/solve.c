// Triangular solves.
// RUN: %kernels %s | FileCheck %s --implicit-check-not=differs --implicit-check-not='{{(gemm|gemv|trmv|trmm|axpy|ger) matched}}'

// CHECK-DAG: forwards: trsv matched
void forwards(int n, const double *L, const double *b, double *x) {
  for (int i = 0; i < n; i++) {
    double s = b[i];
    for (int j = 0; j < i; j++)
      s -= L[i * n + j] * x[j];
    x[i] = s / L[i * n + i];
  }
}
// CHECK-DAG: unit: trsv matched
void unit(int n, double **L, double *x) {
  for (int i = 1; i < n; i++)
    for (int j = 0; j < i; j++)
      x[i] -= L[i][j] * x[j];
}
// CHECK-DAG: backwards: trsv matched
void backwards(int n, const double *U, const double *b, double *x) {
  for (int i = n - 1; i >= 0; i--) {
    double s = 0;
    for (int j = i + 1; j < n; j++)
      s += U[i * n + j] * x[j];
    x[i] = (b[i] - s) / U[i * n + i];
  }
}
// CHECK-DAG: columns: trsv matched
void columns(int n, const double *L, double *x) {
  for (int j = 0; j < n; j++) {
    x[j] /= L[j * n + j];
    for (int i = j + 1; i < n; i++)
      x[i] -= x[j] * L[i * n + j];
  }
}
// CHECK-DAG: several: trsm matched
void several(int n, int m, const double *L, double *X) {
  for (int c = 0; c < m; c++)
    for (int i = 0; i < n; i++) {
      double s = X[i * m + c];
      for (int j = 0; j < i; j++)
        s -= L[i * n + j] * X[j * m + c];
      X[i * m + c] = s / L[i * n + i];
    }
}
