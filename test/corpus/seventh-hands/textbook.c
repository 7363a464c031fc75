// ===- test/corpus/seventh-hands/textbook.c - As books print it -------------===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// ===----------------------------------------------------------------------===//
// Counted from one, `while` loops, arrays of fixed size, recursion; Fortran's order of loops.

#include <math.h>
#include <stdlib.h>

#define N 64
#define A_(i, j) a[((i) - 1) + ((j) - 1) * n]
#define B_(i, j) b[((i) - 1) + ((j) - 1) * n]
#define C_(i, j) c[((i) - 1) + ((j) - 1) * n]

void multiply_columns(int n, const double *a, const double *b, double *c) {
  int i, j, k;
  for (j = 1; j <= n; j++) {
    for (i = 1; i <= n; i++)
      C_(i, j) = 0;
    for (k = 1; k <= n; k++)
      for (i = 1; i <= n; i++)
        C_(i, j) = C_(i, j) + A_(i, k) * B_(k, j);
  }
}

// Gauss with partial pivoting, then back substitution.
int solve(int n, double a[N][N], double b[N], double x[N]) {
  int i, j, k, p;
  for (k = 0; k < n - 1; k++) {
    p = k;
    for (i = k + 1; i < n; i++)
      if (fabs(a[i][k]) > fabs(a[p][k]))
        p = i;
    if (a[p][k] == 0)
      return 0;
    if (p != k) {
      for (j = k; j < n; j++) {
        double t = a[k][j];
        a[k][j] = a[p][j];
        a[p][j] = t;
      }
      double t = b[k];
      b[k] = b[p];
      b[p] = t;
    }
    for (i = k + 1; i < n; i++) {
      double m = a[i][k] / a[k][k];
      for (j = k + 1; j < n; j++)
        a[i][j] -= m * a[k][j];
      b[i] -= m * b[k];
    }
  }
  for (i = n - 1; i >= 0; i--) {
    double s = b[i];
    for (j = i + 1; j < n; j++)
      s -= a[i][j] * x[j];
    x[i] = s / a[i][i];
  }
  return 1;
}

double largest_eigenvalue(int n, double a[N][N], double *v, int most) {
  double lambda = 0, w[N];
  while (most-- > 0) {
    double norm = 0;
    for (int i = 0; i < n; i++) {
      w[i] = 0;
      for (int j = 0; j < n; j++)
        w[i] += a[i][j] * v[j];
      norm += w[i] * w[i];
    }
    norm = sqrt(norm);
    for (int i = 0; i < n; i++)
      v[i] = w[i] / norm;
    if (fabs(norm - lambda) < 1e-12)
      break;
    lambda = norm;
  }
  return lambda;
}

void fft_recursive(int n, const double *xr, const double *xi, double *yr, double *yi, int step) {
  if (n == 1) {
    yr[0] = xr[0];
    yi[0] = xi[0];
    return;
  }
  fft_recursive(n / 2, xr, xi, yr, yi, 2 * step);
  fft_recursive(n / 2, xr + step, xi + step, yr + n / 2, yi + n / 2, 2 * step);
  for (int k = 0; k < n / 2; k++) {
    double c = cos(2 * M_PI * k / n), s = -sin(2 * M_PI * k / n);
    double tr = c * yr[k + n / 2] - s * yi[k + n / 2], ti = c * yi[k + n / 2] + s * yr[k + n / 2];
    yr[k + n / 2] = yr[k] - tr;
    yi[k + n / 2] = yi[k] - ti;
    yr[k] += tr;
    yi[k] += ti;
  }
}

void cosine_transform(const double *x, double *y, int n) {
  int k = 0;
  while (k < n) {
    double sum = 0;
    int i = 0;
    while (i < n) {
      sum += x[i] * cos(M_PI * (2 * i + 1) * k / (2.0 * n));
      i++;
    }
    y[k] = sum * (k == 0 ? sqrt(1.0 / n) : sqrt(2.0 / n));
    k++;
  }
}

void lms_filter(const double *x, const double *d, double *w, double *e, int n, int m, double mu) {
  for (int t = m - 1; t < n; t++) {
    double y = 0;
    for (int k = 0; k < m; k++)
      y += w[k] * x[t - k];
    e[t] = d[t] - y;
    for (int k = 0; k < m; k++)
      w[k] += 2 * mu * e[t] * x[t - k];
  }
}

// The most likely way through a hidden Markov model, in logarithms.
void most_likely(int states, int length, const double *start, const double *trans, const double *emit, const int *seen, double *score,
                 int *back, int *path) {
  for (int s = 0; s < states; s++)
    score[s] = start[s] + emit[s * states + seen[0]];
  for (int t = 1; t < length; t++)
    for (int s = 0; s < states; s++) {
      double best = -1e300;
      int from = 0;
      for (int r = 0; r < states; r++) {
        double v = score[(t - 1) * states + r] + trans[r * states + s];
        if (v > best) {
          best = v;
          from = r;
        }
      }
      score[t * states + s] = best + emit[s * states + seen[t]];
      back[t * states + s] = from;
    }
  int last = 0;
  for (int s = 1; s < states; s++)
    if (score[(length - 1) * states + s] > score[(length - 1) * states + last])
      last = s;
  for (int t = length - 1; t >= 0; t--) {
    path[t] = last;
    if (t > 0)
      last = back[t * states + last];
  }
}

void haar(double *x, int n) {
  double *t = malloc(n * sizeof *t);
  while (n > 1) {
    int half = n / 2;
    for (int i = 0; i < half; i++) {
      t[i] = (x[2 * i] + x[2 * i + 1]) / sqrt(2.0);
      t[half + i] = (x[2 * i] - x[2 * i + 1]) / sqrt(2.0);
    }
    for (int i = 0; i < n; i++)
      x[i] = t[i];
    n = half;
  }
  free(t);
}

void running_mean(const float *x, float *y, int n, int w) {
  double sum = 0;
  for (int i = 0; i < n; i++) {
    sum += x[i];
    if (i >= w)
      sum -= x[i - w];
    y[i] = (float)(sum / (i < w ? i + 1 : w));
  }
}

void gauss_seidel(int n, double a[N][N], const double *b, double *x, int sweeps) {
  while (sweeps--)
    for (int i = 0; i < n; i++) {
      double s = b[i];
      for (int j = 0; j < n; j++)
        if (j != i)
          s -= a[i][j] * x[j];
      x[i] = s / a[i][i];
    }
}

// A look-alike: Horner's rule.
double polynomial(const double *c, int n, double x) {
  double y = 0;
  while (n-- > 0)
    y = y * x + c[n];
  return y;
}

// A look-alike: the determinant by permutation signs of a matrix of three.
double determinant(double a[3][3]) {
  double d = 0;
  for (int i = 0; i < 3; i++)
    d += a[0][i] * (a[1][(i + 1) % 3] * a[2][(i + 2) % 3] - a[1][(i + 2) % 3] * a[2][(i + 1) % 3]);
  return d;
}

// A look-alike: the best order of a chain of products.
void chain_order(int n, const int *p, long m[N][N]) {
  for (int i = 0; i < n; i++)
    m[i][i] = 0;
  for (int len = 2; len <= n; len++)
    for (int i = 0; i + len <= n; i++) {
      int j = i + len - 1;
      m[i][j] = 1L << 60;
      for (int k = i; k < j; k++) {
        long cost = m[i][k] + m[k + 1][j] + (long)p[i] * p[k + 1] * p[j + 1];
        if (cost < m[i][j])
          m[i][j] = cost;
      }
    }
}
