// Gradients through functions of the input, normalisations and losses.
// RUN: %kernels %s --levels=O2 | FileCheck %s
#include <math.h>

// CHECK-DAG: of_gelu: backward matched
void of_gelu(float *restrict dx, const float *x, const float *dy, int n) {
  for (int i = 0; i < n; i++) {
    float u = 0.79788456f * (x[i] + 0.044715f * x[i] * x[i] * x[i]), s = 1 / coshf(u);
    dx[i] += dy[i] * (0.5f * (1 + tanhf(u)) + 0.5f * x[i] * s * s * 0.79788456f * (1 + 0.134145f * x[i] * x[i]));
  }
}
// CHECK-DAG: of_loss: backward matched
void of_loss(float *restrict d, const float *p, const int *label, int n, int classes) {
  for (int t = 0; t < n; t++)
    for (int i = 0; i < classes; i++)
      d[t * classes + i] = (p[t * classes + i] - (i == label[t] ? 1.0f : 0.0f)) / n;
}
// CHECK-DAG: of_norm: backward matched
void of_norm(float *restrict dx, const float *dy, const float *x, const float *g, const float *m, const float *r, int n, int c) {
  for (int t = 0; t < n; t++) {
    float a = 0, b = 0;
    for (int i = 0; i < c; i++) {
      a += g[i] * dy[t * c + i];
      b += g[i] * dy[t * c + i] * (x[t * c + i] - m[t]) * r[t];
    }
    a /= c;
    b /= c;
    for (int i = 0; i < c; i++)
      dx[t * c + i] += (g[i] * dy[t * c + i] - a - (x[t * c + i] - m[t]) * r[t] * b) * r[t];
  }
}
