/* 1-D convolution layers.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#include <stddef.h>

/* x: [cin][len], w: [cout][cin][k], y: [cout][len - k + 1] */
void conv1d_valid(const float *x, const float *w, const float *b, float *y, int cin, int cout, int len, int k) {
  const int olen = len - k + 1;
  for (int o = 0; o < cout; o++)
    for (int t = 0; t < olen; t++) {
      float s = b[o];
      for (int c = 0; c < cin; c++)
        for (int j = 0; j < k; j++)
          s += w[(o * cin + c) * k + j] * x[c * len + t + j];
      y[o * olen + t] = s;
    }
}

/* Zero padding by a check; stride and dilation at run time. */
void conv1d_same(const double *restrict x, const double *restrict w, double *restrict y, size_t cin, size_t cout,
                 size_t len, size_t k, size_t stride, size_t dilation, size_t pad) {
  if (len + 2 * pad < dilation * (k - 1) + 1)
    return;
  const size_t olen = (len + 2 * pad - dilation * (k - 1) - 1) / stride + 1;
  for (size_t o = 0; o < cout; ++o) {
    for (size_t t = 0; t < olen; ++t) {
      double acc = 0.0;
      for (size_t c = 0; c < cin; ++c) {
        for (size_t j = 0; j < k; ++j) {
          const ptrdiff_t pos = (ptrdiff_t)(t * stride + j * dilation) - (ptrdiff_t)pad;
          if (pos >= 0 && pos < (ptrdiff_t)len)
            acc += x[c * len + (size_t)pos] * w[(o * cin + c) * k + j];
        }
      }
      y[o * olen + t] = acc;
    }
  }
}

/* Channels last; accumulates in memory, taps outside. */
void conv1d_channels_last(int steps, int cin, int cout, int taps, const float *restrict in,
                          const float *restrict kernel, float *restrict out) {
  for (int t = 0; t <= steps - taps; t++)
    for (int o = 0; o < cout; o++)
      out[t * cout + o] = 0;
  for (int j = 0; j < taps; j++)
    for (int t = 0; t <= steps - taps; t++)
      for (int c = 0; c < cin; c++)
        for (int o = 0; o < cout; o++)
          out[t * cout + o] += in[(t + j) * cin + c] * kernel[(j * cin + c) * cout + o];
}

#define C1_IN 8
#define C1_OUT 16
#define C1_LEN 100
#define C1_K 5
static float audio_w[C1_OUT][C1_IN][C1_K];
static float audio_b[C1_OUT];

void conv1d_set(int o, int c, int k, float w, float b) {
  audio_w[o][c][k] = w;
  audio_b[o] = b;
}

void conv1d_fixed(float in[C1_IN][C1_LEN], float out[C1_OUT][C1_LEN - C1_K + 1]) {
  int o, c, t, k;
  for (o = 0; o < C1_OUT; o++) {
    for (t = 0; t < C1_LEN - C1_K + 1; t++)
      out[o][t] = audio_b[o];
    for (c = 0; c < C1_IN; c++)
      for (t = 0; t < C1_LEN - C1_K + 1; t++)
        for (k = 0; k < C1_K; k++)
          out[o][t] += in[c][t + k] * audio_w[o][c][k];
  }
}

/* Causal, as a WaveNet layer: only the past counts. */
void conv1d_causal_dilated(const float *x, const float *w, float *y, int cin, int cout, int T, int K, int d) {
  for (int o = 0; o < cout; ++o)
    for (int t = 0; t < T; ++t) {
      float a = 0.f;
      for (int k = 0; k < K; ++k) {
        if (t - k * d < 0)
          break;
        for (int c = 0; c < cin; ++c)
          a += w[(o * K + k) * cin + c] * x[(t - k * d) * cin + c];
      }
      y[t * cout + o] = a;
    }
}
