// One step over a grid with neighbours at constant offsets.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include <stddef.h>

void heat1d(const double *u, double *v, int n, double r) {
  for (int i = 1; i < n - 1; i++)
    v[i] = u[i] + r * (u[i - 1] - 2 * u[i] + u[i + 1]);
}

void jacobi5(const double *in, double *out, int nx, int ny) {
  for (int j = 1; j < ny - 1; j++)
    for (int i = 1; i < nx - 1; i++)
      out[j * nx + i] =
          0.25 * (in[j * nx + i - 1] + in[j * nx + i + 1] + in[(j - 1) * nx + i] + in[(j + 1) * nx + i]);
}

#define IX(i, j, k) ((size_t)(((k) * ny + (j)) * nx + (i)))
void laplace7(const float *restrict a, float *restrict b, int nx, int ny, int nz, float c0, float c1) {
  for (int k = 1; k < nz - 1; k++)
    for (int j = 1; j < ny - 1; j++)
      for (int i = 1; i < nx - 1; i++)
        b[IX(i, j, k)] = c0 * a[IX(i, j, k)] + c1 * (a[IX(i - 1, j, k)] + a[IX(i + 1, j, k)] + a[IX(i, j - 1, k)] +
                                                     a[IX(i, j + 1, k)] + a[IX(i, j, k - 1)] + a[IX(i, j, k + 1)]);
}

/* Rows by pointer, nine points. */
void nine_point(float **src, float **dst, int h, int w) {
  int y, x;
  for (y = 1; y < h - 1; y++) {
    const float *up = src[y - 1], *mid = src[y], *down = src[y + 1];
    for (x = 1; x < w - 1; x++)
      dst[y][x] = 0.0625f * (up[x - 1] + up[x + 1] + down[x - 1] + down[x + 1]) +
                  0.125f * (up[x] + down[x] + mid[x - 1] + mid[x + 1]) + 0.25f * mid[x];
  }
}

/* Five values move along in registers. */
void fourth_difference(const double *x, double *y, size_t n) {
  if (n < 5)
    return;
  double a = x[0], b = x[1], c = x[2], d = x[3];
  for (size_t i = 2; i + 2 < n; ++i) {
    double e = x[i + 2];
    y[i] = a - 4 * b + 6 * c - 4 * d + e;
    a = b;
    b = c;
    c = d;
    d = e;
  }
}

/* A leapfrog step of the wave equation: the old field is overwritten. */
void wave_step(double *restrict old, const double *restrict now, long nx, long ny, double k) {
  for (long j = 1; j + 1 < ny; ++j)
    for (long i = 1; i + 1 < nx; ++i) {
      const double *p = now + j * nx + i;
      double lap = p[-1] + p[1] + p[-nx] + p[nx] - 4 * p[0];
      old[j * nx + i] = 2 * p[0] - old[j * nx + i] + k * lap;
    }
}
