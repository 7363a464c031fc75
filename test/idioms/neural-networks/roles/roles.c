// What a form serves as: equal forms have one name, and roles where the context shows them.
// RUN: %kernels %s --levels=O1,O2,O3 | FileCheck %s --implicit-check-not=differs
#include <math.h>
#include <string.h>

// CHECK: step: axpy matched {{.*}} as sgd
void step(float *w, const float *g, float rate, int n) {
  for (int i = 0; i < n; i++)
    w[i] -= rate * g[i];
}
// CHECK: decay: axpby matched {{.*}} as sgd
void decay(double *restrict w, const double *restrict g, long n, double rate, double by) {
  for (long i = 0; i < n; ++i)
    w[i] = w[i] - rate * (g[i] + by * w[i]);
}
// The rate is made from sums: a projection.
// CHECK: project: dot matched {{[^a]*$}}
// CHECK: project: axpy matched
// CHECK-NOT: sgd
double project(double *restrict r, const double *restrict q, long n) {
  double s = 0;
  for (long i = 0; i < n; ++i)
    s += r[i] * q[i];
  for (long i = 0; i < n; ++i)
    r[i] -= s * q[i];
  return s;
}
// The vector is the row below, its factor an element: elimination.
// CHECK: eliminate: axpy matched
// CHECK-NOT: sgd
void eliminate(double *restrict a, const double *restrict pivot, long n) {
  const double f = a[0] / pivot[0];
  for (long i = 1; i < n; ++i)
    a[i] -= f * pivot[i];
}
// CHECK: optional_bias: gemm matched {{.*}} as linear
void optional_bias(float *y, const float *x, const float *w, const float *b, int s, int m, int n) {
  for (int t = 0; t < s; t++)
    for (int o = 0; o < n; o++) {
      float sum = 0;
      for (int i = 0; i < m; i++)
        sum += w[o * m + i] * x[t * m + i];
      y[t * n + o] = b ? sum + b[o] : sum;
    }
}
// CHECK: copied_bias: gemv matched {{.*}} as linear
void copied_bias(double *restrict y, const double *restrict x, double **w, const double *restrict b,
                 int m, int n) {
  memcpy(y, b, n * sizeof *y);
  for (int i = 0; i < m; i++)
    for (int j = 0; j < n; j++)
      y[j] += x[i] * w[i][j];
}
