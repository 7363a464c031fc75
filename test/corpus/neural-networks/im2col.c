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

static float pixel_or_zero(const float *im, int height, int width, int row, int col, int channel) {
  if (row < 0 || col < 0 || row >= height || col >= width)
    return 0;
  return im[col + width * (row + height * channel)];
}

void im2col_padded(const float *data_im, int channels, int height, int width, int ksize, int stride, int pad,
                   float *data_col) {
  int c, h, w;
  int height_col = (height + 2 * pad - ksize) / stride + 1;
  int width_col = (width + 2 * pad - ksize) / stride + 1;
  int channels_col = channels * ksize * ksize;
  for (c = 0; c < channels_col; ++c) {
    int w_offset = c % ksize;
    int h_offset = (c / ksize) % ksize;
    int c_im = c / ksize / ksize;
    for (h = 0; h < height_col; ++h)
      for (w = 0; w < width_col; ++w)
        data_col[(c * height_col + h) * width_col + w] =
            pixel_or_zero(data_im, height, width, h_offset + h * stride - pad, w_offset + w * stride - pad, c_im);
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
