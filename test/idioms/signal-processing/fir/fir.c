// FIR filters, 1-D convolutions and correlations.
// RUN: %kernels %s | FileCheck %s --implicit-check-not=differs --implicit-check-not=matched
#include <stddef.h>

// CHECK: correlation: fir matched y[t] += h[k]*x[t+k] k=taps t=n
void correlation(int n, int taps, const float *x, const float *h, float *y) {
  for (int t = 0; t < n; t++) {
    float s = 0;
    for (int k = 0; k < taps; k++)
      s += h[k] * x[t + k];
    y[t] = s;
  }
}
// CHECK: filter: fir matched y[t] += h[k]*x[t-k] k=taps t=n
void filter(int n, int taps, const double *x, const double *h, double *y) {
  for (int t = 0; t < n; t++) {
    y[t] = 0;
    for (int k = 0; k < taps; k++)
      y[t] += h[k] * x[t + taps - 1 - k];
  }
}
// CHECK: walking: fir matched y[t] += h[k]*x[t+k] k=taps t=n
void walking(int n, int taps, const float *x, const float *h, float *y) {
  while (n-- > 0) {
    const float *p = x++, *q = h;
    float s = 0;
    for (int k = taps; k > 0; k--)
      s += *p++ * *q++;
    *y++ = s;
  }
}
// CHECK: backwards: fir matched y[t] += h[k]*x[t-k] k=taps t=n
void backwards(int n, int taps, const float *x, const float *h, float *y) {
  for (int t = 0; t < n; t++) {
    const float *p = x + t, *q = h;
    float s = 0;
    for (int k = 0; k < taps; k++)
      s += *p-- * *q++;
    y[t] = s;
  }
}
// Integer samples in a wider accumulator.
// CHECK: fixed_point: fir matched y[t] += {{(alpha\*)?}}h[k]*x[t+k] k=taps t=n
void fixed_point(int n, int taps, const short *x, const short *h, int *y) {
  for (int t = 0; t < n; t++) {
    int s = 0;
    for (int k = 0; k < taps; k++)
      s += h[k] * x[t + k];
    y[t] = s;
  }
}
// Outside of the signal it is 0.
// CHECK: causal: fir matched y[t] += h[k]*x[t-k] k=taps t=n
void causal(int n, int taps, const double *x, const double *h, double *y) {
  for (int t = 0; t < n; t++) {
    double s = 0;
    for (int k = 0; k < taps; k++)
      if (t - k >= 0)
        s += h[k] * x[t - k];
    y[t] = s;
  }
}
// CHECK: same_size: fir matched y[t] += h[k]*x[t+k] k=taps t=n
void same_size(int n, int taps, const double *x, const double *h, double *y) {
  for (int t = 0; t < n; t++) {
    double s = 0;
    for (int k = 0; k < taps; k++) {
      int at = t + k - taps / 2;
      if (at >= 0 && at < n)
        s += h[k] * x[at];
    }
    y[t] = s;
  }
}
// CHECK: decimating: decimator matched
// CHECK: decimating: fir matched y[t] += h[k]*x[4*t+k] k=taps t=n
void decimating(int n, int taps, const float *x, const float *h, float *y) {
  for (int t = 0; t < n; t++) {
    float s = 0;
    for (int k = 0; k < taps; k++)
      s += h[k] * x[4 * t + k];
    y[t] = s;
  }
}
// CHECK: dilated: fir matched y[t] += h[k]*x[t+2*k] k=taps t=n
void dilated(int n, int taps, const float *x, const float *h, float *y) {
  for (int t = 0; t < n; t++) {
    float s = 0;
    for (int k = 0; k < taps; k++)
      s += h[k] * x[t + 2 * k];
    y[t] = s;
  }
}
// CHECK: unrolled: fir matched y[t] += h[k]*x[t+k] k=8 t=n
void unrolled(int n, const float *x, const float *h, float *y) {
  for (int t = 0; t < n; t++)
    y[t] = h[0] * x[t] + h[1] * x[t + 1] + h[2] * x[t + 2] + h[3] * x[t + 3] + h[4] * x[t + 4] +
           h[5] * x[t + 5] + h[6] * x[t + 6] + h[7] * x[t + 7];
}
// The taps outside.
// CHECK: by_taps: fir matched y[t] += h[k]*x[t+k] k=taps t=n
void by_taps(int n, int taps, const float *x, const float *h, float *y) {
  for (int t = 0; t < n; t++)
    y[t] = 0;
  for (int k = 0; k < taps; k++)
    for (int t = 0; t < n; t++)
      y[t] += h[k] * x[t + k];
}
// CHECK: autocorrelation: autocorrelation matched r[t] += x[k]*x[t+k]
void autocorrelation(int n, int lags, const double *x, double *r) {
  for (int l = 0; l < lags; l++) {
    double s = 0;
    for (int i = 0; i < n - l; i++)
      s += x[i] * x[i + l];
    r[l] = s;
  }
}
// CHECK: product: convolution matched c[t+k] += a[t]*b[k] k=m t=n
void product(int n, int m, const double *a, const double *b, double *c) {
  for (int i = 0; i < n; i++)
    for (int j = 0; j < m; j++)
      c[i + j] += a[i] * b[j];
}
