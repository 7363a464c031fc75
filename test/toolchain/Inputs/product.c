// product N: the trace of a matrix product; two functions that nobody calls.
#include <stdio.h>
#include <stdlib.h>

__attribute__((noinline)) void multiply(int n, const double *a, const double *b, double *c) {
  for (int i = 0; i < n; i++)
    for (int j = 0; j < n; j++) {
      double s = 0;
      for (int k = 0; k < n; k++)
        s += a[i * n + k] * b[k * n + j];
      c[i * n + j] = s;
    }
}

double *unused(int n) { return calloc(n, sizeof(double)); }

int main(int argc, char **argv) {
  int n = argc > 1 ? atoi(argv[1]) : 100;
  double *a = malloc(sizeof(double) * n * n), *b = malloc(sizeof(double) * n * n);
  double *c = malloc(sizeof(double) * n * n);
  for (int i = 0; i < n * n; i++) {
    a[i] = i % 7;
    b[i] = i % 5;
  }
  multiply(n, a, b, c);
  double trace = 0;
  for (int i = 0; i < n; i++)
    trace += c[i * n + i];
  printf("%.0f\n", trace);
  free(a);
  free(b);
  free(c);
  return 0;
}
