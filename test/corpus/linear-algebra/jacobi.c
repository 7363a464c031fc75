// Jacobi's iteration over many steps.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include <math.h>
#include <stddef.h>
#include <string.h>

/* Dense system; returns the steps that were needed. */
int jacobi_dense(const double *a, const double *b, double *x, double *xn, int n, int limit, double eps) {
  int it;
  for (it = 0; it < limit; it++) {
    double change = 0;
    for (int i = 0; i < n; i++) {
      double s = b[i];
      for (int j = 0; j < n; j++)
        if (j != i)
          s -= a[i * n + j] * x[j];
      xn[i] = s / a[i * n + i];
    }
    for (int i = 0; i < n; i++) {
      change = fmax(change, fabs(xn[i] - x[i]));
      x[i] = xn[i];
    }
    if (change < eps)
      break;
  }
  return it;
}

/* Laplace's equation on a square, two grids that change roles. */
void jacobi_grid(double *u, double *v, int n, int steps) {
  for (int t = 0; t < steps; t++) {
    for (int i = 1; i < n - 1; i++)
      for (int j = 1; j < n - 1; j++)
        v[i * n + j] = 0.25 * (u[(i - 1) * n + j] + u[(i + 1) * n + j] + u[i * n + j - 1] + u[i * n + j + 1]);
    double *w = u;
    u = v;
    v = w;
  }
}

#define GRID 130
/* Poisson with a source, copied back, until the residual is small. */
int relax(float u[GRID][GRID], float next[GRID][GRID], const float f[GRID][GRID], float h2, float tol) {
  int steps = 0;
  float diff;
  do {
    diff = 0;
    for (int i = 1; i < GRID - 1; i++)
      for (int j = 1; j < GRID - 1; j++) {
        next[i][j] = 0.25f * (u[i - 1][j] + u[i + 1][j] + u[i][j - 1] + u[i][j + 1] - h2 * f[i][j]);
        float d = fabsf(next[i][j] - u[i][j]);
        if (d > diff)
          diff = d;
      }
    for (int i = 1; i < GRID - 1; i++)
      memcpy(&u[i][1], &next[i][1], (GRID - 2) * sizeof(float));
  } while (diff > tol && ++steps < 5000);
  return steps;
}

/* Sparse system by rows, the diagonal apart, damped. */
void jacobi_csr(size_t n, const int *ptr, const int *col, const double *off, const double *diag, const double *b,
                double *x, double *y, double omega, unsigned sweeps) {
  while (sweeps--) {
    for (size_t i = 0; i < n; ++i) {
      double s = 0;
      for (int p = ptr[i]; p < ptr[i + 1]; ++p)
        s += off[p] * x[col[p]];
      y[i] = (1 - omega) * x[i] + omega * (b[i] - s) / diag[i];
    }
    for (size_t i = 0; i < n; ++i)
      x[i] = y[i];
  }
}

void heat_bar(double *restrict a, double *restrict b, int n, int steps) {
  int t, i;
  for (t = 0; t < steps; t++) {
    for (i = 1; i < n - 1; i++)
      b[i] = (a[i - 1] + a[i] + a[i + 1]) / 3.0;
    for (i = 1; i < n - 1; i++)
      a[i] = (b[i - 1] + b[i] + b[i + 1]) / 3.0;
  }
}
