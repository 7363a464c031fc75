// Numbers of 16 bits that are the upper halves of floats, and integers that only become some.
// RUN: %kernels %s | FileCheck %s --implicit-check-not=differs --implicit-check-not='dot matched' --implicit-check-not='sum matched'
#include <stdint.h>
#include <string.h>
static float wide(uint16_t h) {
  uint32_t u = (uint32_t)h << 16;
  float f;
  memcpy(&f, &u, 4);
  return f;
}
// CHECK: product: dot matched
float product(int n, const uint16_t *a, const uint16_t *b) {
  float s = 0;
  for (int i = 0; i < n; i++)
    s += wide(a[i]) * wide(b[i]);
  return s;
}
float of_product(int n, const uint16_t *a, const uint16_t *b) {
  float s = 0;
  for (int i = 0; i < n; i++)
    s += wide(a[i] * b[i]);
  return s;
}
float of_sum(int n, const uint16_t *a, const uint16_t *b, const float *x) {
  float s = 0;
  for (int i = 0; i < n; i++)
    s += wide(a[i] + b[i]) * x[i];
  return s;
}
float of_mask(int n, const uint16_t *a, const float *x) {
  float s = 0;
  for (int i = 0; i < n; i++)
    s += wide(a[i] & 0x7fff) * x[i];
  return s;
}
