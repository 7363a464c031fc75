// Sums that are no inner products.
// RUN: %kernels %s | FileCheck %s --implicit-check-not=differs --implicit-check-not='dot matched'
// CHECK: scan: scan matched
#include <math.h>

// CHECK: conditional: not dot: what is accumulated is chosen by a condition
double conditional(int n, const double *x, const double *y) {
  double s = 0;
  for (int i = 0; i < n; i++)
    if (x[i] > 0)
      s += x[i] * y[i];
  return s;
}
// CHECK: distance: not dot: the body is the square of a difference
double distance(int n, const double *x, const double *y) {
  double s = 0;
  for (int i = 0; i < n; i++)
    s += (x[i] - y[i]) * (x[i] - y[i]);
  return s;
}
// CHECK: scan: not dot: every partial sum is stored
double scan(int n, const double *x, const double *y, double *z) {
  double s = 0;
  for (int i = 0; i < n; i++) {
    s += x[i] * y[i];
    z[i] = s;
  }
  return s;
}
double horner(int n, const double *c, double x) {
  double s = 0;
  for (int i = 0; i < n; i++)
    s = s * x + c[i];
  return s;
}
double variance(int n, const float *x, float mean) {
  double s = 0;
  for (int i = 0; i < n; i++)
    s += (x[i] - mean) * (x[i] - mean);
  return s / n;
}
double moment(int n, const double *x) {
  double s = 0;
  for (int i = 0; i < n; i++)
    s += i * x[i];
  return s;
}
double sum(int n, const double *x) {
  double s = 0;
  for (int i = 0; i < n; i++)
    s += x[i];
  return s;
}
double gathered(int n, const double *x, const double *y, const int *at) {
  double s = 0;
  for (int i = 0; i < n; i++)
    s += x[i] * y[at[i]];
  return s;
}
double alternating(int n, const double *x, const double *y) {
  double s = 0;
  for (int i = 0; i < n; i++)
    s = x[i] * y[i] - s;
  return s;
}
// CHECK: nbody: not dot:
void nbody(int n, const double *x, const double *m, double *f) {
  for (int i = 0; i < n; i++) {
    double s = 0;
    for (int j = 0; j < n; j++) {
      double d = x[i] - x[j];
      s += m[j] * d / (d * d * sqrt(d * d) + 1e-9);
    }
    f[i] = s;
  }
}
// Three numbers in a vector are not worth a name.
double three(const double *x, const double *y) {
  double s = 0;
  for (int i = 0; i < 3; i++)
    s += x[i] * y[i];
  return s;
}
