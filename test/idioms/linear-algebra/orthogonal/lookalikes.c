// Rotations by a given angle, elimination, projections without a norm.
// RUN: %kernels --levels=O1,O2,O3 %s | FileCheck %s --implicit-check-not="qr matched" --implicit-check-not="eigen matched" --implicit-check-not="svd matched"
// CHECK: {{^}}
void rot(int n, double *x, double *y, double c, double s) {
  for (int i = 0; i < n; i++) {
    double t = c * x[i] + s * y[i];
    y[i] = c * y[i] - s * x[i];
    x[i] = t;
  }
}
void kaczmarz(int m, int n, const double *a, const double *b, double *x) {
  for (int i = 0; i < m; i++) {
    double s = b[i], q = 0;
    for (int j = 0; j < n; j++) {
      s -= a[i * n + j] * x[j];
      q += a[i * n + j] * a[i * n + j];
    }
    for (int j = 0; j < n; j++)
      x[j] += s / q * a[i * n + j];
  }
}
