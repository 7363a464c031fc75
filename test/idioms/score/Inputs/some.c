#include <stddef.h>

double inner(int n, const double *x, const double *y) {
  double s = 0;
  for (int i = 0; i < n; i++)
    s += x[i] * y[i];
  return s;
}

double distance(int n, const double *x, const double *y) {
  double s = 0;
  for (int i = 0; i < n; i++)
    s += (x[i] - y[i]) * (x[i] - y[i]);
  return s;
}

void update(int n, double a, const double *x, double *y) {
  for (int i = 0; i < n; i++)
    y[i] += a * x[i];
}
