// Multigrid cycles for Poisson's equation.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include <stddef.h>

/* u and f hold all levels one after the other, the finest first, 2^l + 1 points each. */
void vcycle_1d(double *u, double *f, double *r, int level, double h) {
  int n = 1 << level;
  for (int s = 0; s < 3; s++) {
    for (int i = 1; i < n; i++)
      r[i] = u[i] + (2.0 / 3) * (0.5 * (u[i - 1] + u[i + 1] + h * h * f[i]) - u[i]);
    for (int i = 1; i < n; i++)
      u[i] = r[i];
  }
  if (level == 1)
    return;
  double *cu = u + n + 1, *cf = f + n + 1;
  r[0] = r[n] = 0;
  for (int i = 1; i < n; i++)
    r[i] = f[i] - (2 * u[i] - u[i - 1] - u[i + 1]) / (h * h);
  for (int i = 0; i <= n / 2; i++)
    cu[i] = cf[i] = 0;
  for (int i = 1; i < n / 2; i++)
    cf[i] = 0.25 * (r[2 * i - 1] + 2 * r[2 * i] + r[2 * i + 1]);
  vcycle_1d(cu, cf, r, level - 1, 2 * h);
  for (int i = 0; i < n / 2; i++) {
    u[2 * i] += cu[i];
    u[2 * i + 1] += 0.5 * (cu[i] + cu[i + 1]);
  }
  for (int s = 0; s < 3; s++) {
    for (int i = 1; i < n; i++)
      r[i] = u[i] + (2.0 / 3) * (0.5 * (u[i - 1] + u[i + 1] + h * h * f[i]) - u[i]);
    for (int i = 1; i < n; i++)
      u[i] = r[i];
  }
}

typedef struct {
  int n; /* points along an edge, 2^l + 1 */
  double h, *u, *f, *r;
} grid;

static void smooth(grid *g, int times) {
  int n = g->n;
  while (times--) {
    for (int i = 1; i < n - 1; i++)
      for (int j = 1; j < n - 1; j++) {
        const double *p = g->u + i * n + j;
        g->r[i * n + j] = 0.2 * p[0] + 0.2 * (p[-1] + p[1] + p[-n] + p[n] + g->h * g->h * g->f[i * n + j]);
      }
    for (int i = 1; i < n - 1; i++)
      for (int j = 1; j < n - 1; j++)
        g->u[i * n + j] = g->r[i * n + j];
  }
}

static void residual_down(grid *g, grid *c) {
  int n = g->n;
  for (int i = 1; i < n - 1; i++)
    for (int j = 1; j < n - 1; j++) {
      const double *p = g->u + i * n + j;
      g->r[i * n + j] = g->f[i * n + j] - (4 * p[0] - p[-1] - p[1] - p[-n] - p[n]) / (g->h * g->h);
    }
  for (int i = 0; i < c->n * c->n; i++)
    c->u[i] = 0;
  for (int i = 1; i < c->n - 1; i++)
    for (int j = 1; j < c->n - 1; j++) {
      const double *p = g->r + 2 * i * n + 2 * j;
      c->f[i * c->n + j] = (4 * p[0] + 2 * (p[-1] + p[1] + p[-n] + p[n]) + p[-n - 1] + p[-n + 1] + p[n - 1] + p[n + 1]) / 16;
    }
}

static void correct(grid *g, const grid *c) {
  int n = g->n, m = c->n;
  for (int i = 0; i < m - 1; i++)
    for (int j = 0; j < m - 1; j++) {
      const double *e = c->u + i * m + j;
      double *p = g->u + 2 * i * n + 2 * j;
      if (i > 0 && j > 0)
        p[0] += e[0];
      if (i > 0)
        p[1] += 0.5 * (e[0] + e[1]);
      if (j > 0)
        p[n] += 0.5 * (e[0] + e[m]);
      p[n + 1] += 0.25 * (e[0] + e[1] + e[m] + e[m + 1]);
    }
}

/* Levels in an array, down and up without recursion. */
void vcycle_2d(grid *g, int levels) {
  for (int l = 0; l + 1 < levels; l++) {
    smooth(&g[l], 2);
    residual_down(&g[l], &g[l + 1]);
  }
  smooth(&g[levels - 1], 30);
  for (int l = levels - 1; l-- > 0;) {
    correct(&g[l], &g[l + 1]);
    smooth(&g[l], 2);
  }
}

/* Two grids, a line, the coarse one solved by elimination; work has n / 2 - 1 places. */
void two_grid(float *u, const float *f, float *r, float *work, size_t n, int cycles) {
  size_t m = n / 2 - 1, i;
  while (cycles--) {
    for (int s = 0; s < 2; s++) {
      for (i = 1; i < n; i++)
        r[i] = (u[i - 1] + u[i] + u[i + 1] + f[i]) / 3;
      for (i = 1; i < n; i++)
        u[i] = r[i];
    }
    for (i = 1; i < n; i++)
      r[i] = f[i] + u[i - 1] - 2 * u[i] + u[i + 1];
    /* restricted in place, four times the fine spacing squared */
    float left = r[1];
    for (i = 0; i < m; i++) {
      float mid = r[2 * i + 2], right = r[2 * i + 3];
      r[i + 1] = left + 2 * mid + right;
      left = right;
    }
    work[0] = 2;
    for (i = 1; i < m; i++) {
      work[i] = 2 - 1 / work[i - 1];
      r[i + 1] += r[i] / work[i - 1];
    }
    r[m] /= work[m - 1];
    for (i = m - 1; i > 0; i--)
      r[i] = (r[i] + r[i + 1]) / work[i - 1];
    r[0] = r[m + 1] = 0;
    for (i = 0; i <= m; i++) {
      u[2 * i] += r[i];
      u[2 * i + 1] += 0.5f * (r[i] + r[i + 1]);
    }
  }
}
