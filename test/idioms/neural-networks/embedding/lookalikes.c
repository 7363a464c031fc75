// Gathered elements, mirrored pairs, angles that grow by a constant.
// RUN: %kernels %s --levels=O2 | FileCheck %s --allow-empty --implicit-check-not='{{(embedding|rope) matched}}'
#include <math.h>

void gather(const int *at, int n, const float *x, float *y) {
  for (int i = 0; i < n; i++)
    y[i] = x[at[i]];
}
void mirrored(float *x, int n, int pos) {
  for (int i = 0; i < n; i += 2) {
    float a = pos * powf(10000, -(float)i / n), c = cosf(a), s = sinf(a);
    float p = x[i], q = x[i + 1];
    x[i] = p * c + q * s;
    x[i + 1] = p * s - q * c;
  }
}
void mixed(float *x, int n, float step) {
  for (int i = 0; i < n; i++) {
    float c = cosf(step * i), s = sinf(step * i);
    float p = x[2 * i], q = x[2 * i + 1];
    x[2 * i] = p * c - q * s;
    x[2 * i + 1] = p * s + q * c;
  }
}
