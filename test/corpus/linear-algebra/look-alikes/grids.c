// Walks over grids that are no stencil or Jacobi step.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include <math.h>
#include <stddef.h>

void life(const unsigned char *in, unsigned char *out, int w, int h) {
  for (int y = 1; y < h - 1; y++)
    for (int x = 1; x < w - 1; x++) {
      int s = 0;
      for (int dy = -1; dy <= 1; dy++)
        for (int dx = -1; dx <= 1; dx++)
          if (dx || dy)
            s += in[(y + dy) * w + x + dx];
      out[y * w + x] = s == 3 || (s == 2 && in[y * w + x]);
    }
}

void gauss_seidel(double *u, int n, int sweeps) {
  while (sweeps--)
    for (int i = 1; i < n - 1; i++)
      for (int j = 1; j < n - 1; j++)
        u[i * n + j] = 0.25 * (u[(i - 1) * n + j] + u[(i + 1) * n + j] + u[i * n + j - 1] + u[i * n + j + 1]);
}

void gauss_seidel_line(float *u, const float *f, int n) {
  for (int i = 1; i < n - 1; i++)
    u[i] = 0.5f * (u[i - 1] + u[i + 1] + f[i]);
}

void summed_area(const unsigned char *in, unsigned *sat, int w, int h) {
  for (int y = 0; y < h; y++) {
    unsigned row = 0;
    for (int x = 0; x < w; x++) {
      row += in[y * w + x];
      sat[y * w + x] = row + (y ? sat[(y - 1) * w + x] : 0);
    }
  }
}

void sobel_threshold(const unsigned char *in, unsigned char *edge, int w, int h, int limit) {
  for (int y = 1; y < h - 1; y++)
    for (int x = 1; x < w - 1; x++) {
      const unsigned char *p = in + y * w + x;
      int gx = p[1 - w] + 2 * p[1] + p[1 + w] - p[-1 - w] - 2 * p[-1] - p[w - 1];
      int gy = p[w - 1] + 2 * p[w] + p[w + 1] - p[-w - 1] - 2 * p[-w] - p[-w + 1];
      edge[y * w + x] = gx * gx + gy * gy > limit * limit ? 255 : 0;
    }
}

void dilate(const unsigned char *in, unsigned char *out, int w, int h) {
  for (int y = 1; y < h - 1; y++)
    for (int x = 1; x < w - 1; x++) {
      const unsigned char *p = in + y * w + x;
      out[y * w + x] = p[0] | p[-1] | p[1] | p[-w] | p[w];
    }
}

/* The side depends on the sign of the speed. */
void upwind(const double *u, double *v, const double *speed, int n, double dt) {
  for (int i = 1; i < n - 1; i++)
    v[i] = speed[i] > 0 ? u[i] - dt * speed[i] * (u[i] - u[i - 1]) : u[i] - dt * speed[i] * (u[i + 1] - u[i]);
}

/* Steepest descent of water over a height map. */
void flow_direction(const float *height, int *to, int w, int h) {
  for (int y = 1; y < h - 1; y++)
    for (int x = 1; x < w - 1; x++) {
      int c = y * w + x, best = c;
      const int next[4] = {c - 1, c + 1, c - w, c + w};
      for (int k = 0; k < 4; k++)
        if (height[next[k]] < height[best])
          best = next[k];
      to[c] = best;
    }
}

/* Burgers' equation: products of neighbours. */
void burgers(const double *u, double *v, int n, double k) {
  for (int i = 1; i < n - 1; i++)
    v[i] = u[i] - k * u[i] * (u[i + 1] - u[i - 1]);
}
