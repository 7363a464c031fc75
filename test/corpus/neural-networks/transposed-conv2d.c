/* Transposed 2-D convolutions: scattering, gathering, and channels last.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#include <stddef.h>
#include <string.h>

/* Each input adds its window to the output. */
void deconv_scatter(const float *x, const float *w, float *y, int C, int H, int W, int O, int K, int S) {
  const int OH = (H - 1) * S + K, OW = (W - 1) * S + K;
  memset(y, 0, sizeof(float) * (size_t)O * OH * OW);
  for (int c = 0; c < C; c++)
    for (int i = 0; i < H; i++)
      for (int j = 0; j < W; j++) {
        const float v = x[(c * H + i) * W + j];
        for (int o = 0; o < O; o++)
          for (int p = 0; p < K; p++)
            for (int q = 0; q < K; q++)
              y[(o * OH + i * S + p) * OW + j * S + q] += v * w[((c * O + o) * K + p) * K + q];
      }
}

/* Each output collects the inputs that reach it. */
void deconv_gather(const double *restrict x, const double *restrict w, double *restrict y, int C, int H, int W, int O,
                   int K, int S) {
  const int OH = (H - 1) * S + K, OW = (W - 1) * S + K;
  for (int o = 0; o < O; ++o)
    for (int i = 0; i < OH; ++i)
      for (int j = 0; j < OW; ++j) {
        double s = 0;
        for (int c = 0; c < C; ++c)
          for (int p = 0; p < K; ++p) {
            int r = i - p;
            if (r < 0 || r % S != 0 || r / S >= H)
              continue;
            for (int q = 0; q < K; ++q) {
              int t = j - q;
              if (t < 0 || t % S != 0 || t / S >= W)
                continue;
              s += x[(c * H + r / S) * W + t / S] * w[((c * O + o) * K + p) * K + q];
            }
          }
        y[(o * OH + i) * OW + j] = s;
      }
}

/* NHWC, with the frame of the output cut by the padding. */
void deconv_nhwc_padded(const float *in, const float *ker, const float *bias, float *out, int h, int w, int cin,
                        int cout, int k, int stride, int pad) {
  const int oh = (h - 1) * stride + k - 2 * pad, ow = (w - 1) * stride + k - 2 * pad;
  for (int i = 0; i < oh * ow; i++)
    for (int o = 0; o < cout; o++)
      out[i * cout + o] = bias[o];
  for (int i = 0; i < h; i++)
    for (int j = 0; j < w; j++)
      for (int p = 0; p < k; p++) {
        const int r = i * stride + p - pad;
        if (r < 0 || r >= oh)
          continue;
        for (int q = 0; q < k; q++) {
          const int s = j * stride + q - pad;
          if (s < 0 || s >= ow)
            continue;
          for (int o = 0; o < cout; o++) {
            float sum = 0;
            for (int c = 0; c < cin; c++)
              sum += in[(i * w + j) * cin + c] * ker[((p * k + q) * cout + o) * cin + c];
            out[(r * ow + s) * cout + o] += sum;
          }
        }
      }
}
