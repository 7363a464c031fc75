/* 2-D convolution layers: NCHW and NHWC, padded, grouped, dilated, strided.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#include <stddef.h>
#include <stdint.h>

void conv2d_nchw(const float *x, const float *w, const float *b, float *y, int N, int C, int H, int W, int O, int K) {
  int OH = H - K + 1, OW = W - K + 1;
  for (int n = 0; n < N; n++)
    for (int o = 0; o < O; o++)
      for (int i = 0; i < OH; i++)
        for (int j = 0; j < OW; j++) {
          float acc = b[o];
          for (int c = 0; c < C; c++)
            for (int p = 0; p < K; p++)
              for (int q = 0; q < K; q++)
                acc += x[((n * C + c) * H + i + p) * W + j + q] * w[((o * C + c) * K + p) * K + q];
          y[((n * O + o) * OH + i) * OW + j] = acc;
        }
}

void conv2d_nhwc(const float *restrict x, const float *restrict w, float *restrict y, size_t H, size_t W, size_t C,
                 size_t O, size_t KH, size_t KW, size_t stride) {
  const size_t OH = (H - KH) / stride + 1, OW = (W - KW) / stride + 1;
  for (size_t i = 0; i < OH; ++i)
    for (size_t j = 0; j < OW; ++j)
      for (size_t o = 0; o < O; ++o) {
        float sum = 0.0f;
        for (size_t p = 0; p < KH; ++p)
          for (size_t q = 0; q < KW; ++q) {
            const float *px = x + ((i * stride + p) * W + j * stride + q) * C;
            const float *pw = w + ((o * KH + p) * KW + q) * C;
            for (size_t c = 0; c < C; ++c)
              sum += px[c] * pw[c];
          }
        y[(i * OW + j) * O + o] = sum;
      }
}

typedef struct {
  const float *data;
  int channels, height, width;
} Image;

/* A zero for what lies outside the picture. */
static inline float pixel(const Image *im, int c, int y, int x) {
  if (y < 0 || y >= im->height || x < 0 || x >= im->width)
    return 0;
  return im->data[(c * im->height + y) * im->width + x];
}

void conv2d_padded(Image im, const float *filters, float *out, int n, int size, int stride, int pad) {
  const int oh = (im.height + 2 * pad - size) / stride + 1;
  const int ow = (im.width + 2 * pad - size) / stride + 1;
  for (int f = 0; f < n; ++f)
    for (int y = 0; y < oh; ++y)
      for (int x = 0; x < ow; ++x) {
        const float *tap = filters + f * im.channels * size * size;
        float sum = 0;
        for (int c = 0; c < im.channels; ++c)
          for (int p = 0; p < size; ++p)
            for (int q = 0; q < size; ++q)
              sum += pixel(&im, c, y * stride + p - pad, x * stride + q - pad) * *tap++;
        *out++ = sum;
      }
}

/* Each group of outputs sees its own group of inputs. */
void conv2d_grouped(const double *x, const double *w, double *y, int groups, int cig, int cog, int H, int W, int K) {
  const int OH = H - K + 1, OW = W - K + 1;
  for (int g = 0; g < groups; g++)
    for (int o = 0; o < cog; o++)
      for (int i = 0; i < OH; i++)
        for (int j = 0; j < OW; j++) {
          double s = 0;
          for (int c = 0; c < cig; c++)
            for (int p = 0; p < K; p++)
              for (int q = 0; q < K; q++)
                s += x[((g * cig + c) * H + i + p) * W + j + q] * w[(((g * cog + o) * cig + c) * K + p) * K + q];
          y[((g * cog + o) * OH + i) * OW + j] = s;
        }
}

void conv2d_dilated(const float *restrict x, const float *restrict w, float *restrict y, int C, int H, int W, int O,
                    int K, int dil) {
  const int OH = H - dil * (K - 1), OW = W - dil * (K - 1);
  for (int o = 0; o < O; o++) {
    float *yo = y + o * OH * OW;
    for (int i = 0; i < OH * OW; i++)
      yo[i] = 0.0f;
    for (int c = 0; c < C; c++)
      for (int p = 0; p < K; p++)
        for (int q = 0; q < K; q++) {
          const float wv = w[((o * C + c) * K + p) * K + q];
          for (int i = 0; i < OH; i++)
            for (int j = 0; j < OW; j++)
              yo[i * OW + j] += wv * x[(c * H + i + p * dil) * W + j + q * dil];
        }
  }
}

