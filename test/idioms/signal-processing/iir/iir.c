// Recursive filters in the textbook's structures.
// RUN: %kernels %s | FileCheck %s --implicit-check-not=differs --implicit-check-not=matched
#include <stddef.h>

// CHECK: one_pole: iir matched y[t] = b*x[t-k] - a*y[t-k] t=n
void one_pole(int n, double a, const double *x, double *y) {
  double s = 0;
  for (int t = 0; t < n; t++) {
    s += a * (x[t] - s);
    y[t] = s;
  }
}
// CHECK: read_back: iir matched y[t] = b*x[t-k] - a*y[t-k] t=n - 1
void read_back(int n, double a, double b, const double *x, double *y) {
  y[0] = x[0];
  for (int t = 1; t < n; t++)
    y[t] = b * x[t] + a * y[t - 1];
}
// CHECK: direct1: iir matched y[t] = b*x[t-k] - a*y[t-k] t=n
void direct1(int n, const float *c, const float *x, float *y) {
  float b0 = c[0], b1 = c[1], b2 = c[2], a1 = c[3], a2 = c[4];
  float x1 = 0, x2 = 0, y1 = 0, y2 = 0;
  for (int t = 0; t < n; t++) {
    float v = b0 * x[t] + b1 * x1 + b2 * x2 - a1 * y1 - a2 * y2;
    x2 = x1;
    x1 = x[t];
    y2 = y1;
    y1 = v;
    y[t] = v;
  }
}
// CHECK: direct2: iir matched y[t] = b*x[t-k] - a*y[t-k] t=n
void direct2(size_t n, double b0, double b1, double b2, double a1, double a2, const double *x,
             double *y) {
  double w1 = 0, w2 = 0;
  for (size_t t = 0; t < n; t++) {
    double w = x[t] - a1 * w1 - a2 * w2;
    y[t] = b0 * w + b1 * w1 + b2 * w2;
    w2 = w1;
    w1 = w;
  }
}
// CHECK: transposed: iir matched buffer[t] = b*buffer[t-k] - a*buffer[t-k] t=n
void transposed(float *buffer, int n, float b0, float b1, float b2, float a1, float a2) {
  float z1 = 0, z2 = 0;
  for (int t = 0; t < n; t++) {
    float in = buffer[t], out = in * b0 + z1;
    z1 = in * b1 + z2 - a1 * out;
    z2 = in * b2 - a2 * out;
    buffer[t] = out;
  }
}
// CHECK: difference: iir matched y[t] = b*x[t-k] - a*y[t-k] t=n - 2
void difference(int n, const double *x, double *y) {
  for (int t = 2; t < n; t++)
    y[t] = 0.1 * (x[t] + 2 * x[t - 1] + x[t - 2]) + 1.5 * y[t - 1] - 0.7 * y[t - 2];
}
// CHECK: walking: iir matched y[t] = b*x[t-k] - a*y[t-k] t=n
void walking(const double *x, double *y, int n, double r) {
  double last = 0, in = 0;
  while (n-- > 0) {
    last = *x - in + r * last;
    in = *x++;
    *y++ = last;
  }
}
// CHECK: average: moving-average matched y[t] = y[t-1] + x[t] - x[t-w]
void average(int n, int w, const double *x, double *y) {
  double s = 0;
  for (int t = w; t < n; t++) {
    s += x[t] - x[t - w];
    y[t] = s / w;
  }
}
