// Symmetric matrix, one triangle stored, times matrix.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include <stddef.h>

static inline double at(const double *a, int n, int i, int j) {
  if (i < j) {
    int t = i;
    i = j;
    j = t;
  }
  return a[i * n + j];
}

void symm_lower(const double *a, const double *b, double *c, int n, int m) {
  for (int i = 0; i < n; i++)
    for (int j = 0; j < m; j++) {
      double s = 0;
      for (int k = 0; k < n; k++)
        s += at(a, n, i, k) * b[k * m + j];
      c[i * m + j] = s;
    }
}

void dsymm_left_upper(int m, int n, double alpha, const double *a, int lda, const double *b, int ldb, double beta,
                      double *c, int ldc) {
  for (int j = 0; j < n; j++)
    for (int i = 0; i < m; i++) {
      double t1 = alpha * b[i + j * ldb], t2 = 0;
      for (int k = 0; k < i; k++) {
        c[k + j * ldc] += t1 * a[k + i * lda];
        t2 += b[k + j * ldb] * a[k + i * lda];
      }
      c[i + j * ldc] = beta * c[i + j * ldc] + t1 * a[i + i * lda] + alpha * t2;
    }
}

/* The symmetric operand on the right, its lower triangle packed. */
void right_packed(const float *b, const float *sp, float *c, size_t m, size_t n) {
  for (size_t i = 0; i < m; ++i)
    for (size_t j = 0; j < n; ++j) {
      float acc = 0;
      for (size_t k = 0; k < j; ++k)
        acc += b[i * n + k] * sp[j * (j + 1) / 2 + k];
      for (size_t k = j; k < n; ++k)
        acc += b[i * n + k] * sp[k * (k + 1) / 2 + j];
      c[i * n + j] = acc;
    }
}
