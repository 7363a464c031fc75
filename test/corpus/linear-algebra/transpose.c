// Transposed copies and transposition in place.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include <stddef.h>

void transpose(const double *in, double *out, int rows, int cols) {
  for (int i = 0; i < rows; ++i)
    for (int j = 0; j < cols; ++j)
      out[j * rows + i] = in[i * cols + j];
}

#define TB 16
void transpose_tiled(const float *restrict a, size_t lda, float *restrict b, size_t ldb, size_t m, size_t n) {
  for (size_t i0 = 0; i0 < m; i0 += TB)
    for (size_t j0 = 0; j0 < n; j0 += TB) {
      size_t i1 = i0 + TB < m ? i0 + TB : m, j1 = j0 + TB < n ? j0 + TB : n;
      for (size_t j = j0; j < j1; j++)
        for (size_t i = i0; i < i1; i++)
          b[j * ldb + i] = a[i * lda + j];
    }
}

void flip_square(int **m, int n) {
  int i, j, t;
  for (i = 0; i < n; i++)
    for (j = i + 1; j < n; j++) {
      t = m[i][j];
      m[i][j] = m[j][i];
      m[j][i] = t;
    }
}

void rows_to_columns(const unsigned char *src, unsigned char *dst, long w, long h) {
  long x = 0;
  while (x < w) {
    const unsigned char *p = src + x++;
    long y = h;
    while (y-- > 0) {
      *dst++ = *p;
      p += w;
    }
  }
}
