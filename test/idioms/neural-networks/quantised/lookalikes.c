// Wider elements; sums of blocks without a scale.
// RUN: %kernels %s --levels=O2 | FileCheck %s --allow-empty --implicit-check-not='{{quantized|block-scaled}}'
#include <stdint.h>

int32_t shorts(const int16_t *a, const int16_t *b, int n) {
  int32_t s = 0;
  for (int i = 0; i < n; i++)
    s += a[i] * b[i];
  return s;
}
float floats(const float *a, const float *b, const float *w, int n, int m) {
  float s = 0;
  for (int i = 0; i < n; i++) {
    float t = 0;
    for (int j = 0; j < m; j++)
      t += a[i * m + j] * b[i * m + j];
    s += w[i] * t;
  }
  return s;
}
