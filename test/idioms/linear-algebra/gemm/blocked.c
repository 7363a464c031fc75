// Blocked loops with the same role are one dimension, clipped or not.
// RUN: %kernels %s | FileCheck %s --implicit-check-not=differs --implicit-check-not=matched
#define MIN(a, b) ((a) < (b) ? (a) : (b))

// CHECK: clipped: gemm matched C[i,j] += A[i,k]*B[k,j] i=n j=n k=n
void clipped(int n, const double *A, const double *B, double *C) {
  enum { T = 32 };
  for (int ii = 0; ii < n; ii += T)
    for (int jj = 0; jj < n; jj += T)
      for (int kk = 0; kk < n; kk += T)
        for (int i = ii; i < MIN(ii + T, n); i++)
          for (int j = jj; j < MIN(jj + T, n); j++) {
            double s = C[i * n + j];
            for (int k = kk; k < MIN(kk + T, n); k++)
              s += A[i * n + k] * B[k * n + j];
            C[i * n + j] = s;
          }
}
// CHECK: exact: gemm matched C[i,j] += A[i,k]*B[k,j] i=512 j=512 k=512
void exact(const double *A, const double *B, double *C) {
  enum { N = 512, T = 16 };
  for (int kk = 0; kk < N; kk += T)
    for (int jj = 0; jj < N; jj += T)
      for (int i = 0; i < N; i++)
        for (int k = kk; k < kk + T; k++)
          for (int j = jj; j < jj + T; j++)
            C[i * N + j] += A[i * N + k] * B[k * N + j];
}
// CHECK: two_levels: gemm matched C[i,j] += A[i,k]*B[k,j] i=1024 j=1024 k=1024
void two_levels(const double *restrict A, const double *restrict B, double *restrict C) {
  enum { N = 1024, L2 = 128, L1 = 32 };
  for (int i2 = 0; i2 < N; i2 += L2)
    for (int k2 = 0; k2 < N; k2 += L2)
      for (int j2 = 0; j2 < N; j2 += L2)
        for (int i1 = i2; i1 < i2 + L2; i1 += L1)
          for (int k1 = k2; k1 < k2 + L2; k1 += L1)
            for (int i = i1; i < i1 + L1; i++)
              for (int k = k1; k < k1 + L1; k++)
                for (int j = j2; j < j2 + L2; j++)
                  C[i * N + j] += A[i * N + k] * B[k * N + j];
}
// Both levels are clipped: whether an inner tile is empty is what its loop asks.
// CHECK: both_clipped: gemm matched C[i,j] += A[i,k]*B[k,j] i=n j=n k=n
void both_clipped(int n, const double *restrict A, const double *restrict B,
                  double *restrict C) {
  for (int i2 = 0; i2 < n; i2 += 128)
    for (int k2 = 0; k2 < n; k2 += 128)
      for (int i1 = i2; i1 < MIN(i2 + 128, n); i1 += 16)
        for (int k1 = k2; k1 < MIN(k2 + 128, n); k1 += 16)
          for (int i = i1; i < MIN(i1 + 16, MIN(i2 + 128, n)); i++)
            for (int k = k1; k < MIN(k1 + 16, MIN(k2 + 128, n)); k++)
              for (int j = 0; j < n; j++)
                C[i * n + j] += A[i * n + k] * B[k * n + j];
}
// The block size is a parameter.
// CHECK: variable: gemm matched C[i,j] += A[i,k]*B[k,j]
void variable(int n, int b, const double *A, const double *B, double *C) {
  for (int ii = 0; ii < n; ii += b)
    for (int jj = 0; jj < n; jj += b)
      for (int kk = 0; kk < n; kk += b)
        for (int i = ii; i < ii + b; i++)
          for (int j = jj; j < jj + b; j++)
            for (int k = kk; k < kk + b; k++)
              C[i * n + j] += A[i * n + k] * B[k * n + j];
}
// Only one dimension is blocked.
// CHECK: strip: gemm matched C[i,j] += A[i,k]*B[k,j] i=n j=n k=n
void strip(int n, const float *A, const float *B, float *C) {
  for (int jj = 0; jj < n; jj += 64) {
    int end = jj + 64 < n ? jj + 64 : n;
    for (int i = 0; i < n; i++)
      for (int k = 0; k < n; k++)
        for (int j = jj; j < end; j++)
          C[i * n + j] += A[i * n + k] * B[k * n + j];
  }
}
// A tile whose innermost loop the compiler unrolls, where C may overlap A or B: every
// product is stored, and only the last store counts.
// CHECK: unrolled: gemm matched C[i,j] += A[i,k]*B[k,j] i=256 j=256 k=256
void unrolled(const double A[256][256], const double B[256][256], double C[256][256]) {
  for (int ii = 0; ii < 256; ii += 16)
    for (int jj = 0; jj < 256; jj += 16)
      for (int kk = 0; kk < 256; kk += 16)
        for (int i = ii; i < ii + 16; i++)
          for (int j = jj; j < jj + 16; j++)
            for (int k = kk; k < kk + 16; k++)
              C[i][j] += A[i][k] * B[k][j];
}
