// Bytes by the block's own range; by a scale from elsewhere, or to no bytes, they are other conversions.
// RUN: %kernels %s --levels=O2,O1,O3 | FileCheck %s --implicit-check-not='fixed: quantize' --implicit-check-not='normalised: quantize' --implicit-check-not='of_another: quantize'
#include <math.h>
// CHECK: rows: quantize matched
void rows(const float *x, signed char *q, float *scale, int n, int m) {
  for (int i = 0; i < n; i++) {
    float top = 0;
    for (int j = 0; j < m; j++)
      top = fmaxf(top, fabsf(x[i * m + j]));
    float s = top / 127;
    scale[i] = s;
    for (int j = 0; j < m; j++)
      q[i * m + j] = (signed char)roundf(x[i * m + j] / s);
  }
}
void fixed(const float *x, signed char *q, int n, float s) {
  for (int i = 0; i < n; i++)
    q[i] = (signed char)roundf(x[i] * s);
}
void normalised(const float *x, float *y, int n) {
  float top = 0;
  for (int j = 0; j < n; j++)
    top = fmaxf(top, fabsf(x[j]));
  for (int j = 0; j < n; j++)
    y[j] = x[j] / top;
}
void of_another(const float *x, const float *z, signed char *q, int n) {
  float top = 0;
  for (int j = 0; j < n; j++)
    top = fmaxf(top, fabsf(z[j]));
  for (int j = 0; j < n; j++)
    q[j] = (signed char)roundf(x[j] / top);
}
