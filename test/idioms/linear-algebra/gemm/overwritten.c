// Other writes in the loops: to a factor that is still needed, or to the output.
// RUN: %kernels %s | FileCheck %s --implicit-check-not=differs --implicit-check-not=matched
#include <string.h>

// Writes that do no harm: the element is done with, or has not been begun.
// CHECK: cleared_after: gemv matched y[i] += A[i,j]*x[j] i=n j=n
void cleared_after(int n, double *restrict A, const double *restrict x, double *restrict y) {
  for (int i = 0; i < n; i++) {
    double s = 0;
    for (int j = 0; j < n; j++) {
      s += A[i * n + j] * x[j];
      A[i * n + j] = 0;
    }
    y[i] = s;
  }
}
// CHECK: cleared_before: gemm matched C[i,j] += A[i,k]*B[k,j] i=n j=n k=n
void cleared_before(int n, const double *restrict A, const double *restrict B,
                    double *restrict C) {
  for (int i = 0; i < n; i++) {
    memset(C + i * n, 0, n * sizeof *C);
    for (int k = 0; k < n; k++)
      for (int j = 0; j < n; j++)
        C[i * n + j] += A[i * n + k] * B[k * n + j];
  }
}
// CHECK: two_at_once: gemv matched t[i] += A[i,j]*x[j] i=m j=n
// CHECK: two_at_once: gemv matched y[i] += A[j,i]*t[j] i=n j=m
void two_at_once(int m, int n, const double *A, const double *x, double *t, double *y) {
  for (int i = 0; i < m; i++) {
    t[i] = 0;
    for (int j = 0; j < n; j++)
      t[i] += A[i * n + j] * x[j];
    for (int j = 0; j < n; j++)
      y[j] += A[i * n + j] * t[i];
  }
}

// Writes that do.
// CHECK: partial_sums: not gemm: a store in the loops changes an operand while it is still read
void partial_sums(int n, double *A, const double *B, double *C) {
  for (int i = 0; i < n; i++)
    for (int j = 0; j < n; j++) {
      double s = 0;
      for (int k = 0; k < n; k++) {
        s += A[i * n + k] * B[k * n + j];
        A[i * n + k] = s;
      }
      C[i * n + j] = s;
    }
}
// CHECK: element: not gemm: a store in the loops changes an operand while it is still read
void element(int n, const double *A, double *B, double *C) {
  for (int i = 0; i < n; i++)
    for (int j = 0; j < n; j++) {
      double s = 0;
      for (int k = 0; k < n; k++)
        s += A[i * n + k] * B[k * n + j];
      C[i * n + j] = s;
      B[i * n + j] = 0;
    }
}
// CHECK: next_row: not gemm: a store in the loops changes an operand while it is still read
void next_row(int n, double *A, const double *B, double *C) {
  for (int i = 0; i < n - 1; i++) {
    for (int j = 0; j < n; j++) {
      double s = 0;
      for (int k = 0; k < n; k++)
        s += A[i * n + k] * B[k * n + j];
      C[i * n + j] = s;
    }
    for (int j = 0; j < n; j++)
      A[(i + 1) * n + j] += C[i * n + j];
  }
}
// CHECK: copied_row: not gemm: a store in the loops changes an operand while it is still read
void copied_row(int n, double *restrict A, const double *restrict B, double *restrict C) {
  for (int i = 0; i < n; i++) {
    for (int j = 0; j < n; j++) {
      double s = 0;
      for (int k = 0; k < n; k++)
        s += A[i * n + k] * B[k * n + j];
      C[i * n + j] = s;
    }
    if (i + 1 < n)
      memcpy(A + (i + 1) * n, C + i * n, n * sizeof *A);
  }
}
// CHECK: decaying: not gemm: a store in the loops changes an operand while it is still read
void decaying(int n, const double *restrict A, double *restrict B, double *restrict C) {
  for (int k = 0; k < n; k++) {
    for (int i = 0; i < n; i++)
      for (int j = 0; j < n; j++)
        C[i * n + j] += A[i * n + k] * B[k * n + j];
    for (int i = 0; i < n * n; i++)
      B[i] *= 0.5;
  }
}
// CHECK: halved: not gemm: another store in the loops changes the output while it is computed
void halved(int n, const double *restrict A, const double *restrict B, double *restrict C) {
  for (int i = 0; i < n; i++)
    for (int k = 0; k < n; k++) {
      for (int j = 0; j < n; j++)
        C[i * n + j] += A[i * n + k] * B[k * n + j];
      for (int j = 0; j < n; j++)
        C[i * n + j] /= 2;
    }
}
// CHECK: cleared_each_time: not gemm: another store in the loops changes the output
void cleared_each_time(int n, const double *restrict A, const double *restrict B,
                       double *restrict C) {
  for (int k = 0; k < n; k++) {
    memset(C, 0, n * n * sizeof *C);
    for (int i = 0; i < n; i++)
      for (int j = 0; j < n; j++)
        C[i * n + j] += A[i * n + k] * B[k * n + j];
  }
}
// CHECK: first_row: not gemm: another store in the loops changes the output
void first_row(int n, const double *restrict A, const double *restrict B, double *restrict C) {
  for (int i = 0; i < n; i++)
    for (int j = 0; j < n; j++) {
      double s = 0;
      for (int k = 0; k < n; k++) {
        s += A[i * n + k] * B[k * n + j];
        C[k] = s;
      }
      C[i * n + j] = s;
    }
}
// CHECK: relaxed: not gemv: a store in the loops changes an operand while it is still read
void relaxed(int n, const double *restrict A, double *restrict x, double *restrict y) {
  for (int i = 0; i < n; i++) {
    double s = 0;
    for (int j = 0; j < n; j++)
      s += A[i * n + j] * x[j];
    y[i] = s;
    x[i] = 0.5 * s;
  }
}
// CHECK: fading: not gemv: a store in the loops changes an operand while it is still read
void fading(int n, const double *restrict A, double *restrict x, double *restrict y) {
  for (int i = 0; i < n; i++) {
    double s = 0;
    for (int j = 0; j < n; j++) {
      s += A[i * n + j] * x[j];
      x[j] *= 0.5;
    }
    y[i] = s;
  }
}
// CHECK: scattered: not dot: a store in the loops changes an operand while it is still read
double scattered(int n, double *restrict x, const double *restrict y) {
  double s = 0;
  for (int i = 0; i < n; i++) {
    s += x[i] * y[i];
    x[(i * 7) % n] = 0;
  }
  return s;
}
// CHECK: counted: not ger: a store in the loops changes an operand while it is still read
void counted(int n, const double *restrict x, double *restrict y, double *restrict A) {
  for (int i = 0; i < n; i++)
    for (int j = 0; j < n; j++) {
      A[i * n + j] += x[i] * y[j];
      y[j] += 1;
    }
}
// No copy either: the copied row is still being summed.
void copied_while_summed(int n, double *restrict A, const double *restrict B,
                         double *restrict C) {
  for (int i = 0; i < n; i++)
    for (int k = 0; k < n; k++) {
      for (int j = 0; j < n; j++)
        C[i * n + j] = C[i * n + j] * B[k * n + j] + A[i * n + k];
      A[i * n + k] = C[i * n + k];
    }
}
