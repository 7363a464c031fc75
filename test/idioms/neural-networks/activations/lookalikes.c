// Element-wise maps that are no activation, or another one.
// RUN: %kernels %s | FileCheck %s --allow-empty --implicit-check-not=differs --implicit-check-not='{{(relu|sigmoid|tanh|elu|silu|swish|plus) matched}}'
#include <math.h>

void floored(int n, const float *x, float *y) {
  for (int i = 0; i < n; i++)
    y[i] = x[i] > 1 ? x[i] : 1;
}
void clamped(int n, const float *x, float *y) {
  for (int i = 0; i < n; i++)
    y[i] = fminf(fmaxf(x[i], -1), 1);
}
void clamped_in_place(int n, float *x) {
  for (int i = 0; i < n; i++) {
    if (x[i] < 0)
      x[i] = 0;
    if (x[i] > 1)
      x[i] = 1;
  }
}
void gated(int n, const float *x, float *y) {
  for (int i = 0; i < n; i++)
    y[i] = x[i] < .0001f ? 0 : x[i];
}
void larger(int n, const float *x, const float *z, float *y) {
  for (int i = 0; i < n; i++)
    y[i] = x[i] > z[i] ? x[i] : z[i];
}
void selected(int n, const float *x, const float *z, float *y) {
  for (int i = 0; i < n; i++)
    y[i] = z[i] > 0 ? x[i] : 0;
}
void step(int n, const float *x, float *y) {
  for (int i = 0; i < n; i++)
    y[i] = x[i] > 0 ? 1 : 0;
}
void gaussian(int n, const double *x, double *y) {
  for (int i = 0; i < n; i++)
    y[i] = exp(-x[i] * x[i]);
}
void exponentials(int n, const double *x, double *y) {
  for (int i = 0; i < n; i++)
    y[i] = exp(x[i]);
}
void planck(int n, const double *x, double *y) {
  for (int i = 0; i < n; i++)
    y[i] = 1 / (exp(x[i]) - 1);
}
void fermi_of_another(int n, const double *x, const double *z, double *y) {
  for (int i = 0; i < n; i++)
    y[i] = x[i] / (1 + exp(-z[i]));
}
void shifted(int n, const double *x, double *y) {
  for (int i = 0; i + 1 < n; i++)
    y[i] = x[i + 1] / (1 + exp(-x[i]));
}
void derivative(int n, const double *y, double *d) {
  for (int i = 0; i < n; i++)
    d[i] = y[i] * (1 - y[i]);
}
// The maximum that is carried on: no rectifier.
void running(int n, const float *x, float *y) {
  float m = 0;
  for (int i = 0; i < n; i++) {
    m = x[i] > m ? x[i] : m;
    y[i] = m;
  }
}
/* A rectifier below a huge bound: a logarithm of an exponential overflows there. */
void bounded(int n, const float *restrict x, float *restrict y) {
  for (int i = 0; i < n; i++)
    y[i] = fmaxf(fminf(x[i], 1e30f), 0);
}
