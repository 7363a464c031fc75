//===----------------------------------------------------------------------===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
// Layers over a small image class with padded channels, as mobile inference engines
// write them.
#include <cmath>
#include <cstddef>
#include <vector>

struct Blob {
  float *data;
  int w, h, c;
  size_t cstep;
  float *channel(int q) const { return data + cstep * q; }
  float *row(int q, int y) const { return channel(q) + (size_t)w * y; }
};

struct ConvParam {
  int kernel_w, kernel_h, stride_w, stride_h, dilation_w, dilation_h;
  int num_output, bias_term;
};

// Windows by a table of offsets inside of the kernel.
void conv_offsets(const Blob &bottom, Blob &top, const float *weight, const float *bias, const ConvParam &p) {
  const int maxk = p.kernel_w * p.kernel_h;
  std::vector<int> space_ofs(maxk);
  int p1 = 0, p2 = 0;
  const int gap = bottom.w * p.dilation_h - p.kernel_w * p.dilation_w;
  for (int i = 0; i < p.kernel_h; i++) {
    for (int j = 0; j < p.kernel_w; j++) {
      space_ofs[p1] = p2;
      p1++;
      p2 += p.dilation_w;
    }
    p2 += gap;
  }
  for (int o = 0; o < p.num_output; o++) {
    float *outptr = top.channel(o);
    for (int i = 0; i < top.h; i++) {
      for (int j = 0; j < top.w; j++) {
        float sum = p.bias_term ? bias[o] : 0.f;
        const float *kptr = weight + (size_t)maxk * bottom.c * o;
        for (int q = 0; q < bottom.c; q++) {
          const float *sptr = bottom.row(q, i * p.stride_h) + j * p.stride_w;
          for (int k = 0; k < maxk; k++)
            sum += sptr[space_ofs[k]] * kptr[k];
          kptr += maxk;
        }
        outptr[j] = sum;
      }
      outptr += top.w;
    }
  }
}

void conv3x3s1(const Blob &bottom, Blob &top, const float *kernel, const float *bias) {
  const int outw = top.w, outh = top.h, inch = bottom.c;
  for (int p = 0; p < top.c; p++) {
    float *out = top.channel(p);
    const float b = bias ? bias[p] : 0.f;
    for (int i = 0; i < outw * outh; i++)
      out[i] = b;
    for (int q = 0; q < inch; q++) {
      float *outptr = out;
      const float *k0 = kernel + (p * inch + q) * 9, *k1 = k0 + 3, *k2 = k0 + 6;
      const float *r0 = bottom.row(q, 0), *r1 = bottom.row(q, 1), *r2 = bottom.row(q, 2);
      for (int i = 0; i < outh; i++) {
        for (int remain = outw; remain > 0; remain--) {
          float sum = 0;
          sum += r0[0] * k0[0];
          sum += r0[1] * k0[1];
          sum += r0[2] * k0[2];
          sum += r1[0] * k1[0];
          sum += r1[1] * k1[1];
          sum += r1[2] * k1[2];
          sum += r2[0] * k2[0];
          sum += r2[1] * k2[1];
          sum += r2[2] * k2[2];
          *outptr += sum;
          r0++;
          r1++;
          r2++;
          outptr++;
        }
        r0 += 2;
        r1 += 2;
        r2 += 2;
      }
    }
  }
}

void convdw(const Blob &bottom, Blob &top, const float *weight, int ksize, int stride) {
  for (int g = 0; g < bottom.c; g++) {
    float *outptr = top.channel(g);
    const float *kptr = weight + ksize * ksize * g;
    for (int i = 0; i < top.h; i++)
      for (int j = 0; j < top.w; j++) {
        float sum = 0.f;
        for (int y = 0; y < ksize; y++) {
          const float *sptr = bottom.row(g, i * stride + y) + j * stride;
          for (int x = 0; x < ksize; x++)
            sum += sptr[x] * kptr[y * ksize + x];
        }
        *outptr++ = sum;
      }
  }
}

void max_pool2x2s2(const Blob &bottom, Blob &top) {
  const int tailstep = bottom.w - 2 * top.w + bottom.w;
  for (int q = 0; q < bottom.c; q++) {
    const float *r0 = bottom.channel(q), *r1 = r0 + bottom.w;
    float *outptr = top.channel(q);
    for (int i = 0; i < top.h; i++) {
      for (int j = 0; j < top.w; j++) {
        float max0 = std::fmax(r0[0], r0[1]), max1 = std::fmax(r1[0], r1[1]);
        *outptr = std::fmax(max0, max1);
        r0 += 2;
        r1 += 2;
        outptr++;
      }
      r0 += tailstep;
      r1 += tailstep;
    }
  }
}

