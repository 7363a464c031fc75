/* Exponential linear units.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#include <math.h>
#include <stddef.h>

static inline float elu1(float x, float a) {
  return x > 0.0f ? x : a * (expf(x) - 1.0f);
}

void elu_forward(float *dst, const float *src, float alpha, int n) {
  for (int i = 0; i < n; ++i)
    dst[i] = elu1(src[i], alpha);
}

void elu_expm1(double *x, size_t n) {
  size_t i;
  for (i = 0; i < n; i++) {
    if (x[i] < 0)
      x[i] = expm1(x[i]);
  }
}

#define ELU(v) ((v) >= 0 ? (v) : (exp(v) - 1))
void elu_rows(int rows, int cols, double m[rows][cols]) {
  int r, c;
  for (r = 0; r < rows; r++)
    for (c = 0; c < cols; c++)
      m[r][c] = ELU(m[r][c]);
}
