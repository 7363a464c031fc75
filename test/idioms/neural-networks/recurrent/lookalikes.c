// Interpolations and layers without a state.
// RUN: %kernels %s --levels=O2 | FileCheck %s --allow-empty --implicit-check-not='{{(lstm|gru|rnn) matched}}'
#include <math.h>

void lerp(const float *a, const float *w, float *y, int n) {
  for (int i = 0; i < n; i++)
    y[i] = (1 - w[i]) * a[i] + w[i] * y[i];
}
void blend_by_gate(const float *g, const float *a, float *y, int n) {
  for (int i = 0; i < n; i++) {
    float z = 1 / (1 + expf(-g[i]));
    y[i] = (1 - z) * a[i] + z * y[i];
  }
}
void layer(const float *w, const float *x, float *y, int n, int m) {
  for (int i = 0; i < n; i++) {
    float s = 0;
    for (int j = 0; j < m; j++)
      s += w[i * m + j] * x[j];
    y[i] = tanhf(s);
  }
}

void two_inputs(const float *x, const float *w, const float *z, const float *v, float *y, int in, int more, int n) {
  for (int j = 0; j < n; j++) {
    float s = 0;
    for (int i = 0; i < in; i++)
      s += w[j * in + i] * x[i];
    for (int i = 0; i < more; i++)
      s += v[j * more + i] * z[i];
    y[j] = tanhf(s);
  }
}
