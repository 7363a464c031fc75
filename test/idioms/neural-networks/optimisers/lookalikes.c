// Motions and adaptive steps of another kind.
// RUN: %kernels %s --levels=O2 | FileCheck %s --allow-empty --implicit-check-not='{{(adam|sgd) matched}}'
#include <math.h>

void spring(double *x, double *v, int n, double k, double c, double dt) {
  for (int i = 0; i < n; i++) {
    v[i] += (-k * x[i] - c * v[i]) * dt;
    x[i] += v[i] * dt;
  }
}
void rmsprop(float *restrict w, const float *restrict g, float *restrict v, int n, float lr) {
  for (int i = 0; i < n; i++) {
    v[i] = 0.9f * v[i] + 0.1f * g[i] * g[i];
    w[i] -= lr * g[i] / (sqrtf(v[i]) + 1e-8f);
  }
}
void adagrad(float *restrict w, const float *restrict g, float *restrict v, int n, float lr) {
  for (int i = 0; i < n; i++) {
    v[i] += g[i] * g[i];
    w[i] -= lr * g[i] / (sqrtf(v[i]) + 1e-8f);
  }
}
