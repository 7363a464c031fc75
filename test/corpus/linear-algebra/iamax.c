// Index of the element of largest magnitude.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include <math.h>
#include <stddef.h>

int idamax1(int n, const double *dx, int incx) {
  int i, ix, best;
  double dmax;
  if (n < 1 || incx <= 0)
    return -1;
  best = 0;
  dmax = fabs(dx[0]);
  ix = incx;
  for (i = 1; i < n; i++) {
    if (fabs(dx[ix]) > dmax) {
      best = i;
      dmax = fabs(dx[ix]);
    }
    ix += incx;
  }
  return best;
}

/* Row of the pivot in a column. */
size_t pivot_row(const float *a, size_t lda, size_t n, size_t col) {
  size_t p = col;
  for (size_t i = col + 1; i < n; ++i)
    if (fabsf(a[i * lda + col]) > fabsf(a[p * lda + col]))
      p = i;
  return p;
}

long peak_index(const int *s, long n) {
  long at = 0, i = 0;
  int top = -1;
  for (; i < n; ++i) {
    int m = s[i] < 0 ? -s[i] : s[i];
    at = m > top ? i : at;
    top = m > top ? m : top;
  }
  return at;
}
