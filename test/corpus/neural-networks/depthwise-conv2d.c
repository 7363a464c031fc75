/* Depthwise convolutions: a filter of its own for each channel.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#include <stddef.h>

void depthwise_nchw(const float *x, const float *w, const float *bias, float *y, int C, int H, int W, int K,
                    int stride) {
  const int OH = (H - K) / stride + 1, OW = (W - K) / stride + 1;
  for (int c = 0; c < C; c++)
    for (int i = 0; i < OH; i++)
      for (int j = 0; j < OW; j++) {
        float s = bias[c];
        for (int p = 0; p < K; p++)
          for (int q = 0; q < K; q++)
            s += x[(c * H + i * stride + p) * W + j * stride + q] * w[(c * K + p) * K + q];
        y[(c * OH + i) * OW + j] = s;
      }
}

/* Channels innermost, so that they go in vectors. */
void depthwise_nhwc(const float *restrict in, const float *restrict filter, float *restrict out, size_t H, size_t W,
                    size_t C) {
  for (size_t i = 0; i + 2 < H; ++i)
    for (size_t j = 0; j + 2 < W; ++j) {
      float *o = out + (i * (W - 2) + j) * C;
      for (size_t c = 0; c < C; ++c)
        o[c] = 0.0f;
      for (size_t p = 0; p < 3; ++p)
        for (size_t q = 0; q < 3; ++q) {
          const float *x = in + ((i + p) * W + j + q) * C;
          const float *f = filter + (p * 3 + q) * C;
          for (size_t c = 0; c < C; ++c)
            o[c] += x[c] * f[c];
        }
    }
}

void depthwise_same(const double *x, const double *w, double *y, int C, int H, int W, int K) {
  const int pad = K / 2;
  for (int c = 0; c < C; ++c) {
    const double *xc = x + (size_t)c * H * W;
    const double *wc = w + (size_t)c * K * K;
    double *yc = y + (size_t)c * H * W;
    for (int i = 0; i < H; ++i)
      for (int j = 0; j < W; ++j) {
        double acc = 0;
        for (int p = 0; p < K; ++p) {
          const int r = i + p - pad;
          if (r < 0 || r >= H)
            continue;
          for (int q = 0; q < K; ++q) {
            const int s = j + q - pad;
            if (s >= 0 && s < W)
              acc += xc[r * W + s] * wc[p * K + q];
          }
        }
        yc[i * W + j] = acc;
      }
  }
}

void depthwise_3x3(const float *x, const float *w, float *y, int channels, int h, int ws) {
  for (int c = 0; c < channels; c++) {
    const float *k = &w[9 * c];
    const float *in = &x[c * h * ws];
    float *out = &y[c * (h - 2) * (ws - 2)];
    for (int i = 1; i < h - 1; i++)
      for (int j = 1; j < ws - 1; j++) {
        const float *m = in + i * ws + j;
        *out++ = k[0] * m[-ws - 1] + k[1] * m[-ws] + k[2] * m[-ws + 1] + k[3] * m[-1] + k[4] * m[0] + k[5] * m[1] +
                 k[6] * m[ws - 1] + k[7] * m[ws] + k[8] * m[ws + 1];
      }
  }
}
