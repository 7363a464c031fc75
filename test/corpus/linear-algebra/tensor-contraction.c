// Contractions of tensors that no single matrix product states.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include <stddef.h>

/* c[a,b,d,e] = sum_k,l  t[a,k,b,l] v[k,d,l,e] */
void contract_two(const double *t, const double *v, double *c, int na, int nb, int nd, int ne, int nk, int nl) {
  for (int a = 0; a < na; a++)
    for (int b = 0; b < nb; b++)
      for (int d = 0; d < nd; d++)
        for (int e = 0; e < ne; e++) {
          double s = 0;
          for (int k = 0; k < nk; k++)
            for (int l = 0; l < nl; l++)
              s += t[((a * nk + k) * nb + b) * nl + l] * v[((k * nd + d) * nl + l) * ne + e];
          c[((a * nb + b) * nd + d) * ne + e] = s;
        }
}

#define Q 8
/* One axis of a three-dimensional element: u[e,i,j,k] over the middle index. */
void apply_middle(const float d[Q][Q], float (*restrict u)[Q][Q][Q], float (*restrict w)[Q][Q][Q], size_t elements) {
  for (size_t e = 0; e < elements; e++)
    for (int i = 0; i < Q; i++)
      for (int j = 0; j < Q; j++)
        for (int k = 0; k < Q; k++) {
          w[e][i][j][k] = 0;
          for (int l = 0; l < Q; l++)
            w[e][i][j][k] += d[j][l] * u[e][i][l][k];
        }
}

/* Bilinear form for each output: z[b,o] = sum_ij x[b,i] w[o,i,j] y[b,j] */
void bilinear(const float *x, const float *y, const float *w, float *z, long batch, long o, long m, long n) {
  for (long b = 0; b < batch; ++b)
    for (long c = 0; c < o; ++c) {
      float acc = 0;
      for (long i = 0; i < m; ++i)
        for (long j = 0; j < n; ++j)
          acc += x[b * m + i] * w[(c * m + i) * n + j] * y[b * n + j];
      z[b * o + c] = acc;
    }
}

/* Two electron integrals, a quarter of the transformation: (pq|rs) -> (iq|rs), p innermost last. */
void quarter_transform(const double *eri, const double *coef, double *out, int n, int m) {
  int n3 = n * n * n, i, p, q, r, s;
  for (i = 0; i < m * n3; i++)
    out[i] = 0.0;
  for (q = 0; q < n; q++)
    for (p = 0; p < n; p++)
      for (i = 0; i < m; i++)
        for (r = 0; r < n; r++)
          for (s = 0; s < n; s++)
            out[((q * m + i) * n + r) * n + s] += coef[p * m + i] * eri[((p * n + q) * n + r) * n + s];
}
