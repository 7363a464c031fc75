// A sum that goes on where another element's stopped is no product.
// RUN: %kernels %s | FileCheck %s --implicit-check-not=matched --implicit-check-not=differs

// CHECK: never_reset: not gemm: a value is carried from one iteration to the next
void never_reset(int n, const double *A, const double *B, double *C) {
  double s = 0;
  for (int i = 0; i < n; i++)
    for (int j = 0; j < n; j++) {
      for (int k = 0; k < n; k++)
        s += A[i * n + k] * B[k * n + j];
      C[i * n + j] = s;
    }
}
// CHECK: reset_by_row: not gemm: a value is carried from one iteration to the next
void reset_by_row(int n, const double *A, const double *B, double *C) {
  for (int i = 0; i < n; i++) {
    double s = 0;
    for (int j = 0; j < n; j++) {
      for (int k = 0; k < n; k++)
        s += A[i * n + k] * B[k * n + j];
      C[i * n + j] = s;
    }
  }
}
// CHECK: halved: not gemm: a value is carried from one iteration to the next
void halved(int n, const double *A, const double *B, double *C) {
  double s = 0;
  for (int i = 0; i < n; i++)
    for (int j = 0; j < n; j++) {
      for (int k = 0; k < n; k++)
        s += A[i * n + k] * B[k * n + j];
      C[i * n + j] = s;
      s *= 0.5;
    }
}
// CHECK: neighbour: not gemm: the output is also an input at another index
void neighbour(int n, const double *A, const double *B, double *C) {
  for (int i = 0; i < n; i++)
    for (int j = 1; j < n; j++) {
      double s = C[i * n + j - 1];
      for (int k = 0; k < n; k++)
        s += A[i * n + k] * B[k * n + j];
      C[i * n + j] = s;
    }
}
// CHECK: vector_never_reset: not gemv: a value is carried from one iteration to the next
void vector_never_reset(int n, const double *A, const double *x, double *y) {
  double s = 0;
  for (int i = 0; i < n; i++) {
    for (int j = 0; j < n; j++)
      s += A[i * n + j] * x[j];
    y[i] = s;
  }
}
// CHECK: vector_neighbour: not gemv: the output is also an input at another index
void vector_neighbour(int n, const double *A, const double *x, double *y) {
  for (int i = 1; i < n; i++) {
    double s = y[i - 1];
    for (int j = 0; j < n; j++)
      s += A[i * n + j] * x[j];
    y[i] = s;
  }
}
