// Singular values by one-sided Jacobi rotations.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include <math.h>
#include <stddef.h>

/* Columns of a become orthogonal; w gets their lengths. */
void hestenes(double *a, double *w, int m, int n, int sweeps) {
  for (int sweep = 0; sweep < sweeps; sweep++)
    for (int p = 0; p < n - 1; p++)
      for (int q = p + 1; q < n; q++) {
        double alpha = 0, beta = 0, gamma = 0;
        for (int i = 0; i < m; i++) {
          alpha += a[i * n + p] * a[i * n + p];
          beta += a[i * n + q] * a[i * n + q];
          gamma += a[i * n + p] * a[i * n + q];
        }
        if (fabs(gamma) <= 1e-15 * sqrt(alpha * beta))
          continue;
        double zeta = (beta - alpha) / (2 * gamma);
        double t = (zeta > 0 ? 1.0 : -1.0) / (fabs(zeta) + sqrt(1 + zeta * zeta));
        double c = 1 / sqrt(1 + t * t), s = c * t;
        for (int i = 0; i < m; i++) {
          double x = a[i * n + p];
          a[i * n + p] = c * x - s * a[i * n + q];
          a[i * n + q] = s * x + c * a[i * n + q];
        }
      }
  for (int j = 0; j < n; j++) {
    double s = 0;
    for (int i = 0; i < m; i++)
      s += a[i * n + j] * a[i * n + j];
    w[j] = sqrt(s);
  }
}

static float inner(const float *x, const float *y, size_t n) {
  float s = 0;
  for (size_t i = 0; i < n; ++i)
    s += x[i] * y[i];
  return s;
}

static void rotate(float *x, float *y, size_t n, float c, float s) {
  for (size_t i = 0; i < n; ++i) {
    float t = x[i];
    x[i] = c * t - s * y[i];
    y[i] = s * t + c * y[i];
  }
}

/* Until nothing turns; u's columns lie one after the other, v collects the rotations. */
int svd_columns(float *u, float *v, size_t m, size_t n) {
  int turned, rounds = 0;
  do {
    turned = 0;
    for (size_t i = 0; i + 1 < n; ++i)
      for (size_t j = i + 1; j < n; ++j) {
        float *ui = u + i * m, *uj = u + j * m;
        float a = inner(ui, ui, m), b = inner(uj, uj, m), g = inner(ui, uj, m);
        if (fabsf(g) < 1e-6f * sqrtf(a * b) || g == 0)
          continue;
        turned = 1;
        float z = (b - a) / (2 * g), t = copysignf(1 / (fabsf(z) + sqrtf(1 + z * z)), z);
        float c = 1 / sqrtf(1 + t * t);
        rotate(ui, uj, m, c, c * t);
        rotate(v + i * n, v + j * n, n, c, c * t);
      }
  } while (turned && ++rounds < 60);
  return rounds;
}

/* Angles by atan2; the matrix is an array of column pointers. */
void svd_angles(double **col, int m, int n, int sweeps) {
  int i, j, k;
  while (sweeps--) {
    for (i = 1; i < n; i++)
      for (j = 0; j < i; j++) {
        double xx = 0, yy = 0, xy = 0, phi, c, s;
        double *x = col[j], *y = col[i];
        for (k = 0; k < m; k++)
          xx += x[k] * x[k];
        for (k = 0; k < m; k++)
          yy += y[k] * y[k];
        for (k = 0; k < m; k++)
          xy += x[k] * y[k];
        phi = 0.5 * atan2(2 * xy, xx - yy);
        c = cos(phi);
        s = sin(phi);
        for (k = 0; k < m; k++) {
          double t = c * x[k] + s * y[k];
          y[k] = c * y[k] - s * x[k];
          x[k] = t;
        }
      }
  }
}
