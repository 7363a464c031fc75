// What is read behind the store that changes it has the normal form of a factorisation or
// a solve, and another result: the replay asks for the product of what is left.
// RUN: %kernels %s | FileCheck %s --implicit-check-not=differs --implicit-check-not='{{(lu|cholesky|ldl|trsv|trsm|rms-norm)( [a-z]+)? matched}}'
#include <math.h>
#define N 64

// CHECK: columns: trsv matched
void columns(double *x, double L[][N], int n) {
  for (int j = 0; j < n; j++) {
    x[j] /= L[j][j];
    for (int i = j + 1; i < n; i++)
      x[i] -= L[i][j] * x[j];
  }
}
void divided_too_late(double *x, double L[][N], int n) {
  for (int j = 0; j < n; j++) {
    for (int i = j + 1; i < n; i++)
      x[i] -= L[i][j] * x[j];
    x[j] /= L[j][j];
  }
}
// CHECK: by_columns: cholesky matched
void by_columns(double A[][N], int n) {
  for (int k = 0; k < n; k++) {
    A[k][k] = sqrt(A[k][k]);
    for (int j = k + 1; j < n; j++)
      A[j][k] /= A[k][k];
    for (int j = k + 1; j < n; j++)
      for (int i = j; i < n; i++)
        A[i][j] -= A[i][k] * A[j][k];
  }
}
void used_before_divided(double A[][N], int n) {
  for (int k = 0; k < n; k++) {
    A[k][k] = sqrt(A[k][k]);
    for (int j = k + 1; j < n; j++) {
      for (int i = j; i < n; i++)
        A[i][j] -= A[i][k] * A[j][k];
      A[j][k] /= A[k][k];
    }
  }
}
void root_of_what_was_divided(double A[][N], int n) {
  for (int j = 0; j < n; j++)
    for (int i = j; i < n; i++) {
      double s = A[i][j];
      for (int k = 0; k < j; k++)
        s -= A[i][k] * A[j][k];
      A[i][j] = s / sqrt(A[j][j]);
    }
}
// CHECK: walking: lu matched
void walking(double *a, int n, int ld) {
  for (int k = 0; k + 1 < n; k++) {
    double *p = a + k * ld + k, piv = 1 / *p;
    for (int i = k + 1; i < n; i++) {
      double *r = a + i * ld + k, f = *r * piv;
      *r = f;
      for (int j = 1; j < n - k; j++)
        r[j] -= f * p[j];
    }
  }
}
void factor_of_the_changed_row(double m[][N], int n) {
  for (int k = 0; k < n - 1; k++)
    for (int i = k + 1; i < n; i++)
      for (int j = k; j < n; j++)
        m[i][j] = m[i][j] - m[i][k] / m[k][k] * m[k][j];
}
void factor_of_the_changed_row_by_pointers(double **m, int n) {
  for (int k = 0; k < n; k++)
    for (int i = k + 1; i < n; i++)
      for (int j = k; j < n; j++)
        m[i][j] -= m[i][k] * m[k][j] / m[k][k];
}
void divided_after_the_update(double A[][N], int n) {
  for (int k = 0; k < n; k++) {
    for (int i = k + 1; i < n; i++)
      for (int j = k + 1; j < n; j++)
        A[i][j] -= A[i][k] * A[k][j];
    for (int i = k + 1; i < n; i++)
      A[i][k] /= A[k][k];
  }
}
void symmetric_of_the_changed_row(double A[][N], int n) {
  for (int k = 0; k < n; k++)
    for (int i = k + 1; i < n; i++)
      for (int j = k; j <= i; j++)
        A[i][j] -= A[i][k] * A[j][k] / A[k][k];
}
