// ===- test/corpus/seventh-hands/blas.c - A reference library's habits ------===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// ===----------------------------------------------------------------------===//
// Column-major storage, leading dimensions, increments, arguments that are checked first.

#include <math.h>

int bl_gemm(char transa, char transb, int m, int n, int k, double alpha, const double *a, int lda, const double *b, int ldb,
            double beta, double *c, int ldc) {
  int ta = transa == 'T' || transa == 't', tb = transb == 'T' || transb == 't';
  if (m < 0)
    return -3;
  if (n < 0)
    return -4;
  if (k < 0)
    return -5;
  if (m == 0 || n == 0)
    return 0;
  for (int j = 0; j < n; ++j) {
    for (int i = 0; i < m; ++i) {
      double t = 0.0;
      for (int l = 0; l < k; ++l) {
        double x = ta ? a[l + i * lda] : a[i + l * lda];
        double y = tb ? b[j + l * ldb] : b[l + j * ldb];
        t += x * y;
      }
      if (beta == 0.0)
        c[i + j * ldc] = alpha * t;
      else
        c[i + j * ldc] = alpha * t + beta * c[i + j * ldc];
    }
  }
  return 0;
}

void bl_gemv_t(int m, int n, double alpha, const double *a, int lda, const double *x, int incx, double *y, int incy) {
  int ix, iy = incy < 0 ? -(n - 1) * incy : 0;
  int kx = incx < 0 ? -(m - 1) * incx : 0;
  for (int j = 0; j < n; ++j) {
    double temp = 0.0;
    ix = kx;
    for (int i = 0; i < m; ++i) {
      temp += a[i + j * lda] * x[ix];
      ix += incx;
    }
    y[iy] += alpha * temp;
    iy += incy;
  }
}

double bl_dot_unrolled(int n, const double *dx, int incx, const double *dy, int incy) {
  double dtemp = 0.0;
  if (n <= 0)
    return 0.0;
  if (incx == 1 && incy == 1) {
    int m = n % 5;
    for (int i = 0; i < m; ++i)
      dtemp += dx[i] * dy[i];
    for (int i = m; i < n; i += 5)
      dtemp += dx[i] * dy[i] + dx[i + 1] * dy[i + 1] + dx[i + 2] * dy[i + 2] + dx[i + 3] * dy[i + 3] + dx[i + 4] * dy[i + 4];
    return dtemp;
  }
  int ix = incx < 0 ? (1 - n) * incx : 0, iy = incy < 0 ? (1 - n) * incy : 0;
  for (int i = 0; i < n; ++i) {
    dtemp += dx[ix] * dy[iy];
    ix += incx;
    iy += incy;
  }
  return dtemp;
}

int bl_iamax(int n, const float *x, int incx) {
  if (n < 1 || incx <= 0)
    return -1;
  int best = 0, ix = incx;
  float max = fabsf(x[0]);
  for (int i = 1; i < n; ++i, ix += incx)
    if (fabsf(x[ix]) > max) {
      best = i;
      max = fabsf(x[ix]);
    }
  return best;
}

void bl_trsv_un(int n, const double *a, int lda, double *x, int nounit) {
  for (int j = n - 1; j >= 0; --j)
    if (x[j] != 0.0) {
      if (nounit)
        x[j] /= a[j + j * lda];
      double temp = x[j];
      for (int i = j - 1; i >= 0; --i)
        x[i] -= temp * a[i + j * lda];
    }
}

void bl_syr2k_lower(int n, int k, double alpha, const double *a, int lda, const double *b, int ldb, double *c, int ldc) {
  for (int j = 0; j < n; ++j)
    for (int l = 0; l < k; ++l) {
      double t1 = alpha * b[j + l * ldb], t2 = alpha * a[j + l * lda];
      for (int i = j; i < n; ++i)
        c[i + j * ldc] += a[i + l * lda] * t1 + b[i + l * ldb] * t2;
    }
}

// A look-alike: a plane rotation is no axpby, both vectors change.
void bl_rot(int n, double *x, int incx, double *y, int incy, double c, double s) {
  for (int i = 0, ix = 0, iy = 0; i < n; ++i, ix += incx, iy += incy) {
    double t = c * x[ix] + s * y[iy];
    y[iy] = c * y[iy] - s * x[ix];
    x[ix] = t;
  }
}

// A look-alike: the largest element itself, not where it lies.
float bl_absmax(int n, const float *x, int incx) {
  float max = 0;
  for (int i = 0; i < n; ++i)
    if (fabsf(x[i * incx]) > max)
      max = fabsf(x[i * incx]);
  return max;
}

// A look-alike: sums of squared differences of all rows of two tables.
void bl_distances(int m, int n, int k, const double *a, int lda, const double *b, int ldb, double *d, int ldd) {
  for (int j = 0; j < n; ++j)
    for (int i = 0; i < m; ++i) {
      double t = 0;
      for (int l = 0; l < k; ++l) {
        double x = a[i + l * lda] - b[j + l * ldb];
        t += x * x;
      }
      d[i + j * ldd] = t;
    }
}
