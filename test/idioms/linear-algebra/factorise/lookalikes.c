// In place, and no factorisation or solve.
// RUN: %kernels %s | FileCheck %s --implicit-check-not=differs --implicit-check-not=matched

void floyd_warshall(int n, double D[n][n]) {
  for (int k = 0; k < n; k++)
    for (int i = 0; i < n; i++)
      for (int j = 0; j < n; j++)
        if (D[i][k] + D[k][j] < D[i][j])
          D[i][j] = D[i][k] + D[k][j];
}
void gauss_seidel(int n, const double *A, const double *b, double *x) {
  for (int i = 0; i < n; i++) {
    double s = b[i];
    for (int j = 0; j < n; j++)
      if (j != i)
        s -= A[i * n + j] * x[j];
    x[i] = s / A[i * n + i];
  }
}
// CHECK: recursive_filter: iir matched
void recursive_filter(int n, const double *h, double *y) {
  for (int t = 0; t < n; t++)
    for (int k = 0; k < t; k++)
      y[t] -= h[k] * y[t - 1 - k];
}
void in_place(int n, double *A) {
  for (int i = 0; i < n; i++)
    for (int j = 0; j < n; j++)
      for (int k = 0; k < n; k++)
        A[i * n + j] += A[i * n + k] * A[k * n + j];
}
void matrix_chain(int n, const int *p, int *m) {
  for (int l = 2; l < n; l++)
    for (int i = 1; i < n - l + 1; i++) {
      int j = i + l - 1;
      m[i * n + j] = 1 << 30;
      for (int k = i; k < j; k++) {
        int q = m[i * n + k] + m[(k + 1) * n + j] + p[i - 1] * p[k] * p[j];
        if (q < m[i * n + j])
          m[i * n + j] = q;
      }
    }
}
void catalan(int n, long *c) {
  for (int i = 2; i < n; i++) {
    c[i] = 0;
    for (int j = 0; j < i; j++)
      c[i] += c[j] * c[i - 1 - j];
  }
}
// Products in place read what is yet to be computed, or add.
void trmv_in_place(int n, const double *A, double *x) {
  for (int i = 0; i < n; i++) {
    double s = A[i * n + i] * x[i];
    for (int j = i + 1; j < n; j++)
      s += A[i * n + j] * x[j];
    x[i] = s;
  }
}
void trmm_in_place(int n, int m, const double *A, double *B) {
  for (int i = n - 1; i >= 0; i--)
    for (int c = 0; c < m; c++)
      for (int j = 0; j < i; j++)
        B[i * m + c] += A[i * n + j] * B[j * m + c];
}
void minus_later(int n, const double *A, double *x) {
  for (int i = 0; i < n; i++)
    for (int j = i + 1; j < n; j++)
      x[i] -= A[i * n + j] * x[j];
}
void inverse_times_transpose(int n, double *R) {
  for (int k = 0; k < n; k++)
    for (int j = 0; j < k; j++)
      for (int i = 0; i <= j; i++)
        R[i * n + j] += R[j * n + k] * R[i * n + k];
}
