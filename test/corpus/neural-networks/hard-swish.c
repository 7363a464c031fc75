/* x times a piecewise linear logistic function.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#include <math.h>

#define MIN(a, b) ((a) < (b) ? (a) : (b))
#define MAX(a, b) ((a) > (b) ? (a) : (b))

void hardswish(float *y, const float *x, int n) {
  for (int i = 0; i < n; i++)
    y[i] = x[i] * fminf(1.0f, fmaxf(0.0f, (x[i] + 3.0f) / 6.0f));
}

void hardswish_relu6(float *x, int n) {
  int i;
  for (i = 0; i < n; ++i) {
    float r = MIN(MAX(x[i] + 3, 0), 6);
    x[i] = x[i] * r * (1.0f / 6.0f);
  }
}

void hardswish_branches(double *x, long n) {
  for (long i = 0; i < n; i++) {
    const double v = x[i];
    if (v <= -3)
      x[i] = 0;
    else if (v >= 3)
      x[i] = v;
    else
      x[i] = v * (v + 3) / 6;
  }
}
