// Fewer products than weights and outputs: Winograd's F(2x2, 3x3).
// RUN: %kernels %s | FileCheck %s --implicit-check-not=differs
// CHECK: tiles: conv2d matched
// CHECK-SAME: winograd
void tiles(const float *in, int h, int w, const float *g, float *out) {
  float u[4][4], t[4][3];
  for (int j = 0; j < 3; j++) {
    t[0][j] = g[j];
    t[1][j] = 0.5f * (g[j] + g[3 + j] + g[6 + j]);
    t[2][j] = 0.5f * (g[j] - g[3 + j] + g[6 + j]);
    t[3][j] = g[6 + j];
  }
  for (int i = 0; i < 4; i++) {
    u[i][0] = t[i][0];
    u[i][1] = 0.5f * (t[i][0] + t[i][1] + t[i][2]);
    u[i][2] = 0.5f * (t[i][0] - t[i][1] + t[i][2]);
    u[i][3] = t[i][2];
  }
  for (int y = 0; y < h - 2; y += 2)
    for (int x = 0; x < w - 2; x += 2) {
      float d[4][4], m[4][4], r[2][4];
      for (int j = 0; j < 4; j++) {
        const float *p = in + y * w + x + j;
        d[0][j] = p[0] - p[2 * w];
        d[1][j] = p[w] + p[2 * w];
        d[2][j] = p[2 * w] - p[w];
        d[3][j] = p[w] - p[3 * w];
      }
      for (int i = 0; i < 4; i++) {
        m[i][0] = (d[i][0] - d[i][2]) * u[i][0];
        m[i][1] = (d[i][1] + d[i][2]) * u[i][1];
        m[i][2] = (d[i][2] - d[i][1]) * u[i][2];
        m[i][3] = (d[i][1] - d[i][3]) * u[i][3];
      }
      for (int j = 0; j < 4; j++) {
        r[0][j] = m[0][j] + m[1][j] + m[2][j];
        r[1][j] = m[1][j] - m[2][j] - m[3][j];
      }
      for (int i = 0; i < 2; i++) {
        float *o = out + (y + i) * (w - 2) + x;
        o[0] = r[i][0] + r[i][1] + r[i][2];
        o[1] = r[i][1] - r[i][2] - r[i][3];
      }
    }
}
// Of a row: F(2, 3).
// CHECK: row: conv1d matched
// CHECK-SAME: winograd
void row(const float *x, int n, const float *g, float *y) {
  float u0 = g[0], u1 = 0.5f * (g[0] + g[1] + g[2]), u2 = 0.5f * (g[0] - g[1] + g[2]), u3 = g[2];
  for (int i = 0; i + 1 < n; i += 2) {
    float m0 = (x[i] - x[i + 2]) * u0, m1 = (x[i + 1] + x[i + 2]) * u1, m2 = (x[i + 2] - x[i + 1]) * u2, m3 = (x[i + 1] - x[i + 3]) * u3;
    y[i] = m0 + m1 + m2;
    y[i + 1] = m1 - m2 - m3;
  }
}
// Means of pixels, added twice: no weights from outside.
// CHECK-NOT: winograd
// One factor, and three numbers: no weights.
void tilted(const float *x, int n, const float *g, float *y) {
  for (int i = 2; i < n; i++)
    y[i] = (x[i] + 3 * x[i - 1] + 2 * x[i - 2]) * g[0];
}
void halved(const float *in, int h, int w, float *out) {
  for (int y = 0; y < h / 2; y++)
    for (int x = 0; x < w / 2; x++)
      out[y * (w / 2) + x] = 0.25f * (in[2 * y * w + 2 * x] + in[2 * y * w + 2 * x + 1] + in[(2 * y + 1) * w + 2 * x] + in[(2 * y + 1) * w + 2 * x + 1]);
}
