#include <errno.h>
#include <stdio.h>
#include <stdlib.h>

/* Rectangular product with C99 variable-length array types:
 * C (m x n) = A (m x k) * B (k x n). */
static void multiply(size_t m, size_t n, size_t k, double a[restrict m][k],
                     double b[restrict k][n], double c[restrict m][n]) {
  for (size_t i = 0; i < m; ++i) {
    for (size_t j = 0; j < n; ++j) {
      double sum = 0.0;
      for (size_t p = 0; p < k; ++p) {
        sum += a[i][p] * b[p][j];
      }
      c[i][j] = sum;
    }
  }
}

static size_t number(const char *text) {
  char *end;
  errno = 0;
  long v = strtol(text, &end, 10);
  if (errno || *end != '\0' || v <= 0) {
    fprintf(stderr, "not a positive number: %s\n", text);
    exit(EXIT_FAILURE);
  }
  return (size_t)v;
}

int main(int argc, char *argv[]) {
  size_t m = argc > 1 ? number(argv[1]) : 100;
  size_t n = argc > 2 ? number(argv[2]) : m;
  size_t k = argc > 3 ? number(argv[3]) : n;

  double(*a)[k] = malloc(sizeof(double[m][k]));
  double(*b)[n] = malloc(sizeof(double[k][n]));
  double(*c)[n] = malloc(sizeof(double[m][n]));
  if (a == NULL || b == NULL || c == NULL) {
    return EXIT_FAILURE;
  }
  for (size_t i = 0; i < m; ++i)
    for (size_t p = 0; p < k; ++p)
      a[i][p] = (double)((i + p) % 10);
  for (size_t p = 0; p < k; ++p)
    for (size_t j = 0; j < n; ++j)
      b[p][j] = (double)((p * j) % 3);

  multiply(m, n, k, a, b, c);

  double total = 0;
  for (size_t i = 0; i < m; ++i)
    for (size_t j = 0; j < n; ++j)
      total += c[i][j];
  printf("%g\n", total);
  free(c);
  free(b);
  free(a);
  return EXIT_SUCCESS;
}
