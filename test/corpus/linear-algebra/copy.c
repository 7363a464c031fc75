// Copies of vectors and matrices.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include <stddef.h>

void dcopy_strided(int n, const double *dx, int incx, double *dy, int incy) {
  int ix = 0, iy = 0;
  if (n <= 0)
    return;
  if (incx < 0)
    ix = (1 - n) * incx;
  if (incy < 0)
    iy = (1 - n) * incy;
  for (int i = 0; i < n; i++) {
    dy[iy] = dx[ix];
    ix += incx;
    iy += incy;
  }
}

/* Column-major, as LAPACK's general case. */
void lacpy_all(int m, int n, const float *a, int lda, float *b, int ldb) {
  int i, j;
  for (j = 0; j < n; ++j)
    for (i = 0; i < m; ++i)
      b[i + j * ldb] = a[i + j * lda];
}

void vec_assign(float *restrict dst, const float *restrict src, size_t n) {
  while (n >= 4) {
    dst[0] = src[0];
    dst[1] = src[1];
    dst[2] = src[2];
    dst[3] = src[3];
    dst += 4;
    src += 4;
    n -= 4;
  }
  while (n--)
    *dst++ = *src++;
}

void copy_rows(double **to, double **from, int rows, int cols) {
  for (int r = 0; r < rows; r++) {
    double *t = to[r];
    const double *f = from[r];
    for (int c = 0; c < cols; c++)
      t[c] = f[c];
  }
}
