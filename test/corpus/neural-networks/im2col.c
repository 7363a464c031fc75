/* Windows of a picture unrolled into columns; and a convolution as a product with them.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#include <stddef.h>

void im2col_valid(const float *im, int C, int H, int W, int K, float *col) {
  const int OH = H - K + 1, OW = W - K + 1;
  for (int c = 0; c < C; c++)
    for (int p = 0; p < K; p++)
      for (int q = 0; q < K; q++)
        for (int i = 0; i < OH; i++)
          for (int j = 0; j < OW; j++)
            col[(((c * K + p) * K + q) * OH + i) * OW + j] = im[(c * H + i + p) * W + j + q];
}

/* Rows of the buffer counted by one index, from which channel and tap are divided out. */
void im2col_padded(const float *picture, int channels, int height, int width, int size, int stride, int pad,
                   float *columns) {
  const int rows = (height + 2 * pad - size) / stride + 1;
  const int cols = (width + 2 * pad - size) / stride + 1;
  for (int r = 0; r < channels * size * size; ++r) {
    const int q = r % size, p = r / size % size;
    const float *plane = picture + r / (size * size) * height * width;
    for (int i = 0; i < rows; ++i) {
      const int y = i * stride + p - pad;
      for (int j = 0; j < cols; ++j) {
        const int x = j * stride + q - pad;
        const int inside = y >= 0 && y < height && x >= 0 && x < width;
        *columns++ = inside ? plane[y * width + x] : 0.0f;
      }
    }
  }
}

/* One row a window (NHWC), written by a running pointer. */
void im2row_nhwc(const double *restrict x, double *restrict row, size_t H, size_t W, size_t C, size_t KH, size_t KW,
                 size_t stride) {
  for (size_t i = 0; i + KH <= H; i += stride)
    for (size_t j = 0; j + KW <= W; j += stride)
      for (size_t p = 0; p < KH; ++p) {
        const double *src = x + ((i + p) * W + j) * C;
        for (size_t k = 0; k < KW * C; ++k)
          *row++ = src[k];
      }
}
