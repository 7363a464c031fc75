// Two vectors that a rotation makes from each other: neither is updated by the other.
// RUN: %kernels %s | FileCheck %s --implicit-check-not=differs --implicit-check-not='rotated: ax' --implicit-check-not='strided: ax'
// CHECK: updated: axpby matched
void updated(int n, double *x, const double *y, double c, double s) {
  for (int i = 0; i < n; i++)
    x[i] = c * x[i] + s * y[i];
}
// CHECK: rotated: not axpy: the operand is changed by the output in turn (a rotation of both)
void rotated(int n, double *x, double *y, double c, double s) {
  for (int i = 0; i < n; i++) {
    double t = c * x[i] + s * y[i];
    y[i] = c * y[i] - s * x[i];
    x[i] = t;
  }
}
void strided(int n, double *x, int incx, double *y, int incy, double c, double s) {
  for (int i = 0, ix = 0, iy = 0; i < n; i++, ix += incx, iy += incy) {
    double t = c * x[ix] + s * y[iy];
    y[iy] = c * y[iy] - s * x[ix];
    x[ix] = t;
  }
}
