// Windows of a picture as the columns of a matrix.
// RUN: %kernels %s --levels=O2 | FileCheck %s --implicit-check-not='frames: im2col' --implicit-check-not='planes: im2col'
// CHECK: columns: im2col matched
void columns(const float *x, float *col, int c, int h, int w, int k) {
  int oh = h - k + 1, ow = w - k + 1;
  for (int z = 0; z < c; z++)
    for (int p = 0; p < k; p++)
      for (int q = 0; q < k; q++)
        for (int i = 0; i < oh; i++)
          for (int j = 0; j < ow; j++)
            col[(((z * k + p) * k + q) * oh + i) * ow + j] = x[(z * h + i + p) * w + j + q];
}
// Frames of a signal slide along one axis; planes do not slide.
void frames(const float *x, float *y, int n, int hop, int len) {
  for (int t = 0; t < n; t++)
    for (int k = 0; k < len; k++)
      y[t * len + k] = x[t * hop + k];
}
void planes(const float *x, float *y, int c, int h, int w) {
  for (int z = 0; z < c; z++)
    for (int i = 0; i < h; i++)
      for (int j = 0; j < w; j++)
        y[(i * w + j) * c + z] = x[(z * h + i) * w + j];
}
