// Steps down a gradient with a memory.
// RUN: %kernels %s --levels=O2 | FileCheck %s
#include <math.h>

// CHECK-DAG: adam: adam matched
void adam(float *w, const float *g, float *m, float *v, int n, float lr, float b1, float b2, float c1, float c2) {
  for (int i = 0; i < n; i++) {
    m[i] = b1 * m[i] + (1 - b1) * g[i];
    v[i] = b2 * v[i] + (1 - b2) * g[i] * g[i];
    w[i] -= lr * (m[i] / c1) / (sqrtf(v[i] / c2) + 1e-8f);
  }
}
// CHECK-DAG: decayed: adam matched
void decayed(double *restrict w, const double *restrict g, double *restrict m, double *restrict v, long n, double lr, double wd) {
  for (long i = 0; i < n; i++) {
    double mi = 0.9 * m[i] + 0.1 * g[i], vi = 0.999 * v[i] + 0.001 * g[i] * g[i];
    m[i] = mi;
    v[i] = vi;
    w[i] -= lr * (mi / (sqrt(vi) + 1e-8) + wd * w[i]);
  }
}
// CHECK-DAG: momentum: sgd matched
void momentum(float *restrict w, float *restrict v, const float *restrict g, int n, float lr, float mu) {
  for (int i = 0; i < n; i++) {
    v[i] = mu * v[i] - lr * g[i];
    w[i] += v[i];
  }
}
struct tensor {
  float *w, *g, *v;
  long n;
};
// CHECK-DAG: all_tensors: sgd matched
void all_tensors(struct tensor *t, int count, float rate, float keep) {
  for (int k = 0; k < count; k++)
    for (long i = 0; i < t[k].n; i++) {
      t[k].v[i] = keep * t[k].v[i] - rate * t[k].g[i];
      t[k].w[i] += t[k].v[i];
    }
}
