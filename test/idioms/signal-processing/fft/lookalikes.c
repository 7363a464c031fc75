// Butterflies without factors, or modulo a number, and sums that are none.
// RUN: %kernels %s | FileCheck %s --implicit-check-not=differs --implicit-check-not="fft matched" \
// RUN:   --implicit-check-not="first_part: f"

// CHECK: hadamard: fwht matched
void hadamard(int n, double *a) {
  for (int h = 1; h < n; h *= 2)
    for (int i = 0; i < n; i += 2 * h)
      for (int j = i; j < i + h; j++) {
        double x = a[j], y = a[j + h];
        a[j] = x + y;
        a[j + h] = x - y;
      }
}
void number_theoretic(int n, unsigned *a, const unsigned *w) {
  for (int h = 1; h < n; h *= 2)
    for (int i = 0; i < n; i += 2 * h)
      for (int j = 0; j < h; j++) {
        unsigned x = a[i + j], y = (unsigned)((unsigned long)a[i + j + h] * w[j] % 998244353);
        a[i + j] = (x + y) % 998244353;
        a[i + j + h] = (x + 998244353 - y) % 998244353;
      }
}
void pairs(int n, double *a, const double *w) {
  for (int i = 0; i < n; i++) {
    double x = a[2 * i], y = a[2 * i + 1] * w[i];
    a[2 * i] = x + y;
    a[2 * i + 1] = x - y;
  }
}
void tree(int n, double *a) {
  for (int h = 1; h < n; h *= 2)
    for (int i = 0; i + h < n; i += 2 * h)
      a[i] += a[i + h];
}
// The part of a real transform that needs no factor.
void first_part(int n, double *x, const double *w) {
  for (int p = 1; p < n; p *= 2)
    for (int b = 0; b < n / (2 * p); b++) {
      double s = x[2 * b * p] + x[2 * b * p + p], d = x[2 * b * p] - x[2 * b * p + p];
      x[2 * b * p] = s;
      x[2 * b * p + p] = d;
      for (int a = 1; a < p / 2; a++)
        x[2 * b * p + a] = w[a] * x[2 * b * p + a];
    }
}
