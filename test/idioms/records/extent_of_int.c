// A size that was read as long and kept as int is that int: no remainder of it.
// RUN: %kernels %s --levels=O2 | FileCheck %s
#include <stdio.h>
#include <stdlib.h>

static void gemm(int n, const double *A, const double *B, double *C) {
  for (int i = 0; i < n; i++)
    for (int k = 0; k < n; k++)
      for (int j = 0; j < n; j++)
        C[i * n + j] += A[i * n + k] * B[k * n + j];
}

// CHECK: gemm matched C[i,j] += A[i,k]*B[k,j] i={{[a-z]+}} j={{[a-z]+}} k={{[a-z]+}}
int main(int argc, char **argv) {
  int n = argc == 2 ? atoi(argv[1]) : 0;
  double *A = malloc(sizeof(double) * n * n);
  double *B = malloc(sizeof(double) * n * n);
  double *C = calloc((size_t)n * n, sizeof(double));
  if (!A || !B || !C)
    return 1;
  for (int i = 0; i < n * n; i++) {
    A[i] = i % 7;
    B[i] = i % 5 - 2;
  }
  gemm(n, A, B, C);
  for (int i = 0; i < n * n; i++)
    printf("%g\n", C[i]);
  return 0;
}
