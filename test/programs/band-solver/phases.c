/* A solver in three phases with memory that overlaps only partly. */
#include <stdio.h>
#include <stdlib.h>

static double *zeros(size_t n) {
  double *p = calloc(n, sizeof(double));
  if (p == NULL) {
    fputs("no memory\n", stderr);
    exit(1);
  }
  return p;
}

static double assemble(double *k, size_t n, size_t band) {
  double s = 0;
  for (size_t i = 0; i < n; i++)
    for (size_t b = 0; b < band; b++) {
      k[i * band + b] = b == 0 ? 4.0 : -1.0 / (double)b;
      s += k[i * band + b];
    }
  return s;
}

int main(int argc, char **argv) {
  size_t n = 1000, band = 32;
  char *end;
  if (argc > 1) {
    n = strtoul(argv[1], &end, 10);
    if (*end == 'x')
      band = strtoul(end + 1, NULL, 10);
  }
  double check = 0;

  /* phase 1: assemble */
  double *k = zeros(n * band);
  check += assemble(k, n, band);

  /* phase 2: multiply, with two vectors beside the matrix */
  double *x = zeros(n), *y = zeros(n);
  for (size_t i = 0; i < n; i++)
    x[i] = 1.0 + (double)(i % 3);
  for (int it = 0; it < 3; it++) {
    for (size_t i = 0; i < n; i++) {
      double s = 0;
      for (size_t b = 0; b < band && i + b < n; b++)
        s += k[i * band + b] * x[i + b];
      y[i] = s;
    }
    for (size_t i = 0; i < n; i++)
      x[i] = y[i] / 8;
  }
  free(k);

  /* phase 3: post-process into a larger table, matrix gone */
  size_t samples = n * 4;
  float *table = malloc(samples * sizeof(float));
  for (size_t i = 0; i < samples; i++)
    table[i] = (float)x[i / 4];
  free(x);
  free(y);
  for (size_t i = 0; i < samples; i += 7)
    check += table[i];
  free(table);
  printf("%.6e\n", check);
  return 0;
}
