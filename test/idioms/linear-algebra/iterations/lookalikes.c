// Iterations of another kind: one direction, in place, no diagonal.
// RUN: %kernels --levels=O1,O2,O3 %s | FileCheck %s --implicit-check-not="cg matched" --implicit-check-not="jacobi matched" --implicit-check-not="multigrid matched"
// CHECK: gemv
void steepest(int n, const double *A, double *x, double *r, double *q, int steps) {
  while (steps--) {
    double rr = 0, rq = 0;
    for (int i = 0; i < n; i++) {
      double s = 0;
      for (int j = 0; j < n; j++)
        s += A[i * n + j] * r[j];
      q[i] = s;
    }
    for (int i = 0; i < n; i++) {
      rr += r[i] * r[i];
      rq += r[i] * q[i];
    }
    for (int i = 0; i < n; i++) {
      x[i] += rr / rq * r[i];
      r[i] -= rr / rq * q[i];
    }
  }
}
void momentum(int n, const double *g, double *v, double *x, double *r, double mu, double eta) {
  for (int i = 0; i < n; i++)
    v[i] = g[i] + mu * v[i];
  for (int i = 0; i < n; i++)
    x[i] += eta * v[i];
  for (int i = 0; i < n; i++)
    r[i] -= eta * g[i];
}
void in_place(int n, double *u, int steps) {
  while (steps--)
    for (int i = 1; i < n - 1; i++)
      u[i] = 0.5 * (u[i - 1] + u[i + 1]);
}
void one_step(int n, const double *u, double *v) {
  for (int i = 1; i < n - 1; i++)
    v[i] = 0.5 * (u[i - 1] + u[i + 1]);
}
