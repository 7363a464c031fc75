// What is called in the loops of a product may write to its operands.
// RUN: %kernels %s | FileCheck %s --implicit-check-not=differs --implicit-check-not=matched
#include <math.h>
#include <stdio.h>

void step(void);
double weight(double);

// CHECK: printed: gemm matched C[i,j] += A[i,k]*B[k,j] i=n j=n k=n
void printed(int n, const double *A, const double *B, double *C) {
  for (int i = 0; i < n; i++) {
    for (int j = 0; j < n; j++) {
      double s = 0;
      for (int k = 0; k < n; k++)
        s += A[i * n + k] * B[k * n + j];
      C[i * n + j] = s;
      printf("%g ", s);
    }
    puts("");
  }
}

// CHECK: each_row: not gemm: a call in the loop may change an operand
void each_row(int n, double A[n][n], double B[n][n], double C[n][n]) {
  for (int i = 0; i < n; i++) {
    for (int j = 0; j < n; j++) {
      C[i][j] = 0;
      for (int k = 0; k < n; k++)
        C[i][j] += A[i][k] * B[k][j];
    }
    step();
  }
}
// CHECK: each_element: not gemv: a call in the loop may change an operand
void each_element(int n, const double *A, const double *x, double *y) {
  for (int i = 0; i < n; i++) {
    double s = 0;
    for (int j = 0; j < n; j++)
      s += A[i * n + j] * x[j];
    y[i] = s;
    step();
  }
}
// CHECK: read_again: not gemm: a call in the loop may change an operand
void read_again(int n, double *A, double *B, double *C, FILE *f) {
  for (int i = 0; i < n; i++) {
    for (int j = 0; j < n; j++) {
      double s = 0;
      for (int k = 0; k < n; k++)
        s += A[i * n + k] * B[k * n + j];
      C[i * n + j] = s;
    }
    fread(B, 8, n * n, f);
  }
}
double GA[50][50], GB[50][50], GC[50][50];
// CHECK: globals: not gemm: a call in the loop may change an operand
void globals(void) {
  for (int k = 0; k < 50; k++) {
    step();
    for (int i = 0; i < 50; i++)
      for (int j = 0; j < 50; j++)
        GC[i][j] += GA[i][k] * GB[k][j];
  }
}
// Nothing is known of weight() but that it takes and gives a number.
// CHECK: weighted: not gemv: a call in the loop may change an operand
void weighted(int n, const double *A, const double *x, double *y) {
  for (int i = 0; i < n; i++) {
    for (int j = 0; j < n; j++)
      y[i] += A[i * n + j] * x[j];
    if (weight(i) > 0)
      continue;
  }
}
