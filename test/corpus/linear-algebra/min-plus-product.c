// Matrix products over (min, +).
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include <limits.h>
#include <math.h>
#include <stddef.h>

void distance_product(const double *a, const double *b, double *c, int n) {
  for (int i = 0; i < n; i++)
    for (int j = 0; j < n; j++) {
      double best = HUGE_VAL;
      for (int k = 0; k < n; k++)
        best = fmin(best, a[i * n + k] + b[k * n + j]);
      c[i * n + j] = best;
    }
}

#define FAR 1000000000
/* One more edge on every shortest path. */
void extend_paths(int **len, int **w, int **out, int n) {
  int i, j, k;
  for (i = 0; i < n; i++)
    for (j = 0; j < n; j++) {
      out[i][j] = FAR;
      for (k = 0; k < n; k++)
        if (len[i][k] + w[k][j] < out[i][j])
          out[i][j] = len[i][k] + w[k][j];
    }
}

void tropical_mm(const float *restrict a, const float *restrict b, float *restrict c, size_t m, size_t n, size_t kk) {
  for (size_t i = 0; i < m; ++i)
    for (size_t k = 0; k < kk; ++k) {
      const float t = a[i * kk + k];
      for (size_t j = 0; j < n; ++j) {
        float s = t + b[k * n + j];
        c[i * n + j] = s < c[i * n + j] ? s : c[i * n + j];
      }
    }
}
