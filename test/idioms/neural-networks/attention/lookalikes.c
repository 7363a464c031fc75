// Weighted sums whose weights are no softmax of inner products.
// RUN: %kernels %s --levels=O2 | FileCheck %s --allow-empty --implicit-check-not='attention matched'
#include <math.h>

/* Kernel regression: distances. */
void by_distance(const float *x, const float *c, const float *v, float *w, float *o, int n, int m, int d) {
  for (int i = 0; i < n; i++) {
    float z = 0;
    for (int j = 0; j < m; j++) {
      float s = 0;
      for (int e = 0; e < d; e++)
        s += (x[i * d + e] - c[j * d + e]) * (x[i * d + e] - c[j * d + e]);
      w[j] = expf(-s);
      z += w[j];
    }
    for (int e = 0; e < d; e++) {
      float s = 0;
      for (int j = 0; j < m; j++)
        s += w[j] * v[j * d + e];
      o[i * d + e] = s / z;
    }
  }
}
/* Products without a softmax. */
void linear(const float *q, const float *k, const float *v, float *s, float *o, int n, int d) {
  for (int i = 0; i < n; i++)
    for (int j = 0; j < n; j++) {
      float dot = 0;
      for (int c = 0; c < d; c++)
        dot += q[i * d + c] * k[j * d + c];
      s[i * n + j] = dot;
    }
  for (int i = 0; i < n; i++)
    for (int c = 0; c < d; c++) {
      float x = 0;
      for (int j = 0; j < n; j++)
        x += s[i * n + j] * v[j * d + c];
      o[i * d + c] = x;
    }
}
