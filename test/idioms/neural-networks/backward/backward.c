// Gradients of functions.
// RUN: %kernels %s --levels=O2 | FileCheck %s
// CHECK-DAG: rectified: backward matched
void rectified(const float *x, const float *dy, float *dx, int n) {
  for (int i = 0; i < n; i++)
    dx[i] = x[i] > 0 ? dy[i] : 0;
}
// CHECK-DAG: masked: backward matched
void masked(float *restrict g, const float *restrict y, int n) {
  for (int i = 0; i < n; i++)
    if (y[i] <= 0)
      g[i] = 0;
}
// CHECK-DAG: of_softmax: backward matched
void of_softmax(const float *y, const float *dy, float *dx, int n) {
  float s = 0;
  for (int i = 0; i < n; i++)
    s += y[i] * dy[i];
  for (int i = 0; i < n; i++)
    dx[i] = y[i] * (dy[i] - s);
}
// CHECK-DAG: of_linear: gemm matched {{.*}} as {{.*}}backward
void of_linear(float *dx, float *dw, const float *dy, const float *x, const float *w, int n, int in, int out) {
  for (int b = 0; b < n; b++)
    for (int o = 0; o < out; o++)
      for (int i = 0; i < in; i++)
        dx[b * in + i] += w[o * in + i] * dy[b * out + o];
  for (int o = 0; o < out; o++)
    for (int b = 0; b < n; b++)
      for (int i = 0; i < in; i++)
        dw[o * in + i] += x[b * in + i] * dy[b * out + o];
}
