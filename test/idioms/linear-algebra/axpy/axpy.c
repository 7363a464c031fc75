// alpha*x + y in its spellings.
// RUN: %kernels %s | FileCheck %s --implicit-check-not=differs --implicit-check-not=matched
#include <complex.h>
#include <stddef.h>

// CHECK: plain: axpy matched y[i] += alpha*x[i] i=n
void plain(int n, double a, const double *x, double *y) {
  for (int i = 0; i < n; i++)
    y[i] += a * x[i];
}
// CHECK: added: axpy matched y[i] += x[i] i=n
void added(size_t n, const float *restrict x, float *restrict y) {
  for (size_t i = 0; i < n; i++)
    y[i] = x[i] + y[i];
}
// CHECK: subtracted: axpy matched y[i] -= x[i] i=n
void subtracted(int n, const double *x, double *y) {
  for (int i = n - 1; i >= 0; --i)
    y[i] -= x[i];
}
// CHECK: pointers: axpy matched y[i] += alpha*x[i] i=n
void pointers(double a, const double *x, double *y, size_t n) {
  for (double *end = y + n; y != end;)
    *y++ += a * *x++;
}
// CHECK: unrolled: axpy matched y[i] += alpha*x[i] i=n
void unrolled(int n, double a, const double *x, double *y) {
  int i, m = n % 4;
  for (i = 0; i < m; i++)
    y[i] += a * x[i];
  for (i = m; i < n; i += 4) {
    y[i] += a * x[i];
    y[i + 1] += a * x[i + 1];
    y[i + 2] += a * x[i + 2];
    y[i + 3] += a * x[i + 3];
  }
}
// CHECK: strided: axpy matched y[i] += alpha*x[i] i=n
void strided(int n, double a, const double *x, int incx, double *y, int incy) {
  int ix = 0, iy = 0;
  if (incx < 0)
    ix = (1 - n) * incx;
  if (incy < 0)
    iy = (1 - n) * incy;
  for (int i = 0; i < n; i++) {
    y[iy] += a * x[ix];
    ix += incx;
    iy += incy;
  }
}
// CHECK: both: axpby matched y[i] += alpha*x[i] i=n
void both(int n, double a, const double *x, double b, double *y) {
  for (int i = 0; i < n; i++)
    y[i] = a * x[i] + b * y[i];
}
// CHECK: complexes: axpy matched y[i] += alpha*x[i] i=n
void complexes(int n, double complex a, const double complex *x, double complex *y) {
  for (int i = 0; i < n; i++)
    y[i] += a * x[i];
}
// Rows one after the other are one vector; rows apart are not.
// CHECK: whole: axpy matched B[i] += alpha*A[i]
void whole(int m, int n, double a, double A[m][n], double B[m][n]) {
  for (int i = 0; i < m; i++)
    for (int j = 0; j < n; j++)
      B[i][j] += a * A[i][j];
}
// CHECK: apart: axpy matched B[i,j] += alpha*A[i,j] i=m j=n
void apart(int m, int n, double a, const double *A, int lda, double *B, int ldb) {
  for (int i = 0; i < m; i++)
    for (int j = 0; j < n; j++)
      B[i * ldb + j] += a * A[i * lda + j];
}
// CHECK: third: axpby matched
void third(int n, double a, const double *x, double b, const double *y, double *w) {
  for (int i = 0; i < n; i++)
    w[i] = a * x[i] + b * y[i];
}
// CHECK: third_plain: axpy matched
void third_plain(int n, double a, const double *x, const double *y, double *w) {
  for (int i = 0; i < n; i++)
    w[i] = y[i] + a * x[i];
}
