// Square matrix product over flat arrays, i-k-j order.
#include <stdio.h>
#include <stdlib.h>

static void gemm(int n, const double *A, const double *B, double *C) {
  for (int i = 0; i < n; i++)
    for (int k = 0; k < n; k++)
      for (int j = 0; j < n; j++)
        C[i * n + j] += A[i * n + k] * B[k * n + j];
}

int main(int argc, char **argv) {
  if (argc != 2) {
    fprintf(stderr, "usage: %s N\n", argv[0]);
    return 2;
  }
  int n = atoi(argv[1]);
  double *A = malloc(sizeof(double) * n * n);
  double *B = malloc(sizeof(double) * n * n);
  double *C = calloc((size_t)n * n, sizeof(double));
  if (!A || !B || !C) {
    perror("malloc");
    return 1;
  }
  for (int i = 0; i < n * n; i++) {
    A[i] = i % 7;
    B[i] = i % 5 - 2;
  }
  gemm(n, A, B, C);
  double trace = 0;
  for (int i = 0; i < n; i++)
    trace += C[i * n + i];
  printf("trace %.1f\n", trace);
  free(A);
  free(B);
  free(C);
  return 0;
}
