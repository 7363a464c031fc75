// Sines and cosines without a transform.
// RUN: %kernels %s | FileCheck %s --implicit-check-not=differs --implicit-check-not=matched
#include <math.h>
// CHECK: oscillator: nco matched
void oscillator(int n, double f, double *y) {
  for (int t = 0; t < n; t++)
    y[t] = sin(f * t);
}
// CHECK: mixer: mixer matched
void mixer(int n, double f, const double *x, double *y) {
  for (int t = 0; t < n; t++)
    y[t] = x[t] * cos(f * t);
}
void one_bin(int n, double f, const double *x, double *y) {
  double s = 0;
  for (int t = 0; t < n; t++)
    s += x[t] * cos(f * t);
  *y = s;
}
void partials(int n, int m, const double *a, double f, double *y) {
  for (int t = 0; t < n; t++) {
    double s = 0;
    for (int k = 0; k < m; k++)
      s += a[k] * cos(a[k] * t);
    y[t] = s;
  }
}
void rotations(int n, const double *angle, double *x) {
  for (int i = 0; i < n; i++)
    x[i] = x[i] * cos(angle[i]);
}
void squares(int n, int m, const double *a, double *y) {
  for (int k = 0; k < n; k++) {
    double s = 0;
    for (int t = 0; t < m; t++)
      s += a[t] * cos(0.1 * k + 0.2 * t * t);
    y[k] = s;
  }
}
