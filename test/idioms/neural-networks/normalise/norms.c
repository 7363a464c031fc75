// Layer, RMS and batch norm.
// RUN: %kernels %s | FileCheck %s --implicit-check-not=differs --implicit-check-not='{{(norm|softmax) matched}}'
#include <math.h>

// CHECK-DAG: rms: rms-norm matched
void rms(float *o, const float *x, const float *weight, int size) {
  float ss = 0;
  for (int j = 0; j < size; j++)
    ss += x[j] * x[j];
  ss /= size;
  ss += 1e-5f;
  ss = 1.0f / sqrtf(ss);
  for (int j = 0; j < size; j++)
    o[j] = weight[j] * (ss * x[j]);
}
// CHECK-DAG: layer: layer-norm matched
void layer(int n, const float *x, const float *g, const float *b, float *y) {
  float mean = 0, var = 0;
  for (int i = 0; i < n; i++)
    mean += x[i];
  mean /= n;
  for (int i = 0; i < n; i++) {
    float d = x[i] - mean;
    var += d * d;
  }
  var /= n;
  float r = 1.0f / sqrtf(var + 1e-5f);
  for (int i = 0; i < n; i++)
    y[i] = (x[i] - mean) * r * g[i] + b[i];
}
// CHECK-DAG: layer_rows: layer-norm matched
void layer_rows(int rows, int n, const double *x, const double *g, const double *b, double *y) {
  for (int t = 0; t < rows; t++) {
    double m = 0, v = 0;
    for (int i = 0; i < n; i++)
      m += x[t * n + i];
    m = m / n;
    for (int i = 0; i < n; i++)
      v += (x[t * n + i] - m) * (x[t * n + i] - m);
    v = v / n;
    double s = 1 / sqrt(v + 1e-5);
    for (int i = 0; i < n; i++)
      y[t * n + i] = s * (x[t * n + i] - m) * g[i] + b[i];
  }
}
// CHECK-DAG: batch: batch-norm matched
void batch(int channels, int size, float *x, const float *mean, const float *variance) {
  for (int c = 0; c < channels; c++)
    for (int i = 0; i < size; i++)
      x[c * size + i] = (x[c * size + i] - mean[c]) / (sqrtf(variance[c]) + .000001f);
}
// CHECK-DAG: batch_affine: batch-norm matched
void batch_affine(int channels, int size, const float *x, const float *mean, const float *variance,
                  const float *gamma, const float *beta, float eps, float *y) {
  for (int c = 0; c < channels; c++)
    for (int i = 0; i < size; i++)
      y[c * size + i] =
          gamma[c] * (x[c * size + i] - mean[c]) / sqrtf(variance[c] + eps) + beta[c];
}
// CHECK-DAG: kept: layer-norm matched
/* Sums of rows in arrays, divided where they are used. */
void kept(const float *restrict x, float *restrict s, float *restrict v, float *restrict y, int rows, int n) {
  for (int i = 0; i < rows; i++) {
    float sum = 0;
    for (int j = 0; j < n; j++)
      sum += x[i * n + j];
    s[i] = sum;
  }
  for (int i = 0; i < rows; i++) {
    float sum = 0;
    for (int j = 0; j < n; j++)
      sum += (x[i * n + j] - s[i] * 0.001f) * (x[i * n + j] - s[i] * 0.001f);
    v[i] = sum;
  }
  for (int i = 0; i < rows; i++)
    for (int j = 0; j < n; j++)
      y[i * n + j] = (x[i * n + j] - s[i] * 0.001f) / sqrtf(v[i] * 0.001f + 1e-5f);
}
/* Divided by the length, not by the deviation: the sum is not divided by the count. No name. */
void length(const float *restrict x, float *restrict s, float *restrict v, float *restrict y, int rows, int n) {
  for (int i = 0; i < rows; i++) {
    float sum = 0;
    for (int j = 0; j < n; j++)
      sum += x[i * n + j];
    s[i] = sum;
  }
  for (int i = 0; i < rows; i++) {
    float sum = 0;
    for (int j = 0; j < n; j++)
      sum += (x[i * n + j] - s[i] * 0.001f) * (x[i * n + j] - s[i] * 0.001f);
    v[i] = sum;
  }
  for (int i = 0; i < rows; i++)
    for (int j = 0; j < n; j++)
      y[i * n + j] = (x[i * n + j] - s[i] * 0.001f) / sqrtf(v[i]);
}
