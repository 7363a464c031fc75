// Cells of recurrent layers, told apart by what is done with the state.
// RUN: %kernels %s --levels=O2 | FileCheck %s
#include <math.h>

static float sg(float x) { return 1 / (1 + expf(-x)); }

// CHECK-DAG: lstm: lstm matched
void lstm(const float *restrict g, float *restrict c, float *restrict h, int n) {
  for (int j = 0; j < n; j++) {
    c[j] = sg(g[n + j]) * c[j] + sg(g[j]) * tanhf(g[2 * n + j]);
    h[j] = sg(g[3 * n + j]) * tanhf(c[j]);
  }
}
// CHECK-DAG: gru: gru matched
void gru(const float *restrict x, const float *restrict u, float *restrict h, int n) {
  for (int j = 0; j < n; j++) {
    float r = sg(x[j] + u[j]), z = sg(x[n + j] + u[n + j]);
    float c = tanhf(x[2 * n + j] + r * u[2 * n + j]);
    h[j] = (1 - z) * c + z * h[j];
  }
}
// CHECK-DAG: elman: rnn matched
void elman(const float *x, const float *w, const float *u, const float *b, float *h, int steps, int in, int n) {
  for (int t = 0; t < steps; t++)
    for (int j = 0; j < n; j++) {
      float s = b[j];
      for (int i = 0; i < in; i++)
        s += w[j * in + i] * x[t * in + i];
      for (int i = 0; i < n; i++)
        s += u[j * n + i] * h[t * n + i];
      h[(t + 1) * n + j] = tanhf(s);
    }
}
// One step: the new state lies elsewhere, and the matrix of the old one is square.
// CHECK-DAG: one_step: rnn matched
void one_step(const float *x, const float *w, const float *h, const float *u, const float *b, float *next, int in, int n) {
  for (int j = 0; j < n; j++) {
    float s = b[j];
    for (int i = 0; i < in; i++)
      s += w[j * in + i] * x[i];
    for (int i = 0; i < n; i++)
      s += u[j * n + i] * h[i];
    next[j] = tanhf(s);
  }
}
