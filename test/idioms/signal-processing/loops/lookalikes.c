// What looks like an envelope, a gain control or a loop, and is none.
// RUN: %kernels %s | FileCheck %s --allow-empty --implicit-check-not=envelope --implicit-check-not=agc --implicit-check-not=pll
#include <math.h>

// The largest so far: nothing decays.
void running_max(const float *x, float *y, int n) {
  float m = 0;
  for (int i = 0; i < n; i++) {
    m = fmaxf(m, fabsf(x[i]));
    y[i] = m;
  }
}
// All of the signal counts, also what comes later.
void normalise(float *x, int n) {
  float s = 0;
  for (int i = 0; i < n; i++)
    s += x[i] * x[i];
  s = 1 / sqrtf(s + 1e-9f);
  for (int i = 0; i < n; i++)
    x[i] *= s;
}
// No memory.
void compand(const double *x, double *y, int n) {
  for (int i = 0; i < n; i++)
    y[i] = x[i] / (1 + fabs(x[i]));
}
// The phase feeds back on itself, no signal is multiplied with it.
void feedback_fm(double *y, int n, double w, double beta) {
  double last = 0, p = 0;
  for (int i = 0; i < n; i++) {
    last = sin(p + beta * last);
    y[i] = last;
    p += w;
  }
}
// A pendulum that is pushed.
void pendulum(const double *push, double *angle, int n, double dt) {
  double a = 0.1, v = 0;
  for (int i = 0; i < n; i++) {
    v += dt * (push[i] - sin(a));
    a += dt * v;
    angle[i] = a;
  }
}
