// Losses, as sums and for each element.
// RUN: %kernels %s --levels=O2 | FileCheck %s
#include <math.h>

// CHECK-DAG: mean_square: mse-loss matched
float mean_square(const float *p, const float *t, int n) {
  float s = 0;
  for (int i = 0; i < n; i++)
    s += (p[i] - t[i]) * (p[i] - t[i]);
  return s / n;
}
// CHECK-DAG: weighed: cross-entropy matched
double weighed(const double *t, const double *p, int n) {
  double s = 0;
  for (int i = 0; i < n; i++)
    s -= t[i] * log(p[i] + 1e-9);
  return s;
}
// CHECK-DAG: picked: cross-entropy matched
void picked(float *loss, const float *p, const int *label, int rows, int n) {
  for (int r = 0; r < rows; r++)
    loss[r] = -logf(p[r * n + label[r]]);
}
// CHECK-DAG: two_classes: cross-entropy matched
void two_classes(float *loss, const float *p, const float *t, int n) {
  for (int i = 0; i < n; i++)
    loss[i] = -t[i] * logf(p[i]) - (1 - t[i]) * logf(1 - p[i]);
}
// CHECK-DAG: from_logits: cross-entropy matched
float from_logits(const float *logits, const int *target, int batch, int classes) {
  float loss = 0;
  for (int b = 0; b < batch; b++) {
    const float *l = logits + b * classes;
    float m = l[0], s = 0;
    for (int c = 1; c < classes; c++)
      m = fmaxf(m, l[c]);
    for (int c = 0; c < classes; c++)
      s += expf(l[c] - m);
    loss += m + logf(s) - l[target[b]];
  }
  return loss / batch;
}
