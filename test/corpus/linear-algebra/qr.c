// QR factorisation by reflections, projections and rotations.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include <math.h>
#include <stddef.h>

/* Householder; the vectors stay below the diagonal, R's diagonal goes to rdiag. */
void householder_qr(double *a, int m, int n, double *rdiag) {
  for (int k = 0; k < n; k++) {
    double nrm = 0;
    for (int i = k; i < m; i++)
      nrm += a[i * n + k] * a[i * n + k];
    nrm = sqrt(nrm);
    if (nrm != 0) {
      if (a[k * n + k] < 0)
        nrm = -nrm;
      for (int i = k; i < m; i++)
        a[i * n + k] /= nrm;
      a[k * n + k] += 1;
      for (int j = k + 1; j < n; j++) {
        double s = 0;
        for (int i = k; i < m; i++)
          s += a[i * n + k] * a[i * n + j];
        s = -s / a[k * n + k];
        for (int i = k; i < m; i++)
          a[i * n + j] += s * a[i * n + k];
      }
    }
    rdiag[k] = -nrm;
  }
}

/* Modified Gram-Schmidt on columns. */
void gram_schmidt_modified(double *const *q, double *const *r, int m, int n) {
  int i, j, k;
  for (j = 0; j < n; j++) {
    double s = 0;
    for (i = 0; i < m; i++)
      s += q[i][j] * q[i][j];
    r[j][j] = sqrt(s);
    for (i = 0; i < m; i++)
      q[i][j] /= r[j][j];
    for (k = j + 1; k < n; k++) {
      s = 0;
      for (i = 0; i < m; i++)
        s += q[i][j] * q[i][k];
      r[j][k] = s;
      for (i = 0; i < m; i++)
        q[i][k] -= s * q[i][j];
    }
  }
}

/* Classical Gram-Schmidt, column-major. */
void gram_schmidt_classical(const float *a, float *q, float *r, size_t m, size_t n) {
  for (size_t j = 0; j < n; ++j) {
    const float *aj = a + j * m;
    float *qj = q + j * m;
    for (size_t i = 0; i < m; ++i)
      qj[i] = aj[i];
    for (size_t k = 0; k < j; ++k) {
      const float *qk = q + k * m;
      float d = 0;
      for (size_t i = 0; i < m; ++i)
        d += qk[i] * aj[i];
      r[k * n + j] = d;
      for (size_t i = 0; i < m; ++i)
        qj[i] -= d * qk[i];
    }
    float s = 0;
    for (size_t i = 0; i < m; ++i)
      s += qj[i] * qj[i];
    s = sqrtf(s);
    r[j * n + j] = s;
    for (size_t i = 0; i < m; ++i)
      qj[i] /= s;
  }
}

/* Givens rotations, one entry after the other; a becomes R. */
void givens_qr(double *a, long m, long n) {
  for (long j = 0; j < n; j++)
    for (long i = m - 1; i > j; i--) {
      double x = a[(i - 1) * n + j], y = a[i * n + j];
      if (y == 0)
        continue;
      double h = hypot(x, y), c = x / h, s = y / h;
      for (long k = j; k < n; k++) {
        double u = a[(i - 1) * n + k], v = a[i * n + k];
        a[(i - 1) * n + k] = c * u + s * v;
        a[i * n + k] = c * v - s * u;
      }
    }
}
