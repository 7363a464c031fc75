// Rows of a table by token, and pairs turned by position.
// RUN: %kernels %s --levels=O2 | FileCheck %s
#include <math.h>

// CHECK-DAG: rows: embedding matched
void rows(const int *id, int n, const float *table, int dim, float *y) {
  for (int t = 0; t < n; t++)
    for (int d = 0; d < dim; d++)
      y[t * dim + d] = table[id[t] * dim + d];
}
// CHECK-DAG: with_positions: embedding matched
void with_positions(const int *id, int n, const float *restrict table, const float *restrict pos, int dim, float *restrict y) {
  for (int t = 0; t < n; t++)
    for (int d = 0; d < dim; d++)
      y[t * dim + d] = table[id[t] * dim + d] + pos[t * dim + d];
}
// CHECK-DAG: turned: rope matched
void turned(float *x, int n, int pos) {
  for (int i = 0; i < n; i += 2) {
    float a = pos * powf(10000, -(float)i / n), c = cosf(a), s = sinf(a);
    float p = x[i], q = x[i + 1];
    x[i] = p * c - q * s;
    x[i + 1] = p * s + q * c;
  }
}
// CHECK-DAG: copied: embedding matched
void copied(const int *id, int n, const float *table, int dim, float *y) {
  for (int t = 0; t < n; t++)
    __builtin_memcpy(y + (long)t * dim, table + (long)id[t] * dim, dim * sizeof(float));
}
// CHECK-DAG: by_tables: rope matched
void by_tables(float *q, const float *restrict cosines, const float *restrict sines, int heads, int size) {
  for (int h = 0; h < heads; h++)
    for (int i = 0; i < size / 2; i++) {
      float a = q[h * size + i], b = q[h * size + i + size / 2];
      q[h * size + i] = a * cosines[i] - b * sines[i];
      q[h * size + i + size / 2] = b * cosines[i] + a * sines[i];
    }
}
