// Symmetric rank-k updates, one triangle.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include <stddef.h>

void dsyrk_lower(int n, int k, double alpha, const double *a, int lda, double beta, double *c, int ldc) {
  for (int j = 0; j < n; j++) {
    for (int i = j; i < n; i++)
      c[i + j * ldc] *= beta;
    for (int l = 0; l < k; l++) {
      double t = alpha * a[j + l * lda];
      for (int i = j; i < n; i++)
        c[i + j * ldc] += t * a[i + l * lda];
    }
  }
}

/* Gram matrix of the rows; the other half is a mirror. */
void gram(float **x, float **g, int n, int dim) {
  int i, j, k;
  for (i = 0; i < n; i++)
    for (j = 0; j <= i; j++) {
      float s = 0;
      for (k = 0; k < dim; k++)
        s += x[i][k] * x[j][k];
      g[i][j] = s;
      g[j][i] = s;
    }
}

/* Normal equations: A transposed times A, upper. */
void normal_matrix(const double *a, double *ata, size_t m, size_t n) {
  for (size_t i = 0; i < n; ++i)
    for (size_t j = i; j < n; ++j)
      ata[i * n + j] = 0;
  for (size_t r = 0; r < m; ++r) {
    const double *row = a + r * n;
    for (size_t i = 0; i < n; ++i)
      for (size_t j = i; j < n; ++j)
        ata[i * n + j] += row[i] * row[j];
  }
}
