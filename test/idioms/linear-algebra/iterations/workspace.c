// Conjugate gradients whose vectors are parts of one workspace; steepest descent has no direction.
// RUN: %kernels %s --levels=O2 | FileCheck %s --implicit-check-not='steepest: cg' --implicit-check-not='shared: cg'
// CHECK: conjugate: cg matched
int conjugate(const double *a, double *x, double *w, int n, double tol, int most) {
  double *r = w, *p = w + n, *q = w + 2 * n, rho = 0;
  int it;
  for (int i = 0; i < n; i++)
    rho += r[i] * r[i];
  for (it = 0; it < most && rho > tol; it++) {
    double pq = 0, next = 0;
    for (int i = 0; i < n; i++) {
      double s = 0;
      for (int j = 0; j < n; j++)
        s += a[i * n + j] * p[j];
      q[i] = s;
      pq += s * p[i];
    }
    double alpha = rho / pq;
    for (int i = 0; i < n; i++) {
      x[i] += alpha * p[i];
      r[i] -= alpha * q[i];
      next += r[i] * r[i];
    }
    for (int i = 0; i < n; i++)
      p[i] = r[i] + next / rho * p[i];
    rho = next;
  }
  return it;
}
int steepest(const double *a, double *x, double *w, int n, double tol, int most) {
  double *r = w, *q = w + n;
  int it;
  for (it = 0; it < most; it++) {
    double rq = 0, rr = 0;
    for (int i = 0; i < n; i++) {
      double s = 0;
      for (int j = 0; j < n; j++)
        s += a[i * n + j] * r[j];
      q[i] = s;
      rq += s * r[i];
      rr += r[i] * r[i];
    }
    if (rr < tol)
      break;
    for (int i = 0; i < n; i++) {
      x[i] += rr / rq * r[i];
      r[i] -= rr / rq * q[i];
    }
  }
  return it;
}
// What the residual is changed by is no product with the direction, which lies elsewhere in the workspace.
int shared(const double *a, double *x, double *w, int n, double tol, int most) {
  double *r = w, *p = w + n, *q = w + 2 * n, *z = w + 3 * n, rho = 1;
  int it;
  for (it = 0; it < most && rho > tol; it++) {
    double pq = 0, next = 0;
    for (int i = 0; i < n; i++) {
      double s = 0;
      for (int j = 0; j < n; j++)
        s += a[i * n + j] * z[j];
      q[i] = s;
      pq += s * p[i];
    }
    double alpha = rho / pq;
    for (int i = 0; i < n; i++) {
      x[i] += alpha * p[i];
      r[i] -= alpha * q[i];
      next += r[i] * r[i];
    }
    for (int i = 0; i < n; i++)
      p[i] = r[i] + next / rho * p[i];
    rho = next;
  }
  return it;
}
