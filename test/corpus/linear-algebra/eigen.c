// Eigenvalues and eigenvectors.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include <math.h>
#include <stddef.h>

/* Cyclic Jacobi; the eigenvalues end on the diagonal of a, the vectors in the columns of v. */
void jacobi_eigen(double *a, double *v, int n, int sweeps) {
  for (int i = 0; i < n; i++)
    for (int j = 0; j < n; j++)
      v[i * n + j] = i == j;
  while (sweeps-- > 0)
    for (int p = 0; p < n - 1; p++)
      for (int q = p + 1; q < n; q++) {
        double apq = a[p * n + q];
        if (fabs(apq) < 1e-300)
          continue;
        double theta = (a[q * n + q] - a[p * n + p]) / (2 * apq);
        double t = (theta >= 0 ? 1 : -1) / (fabs(theta) + sqrt(theta * theta + 1));
        double c = 1 / sqrt(t * t + 1), s = t * c;
        for (int k = 0; k < n; k++) {
          double x = a[k * n + p], y = a[k * n + q];
          a[k * n + p] = c * x - s * y;
          a[k * n + q] = s * x + c * y;
        }
        for (int k = 0; k < n; k++) {
          double x = a[p * n + k], y = a[q * n + k];
          a[p * n + k] = c * x - s * y;
          a[q * n + k] = s * x + c * y;
        }
        for (int k = 0; k < n; k++) {
          double x = v[k * n + p], y = v[k * n + q];
          v[k * n + p] = c * x - s * y;
          v[k * n + q] = s * x + c * y;
        }
      }
}

/* Power iteration for the largest eigenvalue. */
double power_iteration(const double *a, double *x, double *y, size_t n, int limit) {
  double lambda = 0;
  for (int it = 0; it < limit; ++it) {
    double norm = 0;
    for (size_t i = 0; i < n; ++i) {
      double s = 0;
      for (size_t j = 0; j < n; ++j)
        s += a[i * n + j] * x[j];
      y[i] = s;
      norm += s * s;
    }
    norm = sqrt(norm);
    if (norm == 0)
      return 0;
    lambda = 0;
    for (size_t i = 0; i < n; ++i) {
      lambda += y[i] * x[i];
      x[i] = y[i] / norm;
    }
  }
  return lambda;
}

/* Implicit QL iteration of a symmetric tridiagonal matrix (diagonal d, below it e) with Wilkinson's shift. */
int tridiagonal_ql(double *d, double *e, int n) {
  int i, l, m, it;
  e[n - 1] = 0;
  for (l = 0; l < n; l++) {
    it = 0;
    do {
      for (m = l; m < n - 1; m++) {
        double dd = fabs(d[m]) + fabs(d[m + 1]);
        if (fabs(e[m]) <= 1e-15 * dd)
          break;
      }
      if (m == l)
        break;
      if (it++ == 50)
        return -1;
      double g = (d[l + 1] - d[l]) / (2 * e[l]), r = hypot(g, 1.0);
      g = d[m] - d[l] + e[l] / (g + copysign(r, g));
      double s = 1, c = 1, p = 0;
      for (i = m - 1; i >= l; i--) {
        double f = s * e[i], b = c * e[i];
        r = hypot(f, g);
        e[i + 1] = r;
        if (r == 0) {
          d[i + 1] -= p;
          e[m] = 0;
          break;
        }
        s = f / r;
        c = g / r;
        g = d[i + 1] - p;
        r = (d[i] - g) * s + 2 * c * b;
        p = s * r;
        d[i + 1] = g + p;
        g = c * r - b;
      }
      if (r == 0 && i >= l)
        continue;
      d[l] -= p;
      e[l] = g;
      e[m] = 0;
    } while (m != l);
  }
  return 0;
}

/* Unshifted QR algorithm: A = QR by Gram-Schmidt, A' = RQ. */
void qr_algorithm(double **a, double **q, double **r, int n, int steps) {
  int i, j, k;
  for (; steps > 0; steps--) {
    for (j = 0; j < n; j++) {
      for (i = 0; i < n; i++)
        q[i][j] = a[i][j];
      for (k = 0; k < j; k++) {
        r[k][j] = 0;
        for (i = 0; i < n; i++)
          r[k][j] += q[i][k] * q[i][j];
        for (i = 0; i < n; i++)
          q[i][j] -= r[k][j] * q[i][k];
      }
      double s = 0;
      for (i = 0; i < n; i++)
        s += q[i][j] * q[i][j];
      r[j][j] = sqrt(s);
      for (i = 0; i < n; i++)
        q[i][j] /= r[j][j];
    }
    for (i = 0; i < n; i++)
      for (j = 0; j < n; j++) {
        double s = 0;
        for (k = i; k < n; k++)
          s += r[i][k] * q[k][j];
        a[i][j] = s;
      }
  }
}
