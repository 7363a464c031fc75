// Fills a matrix of n x n doubles.
#include <stdio.h>
#include <stdlib.h>
int main(int argc, char **argv) {
  long n = argc > 1 ? atol(argv[1]) : 100;
  double *a = malloc(n * n * sizeof(double));
  if (!a)
    return 1;
  for (long i = 0; i < n * n; ++i)
    a[i] = (double)i;
  printf("%g\n", a[n * n / 2]);
  return 0;
}
