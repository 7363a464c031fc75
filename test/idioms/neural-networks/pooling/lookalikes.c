// Maxima and sums over no window.
// RUN: %kernels %s | FileCheck %s --allow-empty --implicit-check-not=differs --implicit-check-not='pooling matched'
#include <float.h>

void row_maxima(int m, int n, const float *A, float *y) {
  for (int i = 0; i < m; i++) {
    float s = -FLT_MAX;
    for (int j = 0; j < n; j++)
      s = A[i * n + j] > s ? A[i * n + j] : s;
    y[i] = s;
  }
}
// Where the largest is, not what.
void arg_maxima(int h, int w, int iw, const float *I, int *O) {
  for (int i = 0; i < h; i++)
    for (int j = 0; j < w; j++) {
      float m = -FLT_MAX;
      int at = -1;
      for (int p = 0; p < 5; p++)
        for (int q = 0; q < 5; q++)
          if (I[(i + p) * iw + j + q] > m) {
            m = I[(i + p) * iw + j + q];
            at = p * 5 + q;
          }
      O[i * w + j] = at;
    }
}
void star(int n, const double *A, double *B) {
  for (int i = 1; i < n - 1; i++)
    for (int j = 1; j < n - 1; j++)
      B[i * n + j] =
          0.25 * (A[i * n + j - 1] + A[i * n + j + 1] + A[(i - 1) * n + j] + A[(i + 1) * n + j]);
}
void in_place(int n, int m, float *I) {
  for (int i = 0; i < n; i++)
    for (int j = 0; j < n; j++)
      for (int p = 0; p < 5; p++)
        for (int q = 0; q < 5; q++)
          I[i * m + j] = I[(i + p) * m + j + q] > I[i * m + j] ? I[(i + p) * m + j + q] : I[i * m + j];
}
/* A window at every point: a box blur. */
void box(int h, int w, const float *I, float *O) {
  for (int i = 0; i < h - 5; i++)
    for (int j = 0; j < w - 5; j++) {
      float s = 0;
      for (int p = 0; p < 5; p++)
        for (int q = 0; q < 5; q++)
          s += I[(i + p) * w + j + q];
      O[i * w + j] = s / 25;
    }
}
