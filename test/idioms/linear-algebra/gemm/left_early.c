// A loop that data may end has no count, and what it sums no name.
// RUN: %kernels %s | FileCheck %s --implicit-check-not=matched --implicit-check-not=differs

// CHECK: sum: not dot: a loop may be left before its count
double sum(int n, const double *x, const double *y, double limit) {
  double s = 0;
  for (int i = 0; i < n; i++) {
    s += x[i] * y[i];
    if (s > limit)
      break;
  }
  return s;
}
// CHECK: matrix: not gemm: a loop may be left before its count
void matrix(int n, const double *A, const double *B, double *C) {
  for (int i = 0; i < n; i++)
    for (int j = 0; j < n; j++) {
      double s = 0;
      for (int k = 0; k < n; k++) {
        s += A[i * n + k] * B[k * n + j];
        if (s > 1e6)
          break;
      }
      C[i * n + j] = s;
    }
}
// CHECK: rows: not gemv: a loop may be left before its count
void rows(int n, const double *A, const double *x, double *y) {
  for (int i = 0; i < n; i++) {
    double s = 0;
    for (int j = 0; j < n; j++) {
      s += A[i * n + j] * x[j];
      if (s < 0)
        break;
    }
    y[i] = s;
  }
}
// CHECK: update: not axpy: a loop may be left before its count
void update(int n, double a, const double *x, double *y) {
  for (int i = 0; i < n; i++) {
    y[i] += a * x[i];
    if (y[i] > 100)
      break;
  }
}
// CHECK: outer: not ger: a loop may be left before its count
void outer(int n, const double *restrict x, const double *restrict y, double *restrict A) {
  for (int i = 0; i < n; i++)
    for (int j = 0; j < n; j++) {
      A[i * n + j] += x[i] * y[j];
      if (A[i * n + j] > 1)
        break;
    }
}