void innerproduct(const Blob &in, Blob &out, const float *w, const float *bias, int num_output) {
  const int size = in.w * in.h;
  for (int p = 0; p < num_output; p++) {
    float sum = bias[p];
    for (int q = 0; q < in.c; q++) {
      const float *wp = w + size * in.c * p + size * q, *m = in.channel(q);
      for (int i = 0; i < size; i++)
        sum += m[i] * wp[i];
    }
    if (sum < 0.f)
      sum = 0.f;
    out.data[p] = sum;
  }
}

void batchnorm_inplace(Blob &blob, const float *a, const float *b) {
  for (int q = 0; q < blob.c; q++) {
    float *ptr = blob.channel(q);
    const float aa = a[q], bb = b[q];
    for (int i = 0; i < blob.w * blob.h; i++)
      ptr[i] = bb * ptr[i] + aa;
  }
}

void instance_norm(Blob &blob, const float *gamma, const float *beta, float eps) {
  const int size = blob.w * blob.h;
  for (int q = 0; q < blob.c; q++) {
    float *ptr = blob.channel(q);
    float sum = 0.f, sqsum = 0.f;
    for (int i = 0; i < size; i++)
      sum += ptr[i];
    const float mean = sum / size;
    for (int i = 0; i < size; i++) {
      const float tmp = ptr[i] - mean;
      sqsum += tmp * tmp;
    }
    const float var = sqsum / size;
    const float a = gamma[q] / std::sqrt(var + eps), b = -mean * a + beta[q];
    for (int i = 0; i < size; i++)
      ptr[i] = ptr[i] * a + b;
  }
}

// Softmax over the channels of each place.
void softmax_channels(Blob &blob, float *maxv, float *sumv) {
  const int size = blob.w * blob.h;
  for (int i = 0; i < size; i++) {
    maxv[i] = -1e30f;
    sumv[i] = 0.f;
  }
  for (int q = 0; q < blob.c; q++) {
    const float *ptr = blob.channel(q);
    for (int i = 0; i < size; i++)
      maxv[i] = std::fmax(maxv[i], ptr[i]);
  }
  for (int q = 0; q < blob.c; q++) {
    float *ptr = blob.channel(q);
    for (int i = 0; i < size; i++) {
      ptr[i] = std::exp(ptr[i] - maxv[i]);
      sumv[i] += ptr[i];
    }
  }
  for (int q = 0; q < blob.c; q++) {
    float *ptr = blob.channel(q);
    for (int i = 0; i < size; i++)
      ptr[i] /= sumv[i];
  }
}

void prelu_inplace(Blob &blob, const float *slope) {
  for (int q = 0; q < blob.c; q++) {
    float *ptr = blob.channel(q);
    const float s = slope[q];
    for (int i = 0; i < blob.w * blob.h; i++)
      if (ptr[i] < 0)
        ptr[i] *= s;
  }
}

void hardswish_inplace(Blob &blob) {
  const float alpha = 1.f / 6, beta = 0.5f, lower = -beta / alpha, upper = (1.f / alpha) + lower;
  for (int q = 0; q < blob.c; q++) {
    float *ptr = blob.channel(q);
    for (int i = 0; i < blob.w * blob.h; i++) {
      if (ptr[i] < lower)
        ptr[i] = 0.f;
      else if (ptr[i] > upper)
        ;
      else
        ptr[i] = ptr[i] * (ptr[i] * alpha + beta);
    }
  }
}

void global_avg(const Blob &bottom, float *out) {
  const int size = bottom.w * bottom.h;
  for (int q = 0; q < bottom.c; q++) {
    const float *ptr = bottom.channel(q);
    float sum = 0.f;
    for (int i = 0; i < size; i++)
      sum += ptr[i];
    out[q] = sum / size;
  }
}

// Look-alikes.
void upsample_nearest(const Blob &bottom, Blob &top, int scale) {
  for (int q = 0; q < top.c; q++)
    for (int i = 0; i < top.h; i++) {
      const float *src = bottom.row(q, i / scale);
      float *dst = top.row(q, i);
      for (int j = 0; j < top.w; j++)
        dst[j] = src[j / scale];
    }
}

void lrn_across(const Blob &bottom, Blob &square, Blob &top, int local, float alpha, float beta, float bias) {
  const int size = bottom.w * bottom.h;
  for (int q = 0; q < bottom.c; q++) {
    float *ss = square.channel(0);
    for (int i = 0; i < size; i++)
      ss[i] = 0;
    for (int p = q - local / 2; p <= q + local / 2; p++) {
      if (p < 0 || p >= bottom.c)
        continue;
      const float *sp = bottom.channel(p);
      for (int i = 0; i < size; i++)
        ss[i] += sp[i] * sp[i];
    }
    const float *sp = bottom.channel(q);
    float *dp = top.channel(q);
    for (int i = 0; i < size; i++)
      dp[i] = sp[i] * std::pow(bias + alpha * ss[i], -beta);
  }
}
