// Matrix products over (max, +).
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include <float.h>
#include <stddef.h>

void critical_product(const float *a, const float *b, float *c, int m, int n, int kk) {
  for (int i = 0; i < m; ++i)
    for (int j = 0; j < n; ++j) {
      float t = -FLT_MAX;
      for (int k = 0; k < kk; ++k) {
        float s = a[i * kk + k] + b[k * n + j];
        t = s > t ? s : t;
      }
      c[i * n + j] = t;
    }
}

void longest_legs(long **a, long **b, long **c, size_t n) {
  for (size_t k = 0; k < n; k++)
    for (size_t i = 0; i < n; i++) {
      long first = a[i][k];
      for (size_t j = 0; j < n; j++)
        if (c[i][j] < first + b[k][j])
          c[i][j] = first + b[k][j];
    }
}

#define S 32
void log_viterbi(const double a[S][S], const double b[S][S], double out[S][S]) {
  for (int from = 0; from < S; from++)
    for (int to = 0; to < S; to++) {
      double m = a[from][0] + b[0][to];
      for (int mid = 1; mid < S; mid++)
        if (a[from][mid] + b[mid][to] > m)
          m = a[from][mid] + b[mid][to];
      out[from][to] = m;
    }
}
