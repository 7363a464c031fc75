// Distances and forces between points, no products of matrices.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include <float.h>
#include <math.h>
#include <stddef.h>

void kmeans_assign(const float *x, const float *c, int *owner, int n, int k, int dim) {
  for (int i = 0; i < n; i++) {
    float best = FLT_MAX;
    for (int j = 0; j < k; j++) {
      float d = 0;
      for (int l = 0; l < dim; l++) {
        float t = x[i * dim + l] - c[j * dim + l];
        d += t * t;
      }
      if (d < best) {
        best = d;
        owner[i] = j;
      }
    }
  }
}

void pairwise_squares(const double *a, const double *b, double *d, int m, int n, int dim) {
  for (int i = 0; i < m; i++)
    for (int j = 0; j < n; j++) {
      double s = 0;
      for (int k = 0; k < dim; k++)
        s += (a[i * dim + k] - b[j * dim + k]) * (a[i * dim + k] - b[j * dim + k]);
      d[i * n + j] = s;
    }
}

void manhattan(float **a, float **b, float **d, size_t m, size_t n, size_t dim) {
  for (size_t i = 0; i < m; ++i)
    for (size_t j = 0; j < n; ++j) {
      d[i][j] = 0;
      for (size_t k = 0; k < dim; ++k)
        d[i][j] += fabsf(a[i][k] - b[j][k]);
    }
}

struct body {
  double x, y, z, vx, vy, vz, mass;
};

void nbody_forces(struct body *b, int n, double dt) {
  for (int i = 0; i < n; i++)
    for (int j = 0; j < n; j++) {
      double dx = b[j].x - b[i].x, dy = b[j].y - b[i].y, dz = b[j].z - b[i].z;
      double d2 = dx * dx + dy * dy + dz * dz + 1e-9;
      double f = b[j].mass * dt / (d2 * sqrt(d2));
      b[i].vx += dx * f;
      b[i].vy += dy * f;
      b[i].vz += dz * f;
    }
}

/* Number of bits in common for each pair of rows. */
void overlap_counts(const unsigned *a, const unsigned *b, int *c, int m, int n, int words) {
  for (int i = 0; i < m; i++)
    for (int j = 0; j < n; j++) {
      int s = 0;
      for (int k = 0; k < words; k++)
        s += __builtin_popcount(a[i * words + k] & b[j * words + k]);
      c[i * n + j] = s;
    }
}

double squared_distance(const double *a, const double *b, int n) {
  double s = 0;
  for (int i = 0; i < n; i++)
    s += (a[i] - b[i]) * (a[i] - b[i]);
  return s;
}
