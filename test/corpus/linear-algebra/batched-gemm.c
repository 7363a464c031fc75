// A matrix product for each element of a batch.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include <stddef.h>

void bmm(const float *a, const float *b, float *c, int batch, int m, int n, int k) {
  for (int s = 0; s < batch; ++s) {
    const float *pa = a + (size_t)s * m * k;
    const float *pb = b + (size_t)s * k * n;
    float *pc = c + (size_t)s * m * n;
    for (int i = 0; i < m; ++i)
      for (int j = 0; j < n; ++j) {
        float acc = 0;
        for (int p = 0; p < k; ++p)
          acc += pa[i * k + p] * pb[p * n + j];
        pc[i * n + j] = acc;
      }
  }
}

#define DIM 16
void multiply_all(double (*c)[DIM][DIM], const double (*a)[DIM][DIM], const double (*b)[DIM][DIM], size_t count) {
  for (size_t e = 0; e < count; e++)
    for (int i = 0; i < DIM; i++)
      for (int k = 0; k < DIM; k++)
        for (int j = 0; j < DIM; j++)
          c[e][i][j] += a[e][i][k] * b[e][k][j];
}

/* Matrices lie interleaved: the batch runs fastest. */
void bmm_interleaved(const float *restrict a, const float *restrict b, float *restrict c, int n, int batch) {
  int i, j, k, t;
  for (i = 0; i < n; i++)
    for (j = 0; j < n; j++) {
      float *out = c + (i * n + j) * batch;
      for (t = 0; t < batch; t++)
        out[t] = 0;
      for (k = 0; k < n; k++)
        for (t = 0; t < batch; t++)
          out[t] += a[(i * n + k) * batch + t] * b[(k * n + j) * batch + t];
    }
}

/* cblas-like strided batch, second operand transposed. */
void gemm_strided_nt(long m, long n, long k, double alpha, const double *a, long lda, long stride_a,
                     const double *b, long ldb, long stride_b, double *c, long ldc, long stride_c, long count) {
  while (count-- > 0) {
    for (long i = 0; i < m; i++)
      for (long j = 0; j < n; j++) {
        double s = 0;
        for (long l = 0; l < k; l++)
          s += a[i * lda + l] * b[j * ldb + l];
        c[i * ldc + j] += alpha * s;
      }
    a += stride_a;
    b += stride_b;
    c += stride_c;
  }
}
