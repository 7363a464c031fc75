// Weighted sums whose weights are no softmax of inner products.
// RUN: %kernels %s --levels=O2 | FileCheck %s --allow-empty --implicit-check-not='attention matched'
#include <math.h>

/* Kernel regression: distances. */
void by_distance(const float *x, const float *c, const float *v, float *w, float *o, int n, int m, int d) {
  for (int i = 0; i < n; i++) {
    float z = 0;
    for (int j = 0; j < m; j++) {
      float s = 0;
      for (int e = 0; e < d; e++)
        s += (x[i * d + e] - c[j * d + e]) * (x[i * d + e] - c[j * d + e]);
      w[j] = expf(-s);
      z += w[j];
    }
    for (int e = 0; e < d; e++) {
      float s = 0;
      for (int j = 0; j < m; j++)
        s += w[j] * v[j * d + e];
      o[i * d + e] = s / z;
    }
  }
}
/* Products without a softmax. */
void linear(const float *q, const float *k, const float *v, float *s, float *o, int n, int d) {
  for (int i = 0; i < n; i++)
    for (int j = 0; j < n; j++) {
      float dot = 0;
      for (int c = 0; c < d; c++)
        dot += q[i * d + c] * k[j * d + c];
      s[i * n + j] = dot;
    }
  for (int i = 0; i < n; i++)
    for (int c = 0; c < d; c++) {
      float x = 0;
      for (int j = 0; j < n; j++)
        x += s[i * n + j] * v[j * d + c];
      o[i * d + c] = x;
    }
}
/* Distances again, of sizes that are known. */
void by_fixed_distance(const float x[restrict 32][8], const float c[restrict 48][8], const float v[restrict 48][8],
                       float w[restrict 32][48], float o[restrict 32][8]) {
  for (int i = 0; i < 32; i++)
    for (int j = 0; j < 48; j++) {
      float s = 0;
      for (int e = 0; e < 8; e++)
        s += (x[i][e] - c[j][e]) * (x[i][e] - c[j][e]);
      w[i][j] = expf(-s);
    }
  for (int i = 0; i < 32; i++)
    for (int e = 0; e < 8; e++) {
      float s = 0;
      for (int j = 0; j < 48; j++)
        s += w[i][j] * v[j][e];
      o[i][e] = s;
    }
}
/* Three products of one coefficient each: a polynomial of the place, no inner product of rows. */
void by_plane(const float *restrict a, const float *restrict b, const float *restrict v, float *restrict w, float *restrict o) {
  for (int i = 0; i < 32; i++)
    for (int j = 0; j < 48; j++)
      w[i * 48 + j] = expf(a[i] * b[j] + a[i + 32] * b[j + 48] + a[i + 64]);
  for (int i = 0; i < 32; i++)
    for (int e = 0; e < 8; e++) {
      float s = 0;
      for (int j = 0; j < 48; j++)
        s += w[i * 48 + j] * v[j * 8 + e];
      o[i * 8 + e] = s;
    }
}
