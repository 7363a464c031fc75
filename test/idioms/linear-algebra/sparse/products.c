// Sparse solves and products of sparse matrices, sampled products, diagonals.
// RUN: %kernels --levels=O1,O2,O3 %s | FileCheck %s --implicit-check-not=differs --implicit-check-not="sweeps: sptrsv"
// CHECK: lower: sptrsv matched
void lower(int n, const int *ptr, const int *col, const double *val, const double *inv, double *x) {
  for (int i = 0; i < n; i++) {
    double s = x[i];
    for (int p = ptr[i]; p < ptr[i + 1]; p++)
      s -= val[p] * x[col[p]];
    x[i] = s * inv[i];
  }
}
// CHECK: rows_of_rows: spgemm matched
void rows_of_rows(int m, int n, const int *ap, const int *aj, const float *ax, const int *bp,
                  const int *bj, const float *bx, float *c) {
  for (int i = 0; i < m; i++)
    for (int p = ap[i]; p < ap[i + 1]; p++)
      for (int q = bp[aj[p]]; q < bp[aj[p] + 1]; q++)
        c[i * n + bj[q]] += ax[p] * bx[q];
}
// CHECK: sampled: sddmm matched
void sampled(int m, int k, const int *ptr, const int *col, const double *u, const double *v,
             double *out) {
  for (int i = 0; i < m; i++)
    for (int p = ptr[i]; p < ptr[i + 1]; p++) {
      double s = 0;
      for (int l = 0; l < k; l++)
        s += u[i * k + l] * v[col[p] * k + l];
      out[p] = s;
    }
}
// The same sum over all neighbours, again and again: Gauss-Seidel.
void sweeps(int n, const int *ptr, const int *col, const double *off, const double *diag,
            const double *b, double *x, int times) {
  while (times--)
    for (int i = 0; i < n; i++) {
      double s = b[i];
      for (int p = ptr[i]; p < ptr[i + 1]; p++)
        s -= off[p] * x[col[p]];
      x[i] = s / diag[i];
    }
}
