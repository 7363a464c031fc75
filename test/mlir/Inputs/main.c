// Calls the model on two matrices of n x n and prints the trace, which is 2 for any n.
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
typedef struct {
  float *allocated, *aligned;
  int64_t offset, sizes[2], strides[2];
} matrix;
void _mlir_ciface_model(matrix *result, matrix *a, matrix *b);

static matrix make(long n, float diagonal) {
  matrix m = {malloc(sizeof(float) * n * n), 0, 0, {n, n}, {n, 1}};
  m.aligned = m.allocated;
  for (long i = 0; i < n * n; i++)
    m.aligned[i] = i % (n + 1) ? 0 : diagonal;
  return m;
}

int main(int argc, char **argv) {
  long n = argc > 1 ? atol(argv[1]) : 16;
  matrix a = make(n, 2), b = make(n, 1.0f / n), y;
  _mlir_ciface_model(&y, &a, &b);
  double trace = 0;
  for (long i = 0; i < n; i++)
    trace += y.aligned[i * n + i];
  printf("trace %.1f\n", trace);
  free(y.allocated);
  free(a.allocated);
  free(b.allocated);
  return 0;
}
