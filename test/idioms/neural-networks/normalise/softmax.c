// Softmax in the spellings of network code.
// RUN: %kernels %s | FileCheck %s --implicit-check-not=differs --implicit-check-not=matched
#include <math.h>

// CHECK: in_place: softmax matched x[i] = exp(x[i]-m)/s i=size
void in_place(float *x, int size) {
  float max = x[0];
  for (int i = 1; i < size; i++)
    if (x[i] > max)
      max = x[i];
  float sum = 0;
  for (int i = 0; i < size; i++) {
    x[i] = expf(x[i] - max);
    sum += x[i];
  }
  for (int i = 0; i < size; i++)
    x[i] /= sum;
}
// CHECK: to_another: softmax matched {{y|out}}[i] = exp({{.*}}[i]-m)/s i=n
void to_another(const double *in, int n, double *out) {
  double m = -INFINITY, s = 0;
  for (int i = 0; i < n; i++)
    m = fmax(m, in[i]);
  for (int i = 0; i < n; i++)
    s += exp(in[i] - m);
  for (int i = 0; i < n; i++)
    out[i] = exp(in[i] - m) / s;
}
// CHECK: inverse: softmax matched
void inverse(const float *in, int n, float temperature, float *out) {
  float m = in[0], s = 0;
  for (int i = 1; i < n; i++)
    m = in[i] > m ? in[i] : m;
  for (int i = 0; i < n; i++) {
    float e = expf(in[i] / temperature - m / temperature);
    s += e;
    out[i] = e;
  }
  float scale = 1.0f / s;
  for (int i = 0; i < n; i++)
    out[i] *= scale;
}
// CHECK: rows: softmax matched
void rows(int batch, int n, const float *in, float *out) {
  for (int b = 0; b < batch; b++) {
    const float *x = in + b * n;
    float *y = out + b * n;
    float m = x[0];
    for (int i = 1; i < n; i++)
      if (x[i] > m)
        m = x[i];
    float s = 0;
    for (int i = 0; i < n; i++) {
      y[i] = expf(x[i] - m);
      s += y[i];
    }
    for (int i = 0; i < n; i++)
      y[i] /= s;
  }
}
