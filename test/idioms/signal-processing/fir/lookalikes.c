// Sliding sums and recurrences that are no FIR filter.
// RUN: %kernels %s | FileCheck %s --implicit-check-not=differs --implicit-check-not="fir matched" \
// RUN:   --implicit-check-not="convolution matched"
#include <math.h>

// CHECK: matrix: gemv matched
void matrix(int m, int n, int ld, const double *A, const double *x, double *y) {
  for (int i = 0; i < m; i++) {
    double s = 0;
    for (int j = 0; j < n; j++)
      s += A[i * ld + j] * x[j];
    y[i] = s;
  }
}
void moving_sum(int n, int w, const double *x, double *y) {
  double s = 0;
  for (int i = 0; i < w; i++)
    s += x[i];
  for (int i = w; i < n; i++) {
    y[i - w] = s;
    s += x[i] - x[i - w];
  }
}
void prefix_sum(int n, const double *x, double *y) {
  double s = 0;
  for (int i = 0; i < n; i++) {
    s += x[i];
    y[i] = s;
  }
}
void recursive(int n, int taps, const double *h, double *y) {
  for (int t = taps; t < n; t++)
    for (int k = 1; k < taps; k++)
      y[t] += h[k] * y[t - k];
}
void distances(int n, int m, const double *x, const double *p, double *d) {
  for (int t = 0; t < n; t++) {
    double s = 0;
    for (int k = 0; k < m; k++)
      s += (x[t + k] - p[k]) * (x[t + k] - p[k]);
    d[t] = s;
  }
}
void median_like(int n, int w, const double *x, const double *h, double *y) {
  for (int t = 0; t < n; t++) {
    double s = 0;
    for (int k = 0; k < w; k++)
      if (x[t + k] > 0)
        s += h[k] * x[t + k];
    y[t] = s;
  }
}
// Digits with carries.
void long_product(int n, const unsigned *a, const unsigned *b, unsigned *c) {
  for (int i = 0; i < n; i++) {
    unsigned carry = 0;
    for (int j = 0; j < n; j++) {
      unsigned long t = (unsigned long)a[i] * b[j] + c[i + j] + carry;
      c[i + j] = (unsigned)t;
      carry = t >> 32;
    }
    c[i + n] = carry;
  }
}
// A condition that is none on the window leaves out a half.
void every_other(int n, int taps, const float *x, const float *h, float *y) {
  for (int t = 0; t < n; t++) {
    float s = 0;
    for (int k = 0; k < taps; k++)
      if (k > t / 2)
        s += h[k] * x[t + k];
    y[t] = s;
  }
}
