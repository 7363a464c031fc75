// alpha, beta, transposes, and the reference BLAS's way of all three.
// RUN: %kernels %s | FileCheck %s --implicit-check-not=differs --implicit-check-not=matched

// CHECK: tn: gemm matched C[i,j] += alpha*A[k,i]*B[k,j] i=m j=n k=p
void tn(int m, int n, int p, double alpha, const double *A, const double *B, double beta,
        double *C) {
  for (int i = 0; i < m; i++)
    for (int j = 0; j < n; j++) {
      double s = 0;
      for (int k = 0; k < p; k++)
        s += A[k * m + i] * B[k * n + j];
      C[i * n + j] = alpha * s + beta * C[i * n + j];
    }
}
// CHECK: nt: gemm matched C[i,j] += A[i,k]*B[j,k] i=m j=n k=p
void nt(int m, int n, int p, const double *A, const double *B, double *C) {
  for (int i = 0; i < m; i++)
    for (int j = 0; j < n; j++)
      for (int k = 0; k < p; k++)
        C[i * n + j] += A[i * p + k] * B[j * p + k];
}
// CHECK: tt: gemm matched C[i,j] += A[k,i]*B[j,k] i=m j=n k=p
void tt(int m, int n, int p, const double *A, const double *B, double *C) {
  for (int i = 0; i < m; i++)
    for (int j = 0; j < n; j++)
      for (int k = 0; k < p; k++)
        C[i * n + j] += A[k * m + i] * B[j * p + k];
}
// CHECK: minus: gemm matched C[i,j] -= A[i,k]*B[k,j] i=m j=n k=p
void minus(int m, int n, int p, const double *A, const double *B, double *C) {
  for (int i = 0; i < m; i++)
    for (int k = 0; k < p; k++)
      for (int j = 0; j < n; j++)
        C[i * n + j] -= A[i * p + k] * B[k * n + j];
}
// Column-major: the transposed product in rows, as everybody's dgemm has it.
// Leaving out zero factors changes no sum.
// CHECK-DAG: columns: scal matched C[i,j] = alpha*C[i,j] i=n j=m
// CHECK-DAG: columns: gemm matched C[i,j] += alpha*B[i,k]*A[k,j] i=n j=m k=p
void columns(int m, int n, int p, double alpha, const double *A, int lda, const double *B, int ldb,
             double beta, double *C, int ldc) {
  for (int j = 0; j < n; j++) {
    if (beta == 0) {
      for (int i = 0; i < m; i++)
        C[i + j * ldc] = 0;
    } else if (beta != 1) {
      for (int i = 0; i < m; i++)
        C[i + j * ldc] *= beta;
    }
    for (int l = 0; l < p; l++)
      if (B[l + j * ldb] != 0) {
        const double t = alpha * B[l + j * ldb];
        for (int i = 0; i < m; i++)
          C[i + j * ldc] += t * A[i + l * lda];
      }
  }
}
// Two ways to store one product.
// CHECK: beta_zero: gemm matched C[i,j] += alpha*A[i,k]*B[k,j] i=m j=n k=p
void beta_zero(int m, int n, int p, double alpha, const double *A, const double *B, double beta,
               double *C) {
  for (int i = 0; i < m; i++)
    for (int j = 0; j < n; j++) {
      double s = 0;
      for (int k = 0; k < p; k++)
        s += A[i * p + k] * B[k * n + j];
      if (beta == 0)
        C[i * n + j] = alpha * s;
      else
        C[i * n + j] = alpha * s + beta * C[i * n + j];
    }
}
// A product with itself is a product.
// CHECK: square: gemm matched C[i,j] += A[i,k]*A[k,j] i=n j=n k=n
void square(int n, const double *A, double *C) {
  for (int i = 0; i < n; i++)
    for (int j = 0; j < n; j++) {
      double s = 0;
      for (int k = 0; k < n; k++)
        s += A[i * n + k] * A[k * n + j];
      C[i * n + j] = s;
    }
}
// CHECK: batched: batched-gemm matched C[b,i,j] += A[b,i,k]*B[b,k,j] b=count i=n j=n k=n
void batched(int count, int n, const double *A, const double *B, double *C) {
  for (int b = 0; b < count; b++)
    for (int i = 0; i < n; i++)
      for (int j = 0; j < n; j++) {
        double s = 0;
        for (int k = 0; k < n; k++)
          s += A[(b * n + i) * n + k] * B[(b * n + k) * n + j];
        C[(b * n + i) * n + j] = s;
      }
}
