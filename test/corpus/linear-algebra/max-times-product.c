// Matrix products over (max, *).
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include <math.h>
#include <stddef.h>

void likeliest(const double *p, const double *q, double *r, int m, int n, int k) {
  for (int i = 0; i < m; i++)
    for (int j = 0; j < n; j++) {
      double best = 0;
      for (int l = 0; l < k; l++) {
        double v = p[i * k + l] * q[l * n + j];
        if (v > best)
          best = v;
      }
      r[i * n + j] = best;
    }
}

void viterbi_merge(float **a, float **b, float **c, size_t n) {
  for (size_t i = 0; i < n; ++i)
    for (size_t k = 0; k < n; ++k)
      for (size_t j = 0; j < n; ++j)
        c[i][j] = fmaxf(c[i][j], a[i][k] * b[k][j]);
}

#define MAX(a, b) ((a) > (b) ? (a) : (b))
void widest(const unsigned *a, const unsigned *b, unsigned *c, unsigned n) {
  unsigned i, j, k;
  for (j = 0; j < n; j++)
    for (i = 0; i < n; i++) {
      unsigned top = 0;
      for (k = 0; k < n; k++)
        top = MAX(top, a[i * n + k] * b[j * n + k]);
      c[i * n + j] = top;
    }
}
