// The row of the matrix taken apart by division, also by the size squared; windows of whole
// pixels that are one row of memory each.
// RUN: %kernels %s --levels=O2 | FileCheck %s --implicit-check-not='flat: im2col' --implicit-check-not='bands: im2col'
// CHECK: squared: im2col matched
void squared(const float *x, int c, int h, int w, int k, int s, int pad, float *col) {
  const int oh = (h + 2 * pad - k) / s + 1, ow = (w + 2 * pad - k) / s + 1;
  for (int r = 0; r < c * k * k; r++) {
    const int q = r % k, p = r / k % k, z = r / (k * k);
    for (int i = 0; i < oh; i++)
      for (int j = 0; j < ow; j++) {
        const int y = i * s + p - pad, u = j * s + q - pad;
        *col++ = y >= 0 && y < h && u >= 0 && u < w ? x[(z * h + y) * w + u] : 0;
      }
  }
}
// CHECK: pixels: im2col matched
void pixels(const double *restrict x, double *restrict row, int h, int w, int c, int k, int s) {
  for (int i = 0; i + k <= h; i += s)
    for (int j = 0; j + k <= w; j += s)
      for (int p = 0; p < k; p++)
        for (int q = 0; q < k * c; q++)
          *row++ = x[((i + p) * w + j) * c + q];
}
// The index is taken apart and put together again: nothing slides.
void flat(const float *x, float *y, int c, int k) {
  for (int r = 0; r < c * k * k; r++) {
    const int q = r % k, p = r / k % k, z = r / (k * k);
    y[(p * k + q) * c + z] = x[r];
  }
}
// Bands of rows, one beside the other, have no second axis to slide along.
void bands(const float *x, float *y, int h, int w, int s, int k) {
  for (int i = 0; i + k <= h; i += s)
    for (int p = 0; p < k; p++)
      for (int j = 0; j < w; j++)
        *y++ = x[(i + p) * w + j];
}
