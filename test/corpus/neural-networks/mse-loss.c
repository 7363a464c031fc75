/* Mean squared errors.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#include <stddef.h>

float mse_loss(const float *pred, const float *target, int n) {
  float sum = 0.0f;
  for (int i = 0; i < n; i++) {
    float d = pred[i] - target[i];
    sum += d * d;
  }
  return sum / n;
}

/* Also leaves the gradient. */
double mse_with_gradient(const double *restrict y, const double *restrict t, double *restrict grad, size_t n) {
  double loss = 0;
  for (size_t i = 0; i < n; ++i) {
    const double e = y[i] - t[i];
    grad[i] = 2.0 * e / (double)n;
    loss += e * e;
  }
  return loss / (double)n;
}

double mean_square_error_2d(double **a, double **b, int rows, int cols) {
  double s = 0;
  int i, j;
  for (i = 0; i < rows; i++)
    for (j = 0; j < cols; j++)
      s += (a[i][j] - b[i][j]) * (a[i][j] - b[i][j]);
  return s / ((double)rows * cols);
}
