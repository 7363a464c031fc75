// Triangles that are stored packed: the rows start at i*(i+1)/2.
// RUN: %kernels %s | FileCheck %s --implicit-check-not=differs --implicit-check-not=matched
// CHECK: lower: trmv matched
void lower(int n, const double *ap, const double *x, double *y) {
  for (int i = 0; i < n; i++) {
    double s = 0;
    for (int j = 0; j <= i; j++)
      s += ap[i * (i + 1) / 2 + j] * x[j];
    y[i] = s;
  }
}
// CHECK: solve: trsv matched
void solve(long n, const float *ap, float *x) {
  for (long i = 0; i < n; i++) {
    float s = x[i];
    for (long j = 0; j < i; j++)
      s -= ap[i * (i + 1) / 2 + j] * x[j];
    x[i] = s;
  }
}
