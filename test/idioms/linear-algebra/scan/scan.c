// Prefix sums, products and maxima.
// RUN: %kernels %s | FileCheck %s --implicit-check-not=differs --implicit-check-not=matched
#include <stddef.h>

// CHECK: inclusive: scan matched y[i] = y[i-1] op x[i] i=n
void inclusive(int n, const double *x, double *y) {
  double s = 0;
  for (int i = 0; i < n; i++) {
    s += x[i];
    y[i] = s;
  }
}
// CHECK: exclusive: scan matched y[i] = y[i-1] op x[i] i=n
void exclusive(int n, const int *x, int *y) {
  int s = 0;
  for (int i = 0; i < n; i++) {
    y[i] = s;
    s += x[i];
  }
}
// CHECK: walking: scan matched y[i] = y[i-1] op x[i] i=n
void walking(const float *x, float *y, size_t n) {
  float s = 0;
  while (n--)
    *y++ = s += *x++;
}
// CHECK: in_place: scan matched x[i] = x[i-1] op x[i] i=n - 1
void in_place(int n, double *x) {
  for (int i = 1; i < n; i++)
    x[i] += x[i - 1];
}
// CHECK: read_back: scan matched y[i] = y[i-1] op x[i] i=n - 1
void read_back(int n, const long *x, long *y) {
  y[0] = x[0];
  for (int i = 1; i < n; i++)
    y[i] = y[i - 1] + x[i];
}
// CHECK: maxima: scan matched y[i] = y[i-1] op x[i] i=n
void maxima(int n, const float *x, float *y) {
  float m = -1e30f;
  for (int i = 0; i < n; i++) {
    m = x[i] > m ? x[i] : m;
    y[i] = m;
  }
}
// CHECK: products: scan matched y[i] = y[i-1] op x[i] i=n
void products(int n, const double *x, double *y) {
  double p = 1;
  for (int i = 0; i < n; i++) {
    p *= x[i];
    y[i] = p;
  }
}
// CHECK: rows: scan matched y[i] = y[i-1] op x[i]
void rows(int m, int n, const double *x, double *y) {
  for (int r = 0; r < m; r++) {
    double s = 0;
    for (int i = 0; i < n; i++) {
      s += x[r * n + i];
      y[r * n + i] = s;
    }
  }
}
