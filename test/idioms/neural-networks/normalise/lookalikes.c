// Rows divided by something else.
// RUN: %kernels %s | FileCheck %s --allow-empty --implicit-check-not=differs --implicit-check-not='{{(norm|softmax) matched}}'
#include <math.h>

void by_sum(int n, double *x) {
  double s = 0;
  for (int i = 0; i < n; i++)
    s += x[i];
  for (int i = 0; i < n; i++)
    x[i] /= s;
}
void unit(int n, double *x) {
  double s = 0;
  for (int i = 0; i < n; i++)
    s += x[i] * x[i];
  s = sqrt(s + 1e-12);
  for (int i = 0; i < n; i++)
    x[i] /= s;
}
void by_max(int n, double *x) {
  double m = x[0];
  for (int i = 1; i < n; i++)
    m = fmax(m, x[i]);
  for (int i = 0; i < n; i++)
    x[i] /= m;
}
void centred(int n, double *x) {
  double s = 0;
  for (int i = 0; i < n; i++)
    s += x[i];
  s /= n;
  for (int i = 0; i < n; i++)
    x[i] -= s;
}
void exponentials(int n, const double *x, double *y) {
  double s = 0;
  for (int i = 0; i < n; i++)
    s += exp(x[i]);
  for (int i = 0; i < n; i++)
    y[i] = x[i] / s;
}
void range(int n, double *x) {
  double lo = x[0], hi = x[0];
  for (int i = 1; i < n; i++) {
    lo = fmin(lo, x[i]);
    hi = fmax(hi, x[i]);
  }
  for (int i = 0; i < n; i++)
    x[i] = (x[i] - lo) / (hi - lo);
}
