//===----------------------------------------------------------------------===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
// Layers of an older detection network: helpers that ask for a pixel, batches of
// flattened pictures, indexes of winners.
#include <float.h>
#include <math.h>
#include <stdlib.h>

typedef struct {
  int batch, h, w, c, n, size, stride, pad, out_h, out_w, out_c, inputs, outputs, groups;
  float *output, *weights, *biases, *delta;
  int *indexes;
} layer_t;

static float pixel_or_zero(const float *im, int height, int width, int row, int col, int channel, int pad) {
  row -= pad;
  col -= pad;
  if (row < 0 || col < 0 || row >= height || col >= width)
    return 0;
  return im[col + width * (row + height * channel)];
}

void windows_to_columns(const float *im, int channels, int height, int width, int ksize, int stride, int pad,
                        float *col) {
  int height_col = (height + 2 * pad - ksize) / stride + 1, width_col = (width + 2 * pad - ksize) / stride + 1;
  int channels_col = channels * ksize * ksize;
  for (int c = 0; c < channels_col; ++c) {
    int w_offset = c % ksize, h_offset = (c / ksize) % ksize, c_im = c / ksize / ksize;
    for (int h = 0; h < height_col; ++h)
      for (int w = 0; w < width_col; ++w)
        col[(c * height_col + h) * width_col + w] =
            pixel_or_zero(im, height, width, h_offset + h * stride, w_offset + w * stride, c_im, pad);
  }
}

void largest_of_windows(const layer_t *l, const float *input) {
  int h = l->out_h, w = l->out_w, c = l->c, off = -l->pad / 2;
  for (int b = 0; b < l->batch; ++b)
    for (int k = 0; k < c; ++k)
      for (int i = 0; i < h; ++i)
        for (int j = 0; j < w; ++j) {
          int out_index = j + w * (i + h * (k + c * b));
          float max = -FLT_MAX;
          int max_i = -1;
          for (int n = 0; n < l->size; ++n)
            for (int m = 0; m < l->size; ++m) {
              int cur_h = off + i * l->stride + n, cur_w = off + j * l->stride + m;
              int index = cur_w + l->w * (cur_h + l->h * (k + b * l->c));
              int valid = cur_h >= 0 && cur_h < l->h && cur_w >= 0 && cur_w < l->w;
              float val = valid != 0 ? input[index] : -FLT_MAX;
              max_i = val > max ? index : max_i;
              max = val > max ? val : max;
            }
          l->output[out_index] = max;
          l->indexes[out_index] = max_i;
        }
}

void product_tn(int M, int N, int K, float ALPHA, const float *A, int lda, const float *B, int ldb, float *C,
                int ldc) {
  for (int i = 0; i < M; ++i)
    for (int k = 0; k < K; ++k) {
      float part = ALPHA * A[k * lda + i];
      for (int j = 0; j < N; ++j)
        C[i * ldc + j] += part * B[k * ldb + j];
    }
}

void fill_bias(float *output, const float *biases, int batch, int n, int size) {
  for (int b = 0; b < batch; ++b)
    for (int i = 0; i < n; ++i)
      for (int j = 0; j < size; ++j)
        output[(b * n + i) * size + j] += biases[i];
}

void standardise(float *x, const float *mean, const float *variance, int batch, int filters, int spatial) {
  for (int b = 0; b < batch; ++b)
    for (int f = 0; f < filters; ++f)
      for (int i = 0; i < spatial; ++i) {
        int index = b * filters * spatial + f * spatial + i;
        x[index] = (x[index] - mean[f]) / (sqrt(variance[f]) + .000001f);
      }
}

void class_probabilities(const float *input, int n, float temp, int stride, float *output) {
  float sum = 0, largest = -FLT_MAX;
  for (int i = 0; i < n; ++i)
    if (input[i * stride] > largest)
      largest = input[i * stride];
  for (int i = 0; i < n; ++i) {
    float e = exp(input[i * stride] / temp - largest / temp);
    sum += e;
    output[i * stride] = e;
  }
  for (int i = 0; i < n; ++i)
    output[i * stride] /= sum;
}

void leaky_array(float *x, const int n) {
  for (int i = 0; i < n; ++i)
    x[i] = (x[i] > 0) ? x[i] : .1f * x[i];
}

void logistic_array(float *x, const int n) {
  for (int i = 0; i < n; ++i)
    x[i] = 1. / (1. + exp(-x[i]));
}

void plane_means(const layer_t *l, const float *in) {
  for (int b = 0; b < l->batch; ++b)
    for (int k = 0; k < l->c; ++k) {
      int out_index = k + b * l->c;
      l->output[out_index] = 0;
      for (int i = 0; i < l->h * l->w; ++i)
        l->output[out_index] += in[i + l->h * l->w * (k + b * l->c)];
      l->output[out_index] /= l->h * l->w;
    }
}

void columns_to_image(const float *col, int channels, int height, int width, int ksize, int stride, int pad,
                      float *im) {
  int hc = (height + 2 * pad - ksize) / stride + 1, wc = (width + 2 * pad - ksize) / stride + 1;
  for (int c = 0; c < channels * ksize * ksize; ++c) {
    int wo = c % ksize, ho = (c / ksize) % ksize, ci = c / ksize / ksize;
    for (int h = 0; h < hc; ++h)
      for (int w = 0; w < wc; ++w) {
        int row = ho + h * stride - pad, colm = wo + w * stride - pad;
        if (row >= 0 && colm >= 0 && row < height && colm < width)
          im[colm + width * (row + height * ci)] += col[(c * hc + h) * wc + w];
      }
  }
}

// Look-alikes.
void shortcut_add(int batch, int w, int h, int c, const float *add, float *out, int sample) {
  for (int b = 0; b < batch; ++b)
    for (int k = 0; k < c; ++k)
      for (int j = 0; j < h; ++j)
        for (int i = 0; i < w; ++i) {
          int oi = i + w * (j + h * (k + c * b)), ai = i * sample + w * sample * (j * sample + h * sample * (k + c * b));
          out[oi] += add[ai];
        }
}

void reorg(const float *x, int w, int h, int c, int stride, float *out) {
  int out_c = c / (stride * stride);
  for (int k = 0; k < c; ++k)
    for (int j = 0; j < h; ++j)
      for (int i = 0; i < w; ++i) {
        int c2 = k % out_c, offset = k / out_c;
        int w2 = i * stride + offset % stride, h2 = j * stride + offset / stride;
        out[w2 + w * stride * (h2 + h * stride * c2)] = x[i + w * (j + h * k)];
      }
}

void unit_length(float *x, int batch, int filters, int spatial) {
  for (int b = 0; b < batch; ++b)
    for (int i = 0; i < spatial; ++i) {
      float sum = 0;
      for (int f = 0; f < filters; ++f)
        sum += powf(x[b * filters * spatial + f * spatial + i], 2);
      sum = sqrtf(sum);
      for (int f = 0; f < filters; ++f)
        x[b * filters * spatial + f * spatial + i] /= sum;
    }
}
