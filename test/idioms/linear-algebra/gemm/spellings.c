// Spellings that nobody likes.
// RUN: %kernels %s | FileCheck %s --implicit-check-not=differs --implicit-check-not=matched
#include <stddef.h>

// CHECK: gotos: gemm matched C[i,j] += A[i,k]*B[k,j] i=n j=n k=n
void gotos(int n, double *A, double *B, double *C) {
  int i = 0, j, k;
  double s;
rows:
  if (i >= n)
    return;
  j = 0;
columns:
  if (j >= n) {
    i++;
    goto rows;
  }
  k = 0;
  s = 0;
sum:
  if (k >= n) {
    C[i * n + j] = s;
    j++;
    goto columns;
  }
  s += A[i * n + k] * B[k * n + j];
  k++;
  goto sum;
}
// CHECK: downwards: gemm matched C[i,j] += A[i,k]*B[k,j] i=n j=n k=n
void downwards(int n, double *A, double *B, double *C) {
  int i = n;
  while (i--) {
    int j = n;
    while (j--) {
      int k = n;
      double s = 0;
      while (k--)
        s += A[i * n + k] * B[k * n + j];
      C[i * n + j] = s;
    }
  }
}
// CHECK: walking: gemm matched c[i,j] += a[i,k]*b[k,j] i=m j=n k=p
void walking(int m, int n, int p, const double *a, const double *b, double *c) {
  for (int i = 0; i < m; i++)
    for (int j = 0; j < n; j++) {
      const double *x = a + i * p, *y = b + j;
      double s = 0;
      for (int k = 0; k < p; k++) {
        s += *x++ * *y;
        y += n;
      }
      *c++ = s;
    }
}
// No integer index is left.
// CHECK: pointers: gemm matched c[i,j] += a[i,k]*b[k,j] i=m j=n k=p
void pointers(int m, int n, int p, const double *a, const double *b, double *c) {
  for (const double *end = a + m * p; a != end; a += p) {
    const double *column = b;
    for (int j = 0; j < n; j++) {
      double s = 0;
      const double *x = a, *y = column++;
      for (int k = 0; k < p; k++, y += n)
        s += *x++ * *y;
      *c++ = s;
    }
  }
}
// Index arithmetic folded by hand.
// CHECK: folded: gemm matched C[i,j] += A[i,k]*B[k,j] i=n j=n k=n
void folded(int n, const float *A, const float *B, float *C) {
  int ai = 0;
  for (int i = 0; i < n; i++, ai += n) {
    int bk = 0;
    for (int k = 0; k < n; k++, bk += n) {
      const float a = A[ai + k];
      for (int j = 0; j < n; j++)
        C[ai + j] = C[ai + j] + a * B[bk + j];
    }
  }
}
#define FOR(v, n) for (v = 0; v < (n); ++v)
#define EL(m, r, c) (m)[(size_t)(r) * (size_t)n + (size_t)(c)]
// CHECK: macros: gemm matched C[i,j] += A[i,k]*B[k,j] i=n j=n k=n
void macros(int n, double *A, double *B, double *C) {
  int i, j, k;
  FOR(i, n) FOR(j, n) FOR(k, n) EL(C, i, j) += EL(A, i, k) * EL(B, k, j);
}
static double element(const double *m, int ld, int i, int j) { return m[i * ld + j]; }
static void accumulate(double *m, int ld, int i, int j, double v) { m[i * ld + j] += v; }
// CHECK: helpers: gemm matched C[i,j] += A[i,k]*B[k,j] i=n j=n k=n
void helpers(int n, const double *A, const double *B, double *C) {
  for (int i = 0; i < n; i++)
    for (int j = 0; j < n; j++)
      for (int k = 0; k < n; k++)
        accumulate(C, n, i, j, element(A, n, i, k) * element(B, n, k, j));
}
// CHECK: do_while: gemm matched C[i,j] += A[i,k]*B[k,j] i=64 j=64 k=64
void do_while(double *A, double *B, double *C) {
  int i = 0;
  do {
    int j = 0;
    do {
      int k = 0;
      do
        C[i * 64 + j] += A[i * 64 + k] * B[k * 64 + j];
      while (++k < 64);
    } while (++j < 64);
  } while (++i < 64);
}
// One loop over all elements that takes its index apart.
// CHECK: flat: gemm matched C[i,j] += A[i,k]*B[k,j] i=m j=n k=p
void flat(int m, int n, int p, const double *A, const double *B, double *C) {
  for (int at = 0; at < m * n; at++) {
    int i = at / n, j = at % n;
    double s = 0;
    for (int k = 0; k < p; k++)
      s += A[i * p + k] * B[k * n + j];
    C[at] = s;
  }
}
// CHECK: flat_unsigned: gemm matched C[i,j] += A[i,k]*B[k,j] i=m j=n k=p
void flat_unsigned(size_t m, size_t n, size_t p, const double *A, const double *B, double *C) {
  for (size_t at = 0; at < m * n; at++) {
    double s = 0;
    for (size_t k = 0; k < p; k++)
      s += A[at / n * p + k] * B[k * n + at % n];
    C[at] = s;
  }
}
// Row and column are taken from the index by different sizes: nothing
// but inner products.
// CHECK: two_sizes: dot matched s += A[i]*B[i] i=p
void two_sizes(int m, int n, int p, const double *A, const double *B, double *C) {
  for (int at = 0; at < m * n; at++) {
    int i = at / n, j = at % m;
    double s = 0;
    for (int k = 0; k < p; k++)
      s += A[i * p + k] * B[k * n + j];
    C[at] = s;
  }
}
// The size stays in memory, where -O0 loads it in every iteration.
// CHECK: size_in_memory: gemm matched C[i,j] += A[i,k]*B[k,j]
void size_in_memory(const int *n, const double *A, const double *B, double *C) {
  for (int i = 0; i < *n; i++)
    for (int j = 0; j < *n; j++) {
      double s = 0;
      for (int k = 0; k < *n; k++)
        s += A[i * *n + k] * B[k * *n + j];
      C[i * *n + j] = s;
    }
}
