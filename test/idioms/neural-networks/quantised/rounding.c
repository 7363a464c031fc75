// Sums that the C library rounds to integers: lrintf may set errno, and changes no operand.
// RUN: %kernels %s --levels=O2,O1,O3 | FileCheck %s --implicit-check-not='given_scale: quantize' --implicit-check-not='unknown: gemm'
#include <math.h>
#include <stdint.h>
// CHECK: pixels: gemm matched {{.*}}quantized-gemm
void pixels(const int8_t *in, int n, int ci, const int8_t *w, const int32_t *bias, int co, int zero, float scale, int8_t *out) {
  for (int p = 0; p < n; p++)
    for (int o = 0; o < co; o++) {
      int32_t acc = bias[o];
      for (int c = 0; c < ci; c++)
        acc += (in[p * ci + c] - zero) * w[o * ci + c];
      long v = lrintf(acc * scale);
      out[p * co + o] = v < -128 ? -128 : v > 127 ? 127 : v;
    }
}
// CHECK: own_range: quantize matched
void own_range(const float *x, int8_t *q, float *scale, int rows, int columns) {
  for (int r = 0; r < rows; r++) {
    float top = 0;
    for (int c = 0; c < columns; c++)
      top = fmaxf(top, fabsf(x[r * columns + c]));
    float inverse = top ? 127 / top : 0;
    scale[r] = top / 127;
    for (int c = 0; c < columns; c++)
      q[r * columns + c] = (int8_t)lrintf(x[r * columns + c] * inverse);
  }
}
// Samples become bytes by any scale.
void given_scale(const float *x, int8_t *q, float scale, int n) {
  for (int i = 0; i < n; i++)
    q[i] = (int8_t)lrintf(x[i] * scale);
}
// Whoever this is may write anywhere.
long elsewhere(float x);
void unknown(const int8_t *in, int n, int ci, const int8_t *w, int co, float scale, int8_t *out) {
  for (int p = 0; p < n; p++)
    for (int o = 0; o < co; o++) {
      int32_t acc = 0;
      for (int c = 0; c < ci; c++)
        acc += in[p * ci + c] * w[o * ci + c];
      out[p * co + o] = (int8_t)elsewhere(acc * scale);
    }
}
