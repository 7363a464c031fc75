// Iterations that are no conjugate gradients, multigrid or power iteration.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include <math.h>
#include <stddef.h>

/* Steepest descent: no conjugate direction. */
void steepest_descent(const double *a, double *x, double *r, double *w, int n, int steps) {
  while (steps--) {
    double rr = 0, rw = 0;
    for (int i = 0; i < n; i++) {
      w[i] = 0;
      for (int j = 0; j < n; j++)
        w[i] += a[i * n + j] * r[j];
      rr += r[i] * r[i];
      rw += r[i] * w[i];
    }
    double t = rr / rw;
    for (int i = 0; i < n; i++) {
      x[i] += t * r[i];
      r[i] -= t * w[i];
    }
  }
}

/* A pyramid of means, no residuals. */
void mean_pyramid(float *level, int n) {
  while (n > 1) {
    float *up = level + n;
    for (int i = 0; i < n / 2; i++)
      up[i] = 0.5f * (level[2 * i] + level[2 * i + 1]);
    level = up;
    n /= 2;
  }
}

/* A Markov chain with restarts at random, no normalisation. */
unsigned random_walk(const double *p, int n, int steps, unsigned seed) {
  unsigned at = 0;
  while (steps--) {
    seed = seed * 1664525u + 1013904223u;
    double u = seed / 4294967296.0, s = 0;
    unsigned j = 0;
    while (j + 1 < (unsigned)n && (s += p[at * n + j]) < u)
      j++;
    at = j;
  }
  return at;
}

/* Kaczmarz: a projection for each row, in place. */
void kaczmarz(const double *a, const double *b, double *x, int m, int n, int sweeps) {
  while (sweeps--)
    for (int i = 0; i < m; i++) {
      double s = b[i], q = 0;
      for (int j = 0; j < n; j++) {
        s -= a[i * n + j] * x[j];
        q += a[i * n + j] * a[i * n + j];
      }
      for (int j = 0; j < n; j++)
        x[j] += s / q * a[i * n + j];
    }
}

/* Newton's root for each element. */
void newton_roots(double *x, const double *a, int n) {
  for (int i = 0; i < n; i++) {
    double r = a[i] > 1 ? a[i] : 1;
    for (int k = 0; k < 20; k++)
      r = 0.5 * (r + a[i] / r);
    x[i] = r;
  }
}

void successive_overrelaxation(const int *ptr, const int *col, const double *off, const double *diag, const double *b,
                               double *x, int n, double omega) {
  for (int i = 0; i < n; i++) {
    double s = b[i];
    for (int p = ptr[i]; p < ptr[i + 1]; p++)
      s -= off[p] * x[col[p]];
    x[i] += omega * (s / diag[i] - x[i]);
  }
}
