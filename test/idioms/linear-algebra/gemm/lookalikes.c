// What looks like a matrix product and is none, with the reason.
// RUN: %kernels %s | FileCheck %s --implicit-check-not='{{(gemm|product) matched}}' --implicit-check-not=differs
#include <math.h>

// What is named comes first.
// CHECK: lu: lu matched
// CHECK: lu_rows: lu matched
// CHECK: cholesky: cholesky matched
// CHECK: cholesky_into: cholesky matched
// CHECK: convolution: conv2d matched

// CHECK: floyd_warshall: not min-plus-product: the output is also an input at another index
void floyd_warshall(int n, double D[n][n]) {
  for (int k = 0; k < n; k++)
    for (int i = 0; i < n; i++)
      for (int j = 0; j < n; j++)
        if (D[i][k] + D[k][j] < D[i][j])
          D[i][j] = D[i][k] + D[k][j];
}
void lu(int n, double A[n][n]) {
  for (int k = 0; k < n; k++)
    for (int i = k + 1; i < n; i++) {
      A[i][k] /= A[k][k];
      for (int j = k + 1; j < n; j++)
        A[i][j] -= A[i][k] * A[k][j];
    }
}
void lu_rows(int n, double **A) {
  for (int k = 0; k < n; k++)
    for (int i = k + 1; i < n; i++) {
      double f = A[i][k] / A[k][k];
      A[i][k] = f;
      for (int j = k + 1; j < n; j++)
        A[i][j] -= f * A[k][j];
    }
}
void cholesky(int n, double A[n][n]) {
  for (int j = 0; j < n; j++) {
    for (int k = 0; k < j; k++)
      for (int i = j; i < n; i++)
        A[i][j] -= A[i][k] * A[j][k];
    double d = sqrt(A[j][j]);
    for (int i = j; i < n; i++)
      A[i][j] /= d;
  }
}
void cholesky_into(int n, const double *A, double *L) {
  for (int i = 0; i < n; i++)
    for (int j = 0; j <= i; j++) {
      double s = 0;
      for (int k = 0; k < j; k++)
        s += L[i * n + k] * L[j * n + k];
      if (i == j)
        L[i * n + i] = sqrt(A[i * n + i] - s);
      else
        L[i * n + j] = (A[i * n + j] - s) / L[j * n + j];
    }
}
// CHECK: distances: not gemm: the body is the square of a difference
void distances(int n, int c, int d, const double *X, const double *Y, double *D) {
  for (int i = 0; i < n; i++)
    for (int j = 0; j < c; j++) {
      double s = 0;
      for (int k = 0; k < d; k++)
        s += (X[i * d + k] - Y[j * d + k]) * (X[i * d + k] - Y[j * d + k]);
      D[i * c + j] = s;
    }
}
// CHECK: conditional: not gemm: guarded by a condition on data
void conditional(int n, const double *A, const double *B, double *C) {
  for (int i = 0; i < n; i++)
    for (int k = 0; k < n; k++)
      for (int j = 0; j < n; j++)
        if (B[k * n + j] > 0)
          C[i * n + j] += A[i * n + k] * B[k * n + j];
}
// CHECK: in_place: not gemm: the output is also an input at another index
void in_place(int n, double *A, const double *B) {
  for (int i = 0; i < n; i++)
    for (int j = 0; j < n; j++) {
      double s = 0;
      for (int k = 0; k < n; k++)
        s += A[i * n + k] * B[k * n + j];
      A[i * n + j] = s;
    }
}
// CHECK: wrong_index: not gemm: dimension j moves one factor only
void wrong_index(int n, const double *A, const double *B, double *C) {
  for (int i = 0; i < n; i++)
    for (int j = 0; j < n; j++)
      for (int k = 0; k < n; k++)
        C[i * n + k] += A[i * n + k] * B[k * n + j];
}
// CHECK: overwritten: not gemm: the output is overwritten in every iteration of loop k
void overwritten(int n, const double *A, const double *B, double *C) {
  for (int i = 0; i < n; i++)
    for (int j = 0; j < n; j++)
      for (int k = 0; k < n; k++)
        C[i * n + j] = A[i * n + k] * B[k * n + j];
}
// CHECK: added: not gemm: the operands are added, not multiplied
void added(int n, const double *A, const double *B, double *C) {
  for (int i = 0; i < n; i++)
    for (int j = 0; j < n; j++)
      for (int k = 0; k < n; k++)
        C[i * n + j] += A[i * n + k] + B[k * n + j];
}
// CHECK: triangle: not gemm: the domain is no box
void triangle(int n, const double *A, const double *B, double *C) {
  for (int i = 0; i < n; i++)
    for (int j = 0; j <= i; j++)
      for (int k = 0; k < n; k++)
        C[i * n + j] += A[i * n + k] * B[k * n + j];
}
// CHECK: checkerboard: not gemm: a condition on the loop indices leaves out
void checkerboard(int n, const double *A, const double *B, double *C) {
  for (int i = 0; i < n; i++)
    for (int j = 0; j < n; j++) {
      if ((i + j) % 2)
        continue;
      double s = 0;
      for (int k = 0; k < n; k++)
        s += A[i * n + k] * B[k * n + j];
      C[i * n + j] = s;
    }
}
// Matrix-chain order, longest common subsequence, Needleman-Wunsch: dynamic
// programs over their own output.
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
int lcs(const char *a, int m, const char *b, int n, int *L) {
  for (int i = 0; i <= m; i++)
    for (int j = 0; j <= n; j++) {
      if (i == 0 || j == 0)
        L[i * (n + 1) + j] = 0;
      else if (a[i - 1] == b[j - 1])
        L[i * (n + 1) + j] = L[(i - 1) * (n + 1) + j - 1] + 1;
      else {
        int u = L[(i - 1) * (n + 1) + j], v = L[i * (n + 1) + j - 1];
        L[i * (n + 1) + j] = u > v ? u : v;
      }
    }
  return L[m * (n + 1) + n];
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
void convolution(int n, const double *in, double *out, const double k[5][5]) {
  for (int i = 2; i < n - 2; i++)
    for (int j = 2; j < n - 2; j++) {
      double s = 0;
      for (int a = -2; a <= 2; a++)
        for (int b = -2; b <= 2; b++)
          s += in[(i + a) * n + j + b] * k[a + 2][b + 2];
      out[i * n + j] = s;
    }
}
int mandelbrot(int w, int h, int *o) {
  for (int i = 0; i < h; i++)
    for (int j = 0; j < w; j++) {
      double x = 0, y = 0, cx = j * 0.01, cy = i * 0.01;
      int k;
      for (k = 0; k < 100 && x * x + y * y < 4; k++) {
        double t = x * x - y * y + cx;
        y = 2 * x * y + cy;
        x = t;
      }
      o[i * w + j] = k;
    }
  return 0;
}
