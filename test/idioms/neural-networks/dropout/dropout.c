// Random elements are set to 0, by numbers made on the way.
// RUN: %kernels %s --levels=O2 | FileCheck %s
#include <stdint.h>
#include <stdlib.h>

// CHECK-DAG: by_call: dropout matched
void by_call(float *x, int n, float p) {
  float scale = 1.0f / (1.0f - p);
  for (int i = 0; i < n; i++)
    x[i] = (float)rand() / (float)RAND_MAX < p ? 0.0f : x[i] * scale;
}
// CHECK-DAG: by_state: dropout matched
void by_state(const float *x, float *y, int n, float p, uint32_t state) {
  for (int i = 0; i < n; i++) {
    state = state * 1664525u + 1013904223u;
    y[i] = (state >> 8) * (1.0f / 16777216) > p ? x[i] * (1.0f / (1.0f - p)) : 0.0f;
  }
}
