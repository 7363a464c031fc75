// RUN: %kernels %s | FileCheck %s --allow-empty --implicit-check-not=nco --implicit-check-not=mixer --implicit-check-not=resampler
#include <math.h>
#include <stdint.h>

// Entries in the order of a list, not of a phase.
void gather(const float *t, const int *at, float *y, int n) {
  for (int i = 0; i < n; i++)
    y[i] = t[at[i]];
}
// One angle for all.
void rotate(double *xy, int n, double a) {
  double c = cos(a), s = sin(a);
  for (int i = 0; i < n; i++) {
    double x = xy[2 * i], y = xy[2 * i + 1];
    xy[2 * i] = x * c - y * s;
    xy[2 * i + 1] = x * s + y * c;
  }
}
// Weights that add up to one, at whole steps.
void blend(const float *a, const float *b, float *y, int n, float f) {
  for (int i = 0; i < n; i++)
    y[i] = a[i] + f * (b[i] - a[i]);
}
