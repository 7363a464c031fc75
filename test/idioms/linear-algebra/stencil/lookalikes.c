// Neighbours that make no stencil.
// RUN: %kernels %s | FileCheck %s --implicit-check-not=differs --implicit-check-not=matched
// CHECK: seidel: not stencil: the output is also an input at another index
void seidel(int n, double *u) {
  for (int i = 1; i < n - 1; i++)
    u[i] = 0.5 * (u[i - 1] + u[i + 1]) + 0.1 * u[i];
}
void lcs(const char *a, const char *b, int n, int m, int *L) {
  for (int i = 1; i <= n; i++)
    for (int j = 1; j <= m; j++)
      if (a[i - 1] == b[j - 1])
        L[i * (m + 1) + j] = L[(i - 1) * (m + 1) + j - 1] + 1;
      else
        L[i * (m + 1) + j] = L[(i - 1) * (m + 1) + j] > L[i * (m + 1) + j - 1]
                                 ? L[(i - 1) * (m + 1) + j]
                                 : L[i * (m + 1) + j - 1];
}
void needleman_wunsch(int n, int m, const int *s, int *F) {
  for (int i = 1; i < n; i++)
    for (int j = 1; j < m; j++) {
      int a = F[(i - 1) * m + j - 1] + s[i * m + j], b = F[(i - 1) * m + j] - 1,
          c = F[i * m + j - 1] - 1;
      int r = a > b ? a : b;
      F[i * m + j] = r > c ? r : c;
    }
}
void pascal(int n, int *C) {
  for (int i = 1; i < n; i++)
    for (int j = 1; j < i; j++)
      C[i * n + j] = C[(i - 1) * n + j - 1] + C[(i - 1) * n + j];
}
void grey(int n, const unsigned char *rgb, float *out) {
  for (int i = 0; i < n; i++)
    out[i] = 0.299f * rgb[3 * i] + 0.587f * rgb[3 * i + 1] + 0.114f * rgb[3 * i + 2];
}
void difference(int n, const double *x, double *y) {
  for (int i = 0; i < n - 1; i++)
    y[i] = x[i + 1] - x[i];
}
void gradient(int n, const double *x, double *y) {
  for (int i = 1; i < n - 1; i++)
    y[i] = 0.5 * (x[i + 1] - x[i - 1]);
}
void three_arrays(int n, const double *x, const double *y, const double *z, double *w) {
  for (int i = 0; i < n; i++)
    w[i] = 0.2 * x[i] + 0.3 * y[i] + 0.5 * z[i];
}
void smallest(int n, const double *x, double *y) {
  for (int i = 1; i < n - 1; i++) {
    double a = x[i - 1] < x[i] ? x[i - 1] : x[i];
    y[i] = a < x[i + 1] ? a : x[i + 1];
  }
}
void rule30(int n, const unsigned char *a, unsigned char *b) {
  for (int i = 1; i < n - 1; i++)
    b[i] = a[i - 1] ^ (a[i] | a[i + 1]);
}
