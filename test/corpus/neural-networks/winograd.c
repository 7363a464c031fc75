/* Winograd convolutions F(2,3) and F(2x2,3x3).
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#include <stddef.h>

/* Two outputs of a 3-tap filter by four products. */
void winograd_f23_1d(const float *x, const float *g, float *y, int n) {
  const float u0 = g[0], u1 = 0.5f * (g[0] + g[1] + g[2]), u2 = 0.5f * (g[0] - g[1] + g[2]), u3 = g[2];
  for (int i = 0; i + 1 < n; i += 2) {
    const float m1 = (x[i] - x[i + 2]) * u0;
    const float m2 = (x[i + 1] + x[i + 2]) * u1;
    const float m3 = (x[i + 2] - x[i + 1]) * u2;
    const float m4 = (x[i + 1] - x[i + 3]) * u3;
    y[i] = m1 + m2 + m3;
    y[i + 1] = m2 - m3 - m4;
  }
}

static void filter_4x4(const float g[9], float u[16]) {
  float t[12];
  for (int j = 0; j < 3; j++) {
    t[j] = g[j];
    t[3 + j] = 0.5f * (g[j] + g[3 + j] + g[6 + j]);
    t[6 + j] = 0.5f * (g[j] - g[3 + j] + g[6 + j]);
    t[9 + j] = g[6 + j];
  }
  for (int i = 0; i < 4; i++) {
    const float a = t[3 * i], b = t[3 * i + 1], c = t[3 * i + 2];
    u[4 * i] = a;
    u[4 * i + 1] = 0.5f * (a + b + c);
    u[4 * i + 2] = 0.5f * (a - b + c);
    u[4 * i + 3] = c;
  }
}

static inline void data_4x4(const float *d, int ld, float v[16]) {
  float t[16];
  for (int j = 0; j < 4; j++) {
    t[j] = d[j] - d[2 * ld + j];
    t[4 + j] = d[ld + j] + d[2 * ld + j];
    t[8 + j] = d[2 * ld + j] - d[ld + j];
    t[12 + j] = d[ld + j] - d[3 * ld + j];
  }
  for (int i = 0; i < 4; i++) {
    v[4 * i] = t[4 * i] - t[4 * i + 2];
    v[4 * i + 1] = t[4 * i + 1] + t[4 * i + 2];
    v[4 * i + 2] = t[4 * i + 2] - t[4 * i + 1];
    v[4 * i + 3] = t[4 * i + 1] - t[4 * i + 3];
  }
}

static inline void result_2x2(const float m[16], float *y, int ld) {
  float t[8];
  for (int j = 0; j < 4; j++) {
    t[j] = m[j] + m[4 + j] + m[8 + j];
    t[4 + j] = m[4 + j] - m[8 + j] - m[12 + j];
  }
  for (int i = 0; i < 2; i++) {
    y[i * ld] = t[4 * i] + t[4 * i + 1] + t[4 * i + 2];
    y[i * ld + 1] = t[4 * i + 1] - t[4 * i + 2] - t[4 * i + 3];
  }
}

/* One channel; the output's sides are even. */
void winograd_f2x2_3x3(const float *x, const float *g, float *y, int h, int w) {
  float u[16], v[16], m[16];
  filter_4x4(g, u);
  for (int i = 0; i + 3 < h; i += 2)
    for (int j = 0; j + 3 < w; j += 2) {
      data_4x4(x + i * w + j, w, v);
      for (int k = 0; k < 16; k++)
        m[k] = u[k] * v[k];
      result_2x2(m, y + i * (w - 2) + j, w - 2);
    }
}

/* Transformed filters u[o][c][16]; sums over channels stay in the transformed domain. */
void winograd_layer(const float *restrict x, const float *restrict u, float *restrict y, int C, int O, int h, int w) {
  const int oh = h - 2, ow = w - 2;
  for (int o = 0; o < O; o++)
    for (int i = 0; i < oh; i += 2)
      for (int j = 0; j < ow; j += 2) {
        float m[16] = {0}, v[16];
        for (int c = 0; c < C; c++) {
          data_4x4(x + ((size_t)c * h + i) * w + j, w, v);
          for (int k = 0; k < 16; k++)
            m[k] += u[(o * C + c) * 16 + k] * v[k];
        }
        result_2x2(m, y + ((size_t)o * oh + i) * ow + j, ow);
      }
}

/* The transforms as products with the constant matrices. */
static const double BT[4][4] = {{1, 0, -1, 0}, {0, 1, 1, 0}, {0, -1, 1, 0}, {0, 1, 0, -1}};
static const double GG[4][3] = {{1, 0, 0}, {.5, .5, .5}, {.5, -.5, .5}, {0, 0, 1}};
static const double AT[2][4] = {{1, 1, 1, 0}, {0, 1, -1, -1}};

void winograd_matrices(const double d[4][4], const double g[3][3], double y[2][2]) {
  double u[4][4] = {{0}}, v[4][4] = {{0}};
  int i, j, a, b;
  for (i = 0; i < 4; i++)
    for (j = 0; j < 4; j++) {
      for (a = 0; a < 3; a++)
        for (b = 0; b < 3; b++)
          u[i][j] += GG[i][a] * g[a][b] * GG[j][b];
      for (a = 0; a < 4; a++)
        for (b = 0; b < 4; b++)
          v[i][j] += BT[i][a] * d[a][b] * BT[j][b];
    }
  for (i = 0; i < 2; i++)
    for (j = 0; j < 2; j++) {
      y[i][j] = 0;
      for (a = 0; a < 4; a++)
        for (b = 0; b < 4; b++)
          y[i][j] += AT[i][a] * u[a][b] * v[a][b] * AT[j][b];
    }
}
