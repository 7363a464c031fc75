//===----------------------------------------------------------------------===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
// Integer layers of a microcontroller's library: offsets, multipliers, shifts.
#include <stdint.h>

typedef struct {
  int32_t n, h, w, c;
} dims_t;
typedef struct {
  int32_t input_offset, output_offset, stride_h, stride_w, pad_h, pad_w, dil_h, dil_w, act_min, act_max;
} conv_params_t;

static int32_t requantize(int32_t val, int32_t mult, int32_t shift) {
  int64_t r = (int64_t)val * mult + ((int64_t)1 << (30 - shift));
  return (int32_t)(r >> (31 - shift));
}
static int32_t clamp32(int32_t x, int32_t lo, int32_t hi) {
  return x < lo ? lo : x > hi ? hi : x;
}

void convolve_s8_ref(const conv_params_t *cp, const int32_t *mult, const int32_t *shift, const dims_t *in,
                     const int8_t *input, const dims_t *flt, const int8_t *filter, const int32_t *bias,
                     const dims_t *out, int8_t *output) {
  for (int b = 0; b < in->n; b++)
    for (int oy = 0; oy < out->h; oy++)
      for (int ox = 0; ox < out->w; ox++)
        for (int oc = 0; oc < out->c; oc++) {
          int32_t acc = bias ? bias[oc] : 0;
          const int base_y = oy * cp->stride_h - cp->pad_h, base_x = ox * cp->stride_w - cp->pad_w;
          for (int ky = 0; ky < flt->h; ky++)
            for (int kx = 0; kx < flt->w; kx++) {
              const int y = base_y + ky * cp->dil_h, x = base_x + kx * cp->dil_w;
              if (y < 0 || y >= in->h || x < 0 || x >= in->w)
                continue;
              for (int ic = 0; ic < in->c; ic++)
                acc += (input[((b * in->h + y) * in->w + x) * in->c + ic] + cp->input_offset) *
                       filter[((oc * flt->h + ky) * flt->w + kx) * in->c + ic];
            }
          acc = requantize(acc, mult[oc], shift[oc]) + cp->output_offset;
          output[((b * out->h + oy) * out->w + ox) * out->c + oc] = (int8_t)clamp32(acc, cp->act_min, cp->act_max);
        }
}

void depthwise_s8(const int8_t *in, int h, int w, int ch, const int8_t *ker, int kh, int kw, int pad, int stride,
                  const int32_t *bias, int8_t *out, int oh, int ow, int in_off, int out_off, const int32_t *mult,
                  const int32_t *shift) {
  for (int y = 0; y < oh; y++)
    for (int x = 0; x < ow; x++)
      for (int c = 0; c < ch; c++) {
        int32_t acc = bias[c];
        int ky0 = y * stride - pad, kx0 = x * stride - pad;
        int ks = ky0 < 0 ? -ky0 : 0, ke = kh < h - ky0 ? kh : h - ky0;
        for (int ky = ks; ky < ke; ky++) {
          int s = kx0 < 0 ? -kx0 : 0, e = kw < w - kx0 ? kw : w - kx0;
          for (int kx = s; kx < e; kx++)
            acc += ((int32_t)in[((ky0 + ky) * w + kx0 + kx) * ch + c] + in_off) * ker[(ky * kw + kx) * ch + c];
        }
        acc = requantize(acc, mult[c], shift[c]) + out_off;
        out[(y * ow + x) * ch + c] = (int8_t)clamp32(acc, -128, 127);
      }
}

void fully_connected_s8(const int8_t *x, const int8_t *w, const int32_t *bias, int8_t *y, int rows, int cols,
                        int lhs_off, int out_off, int32_t mult, int32_t shift) {
  for (int r = 0; r < rows; r++) {
    const int8_t *px = x, *pw = w + r * cols;
    int32_t acc = bias[r];
    int n = cols;
    while (n--) {
      int32_t v = *px++ + lhs_off;
      acc += v * *pw++;
    }
    acc = requantize(acc, mult, shift) + out_off;
    y[r] = (int8_t)clamp32(acc, -128, 127);
  }
}

void avgpool_s8(const dims_t *in, const int8_t *src, const dims_t *flt, int stride_y, int stride_x, int pad_y,
                int pad_x, const dims_t *out, int8_t *dst) {
  for (int i_y = 0; i_y < out->h; i_y++)
    for (int i_x = 0; i_x < out->w; i_x++)
      for (int ch = 0; ch < in->c; ch++) {
        int sum = 0, count = 0;
        for (int k_y = i_y * stride_y - pad_y; k_y < i_y * stride_y - pad_y + flt->h; k_y++)
          for (int k_x = i_x * stride_x - pad_x; k_x < i_x * stride_x - pad_x + flt->w; k_x++)
            if (k_y >= 0 && k_x >= 0 && k_y < in->h && k_x < in->w) {
              sum += src[ch + in->c * (k_x + k_y * in->w)];
              count++;
            }
        sum = sum > 0 ? (sum + count / 2) / count : (sum - count / 2) / count;
        dst[ch + out->c * (i_x + i_y * out->w)] = (int8_t)sum;
      }
}

void maxpool_s8(const int8_t *src, int h, int w, int c, int8_t *dst, int oh, int ow, int k, int s) {
  for (int y = 0; y < oh; y++)
    for (int x = 0; x < ow; x++)
      for (int ch = 0; ch < c; ch++) {
        int max = -128;
        for (int ky = 0; ky < k; ky++)
          for (int kx = 0; kx < k; kx++) {
            int v = src[((y * s + ky) * w + x * s + kx) * c + ch];
            if (v > max)
              max = v;
          }
        dst[(y * ow + x) * c + ch] = (int8_t)max;
      }
}

void relu6_s8(int8_t *data, uint16_t size, int8_t six) {
  while (size--) {
    int8_t v = *data;
    if (v < 0)
      v = 0;
    if (v > six)
      v = six;
    *data++ = v;
  }
}

void relu_q7(int8_t *data, uint16_t size) {
  for (uint16_t i = 0; i < size; i++)
    if (data[i] < 0)
      data[i] = 0;
}

// Look-alikes.
void elementwise_add_s8(const int8_t *a, const int8_t *b, int8_t *o, int n, int offa, int offb, int32_t ma,
                        int32_t mb, int32_t sh) {
  for (int i = 0; i < n; i++) {
    int32_t s = requantize((a[i] + offa) << 10, ma, sh) + requantize((b[i] + offb) << 10, mb, sh);
    o[i] = (int8_t)clamp32(s, -128, 127);
  }
}

int32_t sad_block(const uint8_t *a, const uint8_t *b, int stride, int w, int h) {
  int32_t s = 0;
  for (int y = 0; y < h; y++) {
    for (int x = 0; x < w; x++) {
      int d = a[x] - b[x];
      s += d < 0 ? -d : d;
    }
    a += stride;
    b += stride;
  }
  return s;
}

void min_filter_u8(const uint8_t *src, uint8_t *dst, int w, int h, int r) {
  for (int y = r; y < h - r; y++)
    for (int x = r; x < w - r; x++) {
      uint8_t m = 255;
      for (int j = -r; j <= r; j++)
        for (int i = -r; i <= r; i++)
          if (src[(y + j) * w + x + i] < m)
            m = src[(y + j) * w + x + i];
      dst[y * w + x] = m;
    }
}
