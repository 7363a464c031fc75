// Jacobi steps and explicit schemes in one to three dimensions.
// RUN: %kernels %s | FileCheck %s --implicit-check-not=differs --implicit-check-not=matched
#include <stddef.h>

// CHECK: line: stencil matched B[i] = 3 points around A[i] i=n - 2
void line(int n, const double *A, double *B) {
  for (int i = 1; i < n - 1; i++)
    B[i] = 0.33333 * (A[i - 1] + A[i] + A[i + 1]);
}
// CHECK: heat: stencil matched v[i] = 3 points around u[i] i=n - 2
void heat(int n, double r, const double *u, double *v) {
  for (int i = 1; i < n - 1; i++)
    v[i] = u[i] + r * (u[i + 1] - 2 * u[i] + u[i - 1]);
}
// CHECK: walking: stencil matched v[i] = 3 points around u[i]
void walking(const float *u, float *v, size_t n) {
  while (n-- > 0) {
    *v++ = 0.25f * u[0] + 0.5f * u[1] + 0.25f * u[2];
    u++;
  }
}
// CHECK: five_points: stencil matched B[i,j] = 5 points around A[i,j] i=n - 2 j=n - 2
void five_points(int n, const double *A, double *B) {
  for (int i = 1; i < n - 1; i++)
    for (int j = 1; j < n - 1; j++)
      B[i * n + j] = 0.2 * (A[i * n + j] + A[i * n + j - 1] + A[i * n + j + 1] +
                            A[(i - 1) * n + j] + A[(i + 1) * n + j]);
}
// The arrays of a time step, exchanged by a copy.
// CHECK-DAG: steps: stencil matched B[i,j] = 5 points around A[i,j] i=98 j=98
// CHECK-DAG: steps: jacobi matched
// CHECK-DAG: steps: copy matched
void steps(int t, double A[100][100], double B[100][100]) {
  for (int s = 0; s < t; s++) {
    for (int i = 1; i < 99; i++)
      for (int j = 1; j < 99; j++)
        B[i][j] = 0.25 * (A[i - 1][j] + A[i + 1][j] + A[i][j - 1] + A[i][j + 1]) + A[i][j];
    for (int i = 1; i < 99; i++)
      for (int j = 1; j < 99; j++)
        A[i][j] = B[i][j];
  }
}
// CHECK: rows: stencil matched v[i,j] = 4 points around u[i,j]
void rows(int n, int m, double **u, double **v, double **f) {
  for (int i = 1; i < n - 1; i++)
    for (int j = 1; j < m - 1; j++)
      v[i][j] = 0.25 * (u[i - 1][j] + u[i + 1][j] + u[i][j - 1] + u[i][j + 1] - f[i][j]);
}
// CHECK: volume: stencil matched B[i,j,k] = 7 points around A[i,j,k]
void volume(int n, double c0, double c1, const double *A, double *B) {
  for (int i = 1; i < n - 1; i++)
    for (int j = 1; j < n - 1; j++)
      for (int k = 1; k < n - 1; k++)
        B[(i * n + j) * n + k] = c0 * A[(i * n + j) * n + k] +
                                 c1 * (A[(i * n + j) * n + k - 1] + A[(i * n + j) * n + k + 1] +
                                       A[(i * n + j - 1) * n + k] + A[(i * n + j + 1) * n + k] +
                                       A[((i - 1) * n + j) * n + k] + A[((i + 1) * n + j) * n + k]);
}
// The wave equation: the step before, too.
// CHECK: wave: stencil matched next[i] = 3 points around now[i]
void wave(int n, double c, const double *before, const double *now, double *next) {
  for (int i = 1; i < n - 1; i++)
    next[i] = 2 * now[i] - before[i] + c * (now[i - 1] - 2 * now[i] + now[i + 1]);
}
// A fixed filter with unequal weights.
// CHECK: gauss: stencil matched out[i,j] = 9 points around in[i,j]
void gauss(int h, int w, const float *in, float *out) {
  for (int y = 1; y < h - 1; y++)
    for (int x = 1; x < w - 1; x++) {
      const float *p = in + y * w + x;
      out[y * w + x] = (p[-w - 1] + 2 * p[-w] + p[-w + 1] + 2 * p[-1] + 4 * p[0] + 2 * p[1] +
                        p[w - 1] + 2 * p[w] + p[w + 1]) /
                       16;
    }
}
