// Element-wise updates that are none.
// RUN: %kernels %s | FileCheck %s --implicit-check-not=differs --implicit-check-not='{{axpy matched}}'
// CHECK: prefix: scan matched
// CHECK: prefix_in_place: scan matched
// CHECK: stencil: stencil matched
// CHECK: jacobi: stencil matched
// CHECK: moving_sum: moving-average matched
// CHECK: conditional: not axpy: guarded by a condition on data
void conditional(int n, double a, const double *x, double *y, const int *mask) {
  for (int i = 0; i < n; i++)
    if (mask[i])
      y[i] += a * x[i];
}
void prefix(int n, const double *x, double *y) {
  double s = 0;
  for (int i = 0; i < n; i++) {
    s += x[i];
    y[i] = s;
  }
}
void prefix_in_place(int n, double *x) {
  for (int i = 1; i < n; i++)
    x[i] += x[i - 1];
}
// CHECK: seidel: not axpy: the output is also an input at another index
void seidel(int n, double *u) {
  for (int i = 1; i < n - 1; i++)
    u[i] += 0.5 * u[i - 1];
}
void stencil(int n, double a, const double *x, double *y) {
  for (int i = 1; i < n - 1; i++)
    y[i] = a * (x[i - 1] + x[i] + x[i + 1]);
}
void jacobi(int n, const double *A, double *B) {
  for (int i = 1; i < n - 1; i++)
    for (int j = 1; j < n - 1; j++)
      B[i * n + j] = 0.2 * (A[i * n + j] + A[i * n + j - 1] + A[i * n + j + 1] +
                            A[(i - 1) * n + j] + A[(i + 1) * n + j]);
}
void moving_sum(int n, int w, const double *x, double *y) {
  double s = 0;
  for (int i = 0; i < w; i++)
    s += x[i];
  for (int i = w; i < n; i++) {
    y[i - w] = s;
    s += x[i] - x[i - w];
  }
  y[n - w] = s;
}
void histogram(int n, const int *x, int *h) {
  for (int i = 0; i < n; i++)
    h[x[i]]++;
}
void indexed(int n, double a, const double *x, double *y, const int *at) {
  for (int i = 0; i < n; i++)
    y[at[i]] += a * x[i];
}
void multiplied(int n, const double *x, double *y) {
  for (int i = 0; i < n; i++)
    y[i] += x[i] * y[i];
}
// Sums and differences of two vectors have no factor.
void sums(int n, const double *x, const double *y, double *w) {
  for (int i = 0; i < n; i++)
    w[i] = x[i] + y[i];
}
void differences(int n, const double *x, const double *y, double *w) {
  for (int i = 0; i < n; i++)
    w[i] = x[i] - y[i];
}
