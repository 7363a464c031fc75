// Filters, solves and sparse products are no matrix times vector.
// RUN: %kernels %s | FileCheck %s --implicit-check-not=differs --implicit-check-not='{{(gemv|dot|axpy) matched}}'
// CHECK: fir: fir matched
void fir(int n, int m, const double *x, const double *h, double *y) {
  for (int i = 0; i < n; i++) {
    double s = 0;
    for (int k = 0; k < m; k++)
      s += x[i + k] * h[k];
    y[i] = s;
  }
}
// CHECK: convolution: fir matched
void convolution(int n, int m, const double *x, const double *h, double *y) {
  for (int i = m; i < n; i++) {
    y[i] = 0;
    for (int k = 0; k < m; k++)
      y[i] += x[i - k] * h[k];
  }
}
// CHECK: decimated: fir matched
void decimated(int n, int m, const float *x, const float *h, float *y) {
  for (int i = 0; i < n; i++) {
    float s = 0;
    for (int k = 0; k < m; k++)
      s += x[2 * i + k] * h[k];
    y[i] = s;
  }
}
// CHECK: solve: trsv matched
void solve(int n, const double *L, const double *b, double *x) {
  for (int i = 0; i < n; i++) {
    double s = b[i];
    for (int j = 0; j < i; j++)
      s -= L[i * n + j] * x[j];
    x[i] = s / L[i * n + i];
  }
}
// CHECK: sparse: spmv matched
void sparse(int n, const int *row, const int *column, const double *v, const double *x,
            double *y) {
  for (int i = 0; i < n; i++) {
    double s = 0;
    for (int k = row[i]; k < row[i + 1]; k++)
      s += v[k] * x[column[k]];
    y[i] = s;
  }
}
// CHECK: masked: not gemv: what is accumulated is chosen by a condition
void masked(int m, int n, const double *A, const double *x, double *y) {
  for (int i = 0; i < m; i++) {
    double s = 0;
    for (int j = 0; j < n; j++)
      if (A[i * n + j] > 0.5)
        s += A[i * n + j] * x[j];
    y[i] = s;
  }
}
// CHECK: broken: not {{.*}}
void broken(int m, int n, const double *A, const double *x, double *y) {
  for (int i = 0; i < m; i++) {
    double s = 0;
    for (int j = 0; j < n; j++) {
      if (A[i * n + j] < 0)
        break;
      s += A[i * n + j] * x[j];
    }
    y[i] += s * x[i];
  }
}
