// Inner products, norms and absolute sums.
// RUN: %kernels %s | FileCheck %s --implicit-check-not=differs --implicit-check-not=matched
#include <complex.h>
#include <math.h>
#include <stddef.h>

// CHECK: plain: dot matched s += x[i]*y[i] i=n
double plain(int n, const double *x, const double *y) {
  double s = 0;
  for (int i = 0; i < n; i++)
    s += x[i] * y[i];
  return s;
}
// CHECK: pointers: dot matched s += x[i]*y[i] i=n
double pointers(const double *x, const double *y, size_t n) {
  double s = 0;
  while (n--)
    s += *x++ * *y++;
  return s;
}
// CHECK: do_while: dot matched s += x[i]*y[i]
double do_while(const float *x, const float *y, int n) {
  double s = 0;
  int i = 0;
  do {
    s += (double)x[i] * y[i];
    i++;
  } while (i < n);
  return s;
}
// CHECK: four: dot matched s += x[i]*y[i] i=n
double four(int n, const double *x, const double *y) {
  double s = 0, t = 0, u = 0, v = 0;
  int i;
  for (i = 0; i < n - 3; i += 4) {
    s += x[i] * y[i];
    t += x[i + 1] * y[i + 1];
    u += x[i + 2] * y[i + 2];
    v += x[i + 3] * y[i + 3];
  }
  for (; i < n; i++)
    s += x[i] * y[i];
  return s + t + u + v;
}
// The reference BLAS: the remainder first.
// CHECK: five: dot matched s += x[i]*y[i] i=n
double five(int n, const double *x, const double *y) {
  int i, m = n % 5;
  double t = 0;
  for (i = 0; i < m; i++)
    t += x[i] * y[i];
  if (n < 5)
    return t;
  for (i = m; i < n; i += 5)
    t += x[i] * y[i] + x[i + 1] * y[i + 1] + x[i + 2] * y[i + 2] + x[i + 3] * y[i + 3] +
         x[i + 4] * y[i + 4];
  return t;
}
// CHECK: strided: dot matched s += x[i]*y[i] i=n
double strided(int n, const double *x, int incx, const double *y, int incy) {
  double s = 0;
  int ix = incx < 0 ? (1 - n) * incx : 0, iy = incy < 0 ? (1 - n) * incy : 0;
  for (int i = 0; i < n; i++) {
    s += x[ix] * y[iy];
    ix += incx;
    iy += incy;
  }
  return s;
}
// CHECK: bytes: dot matched s += x[i]*y[i] i=n
int bytes(const signed char *x, const signed char *y, int n) {
  int s = 0;
  for (int i = 0; i < n; i++)
    s += x[i] * y[i];
  return s;
}
// CHECK: hermitian: dot matched s += x[i]*y[i] i=n
double complex hermitian(int n, const double complex *x, const double complex *y) {
  double complex s = 0;
  for (int i = 0; i < n; i++)
    s += conj(x[i]) * y[i];
  return s;
}
// Used by the rest of the function, once an iteration of an outer loop.
// CHECK: inner: dot matched s += r[i]*r[i] i=n
int inner(int n, const double *r, double limit, int (*next)(double)) {
  for (int round = 0; round < 10; round++) {
    double s = 0;
    for (int i = 0; i < n; i++)
      s += r[i] * r[i];
    if (s < limit || next(s))
      return round;
  }
  return -1;
}
// CHECK: norm: nrm2 matched s += x[i]*x[i] i=n
double norm(int n, const double *x) {
  double s = 0;
  for (int i = 0; i < n; i++)
    s += x[i] * x[i];
  return sqrt(s);
}
// CHECK: absolute: asum matched s += |x[i]| i=n
double absolute(int n, const double *x) {
  double s = 0;
  for (int i = 0; i < n; i++)
    s += fabs(x[i]);
  return s;
}
// CHECK: memory: dot matched s += x[i]*y[i] i=n
void memory(int n, const float *x, const float *y, float *out) {
  *out = 0;
  for (int i = 0; i < n; i++)
    *out += x[i] * y[i];
}
// Two accumulators, and an odd element.
// CHECK: odd: dot matched s += x[i]*y[i] i=2*(n/2)
double odd(int n, const double *x, const double *y) {
  double s = 0, t = 0;
  int i;
  for (i = 0; i < n - 1; i += 2) {
    s += x[i] * y[i];
    t += x[i + 1] * y[i + 1];
  }
  if (i < n)
    s += x[i] * y[i];
  return s + t;
}
// The reference BLAS: a loop for strides, and one that is unrolled behind what does not
// divide. The first is another version of the same.
// CHECK: reference: dot matched s += x[i]*y[i] i=n{{$}}
double reference(int n, const double *x, int incx, const double *y, int incy) {
  double s = 0;
  if (n <= 0)
    return 0;
  if (incx != 1 || incy != 1) {
    int ix = 0, iy = 0;
    for (int i = 0; i < n; i++, ix += incx, iy += incy)
      s += x[ix] * y[iy];
    return s;
  }
  int m = n % 5;
  if (m) {
    for (int i = 0; i < m; i++)
      s += x[i] * y[i];
    if (n < 5)
      return s;
  }
  for (int i = m; i < n; i += 5)
    s = s + x[i] * y[i] + x[i + 1] * y[i + 1] + x[i + 2] * y[i + 2] + x[i + 3] * y[i + 3] +
        x[i + 4] * y[i + 4];
  return s;
}
// CHECK: by_four: dot matched s += a[i]*b[i]
float by_four(const float *a, const float *b, unsigned n) {
  float s0 = 0, s1 = 0, s2 = 0, s3 = 0;
  unsigned i = 0;
  for (; i + 4 <= n; i += 4) {
    s0 += a[i] * b[i];
    s1 += a[i + 1] * b[i + 1];
    s2 += a[i + 2] * b[i + 2];
    s3 += a[i + 3] * b[i + 3];
  }
  for (; i < n; i++)
    s0 += a[i] * b[i];
  return (s0 + s1) + (s2 + s3);
}
