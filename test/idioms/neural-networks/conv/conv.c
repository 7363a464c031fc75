// Convolution layers: order, layout, stride, dilation, padding, groups.
// RUN: %kernels %s | FileCheck %s --implicit-check-not=differs --implicit-check-not=matched
#include <stddef.h>

// CHECK: direct: conv2d matched O[o,i,j] += W[o,c,p,q]*I[c,i+p,j+q]
void direct(int oc, int ic, int oh, int ow, int k, int h, int w, const float *I, const float *W,
            float *O) {
  for (int o = 0; o < oc; o++)
    for (int i = 0; i < oh; i++)
      for (int j = 0; j < ow; j++) {
        float s = 0;
        for (int c = 0; c < ic; c++)
          for (int p = 0; p < k; p++)
            for (int q = 0; q < k; q++)
              s += W[((o * ic + c) * k + p) * k + q] * I[(c * h + i + p) * w + j + q];
        O[(o * oh + i) * ow + j] = s;
      }
}
// CHECK: padded: conv2d matched O[o,i,j] += W[o,c,p,q]*I[c,2*i+p,2*j+q]
void padded(int oc, int ic, int oh, int ow, int k, int h, int w, const float *I, const float *W,
            const float *bias, float *O) {
  for (int o = 0; o < oc; o++)
    for (int i = 0; i < oh; i++)
      for (int j = 0; j < ow; j++) {
        float s = bias[o];
        for (int c = 0; c < ic; c++)
          for (int p = 0; p < k; p++)
            for (int q = 0; q < k; q++) {
              int y = 2 * i + p - 1, x = 2 * j + q - 1;
              if (y >= 0 && y < h && x >= 0 && x < w)
                s += W[((o * ic + c) * k + p) * k + q] * I[(c * h + y) * w + x];
            }
        O[(o * oh + i) * ow + j] = s;
      }
}
// The stride is the caller's, and what lies outside is skipped.
// CHECK: strided: conv2d matched O[o,i,j] += W[o,c,p,q]*I[c,s*i+p,s*j+q]
void strided(int oc, int ic, int oh, int ow, int k, int h, int w, int stride, int pad,
             const float *I, const float *W, float *O) {
  for (int o = 0; o < oc; o++)
    for (int i = 0; i < oh; i++)
      for (int j = 0; j < ow; j++) {
        float s = 0;
        for (int c = 0; c < ic; c++)
          for (int p = 0; p < k; p++) {
            int y = i * stride + p - pad;
            if (y < 0 || y >= h)
              continue;
            for (int q = 0; q < k; q++) {
              int x = j * stride + q - pad;
              if (x < 0 || x >= w)
                continue;
              s += W[((o * ic + c) * k + p) * k + q] * I[(c * h + y) * w + x];
            }
          }
        O[(o * oh + i) * ow + j] = s;
      }
}
// Arrays of arrays, taps outside.
// CHECK: arrays: conv2d matched O[o,i,j] += W[o,c,p,q]*I[c,i+p,j+q] c=8 i=18 j=18 o=16 p=11 q=11
void arrays(float I[8][28][28], float W[16][8][11][11], float O[16][18][18]) {
  for (int o = 0; o < 16; o++)
    for (int c = 0; c < 8; c++)
      for (int p = 0; p < 11; p++)
        for (int q = 0; q < 11; q++)
          for (int i = 0; i < 18; i++)
            for (int j = 0; j < 18; j++)
              O[o][i][j] += W[o][c][p][q] * I[c][i + p][j + q];
}
// Channels last.
// CHECK: nhwc: conv2d matched O[i,j,o] += W[p,q,o]*I[i+p,s*j+q]
void nhwc(int oc, int ic, int oh, int ow, int k, int w, const float *I, const float *W, float *O) {
  for (int i = 0; i < oh; i++)
    for (int j = 0; j < ow; j++)
      for (int o = 0; o < oc; o++) {
        float s = 0;
        for (int p = 0; p < k; p++)
          for (int q = 0; q < k; q++)
            for (int c = 0; c < ic; c++)
              s += W[((p * k + q) * ic + c) * oc + o] * I[((i + p) * w + j + q) * ic + c];
        O[(i * ow + j) * oc + o] = s;
      }
}
// CHECK: dilated: conv2d matched O[o,i,j] += W[o,c,p,q]*I[c,i+2*p,j+2*q]
void dilated(int oc, int ic, int oh, int ow, int k, int h, int w, const float *I, const float *W,
             float *O) {
  for (int o = 0; o < oc; o++)
    for (int i = 0; i < oh; i++)
      for (int j = 0; j < ow; j++) {
        float s = 0;
        for (int c = 0; c < ic; c++)
          for (int p = 0; p < k; p++)
            for (int q = 0; q < k; q++)
              s += W[((o * ic + c) * k + p) * k + q] * I[(c * h + i + 2 * p) * w + j + 2 * q];
        O[(o * oh + i) * ow + j] = s;
      }
}
// CHECK: depthwise: depthwise-conv2d matched O[c,i,j] += W[c,p,q]*I[c,i+p,j+q]
void depthwise(int ch, int oh, int ow, int k, int h, int w, const float *I, const float *W,
               float *O) {
  for (int c = 0; c < ch; c++)
    for (int i = 0; i < oh; i++)
      for (int j = 0; j < ow; j++) {
        float s = 0;
        for (int p = 0; p < k; p++)
          for (int q = 0; q < k; q++)
            s += W[(c * k + p) * k + q] * I[(c * h + i + p) * w + j + q];
        O[(c * oh + i) * ow + j] = s;
      }
}
// An image filter, rows as pointers.
// CHECK: image: conv2d matched out[i,j] += k[p,q]*in[i+p,j+q]
void image(int h, int w, float **in, float **out, float k[5][5]) {
  for (int i = 0; i < h; i++)
    for (int j = 0; j < w; j++) {
      float s = 0;
      for (int p = 0; p < 5; p++)
        for (int q = 0; q < 5; q++)
          s += in[i + p][j + q] * k[p][q];
      out[i][j] = s;
    }
}
// CHECK: walking: conv2d matched out[i,j] += k[p,q]*in[i+p,j+q]
void walking(int h, int w, int stride, const float *in, float *out, const float *k) {
  for (int i = 0; i < h; i++)
    for (int j = 0; j < w; j++) {
      const float *row = in + i * stride + j, *t = k;
      float s = 0;
      for (int p = 0; p < 7; p++, row += stride)
        for (int q = 0; q < 7; q++)
          s += row[q] * *t++;
      *out++ = s;
    }
}
// CHECK: layer1d: conv1d matched O[o,t] += W[o,c,k]*I[c,t+k]
void layer1d(int oc, int ic, int n, int k, int in, const float *I, const float *W, float *O) {
  for (int o = 0; o < oc; o++)
    for (int t = 0; t < n; t++) {
      float s = 0;
      for (int c = 0; c < ic; c++)
        for (int p = 0; p < k; p++)
          s += W[(o * ic + c) * k + p] * I[c * in + t + p];
      O[o * n + t] = s;
    }
}
// CHECK: volume: conv3d matched O[h,i,j] += W[r,p,q]*I[h+r,i+p,j+q]
void volume(float I[34][34][34], float W[3][3][3], float O[32][32][32]) {
  for (int z = 0; z < 32; z++)
    for (int y = 0; y < 32; y++)
      for (int x = 0; x < 32; x++) {
        float s = 0;
        for (int r = 0; r < 3; r++)
          for (int p = 0; p < 3; p++)
            for (int q = 0; q < 3; q++)
              s += W[r][p][q] * I[z + r][y + p][x + q];
        O[z][y][x] = s;
      }
}
// CHECK: transposed: transposed-conv2d matched O[o,2*i+p,2*j+q] += W[c,o,p,q]*I[c,i,j]
void transposed(int oc, int ic, int h, int w, int k, int oh, int ow, const float *I, const float *W,
                float *O) {
  for (int c = 0; c < ic; c++)
    for (int o = 0; o < oc; o++)
      for (int i = 0; i < h; i++)
        for (int j = 0; j < w; j++)
          for (int p = 0; p < k; p++)
            for (int q = 0; q < k; q++)
              O[(o * oh + 2 * i + p) * ow + 2 * j + q] +=
                  W[((c * oc + o) * k + p) * k + q] * I[(c * h + i) * w + j];
}
// CHECK: walked: conv2d matched dst[o,i,j] += taps[o,c,p,q]*src[c,i+p,j+q] c=c_in i=h - 1 j=w - 1 o=c_out p=2 q=2
void walked(const float *restrict src, const float *restrict taps, float *restrict dst, int c_in,
            int h, int w, int c_out) {
  for (int o = 0; o < c_out; o++)
    for (int c = 0; c < c_in; c++) {
      const float *k = taps + (ptrdiff_t)(o * c_in + c) * 4, *r0 = src + (ptrdiff_t)c * h * w,
                  *r1 = r0 + w;
      float *p = dst + (ptrdiff_t)o * (h - 1) * (w - 1);
      for (int i = 0; i < h - 1; i++) {
        int left = w - 1;
        while (left-- > 0) {
          *p++ += r0[0] * k[0] + r0[1] * k[1] + r1[0] * k[2] + r1[1] * k[3];
          r0++, r1++;
        }
        r0++, r1++;
      }
    }
}
// CHECK: clip: conv3d matched O[o,h,i,j] += W[o,c,r,p,q]*I[c,h+r,i+p,j+q]
void clip(const float I[3][10][42][42], const float W[4][3][3][3][3], float O[4][8][40][40]) {
  for (int o = 0; o < 4; o++) {
    for (int t = 0; t < 8; t++)
      for (int i = 0; i < 40; i++)
        for (int j = 0; j < 40; j++)
          O[o][t][i][j] = 0;
    for (int c = 0; c < 3; c++)
      for (int r = 0; r < 3; r++)
        for (int p = 0; p < 3; p++)
          for (int q = 0; q < 3; q++)
            for (int t = 0; t < 8; t++)
              for (int i = 0; i < 40; i++)
                for (int j = 0; j < 40; j++)
                  O[o][t][i][j] += W[o][c][r][p][q] * I[c][t + r][i + p][j + q];
  }
}
