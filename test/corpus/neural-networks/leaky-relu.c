/* Rectified linear units with a slope below zero.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#include <math.h>
#include <stddef.h>

void leaky_relu_tenth(float *a, const int n) {
  int i;
  for (i = 0; i < n; ++i)
    a[i] = (a[i] > 0) ? a[i] : .1f * a[i];
}

void leaky_relu_alpha(size_t n, double alpha, const double *x, double *y) {
  if (!x || !y)
    return;
  for (size_t i = 0; i < n; i++) {
    y[i] = x[i];
    if (y[i] < 0.0)
      y[i] *= alpha;
  }
}

/* A slope for each channel, as PReLU learns it. */
void prelu_channels(float *t, const float *slope, int channels, int plane) {
  for (int c = 0; c < channels; c++) {
    float *p = t + (size_t)c * plane;
    const float s = slope[c];
    for (int i = 0; i < plane; i++)
      p[i] = p[i] >= 0.f ? p[i] : p[i] * s;
  }
}

void leaky_relu_max(float *restrict y, const float *restrict x, int n) {
  for (int i = 0; i < n; i++)
    y[i] = fmaxf(x[i], 0.0f) + 0.01f * fminf(x[i], 0.0f);
}
