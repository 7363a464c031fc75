// Kronecker products.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include <stddef.h>

void kron(const double *a, int m, int n, const double *b, int p, int q, double *c) {
  for (int i = 0; i < m; i++)
    for (int j = 0; j < n; j++)
      for (int k = 0; k < p; k++)
        for (int l = 0; l < q; l++)
          c[(i * p + k) * (n * q) + j * q + l] = a[i * n + j] * b[k * q + l];
}

/* One loop over each axis of the result. */
void kron_by_result(float **a, size_t am, size_t an, float **b, size_t bm, size_t bn, float **out) {
  for (size_t r = 0; r < am * bm; ++r)
    for (size_t c = 0; c < an * bn; ++c)
      out[r][c] = a[r / bm][c / bn] * b[r % bm][c % bn];
}

void kron_blocks(const float *restrict a, const float *restrict b, float *restrict c, long n, long s) {
  for (long i = 0; i < n; i++)
    for (long k = 0; k < s; k++) {
      float *row = c + (i * s + k) * n * s;
      for (long j = 0; j < n; j++) {
        const float v = a[i * n + j];
        for (long l = 0; l < s; l++)
          *row++ = v * b[k * s + l];
      }
    }
}
