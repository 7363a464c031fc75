// Fourier and cosine transforms as their definitions.
// RUN: %kernels %s | FileCheck %s --implicit-check-not=differs --implicit-check-not=matched
#include <complex.h>
#include <math.h>

// CHECK: real_input: dft matched re[k] += x[n]*e^(a*k*n) k=n n=n
// CHECK: real_input: dft matched im[k] += x[n]*e^(a*k*n) k=n n=n
void real_input(int n, const double *x, double *re, double *im) {
  for (int k = 0; k < n; k++) {
    double a = 0, b = 0;
    for (int t = 0; t < n; t++) {
      double w = 2 * M_PI * k * t / n;
      a += x[t] * cos(w);
      b -= x[t] * sin(w);
    }
    re[k] = a;
    im[k] = b;
  }
}
// CHECK: in_memory: dft matched re[k] += x[n]*e^(a*k*n)
// CHECK: in_memory: dft matched im[k] += x[n]*e^(a*k*n)
void in_memory(int n, const float *x, float *re, float *im) {
  for (int k = 0; k < n; k++) {
    re[k] = im[k] = 0;
    for (int t = 0; t < n; t++) {
      re[k] += x[t] * cosf(6.2831853f * k * t / n);
      im[k] -= x[t] * sinf(6.2831853f * k * t / n);
    }
  }
}
// CHECK: complex_input: dft matched
// CHECK: complex_input: dft matched
void complex_input(int n, const double *xr, const double *xi, double *re, double *im) {
  for (int k = 0; k < n; k++) {
    double a = 0, b = 0;
    for (int t = 0; t < n; t++) {
      double w = 2 * M_PI * t * k / n, c = cos(w), s = sin(w);
      a += xr[t] * c + xi[t] * s;
      b += xi[t] * c - xr[t] * s;
    }
    re[k] = a;
    im[k] = b;
  }
}
// CHECK: step_outside: dft matched
// CHECK: step_outside: dft matched
void step_outside(int n, const double *x, double *re, double *im) {
  for (int k = 0; k < n; k++) {
    const double step = -2 * M_PI / n * k;
    double a = 0, b = 0;
    for (int t = 0; t < n; t++) {
      a += x[t] * cos(step * t);
      b += x[t] * sin(step * t);
    }
    re[k] = a;
    im[k] = b;
  }
}
// CHECK: dct2: dct matched y[k] += x[n]*cos(a*(n+1/2)*k) k=n n=n
void dct2(int n, const double *x, double *y) {
  for (int k = 0; k < n; k++) {
    double s = 0;
    for (int t = 0; t < n; t++)
      s += x[t] * cos(M_PI / n * (t + 0.5) * k);
    y[k] = s;
  }
}
// CHECK: dct_integers: dct matched y[k] += x[n]*cos(a*(n+1/2)*k) k=100 n=200
void dct_integers(const float *x, float *y) {
  for (int k = 0; k < 100; k++) {
    float s = 0;
    for (int t = 0; t < 200; t++)
      s += x[t] * cosf((2 * t + 1) * k * 3.14159265f / 400);
    y[k] = 0.5f * s;
  }
}
