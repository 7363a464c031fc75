// Copies at arithmetic offsets are a loop that was unrolled.
// RUN: %kernels %s | FileCheck %s --implicit-check-not=differs --implicit-check-not=matched

// CHECK: accumulators: gemm matched C[i,j] += A[i,k]*B[k,j] i=n j=n k=n
void accumulators(int n, const double *A, const double *B, double *C) {
  for (int i = 0; i < n; i++)
    for (int j = 0; j < n; j++) {
      double s0 = 0, s1 = 0, s2 = 0, s3 = 0;
      int k;
      for (k = 0; k + 3 < n; k += 4) {
        s0 += A[i * n + k] * B[k * n + j];
        s1 += A[i * n + k + 1] * B[(k + 1) * n + j];
        s2 += A[i * n + k + 2] * B[(k + 2) * n + j];
        s3 += A[i * n + k + 3] * B[(k + 3) * n + j];
      }
      for (; k < n; k++)
        s0 += A[i * n + k] * B[k * n + j];
      C[i * n + j] = s0 + s1 + s2 + s3;
    }
}
// CHECK: tile2x2: gemm matched C[i,j] += A[i,k]*B[k,j] i=512 j=512 k=n
void tile2x2(int n, const double *A, const double *B, double *C) {
  for (int i = 0; i < 512; i += 2)
    for (int j = 0; j < 512; j += 2) {
      double c00 = 0, c01 = 0, c10 = 0, c11 = 0;
      for (int k = 0; k < n; k++) {
        c00 += A[i * n + k] * B[k * 512 + j];
        c01 += A[i * n + k] * B[k * 512 + j + 1];
        c10 += A[(i + 1) * n + k] * B[k * 512 + j];
        c11 += A[(i + 1) * n + k] * B[k * 512 + j + 1];
      }
      C[i * 512 + j] = c00;
      C[i * 512 + j + 1] = c01;
      C[(i + 1) * 512 + j] = c10;
      C[(i + 1) * 512 + j + 1] = c11;
    }
}
// CHECK: innermost: gemm matched C[i,j] += A[i,k]*B[k,j] i=n j=n k=256
void innermost(int n, const float *A, const float *B, float *C) {
  for (int i = 0; i < n; i++)
    for (int j = 0; j < n; j++) {
      float s = 0;
      for (int k = 0; k < 256; k += 4)
        s += A[i * 256 + k] * B[k * n + j] + A[i * 256 + k + 1] * B[(k + 1) * n + j] +
             A[i * 256 + k + 2] * B[(k + 2) * n + j] + A[i * 256 + k + 3] * B[(k + 3) * n + j];
      C[i * n + j] = s;
    }
}
// A pragma is the compiler's own unrolling.
// CHECK: pragma: gemm matched C[i,j] += A[i,k]*B[k,j] i=n j=n k=n
void pragma(int n, const float *A, const float *B, float *C) {
  for (int i = 0; i < n; i++)
    for (int k = 0; k < n; k++)
#pragma unroll 4
      for (int j = 0; j < n; j++)
        C[i * n + j] += A[i * n + k] * B[k * n + j];
}
