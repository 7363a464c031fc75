/* 3-D convolution layers.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#include <stddef.h>

#define AT5(t, a, b, c, d, e, B, C, D, E) t[((((a) * (B) + (b)) * (C) + (c)) * (D) + (d)) * (E) + (e)]

void conv3d_macro(const float *x, const float *w, float *y, int C, int D, int H, int W, int O, int K) {
  const int OD = D - K + 1, OH = H - K + 1, OW = W - K + 1;
  for (int o = 0; o < O; o++)
    for (int z = 0; z < OD; z++)
      for (int i = 0; i < OH; i++)
        for (int j = 0; j < OW; j++) {
          float s = 0;
          for (int c = 0; c < C; c++)
            for (int r = 0; r < K; r++)
              for (int p = 0; p < K; p++)
                for (int q = 0; q < K; q++)
                  s += AT5(x, 0, c, z + r, i + p, j + q, C, D, H, W) * AT5(w, o, c, r, p, q, C, K, K, K);
          y[((o * OD + z) * OH + i) * OW + j] = s;
        }
}

/* One volume, one kernel, the border treated as zero. */
void conv3d_volume(const double *restrict vol, const double *restrict k, double *restrict out, int nz, int ny, int nx,
                   int r) {
  const int size = 2 * r + 1;
  for (int z = 0; z < nz; ++z)
    for (int y = 0; y < ny; ++y)
      for (int x = 0; x < nx; ++x) {
        double acc = 0.0;
        for (int a = -r; a <= r; ++a) {
          if (z + a < 0 || z + a >= nz)
            continue;
          for (int b = -r; b <= r; ++b) {
            if (y + b < 0 || y + b >= ny)
              continue;
            for (int c = -r; c <= r; ++c) {
              if (x + c < 0 || x + c >= nx)
                continue;
              acc += vol[((size_t)(z + a) * ny + y + b) * nx + x + c] * k[((a + r) * size + b + r) * size + c + r];
            }
          }
        }
        out[((size_t)z * ny + y) * nx + x] = acc;
      }
}

#define CH 4
#define FR 8
#define SZ 16
/* Fixed video clip; taps outside, sums in memory. */
void conv3d_clip(const float in[CH][FR][SZ][SZ], const float w[CH][CH][3][3][3],
                 float out[CH][FR - 2][SZ - 2][SZ - 2]) {
  for (int o = 0; o < CH; o++) {
    for (int t = 0; t < FR - 2; t++)
      for (int i = 0; i < SZ - 2; i++)
        for (int j = 0; j < SZ - 2; j++)
          out[o][t][i][j] = 0;
    for (int c = 0; c < CH; c++)
      for (int r = 0; r < 3; r++)
        for (int p = 0; p < 3; p++)
          for (int q = 0; q < 3; q++)
            for (int t = 0; t < FR - 2; t++)
              for (int i = 0; i < SZ - 2; i++)
                for (int j = 0; j < SZ - 2; j++)
                  out[o][t][i][j] += w[o][c][r][p][q] * in[c][t + r][i + p][j + q];
  }
}
