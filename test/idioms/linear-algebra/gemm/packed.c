// Blocks that are packed first are operands all the same.
// RUN: %kernels %s | FileCheck %s --implicit-check-not=differs --implicit-check-not=matched
#include <stdlib.h>

// CHECK: column: gemm matched C[i,j] += A[i,k]*B[k,j] i=n j=n k=n
void column(int n, const double *restrict A, const double *restrict B, double *restrict C) {
  double *b = malloc(sizeof(double) * n);
  for (int j = 0; j < n; j++) {
    for (int k = 0; k < n; k++)
      b[k] = B[k * n + j];
    for (int i = 0; i < n; i++) {
      double s = 0;
      for (int k = 0; k < n; k++)
        s += A[i * n + k] * b[k];
      C[i * n + j] = s;
    }
  }
  free(b);
}
// CHECK: on_the_stack: gemm matched C[i,j] += A[i,k]*B[k,j] i=n j=n k=n
void on_the_stack(int n, double A[n][n], double B[n][n], double C[n][n]) {
  double b[n];
  for (int j = 0; j < n; j++) {
    for (int k = 0; k < n; k++)
      b[k] = B[k][j];
    for (int i = 0; i < n; i++) {
      double s = 0;
      for (int k = 0; k < n; k++)
        s += A[i][k] * b[k];
      C[i][j] = s;
    }
  }
}
// Rows of one tile are contiguous: memcpy packs them.
// CHECK: tiles: gemm matched C[i,j] += A[i,k]*B[k,j] i=1024 j=1024 k=1024
void tiles(const double *restrict A, const double *restrict B, double *restrict C) {
  enum { N = 1024, T = 64 };
  static double a[T * T], b[T * T];
  for (int jj = 0; jj < N; jj += T)
    for (int kk = 0; kk < N; kk += T) {
      for (int k = 0; k < T; k++)
        for (int j = 0; j < T; j++)
          b[j * T + k] = B[(kk + k) * N + jj + j];
      for (int ii = 0; ii < N; ii += T) {
        for (int i = 0; i < T; i++)
          for (int k = 0; k < T; k++)
            a[i * T + k] = A[(ii + i) * N + kk + k];
        for (int i = 0; i < T; i++)
          for (int j = 0; j < T; j++) {
            double s = 0;
            for (int k = 0; k < T; k++)
              s += a[i * T + k] * b[j * T + k];
            C[(ii + i) * N + jj + j] += s;
          }
      }
    }
}
// A row is summed in a buffer and copied out.
// CHECK: row: gemm matched C[i,j] += A[i,k]*B[k,j] i=n j=n k=n
void row(int n, double *restrict A, double *restrict B, double *restrict C) {
  double c[512];
  for (int i = 0; i < n; i++) {
    for (int j = 0; j < n; j++)
      c[j] = 0;
    for (int k = 0; k < n; k++)
      for (int j = 0; j < n; j++)
        c[j] += A[i * n + k] * B[k * n + j];
    for (int j = 0; j < n; j++)
      C[i * n + j] = c[j];
  }
}
// An array of accumulators, in registers or not.
// CHECK: registers: gemm matched C[i,j] += A[i,k]*B[k,j] i=256 j=256 k=n
void registers(int n, const float *restrict A, const float *restrict B, float *restrict C) {
  for (int i = 0; i < 256; i += 4)
    for (int j = 0; j < 256; j += 4) {
      float c[4][4] = {{0}};
      for (int k = 0; k < n; k++)
        for (int x = 0; x < 4; x++)
          for (int y = 0; y < 4; y++)
            c[x][y] += A[(i + x) * n + k] * B[k * 256 + j + y];
      for (int x = 0; x < 4; x++)
        for (int y = 0; y < 4; y++)
          C[(i + x) * 256 + j + y] += c[x][y];
    }
}

// The buffer is cleared once only: each row has the sums of all before it.
// CHECK: never_cleared: not gemm: dimension i moves one factor only
void never_cleared(int n, double *restrict A, double *restrict B, double *restrict C) {
  double c[512];
  for (int j = 0; j < n; j++)
    c[j] = 0;
  for (int i = 0; i < n; i++) {
    for (int k = 0; k < n; k++)
      for (int j = 0; j < n; j++)
        c[j] += A[i * n + k] * B[k * n + j];
    for (int j = 0; j < n; j++)
      C[i * n + j] = c[j];
  }
}
// Only every fourth column is packed: the others are multiplied with a stale one.
void stale(int n, const double *restrict A, const double *restrict B, double *restrict C) {
  double *b = malloc(sizeof(double) * n);
  for (int j = 0; j < n; j++) {
    if (j % 4 == 0)
      for (int k = 0; k < n; k++)
        b[k] = B[k * n + j];
    for (int i = 0; i < n; i++) {
      double s = 0;
      for (int k = 0; k < n; k++)
        s += A[i * n + k] * b[k];
      C[i * n + j] = s;
    }
  }
  free(b);
}
// Packed for the next column.
void late(int n, const double *restrict A, const double *restrict B, double *restrict C) {
  double *b = calloc(n, sizeof(double));
  for (int j = 0; j < n; j++) {
    for (int i = 0; i < n; i++) {
      double s = 0;
      for (int k = 0; k < n; k++)
        s += A[i * n + k] * b[k];
      C[i * n + j] = s;
    }
    for (int k = 0; k < n; k++)
      b[k] = B[k * n + j];
  }
  free(b);
}
// Half of a column is packed.
void half(int n, const double *restrict A, const double *restrict B, double *restrict C) {
  double *b = calloc(n, sizeof(double));
  for (int j = 0; j < n; j++) {
    for (int k = 0; k < n / 2; k++)
      b[k] = B[k * n + j];
    for (int i = 0; i < n; i++) {
      double s = 0;
      for (int k = 0; k < n; k++)
        s += A[i * n + k] * b[k];
      C[i * n + j] = s;
    }
  }
  free(b);
}
