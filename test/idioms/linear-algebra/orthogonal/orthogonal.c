// QR, eigenvalues and singular values by reflections, projections and rotations.
// -O1 is left out: there the columns' division by their norms is named rms-norm, too.
// RUN: %kernels --levels=O2,O3 %s | FileCheck %s --implicit-check-not=differs
double sqrt(double);
double fabs(double);
// CHECK: projections: qr matched
void projections(int m, int n, double *q, double *r) {
  for (int j = 0; j < n; j++) {
    double s = 0;
    for (int i = 0; i < m; i++)
      s += q[i * n + j] * q[i * n + j];
    s = sqrt(s);
    r[j * n + j] = s;
    for (int i = 0; i < m; i++)
      q[i * n + j] /= s;
    for (int k = j + 1; k < n; k++) {
      double d = 0;
      for (int i = 0; i < m; i++)
        d += q[i * n + j] * q[i * n + k];
      r[j * n + k] = d;
      for (int i = 0; i < m; i++)
        q[i * n + k] -= d * q[i * n + j];
    }
  }
}
// CHECK: both_sides: eigen matched
void both_sides(int n, double *a, int sweeps) {
  while (sweeps--)
    for (int p = 0; p < n - 1; p++)
      for (int q = p + 1; q < n; q++) {
        double theta = (a[q * n + q] - a[p * n + p]) / (2 * a[p * n + q]);
        double t = 1 / (fabs(theta) + sqrt(theta * theta + 1));
        double c = 1 / sqrt(t * t + 1), s = t * c;
        for (int k = 0; k < n; k++) {
          double x = a[k * n + p], y = a[k * n + q];
          a[k * n + p] = c * x - s * y;
          a[k * n + q] = s * x + c * y;
        }
        for (int k = 0; k < n; k++) {
          double x = a[p * n + k], y = a[q * n + k];
          a[p * n + k] = c * x - s * y;
          a[q * n + k] = s * x + c * y;
        }
      }
}
// CHECK: columns: svd matched
void columns(int m, int n, double *a, int sweeps) {
  while (sweeps--)
    for (int p = 0; p < n - 1; p++)
      for (int q = p + 1; q < n; q++) {
        double x2 = 0, y2 = 0, xy = 0;
        for (int i = 0; i < m; i++) {
          x2 += a[i * n + p] * a[i * n + p];
          y2 += a[i * n + q] * a[i * n + q];
          xy += a[i * n + p] * a[i * n + q];
        }
        double z = (y2 - x2) / (2 * xy), t = 1 / (fabs(z) + sqrt(1 + z * z));
        double c = 1 / sqrt(1 + t * t), s = c * t;
        for (int i = 0; i < m; i++) {
          double x = a[i * n + p], y = a[i * n + q];
          a[i * n + p] = c * x - s * y;
          a[i * n + q] = s * x + c * y;
        }
      }
}