/* The window is cut at the border, instead of a check at each point. */
void conv2d_clipped_window(const float *x, const float *w, float *y, int C, int H, int W, int O, int K) {
  const int r = K / 2;
  for (int o = 0; o < O; o++)
    for (int i = 0; i < H; i++)
      for (int j = 0; j < W; j++) {
        int p0 = i < r ? r - i : 0, p1 = i + r >= H ? H - i + r : K;
        int q0 = j < r ? r - j : 0, q1 = j + r >= W ? W - j + r : K;
        float acc = 0;
        for (int c = 0; c < C; c++)
          for (int p = p0; p < p1; p++)
            for (int q = q0; q < q1; q++)
              acc += x[(c * H + i + p - r) * W + j + q - r] * w[((o * C + c) * K + p) * K + q];
        y[(o * H + i) * W + j] = acc;
      }
}

#define LENET_C 6
#define LENET_O 16
#define LENET_S 14
#define LENET_K 5
#define LENET_R (LENET_S - LENET_K + 1)

/* A layer of fixed size over 2-D arrays, one input map after the other. */
static void correlate_map(double in[LENET_S][LENET_S], double k[LENET_K][LENET_K], double out[LENET_R][LENET_R]) {
  for (int i = 0; i < LENET_R; ++i)
    for (int j = 0; j < LENET_R; ++j)
      for (int p = 0; p < LENET_K; ++p)
        for (int q = 0; q < LENET_K; ++q)
          out[i][j] += in[i + p][j + q] * k[p][q];
}

void conv2d_lenet(double in[LENET_C][LENET_S][LENET_S], double k[LENET_C][LENET_O][LENET_K][LENET_K],
                  double out[LENET_O][LENET_R][LENET_R]) {
  for (int o = 0; o < LENET_O; ++o)
    for (int i = 0; i < LENET_R; ++i)
      for (int j = 0; j < LENET_R; ++j)
        out[o][i][j] = 0;
  for (int c = 0; c < LENET_C; ++c)
    for (int o = 0; o < LENET_O; ++o)
      correlate_map(in[c], k[c][o], out[o]);
}

/* 3x3, the nine taps written out. */
void conv2d_3x3_unrolled(const float *restrict src, const float *restrict ker, float *restrict dst, int inch, int h,
                         int w, int outch) {
  const int oh = h - 2, ow = w - 2;
  for (int o = 0; o < outch; o++) {
    float *out = dst + (ptrdiff_t)o * oh * ow;
    for (int i = 0; i < oh * ow; i++)
      out[i] = 0.f;
    for (int c = 0; c < inch; c++) {
      const float *k = ker + (ptrdiff_t)(o * inch + c) * 9;
      const float *r0 = src + (ptrdiff_t)c * h * w;
      const float *r1 = r0 + w;
      const float *r2 = r1 + w;
      float *p = out;
      for (int i = 0; i < oh; i++) {
        int remain = ow;
        while (remain > 0) {
          float s = *p;
          s += r0[0] * k[0] + r0[1] * k[1] + r0[2] * k[2];
          s += r1[0] * k[3] + r1[1] * k[4] + r1[2] * k[5];
          s += r2[0] * k[6] + r2[1] * k[7] + r2[2] * k[8];
          *p++ = s;
          r0++, r1++, r2++;
          remain--;
        }
        r0 += 2, r1 += 2, r2 += 2;
      }
    }
  }
}

/* Bytes in, 32-bit sums out; the input's zero point is taken off. */
void conv2d_int8(const uint8_t *x, const int8_t *w, const int32_t *bias, int32_t *y, int C, int H, int W, int O, int K,
                 int32_t zero) {
  for (int o = 0; o < O; o++)
    for (int i = 0; i + K <= H; i++)
      for (int j = 0; j + K <= W; j++) {
        int32_t acc = bias[o];
        for (int c = 0; c < C; c++)
          for (int p = 0; p < K; p++)
            for (int q = 0; q < K; q++)
              acc += ((int32_t)x[(c * H + i + p) * W + j + q] - zero) * w[((o * C + c) * K + p) * K + q];
        y[(o * (H - K + 1) + i) * (W - K + 1) + j] = acc;
      }
}
