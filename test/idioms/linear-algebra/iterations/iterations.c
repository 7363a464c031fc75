// Solvers whose steps are kernels by themselves.
// RUN: %kernels --levels=O1,O2,O3 %s | FileCheck %s --implicit-check-not=differs
// CHECK: conjugate: cg matched
void conjugate(int n, const double *A, double *x, double *r, double *p, double *q, int steps) {
  double rr = 0;
  for (int i = 0; i < n; i++)
    rr += r[i] * r[i];
  for (int k = 0; k < steps; k++) {
    double pq = 0;
    for (int i = 0; i < n; i++) {
      double s = 0;
      for (int j = 0; j < n; j++)
        s += A[i * n + j] * p[j];
      q[i] = s;
    }
    for (int i = 0; i < n; i++)
      pq += p[i] * q[i];
    double alpha = rr / pq, next = 0;
    for (int i = 0; i < n; i++) {
      x[i] += alpha * p[i];
      r[i] -= alpha * q[i];
    }
    for (int i = 0; i < n; i++)
      next += r[i] * r[i];
    for (int i = 0; i < n; i++)
      p[i] = r[i] + next / rr * p[i];
    rr = next;
  }
}
// CHECK: grid: jacobi matched
void grid(int n, double *a, double *b, int steps) {
  while (steps-- > 0) {
    for (int i = 1; i < n - 1; i++)
      for (int j = 1; j < n - 1; j++)
        b[i * n + j] = 0.25 * (a[i * n + j - 1] + a[i * n + j + 1] + a[(i - 1) * n + j] +
                               a[(i + 1) * n + j]);
    for (int i = 1; i < n - 1; i++)
      for (int j = 1; j < n - 1; j++)
        a[i * n + j] = b[i * n + j];
  }
}
