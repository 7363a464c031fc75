// Pooling layers.
// RUN: %kernels %s | FileCheck %s --implicit-check-not=differs --implicit-check-not=matched
#include <float.h>
#include <math.h>

// CHECK: maxima: max-pooling matched O[c,i,j] max= I[c,2*i+p,2*j+q]
void maxima(int ch, int oh, int ow, int h, int w, const float *I, float *O) {
  for (int c = 0; c < ch; c++)
    for (int i = 0; i < oh; i++)
      for (int j = 0; j < ow; j++) {
        float m = -FLT_MAX;
        for (int p = 0; p < 3; p++)
          for (int q = 0; q < 3; q++) {
            float v = I[(c * h + 2 * i + p) * w + 2 * j + q];
            if (v > m)
              m = v;
          }
        O[(c * oh + i) * ow + j] = m;
      }
}
// CHECK: symbolic: max-pooling matched O[c,i,j] max= I[c,s*i+p,s*j+q]
void symbolic(int ch, int oh, int ow, int h, int w, int size, int stride, const float *I,
              float *O) {
  for (int c = 0; c < ch; c++)
    for (int i = 0; i < oh; i++)
      for (int j = 0; j < ow; j++) {
        float m = -FLT_MAX;
        for (int p = 0; p < size; p++)
          for (int q = 0; q < size; q++)
            m = fmaxf(m, I[(c * h + i * stride + p) * w + j * stride + q]);
        O[(c * oh + i) * ow + j] = m;
      }
}
// CHECK: means: avg-pooling matched O[c,i,j] += {{(alpha\*)?}}I[c,2*i+p,2*j+q]
void means(int ch, int oh, int ow, int h, int w, const float *I, float *O) {
  for (int c = 0; c < ch; c++)
    for (int i = 0; i < oh; i++)
      for (int j = 0; j < ow; j++) {
        float s = 0;
        for (int p = 0; p < 3; p++)
          for (int q = 0; q < 3; q++)
            s += I[(c * h + 2 * i + p) * w + 2 * j + q];
        O[(c * oh + i) * ow + j] = s / 9;
      }
}
// CHECK: two_by_two: max-pooling matched O[i,j] max= I[2*i+p,2*j+q] i=oh j=ow p=2 q=2
void two_by_two(int oh, int ow, int w, const float *I, float *O) {
  for (int i = 0; i < oh; i++)
    for (int j = 0; j < ow; j++) {
      const float *p = I + 2 * i * w + 2 * j;
      float a = p[0] > p[1] ? p[0] : p[1], b = p[w] > p[w + 1] ? p[w] : p[w + 1];
      O[i * ow + j] = a > b ? a : b;
    }
}
