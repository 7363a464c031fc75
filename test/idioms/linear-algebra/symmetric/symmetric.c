// One triangle stands for the whole: each element is used twice.
// RUN: %kernels %s | FileCheck %s --implicit-check-not=differs --implicit-check-not=matched
// CHECK: one_sweep: symv matched y[i] += A[i,j]*x[j]
void one_sweep(int n, const double *A, const double *x, double *restrict y) {
  for (int i = 0; i < n; i++) {
    double s = 0;
    for (int j = 0; j < i; j++)
      s += A[i * n + j] * x[j];
    for (int j = i; j < n; j++)
      s += A[j * n + i] * x[j];
    y[i] = s;
  }
}
// CHECK: rank_2k: syr2k matched
void rank_2k(int n, int k, const double *A, const double *B, double *C) {
  for (int i = 0; i < n; i++)
    for (int j = 0; j <= i; j++)
      for (int l = 0; l < k; l++)
        C[i * n + j] += A[i * k + l] * B[j * k + l] + B[i * k + l] * A[j * k + l];
}
// The triangle is the result's, in both ways of storing the factors.
// CHECK: rank_2k_either: syr2k matched
void rank_2k_either(int columns, int n, int k, double alpha, const double *A, const double *B, double *C) {
  if (columns) {
    for (int i = 0; i < n; i++)
      for (int j = i; j < n; j++) {
        double s = 0;
        for (int l = 0; l < k; l++)
          s += A[l * n + i] * B[l * n + j] + B[l * n + i] * A[l * n + j];
        C[i * n + j] += alpha * s;
      }
  } else {
    for (int i = 0; i < n; i++)
      for (int j = i; j < n; j++) {
        double s = 0;
        for (int l = 0; l < k; l++)
          s += A[i * k + l] * B[j * k + l] + B[i * k + l] * A[j * k + l];
        C[i * n + j] += alpha * s;
      }
  }
}
// Different matrices: no symmetric one.
// CHECK-NOT: matched
void apart(int n, const double *A, const double *B, const double *x, double *restrict y) {
  for (int i = 0; i < n; i++) {
    double s = 0;
    for (int j = 0; j < i; j++)
      s += A[i * n + j] * x[j];
    for (int j = i; j < n; j++)
      s += B[j * n + i] * x[j];
    y[i] = s;
  }
}
