// Products of bytes, and of blocks of bytes with scales.
// RUN: %kernels %s --levels=O2 | FileCheck %s
#include <stdint.h>

// CHECK-DAG: bytes: dot matched {{.*}} as {{.*}}quantized-gemm
int32_t bytes(const int8_t *a, const int8_t *b, int n) {
  int32_t s = 0;
  for (int i = 0; i < n; i++)
    s += a[i] * b[i];
  return s;
}
typedef struct {
  float d;
  int8_t q[32];
} block;
// CHECK-DAG: blocks: block-scaled-dot matched
float blocks(const block *x, const block *y, int n) {
  float s = 0;
  for (int b = 0; b < n; b++) {
    int t = 0;
    for (int k = 0; k < 32; k++)
      t += x[b].q[k] * y[b].q[k];
    s += x[b].d * y[b].d * t;
  }
  return s;
}
