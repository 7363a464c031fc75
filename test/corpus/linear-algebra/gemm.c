// Products of dense matrices.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include <stddef.h>
#include <string.h>

void matmul_ijk(const double *a, const double *b, double *c, int n) {
  for (int i = 0; i < n; i++)
    for (int j = 0; j < n; j++) {
      double s = 0;
      for (int k = 0; k < n; k++)
        s += a[i * n + k] * b[k * n + j];
      c[i * n + j] = s;
    }
}

void matmul_ikj(const float *a, const float *b, float *c, size_t m, size_t n, size_t k) {
  memset(c, 0, m * n * sizeof *c);
  for (size_t i = 0; i < m; ++i)
    for (size_t p = 0; p < k; ++p) {
      const float v = a[i * k + p];
      for (size_t j = 0; j < n; ++j)
        c[i * n + j] += v * b[p * n + j];
    }
}

/* The reference BLAS, no transposes. */
void dgemm_nn(int m, int n, int k, double alpha, const double *a, int lda, const double *b, int ldb,
              double beta, double *c, int ldc) {
  int i, j, l;
  if (m == 0 || n == 0)
    return;
  for (j = 0; j < n; j++) {
    if (beta == 0.0)
      for (i = 0; i < m; i++)
        c[i + j * ldc] = 0.0;
    else if (beta != 1.0)
      for (i = 0; i < m; i++)
        c[i + j * ldc] *= beta;
    for (l = 0; l < k; l++) {
      double temp = alpha * b[l + j * ldb];
      for (i = 0; i < m; i++)
        c[i + j * ldc] += temp * a[i + l * lda];
    }
  }
}

/* Both operands transposed. */
void sgemm_tt(int m, int n, int k, float alpha, const float *a, int lda, const float *b, int ldb,
              float beta, float *c, int ldc) {
  for (int j = 0; j < n; j++)
    for (int i = 0; i < m; i++) {
      float t = 0;
      for (int l = 0; l < k; l++)
        t += a[l + i * lda] * b[j + l * ldb];
      c[i + j * ldc] = alpha * t + beta * c[i + j * ldc];
    }
}

#define BS 32
static inline int least(int a, int b) { return a < b ? a : b; }

void matmul_blocked(const double *restrict a, const double *restrict b, double *restrict c, int n) {
  for (int ii = 0; ii < n; ii += BS)
    for (int kk = 0; kk < n; kk += BS)
      for (int jj = 0; jj < n; jj += BS)
        for (int i = ii; i < least(ii + BS, n); i++)
          for (int k = kk; k < least(kk + BS, n); k++) {
            double r = a[i * n + k];
            for (int j = jj; j < least(jj + BS, n); j++)
              c[i * n + j] += r * b[k * n + j];
          }
}

void mmult_rows(double **a, double **b, double **c, int l, int m, int n) {
  int i, j, k;
  for (i = 0; i < l; i++)
    for (j = 0; j < n; j++) {
      c[i][j] = 0;
      for (k = 0; k < m; k++)
        c[i][j] = c[i][j] + a[i][k] * b[k][j];
    }
}

void mat_mul_pointers(const float *a, const float *b, float *c, int m, int k, int n) {
  const float *arow = a, *aend = a + (long)m * k;
  while (arow != aend) {
    const float *bcol = b, *bend = b + n;
    while (bcol != bend) {
      const float *pa = arow, *pb = bcol;
      float acc = 0.0f;
      do {
        acc += *pa++ * *pb;
        pb += n;
      } while (pa != arow + k);
      *c++ = acc;
      ++bcol;
    }
    arow += k;
  }
}

#define ORDER 4
typedef struct {
  float m[ORDER][ORDER];
} mat4;

mat4 mat4_mul(const mat4 *a, const mat4 *b) {
  mat4 r;
  for (int row = 0; row < ORDER; row++)
    for (int col = 0; col < ORDER; col++)
      r.m[row][col] = a->m[row][0] * b->m[0][col] + a->m[row][1] * b->m[1][col] +
                      a->m[row][2] * b->m[2][col] + a->m[row][3] * b->m[3][col];
  return r;
}

#define N 256
static double A[N][N], B[N][N], C[N][N];

double *load_a(void) { return &A[0][0]; }
double *load_b(void) { return &B[0][0]; }

double *product_of_globals(void) {
  int i, j, k;
  for (i = 0; i < N; i++)
    for (j = 0; j < N; j++)
      C[i][j] = 0.0;
  for (j = 0; j < N; j++)
    for (k = 0; k < N; k++)
      for (i = 0; i < N; i++)
        C[i][j] += A[i][k] * B[k][j];
  return &C[0][0];
}

/* Two by two register tile, edges apart. */
void matmul_tile2x2(const double *a, const double *b, double *c, int m, int n, int k) {
  int i, j, p;
  for (i = 0; i + 1 < m; i += 2) {
    for (j = 0; j + 1 < n; j += 2) {
      double c00 = 0, c01 = 0, c10 = 0, c11 = 0;
      for (p = 0; p < k; p++) {
        double a0 = a[i * k + p], a1 = a[(i + 1) * k + p];
        double b0 = b[p * n + j], b1 = b[p * n + j + 1];
        c00 += a0 * b0;
        c01 += a0 * b1;
        c10 += a1 * b0;
        c11 += a1 * b1;
      }
      c[i * n + j] = c00;
      c[i * n + j + 1] = c01;
      c[(i + 1) * n + j] = c10;
      c[(i + 1) * n + j + 1] = c11;
    }
    for (; j < n; j++) {
      double c0 = 0, c1 = 0;
      for (p = 0; p < k; p++) {
        c0 += a[i * k + p] * b[p * n + j];
        c1 += a[(i + 1) * k + p] * b[p * n + j];
      }
      c[i * n + j] = c0;
      c[(i + 1) * n + j] = c1;
    }
  }
  for (; i < m; i++)
    for (j = 0; j < n; j++) {
      double s = 0;
      for (p = 0; p < k; p++)
        s += a[i * k + p] * b[p * n + j];
      c[i * n + j] = s;
    }
}

void gemm_omp(const float *a, const float *b, float *c, int m, int n, int k) {
#pragma omp parallel for
  for (int i = 0; i < m; ++i)
    for (int j = 0; j < n; ++j) {
      float s = 0;
      for (int p = 0; p < k; ++p)
        s += a[i * k + p] * b[p * n + j];
      c[i * n + j] = s;
    }
}

/* Columns of b are gathered first, so that the inner loop runs along memory. */
void matmul_packed_column(const double *a, const double *b, double *c, int n, double *column) {
  for (int j = 0; j < n; j++) {
    for (int k = 0; k < n; k++)
      column[k] = b[k * n + j];
    for (int i = 0; i < n; i++) {
      double s = 0;
      for (int k = 0; k < n; k++)
        s += a[i * n + k] * column[k];
      c[i * n + j] = s;
    }
  }
}

/* Bytes, accumulated in 32 bits; b by columns. */
void qgemm_u8(const unsigned char *a, const signed char *b, int *c, int m, int n, int k) {
  for (int i = 0; i < m; i++)
    for (int j = 0; j < n; j++) {
      int acc = 0;
      for (int p = 0; p < k; p++)
        acc += (int)a[i * k + p] * (int)b[j * k + p];
      c[i * n + j] = acc;
    }
}
