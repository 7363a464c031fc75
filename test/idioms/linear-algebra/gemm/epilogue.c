// What is done to each element of the product afterwards is no part of it.
// RUN: %kernels %s | FileCheck %s --implicit-check-not=differs --implicit-check-not=matched
#include <math.h>

// CHECK: rectified: gemm matched Y[i,j] += X[i,k]*W[j,k] i=m j=n k=p
void rectified(int m, int n, int p, const float *X, const float *W, const float *bias, float *Y) {
  for (int i = 0; i < m; i++)
    for (int j = 0; j < n; j++) {
      float s = bias[j];
      for (int k = 0; k < p; k++)
        s += X[i * p + k] * W[j * p + k];
      Y[i * n + j] = s > 0 ? s : 0;
    }
}
// CHECK: squashed: gemm matched Y[i,j] += X[i,k]*W[k,j] i=n j=n k=n
void squashed(int n, const double *X, const double *W, double *Y) {
  for (int i = 0; i < n; i++)
    for (int j = 0; j < n; j++) {
      double s = 0;
      for (int k = 0; k < n; k++)
        s += X[i * n + k] * W[k * n + j];
      Y[i * n + j] = tanh(s);
    }
}
// CHECK: gated: gemm matched Y[i,j] += X[i,k]*W[k,j] i=n j=n k=n
void gated(int n, const float *restrict X, const float *restrict W, const float *restrict Z,
           float *restrict Y) {
  for (int i = 0; i < n; i++)
    for (int j = 0; j < n; j++) {
      float s = 0;
      for (int k = 0; k < n; k++)
        s += X[i * n + k] * W[k * n + j];
      Y[i * n + j] = s * Z[i * n + j];
    }
}
// CHECK: quantised: gemm matched Y[i,j] += X[i,k]*W[k,j] i=n j=n k=n
void quantised(int n, const signed char *X, const signed char *W, signed char *Y) {
  for (int i = 0; i < n; i++)
    for (int j = 0; j < n; j++) {
      int s = 0;
      for (int k = 0; k < n; k++)
        s += X[i * n + k] * W[k * n + j];
      s >>= 7;
      Y[i * n + j] = s > 127 ? 127 : s < -128 ? -128 : s;
    }
}
// CHECK: logistic: gemv matched y[i] += W[i,j]*x[j] i=m j=n
void logistic(int m, int n, const float *W, const float *x, float *y) {
  for (int i = 0; i < m; i++) {
    float s = 0;
    for (int j = 0; j < n; j++)
      s += W[i * n + j] * x[j];
    y[i] = 1.f / (1.f + expf(-s));
  }
}
double unknown(double);
// Nobody knows what is called between two rows; a row is an inner product all the same.
// CHECK: called: dot matched s += A[i]*x[i] i=n
void called(int n, const double *A, const double *x, double *y) {
  for (int i = 0; i < n; i++) {
    double a = unknown(i), s = 0;
    for (int j = 0; j < n; j++)
      s += A[i * n + j] * x[j];
    y[i] = a * s;
  }
}
// A step of Gauss-Seidel divides as well, but reads what it writes.
// CHECK: seidel: not {{.*}}: the output is also an input at another index
void seidel(int n, const double *A, double *x) {
  for (int i = 0; i < n; i++) {
    double s = 0;
    for (int j = 0; j < n; j++)
      s += A[i * n + j] * x[j];
    x[i] = s / A[i * n + i];
  }
}
// Half of the sums are never formed.
// CHECK: causal: not {{.*}}: a condition decides whether the sum is formed at all
void causal(int n, int d, const float *Q, const float *K, float *S) {
  for (int i = 0; i < n; i++)
    for (int j = 0; j < n; j++) {
      float s = -1e9f;
      if (j <= i) {
        s = 0;
        for (int k = 0; k < d; k++)
          s += Q[i * d + k] * K[j * d + k];
      }
      S[i * n + j] = s;
    }
}
// CHECK: lower: not gemm: a condition decides whether the sum is formed at all
void lower(int n, int d, const float *Q, const float *K, float *S) {
  for (int i = 0; i < n; i++)
    for (int j = 0; j < n; j++) {
      float s = 0;
      if (j <= i)
        for (int k = 0; k < d; k++)
          s += Q[i * d + k] * K[j * d + k];
      S[i * n + j] = s;
    }
}
// CHECK: every_other: not gemv: a condition decides whether the sum is formed at all
void every_other(int n, int d, const float *A, const float *x, float *y) {
  for (int i = 0; i < n; i++) {
    float s = 0;
    if (i & 1)
      for (int k = 0; k < d; k++)
        s += A[i * d + k] * x[k];
    y[i] = s;
  }
}
