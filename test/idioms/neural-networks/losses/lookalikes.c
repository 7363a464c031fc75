// Distances and entropies.
// RUN: %kernels %s --levels=O2 | FileCheck %s --allow-empty --implicit-check-not='{{(mse-loss|cross-entropy) matched}}'
#include <math.h>

float distance(const float *a, const float *b, int n) {
  float s = 0;
  for (int i = 0; i < n; i++)
    s += (a[i] - b[i]) * (a[i] - b[i]);
  return s;
}
float variance(const float *a, int n, float mean) {
  float s = 0;
  for (int i = 0; i < n; i++)
    s += (a[i] - mean) * (a[i] - mean);
  return s / n;
}
double entropy(const double *p, int n) {
  double s = 0;
  for (int i = 0; i < n; i++)
    s -= p[i] * log(p[i]);
  return s;
}
