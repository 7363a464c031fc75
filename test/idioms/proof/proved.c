// The code is run on small sizes beside what the normal form says, and both agree.
// RUN: %kernels %s --verdicts | FileCheck %s --implicit-check-not=differs --implicit-check-not=matched
#include <math.h>
#include <stdint.h>

// CHECK: product: gemm proved C[i,j] += alpha*A[i,k]*B[k,j]
void product(int m, int n, int p, double alpha, const double *A, int lda, const double *B, int ldb,
             double beta, double *C, int ldc) {
  for (int i = 0; i < m; i++)
    for (int j = 0; j < n; j++) {
      double s = 0;
      for (int k = 0; k < p; k++)
        s += A[i * lda + k] * B[k * ldb + j];
      C[i * ldc + j] = alpha * s + beta * C[i * ldc + j];
    }
}
// Four sums and a remainder: both loops are executed.
// CHECK: unrolled: dot proved s += x[i]*y[i]
float unrolled(int n, const float *x, const float *y) {
  float s0 = 0, s1 = 0, s2 = 0, s3 = 0;
  int i;
  for (i = 0; i + 3 < n; i += 4) {
    s0 += x[i] * y[i];
    s1 += x[i + 1] * y[i + 1];
    s2 += x[i + 2] * y[i + 2];
    s3 += x[i + 3] * y[i + 3];
  }
  float s = s0 + s1 + s2 + s3;
  for (; i < n; i++)
    s += x[i] * y[i];
  return s;
}
// The remainder comes first.
// CHECK: rest_first: axpy proved y[i] += alpha*x[i] i=n
void rest_first(int n, double a, const double *x, double *y) {
  int i, m = n % 4;
  for (i = 0; i < m; i++)
    y[i] += a * x[i];
  if (n < 4)
    return;
  for (i = m; i < n; i += 4) {
    y[i] += a * x[i];
    y[i + 1] += a * x[i + 1];
    y[i + 2] += a * x[i + 2];
    y[i + 3] += a * x[i + 3];
  }
}
// Bytes that extend with sign and without.
// CHECK: bytes: dot proved
int bytes(int n, const int8_t *x, const uint8_t *y) {
  int s = 0;
  for (int i = 0; i < n; i++)
    s += x[i] * y[i];
  return s;
}
// What has an order is compared in doubles.
// CHECK: rectified: relu proved
void rectified(int n, const float *x, float *y) {
  for (int i = 0; i < n; i++)
    y[i] = x[i] > 0 ? x[i] : 0;
}
// CHECK: logistic: sigmoid proved
void logistic(int n, const float *x, float *y) {
  for (int i = 0; i < n; i++)
    y[i] = 1 / (1 + expf(-x[i]));
}
// The results solve the form's equations.
// CHECK: lower: trsv proved
void lower(int n, const double *L, const double *b, double *x) {
  for (int i = 0; i < n; i++) {
    double s = b[i];
    for (int j = 0; j < i; j++)
      s -= L[i * n + j] * x[j];
    x[i] = s / L[i * n + i];
  }
}
// CHECK: filtered: iir proved
void filtered(int n, double a, const double *x, double *y) {
  double s = 0;
  for (int t = 0; t < n; t++) {
    s = a * s + x[t];
    y[t] = s;
  }
}
// A condition that the form does not mention: its statements are what is replayed.
// CHECK: padded: fir proved
void padded(int n, int taps, const double *x, const double *h, double *y) {
  for (int t = 0; t < n; t++) {
    double s = 0;
    for (int k = 0; k < taps; k++)
      if (t - k >= 0)
        s += h[k] * x[t - k];
    y[t] = s;
  }
}
// CHECK: normalised: softmax proved
void normalised(int n, const double *x, double *y) {
  double m = x[0], s = 0;
  for (int i = 1; i < n; i++)
    m = fmax(m, x[i]);
  for (int i = 0; i < n; i++)
    s += exp(x[i] - m);
  for (int i = 0; i < n; i++)
    y[i] = exp(x[i] - m) / s;
}
// Integers of 64 bits without sign become real numbers.
// CHECK: counts: copy proved
void counts(int n, const uint64_t *x, double *y) {
  for (int i = 0; i < n; i++)
    y[i] = (double)x[i];
}
