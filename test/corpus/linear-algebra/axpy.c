// A multiple of one vector added to another.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include <stddef.h>

void daxpy_unrolled(int n, double da, const double *dx, double *dy) {
  int i, m;
  if (n <= 0 || da == 0.0)
    return;
  m = n % 4;
  for (i = 0; i < m; i++)
    dy[i] += da * dx[i];
  if (n < 4)
    return;
  for (i = m; i < n; i += 4) {
    dy[i] += da * dx[i];
    dy[i + 1] += da * dx[i + 1];
    dy[i + 2] += da * dx[i + 2];
    dy[i + 3] += da * dx[i + 3];
  }
}

/* The position after a time step of constant velocity. */
void advance(double *pos, const double *vel, double dt, int n) {
  int i = 0;
  if (n < 1)
    return;
again:
  pos[i] = pos[i] + dt * vel[i];
  if (++i < n)
    goto again;
}

void add_product_strided(long n, float alpha, const float *x, long sx, float *y, long sy) {
  for (long k = 0; k < n; k++, x += sx, y += sy)
    *y -= alpha * *x;
}

void gradient_step(float *restrict w, const float *restrict g, float rate, int rows, int cols) {
  for (int i = 0; i < rows; ++i)
    for (int j = 0; j < cols; ++j)
      w[i * cols + j] -= rate * g[i * cols + j];
}
