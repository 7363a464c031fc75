// Symmetric rank-2k updates, one triangle.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include <stddef.h>

void dsyr2k_upper(int n, int k, double alpha, const double *a, const double *b, double *c) {
  for (int i = 0; i < n; i++)
    for (int j = i; j < n; j++) {
      double s = 0;
      for (int l = 0; l < k; l++)
        s += a[i * k + l] * b[j * k + l] + b[i * k + l] * a[j * k + l];
      c[i * n + j] += alpha * s;
    }
}

void ssyr2k_ref(int n, int k, float alpha, const float *a, int lda, const float *b, int ldb, float beta, float *c,
                int ldc) {
  int i, j, l;
  for (j = 0; j < n; j++) {
    for (i = j; i < n; i++)
      c[i + j * ldc] = beta * c[i + j * ldc];
    for (l = 0; l < k; l++) {
      float t1 = alpha * b[j + l * ldb], t2 = alpha * a[j + l * lda];
      for (i = j; i < n; i++)
        c[i + j * ldc] += a[i + l * lda] * t1 + b[i + l * ldb] * t2;
    }
  }
}

void cross_gram(double *const *u, double *const *v, double **c, size_t n, size_t k) {
  for (size_t i = 0; i < n; ++i)
    for (size_t j = 0; j <= i; ++j) {
      double p = 0, q = 0;
      for (size_t l = 0; l < k; ++l)
        p += u[l][i] * v[l][j];
      for (size_t l = 0; l < k; ++l)
        q += v[l][i] * u[l][j];
      c[i][j] = p + q;
    }
}
