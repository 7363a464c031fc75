// Linear combinations of two vectors.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include <stddef.h>

void daxpby(int n, double alpha, const double *x, double beta, double *y) {
  for (int i = 0; i < n; ++i)
    y[i] = alpha * x[i] + beta * y[i];
}

typedef struct {
  float *p;
  size_t len;
} fvec;

int fvec_combine(fvec *y, float b, const fvec *x, float a) {
  if (x->len != y->len)
    return -1;
  for (size_t i = 0; i < y->len; i++) {
    y->p[i] *= b;
    y->p[i] += a * x->p[i];
  }
  return 0;
}

void blend_into(double *restrict y, const double *restrict x, long incx, long incy, long n,
                const double coef[2]) {
  const double a = coef[0], b = coef[1];
  do {
    if (n-- <= 0)
      break;
    *y = b * *y + a * *x;
    x += incx;
    y += incy;
  } while (1);
}
