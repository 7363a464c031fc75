// Conjugate gradients.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include <math.h>
#include <stddef.h>

static double dot(const double *a, const double *b, int n) {
  double s = 0;
  for (int i = 0; i < n; i++)
    s += a[i] * b[i];
  return s;
}

/* Dense, with helpers. */
int cg_dense(const double *a, const double *b, double *x, double *r, double *p, double *ap, int n, double tol) {
  for (int i = 0; i < n; i++) {
    x[i] = 0;
    p[i] = r[i] = b[i];
  }
  double rr = dot(r, r, n);
  int k;
  for (k = 0; k < 10 * n && sqrt(rr) > tol; k++) {
    for (int i = 0; i < n; i++)
      ap[i] = dot(a + i * n, p, n);
    double alpha = rr / dot(p, ap, n);
    for (int i = 0; i < n; i++)
      x[i] += alpha * p[i];
    for (int i = 0; i < n; i++)
      r[i] -= alpha * ap[i];
    double next = dot(r, r, n);
    for (int i = 0; i < n; i++)
      p[i] = r[i] + next / rr * p[i];
    rr = next;
  }
  return k;
}

struct system {
  size_t n;
  const int *ptr, *col;
  const double *val;
};

/* Sparse, all written out. */
void cg_csr(const struct system *s, double *x, double *r, double *d, double *q, int steps) {
  double delta = 0;
  for (size_t i = 0; i < s->n; ++i) {
    d[i] = r[i];
    delta += r[i] * r[i];
  }
  while (steps-- > 0 && delta > 1e-24) {
    double dq = 0;
    for (size_t i = 0; i < s->n; ++i) {
      double t = 0;
      for (int p = s->ptr[i]; p < s->ptr[i + 1]; ++p)
        t += s->val[p] * d[s->col[p]];
      q[i] = t;
      dq += t * d[i];
    }
    const double alpha = delta / dq, old = delta;
    delta = 0;
    for (size_t i = 0; i < s->n; ++i) {
      x[i] += alpha * d[i];
      r[i] -= alpha * q[i];
      delta += r[i] * r[i];
    }
    const double beta = delta / old;
    for (size_t i = 0; i < s->n; ++i)
      d[i] = r[i] + beta * d[i];
  }
}

/* Without a matrix: minus the second difference on a line with zero ends, preconditioned by c. */
void pcg_line(long n, const double *c, double *x, double *r, double *z, double *p, double *w, int limit) {
  double rho = 0, rho1, pw, a, b;
  long i;
  int it;
  for (i = 0; i < n; i++) {
    z[i] = c[i] * r[i];
    rho += z[i] * r[i];
    p[i] = z[i];
  }
  for (it = 0; it < limit && rho > 1e-28; it++) {
    pw = 0;
    for (i = 0; i < n; i++) {
      w[i] = 2 * p[i] - (i ? p[i - 1] : 0) - (i < n - 1 ? p[i + 1] : 0);
      pw += w[i] * p[i];
    }
    a = rho / pw;
    rho1 = 0;
    for (i = 0; i < n; i++) {
      x[i] += a * p[i];
      r[i] -= a * w[i];
      z[i] = c[i] * r[i];
      rho1 += z[i] * r[i];
    }
    b = rho1 / rho;
    rho = rho1;
    for (i = 0; i < n; i++)
      p[i] = z[i] + b * p[i];
  }
}
