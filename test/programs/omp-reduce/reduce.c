#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

int main(int argc, char **argv) {
  int64_t n = argc > 1 ? atoll(argv[1]) : 1000000;
  int32_t *x = malloc(n * sizeof(*x)), *y = malloc(n * sizeof(*y));
  if (!x || !y)
    return 1;

#pragma omp parallel for
  for (int64_t i = 0; i < n; i++) {
    x[i] = (int32_t)(i % 1000);
    y[i] = (int32_t)(i % 77);
  }

  int64_t dot = 0;
#pragma omp parallel for reduction(+ : dot)
  for (int64_t i = 0; i < n; i++)
    dot += (int64_t)x[i] * y[i];

  printf("%lld\n", (long long)dot);
  free(x);
  free(y);
  return 0;
}
