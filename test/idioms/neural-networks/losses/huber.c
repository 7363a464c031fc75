// RUN: %kernels %s | FileCheck %s --implicit-check-not=differs --implicit-check-not='{{(clipped|absolute): huber-loss}}'
#include <math.h>
// CHECK: mean: huber-loss matched
double mean(const double *y, const double *t, int n, double delta) {
  double s = 0;
  for (int i = 0; i < n; i++) {
    double d = fabs(y[i] - t[i]);
    s += d <= delta ? 0.5 * d * d : delta * (d - 0.5 * delta);
  }
  return s / n;
}
// CHECK: smooth: huber-loss matched
void smooth(const float *a, const float *b, float *out, int n) {
  for (int i = 0; i < n; i++) {
    const float d = a[i] - b[i], e = fabsf(d);
    if (e > 1)
      out[i] = e - 0.5f;
    else
      out[i] = 0.5f * d * d;
  }
}
// CHECK: scaled: huber-loss matched
float scaled(const float *a, const float *b, int n, float beta) {
  float s = 0;
  while (n-- > 0) {
    const float e = fabsf(*a++ - *b++);
    s += e > beta ? e - 0.5f * beta : 0.5f * e * e / beta;
  }
  return s;
}
double clipped(const double *y, const double *t, int n, double delta) {
  double s = 0;
  for (int i = 0; i < n; i++) {
    double d = fabs(y[i] - t[i]);
    s += d <= delta ? 0.5 * d * d : 0.5 * delta * delta;
  }
  return s;
}
double absolute(const double *y, const double *t, int n) {
  double s = 0;
  for (int i = 0; i < n; i++)
    s += fabs(y[i] - t[i]);
  return s;
}
