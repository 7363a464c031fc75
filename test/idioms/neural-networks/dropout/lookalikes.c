// Thresholds of data, noise that is added, every second element.
// RUN: %kernels %s --levels=O2 | FileCheck %s --allow-empty --implicit-check-not='dropout matched'
#include <stdlib.h>

void gate(const float *x, float *y, int n, float level) {
  for (int i = 0; i < n; i++)
    y[i] = x[i] > level ? x[i] * 2 : 0;
}
void noise(float *x, int n, float a) {
  for (int i = 0; i < n; i++)
    x[i] = x[i] + (rand() > 1000 ? a : 0);
}
void alternate(const float *x, float *y, int n) {
  int odd = 0;
  for (int i = 0; i < n; i++) {
    odd = 1 - odd;
    y[i] = odd > 0 ? x[i] * 2 : 0;
  }
}
