#include <complex.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

/* Iterative radix-2 transform of 2^k points. */
static void fft(complex double *x, unsigned k) {
  size_t n = (size_t)1 << k;
  for (size_t i = 1, j = 0; i < n; i++) {
    size_t bit = n >> 1;
    for (; j & bit; bit >>= 1)
      j ^= bit;
    j ^= bit;
    if (i < j) {
      complex double t = x[i];
      x[i] = x[j];
      x[j] = t;
    }
  }
  for (size_t len = 2; len <= n; len <<= 1) {
    double angle = -2 * M_PI / (double)len;
    complex double step = cos(angle) + I * sin(angle);
    for (size_t i = 0; i < n; i += len) {
      complex double w = 1;
      for (size_t j = 0; j < len / 2; j++) {
        complex double u = x[i + j], v = x[i + j + len / 2] * w;
        x[i + j] = u + v;
        x[i + j + len / 2] = u - v;
        w *= step;
      }
    }
  }
}

int main(int argc, char **argv) {
  unsigned k = argc > 1 ? (unsigned)atoi(argv[1]) : 10;
  if (k > 28)
    return 1;
  complex double *x = malloc(sizeof(*x) << k);
  for (size_t i = 0; i >> k == 0; i++)
    x[i] = (double)(i % 16) - 7.5;
  fft(x, k);
  double power = 0;
  for (size_t i = 0; i >> k == 0; i++)
    power += cabs(x[i]);
  printf("%.3e\n", power);
  free(x);
  return 0;
}
