// Copies, transposes and scalings carry names of their own, so that nothing else
// is taken for them. (A copy that became a call of memcpy is left to the libraries'
// knowledge: its spellings here are ones that do not.)
// RUN: %kernels %s | FileCheck %s --implicit-check-not=differs --implicit-check-not=matched
// CHECK: scaled: scal matched x[i] = alpha*x[i] i=n
void scaled(int n, double a, double *x) {
  for (int i = 0; i < n; i++)
    x[i] *= a;
}
// CHECK: strided: copy matched y[i] = x[i] i=n
void strided(int n, const double *x, int incx, double *y) {
  for (int i = 0; i < n; i++)
    y[i] = x[i * incx];
}
// CHECK: transposed: transpose matched B[j,i] = A[i,j]
void transposed(int m, int n, const double *restrict A, double *restrict B) {
  for (int i = 0; i < m; i++)
    for (int j = 0; j < n; j++)
      B[j * m + i] = A[i * n + j];
}
void reversed_in_place(int n, double *x) {
  for (int i = 0; i < n / 2; i++) {
    double t = x[i];
    x[i] = x[n - 1 - i];
    x[n - 1 - i] = t;
  }
}
void filled(int n, double v, double *x) {
  for (int i = 0; i < n; i++)
    x[i] = v;
}
void squared(int n, const double *x, double *y) {
  for (int i = 0; i < n; i++)
    y[i] = x[i] * x[i];
}
