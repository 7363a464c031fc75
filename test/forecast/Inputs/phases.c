// Reads nothing, makes three matrices, multiplies them, writes one to argv[2].
#include <stdio.h>
#include <stdlib.h>

int main(int argc, char **argv) {
  int n = atoi(argv[1]);
  size_t cells = (size_t)n * n;
  double *A = malloc(cells * sizeof *A), *B = malloc(cells * sizeof *B);
  for (size_t i = 0; i < cells; i++) {
    A[i] = i % 7;
    B[i] = i % 5;
  }
  double *C = calloc(cells, sizeof *C);
  for (int i = 0; i < n; i++)
    for (int k = 0; k < n; k++)
      for (int j = 0; j < n; j++)
        C[i * n + j] += A[i * n + k] * B[k * n + j];
  free(A);
  free(B);
  FILE *out = fopen(argv[2], "w");
  if (!out)
    return 1;
  fwrite(C, sizeof *C, cells, out);
  fclose(out);
  free(C);
  return 0;
}
