// What a person sees of a matrix product, with and without names of variables.
//
// RUN: %auspex_clang -O2 -g %s -o %t
// RUN: %auspex inspect %t | FileCheck %s
// RUN: %auspex inspect %t 500 | FileCheck %s --check-prefixes=CHECK,FORECAST
// RUN: %auspex inspect --why main %t | FileCheck %s --check-prefix=WHY
// RUN: %auspex_clang -O2 -g1 %s -o %t.lines
// RUN: %auspex inspect %t.lines | FileCheck %s --check-prefix=LINES

// CHECK: executable, {{.*}} with a demand note, 1 kernel
// CHECK: main {{.*}}gemm.c:[[#]] {{ *}}O(n^3)
// CHECK: heap {{ *}}24*n^2 bytes
// CHECK: flops {{ *}}2*n^3
// CHECK: where {{ *}}n = {{.*}}argv[1]
// CHECK: kernel gemm ({{proved|matched}}) {{ *}}C[i,j] += A[i,k]*B[k,j]

// FORECAST: forecast for {{.*}} 500
// FORECAST: memory {{.*}}MiB
// FORECAST: of it heap {{.*}}5.72 MiB
// FORECAST: flops {{.*}}250 M

// WHY: main
// WHY: because
// WHY: loops
// WHY: steps
// WHY: alloc {{.*}}bytes {{.*}}(line [[#]])

// Without names of variables a formula still has short ones.
// LINES: heap {{ *}}24*[[N:[a-z]]]^2 bytes
// LINES: where {{ *}}[[N]] = {{.*}}argv[1]
#include <stdio.h>
#include <stdlib.h>

static void multiply(double *C, const double *A, const double *B, int n) {
  for (int i = 0; i < n; i++)
    for (int j = 0; j < n; j++)
      for (int k = 0; k < n; k++)
        C[i * n + j] += A[i * n + k] * B[k * n + j];
}

int main(int argc, char **argv) {
  int n = atoi(argv[1]);
  double *A = calloc((size_t)n * n, sizeof *A), *B = calloc((size_t)n * n, sizeof *B);
  double *C = calloc((size_t)n * n, sizeof *C);
  for (int i = 0; i < n * n; i++) {
    A[i] = i;
    B[i] = 2 * i;
  }
  multiply(C, A, B, n);
  printf("%g\n", C[n]);
  free(A);
  free(B);
  free(C);
  return 0;
}
