// Windows that reach over the border: taps that are left out, bounds that are clipped, means
// over what is inside; the place of the largest beside it.
// RUN: %kernels --levels=O1,O2,O3 %s | FileCheck %s --implicit-check-not=differs --implicit-check-not='weighted: {{.*}} matched'
#include <float.h>
typedef unsigned char u8;
/* guard only */
// CHECK: mp_guard: max-pooling matched
void mp_guard(const float *in, float *out, int C, int H, int W, int Ho, int Wo, int k, int s) {
  for (int c = 0; c < C; c++) for (int y = 0; y < Ho; y++) for (int x = 0; x < Wo; x++) { float m = -FLT_MAX;
    for (int i = 0; i < k; i++) for (int j = 0; j < k; j++) { int iy = y * s + i, ix = x * s + j; if (iy >= H || ix >= W) continue; float v = in[(c * H + iy) * W + ix]; if (v > m) m = v; }
    out[(c * Ho + y) * Wo + x] = m; } }
/* argmax only */
// CHECK: mp_arg: max-pooling matched
void mp_arg(const float *in, float *out, int *arg, int C, int H, int W, int Ho, int Wo, int k, int s) {
  for (int c = 0; c < C; c++) for (int y = 0; y < Ho; y++) for (int x = 0; x < Wo; x++) { float m = -FLT_MAX; int am = -1;
    for (int i = 0; i < k; i++) for (int j = 0; j < k; j++) { int iy = y * s + i, ix = x * s + j; float v = in[(c * H + iy) * W + ix]; if (v > m) { m = v; am = iy * W + ix; } }
    out[(c * Ho + y) * Wo + x] = m; arg[(c * Ho + y) * Wo + x] = am; } }
/* both, darknet style */
// CHECK: mp_dark: max-pooling matched
void mp_dark(const float *in, float *out, int *idx, int C, int H, int W, int Ho, int Wo, int size, int stride, int pad) {
  int off = -pad / 2;
  for (int c = 0; c < C; c++) for (int i = 0; i < Ho; i++) for (int j = 0; j < Wo; j++) { int o = j + Wo * (i + Ho * c); float max = -FLT_MAX; int mi = -1;
    for (int n = 0; n < size; n++) for (int m = 0; m < size; m++) { int h = off + i * stride + n, w = off + j * stride + m, q = w + W * (h + H * c); int valid = h >= 0 && h < H && w >= 0 && w < W; float val = valid ? in[q] : -FLT_MAX; mi = val > max ? q : mi; max = val > max ? val : max; }
    out[o] = max; idx[o] = mi; } }
// CHECK: ap_clip: avg-pooling matched
void ap_clip(const float *in, float *out, int C, int H, int W, int Ho, int Wo, int k, int s, int p) {
  for (int c = 0; c < C; c++) for (int y = 0; y < Ho; y++) for (int x = 0; x < Wo; x++) { int y0 = y * s - p > 0 ? y * s - p : 0, x0 = x * s - p > 0 ? x * s - p : 0, y1 = y * s - p + k < H ? y * s - p + k : H, x1 = x * s - p + k < W ? x * s - p + k : W; float t = 0;
    for (int i = y0; i < y1; i++) for (int j = x0; j < x1; j++) t += in[(c * H + i) * W + j];
    out[(c * Ho + y) * Wo + x] = t / (float)((y1 - y0) * (x1 - x0)); } }
// CHECK: ap_count: avg-pooling matched
void ap_count(const float *in, float *out, int C, int H, int W, int Ho, int Wo, int k, int s, int p) {
  for (int c = 0; c < C; c++) for (int y = 0; y < Ho; y++) for (int x = 0; x < Wo; x++) { float t = 0; int n = 0;
    for (int i = 0; i < k; i++) for (int j = 0; j < k; j++) { int iy = y * s - p + i, ix = x * s - p + j; if (iy >= 0 && iy < H && ix >= 0 && ix < W) { t += in[(c * H + iy) * W + ix]; n++; } }
    out[(c * Ho + y) * Wo + x] = n ? t / n : 0; } }
// CHECK: ap_int: avg-pooling matched
void ap_int(const u8 *in, u8 *out, int H, int W, int C, int Ho, int Wo, int k, int s) {
  for (int y = 0; y < Ho; y++) for (int x = 0; x < Wo; x++) for (int c = 0; c < C; c++) { int t = 0;
    for (int i = 0; i < k; i++) for (int j = 0; j < k; j++) t += in[((y * s + i) * W + x * s + j) * C + c];
    out[(y * Wo + x) * C + c] = (u8)((t + k * k / 2) / (k * k)); } }
/* none: sum of the window times a moving weight from data */
void weighted(const float *in, const float *g, float *out, int C, int H, int W, int Ho, int Wo, int k, int s) {
  for (int c = 0; c < C; c++) for (int y = 0; y < Ho; y++) for (int x = 0; x < Wo; x++) { float t = 0;
    for (int i = 0; i < k; i++) for (int j = 0; j < k; j++) t += in[(c * H + y * s + i) * W + x * s + j] * g[y * Wo + x];
    out[(c * Ho + y) * Wo + x] = t / (k * k); } }

/* Bytes in the output itself. */
// CHECK: cut: max-pooling matched
void cut(const signed char *src, signed char *dst, int w, int h, int ch, int k, int s, int pad, int ow, int oh) {
  for (int y = 0, top = -pad; y < oh; top += s, y++)
    for (int x = 0, left = -pad; x < ow; left += s, x++, dst += ch) {
      const int y0 = top < 0 ? 0 : top, y1 = top + k < h ? top + k : h, x0 = left < 0 ? 0 : left,
                x1 = left + k < w ? left + k : w;
      for (int c = 0; c < ch; c++)
        dst[c] = -128;
      for (int i = y0; i < y1; i++)
        for (int j = x0; j < x1; j++)
          for (int c = 0; c < ch; c++)
            if (src[(i * w + j) * ch + c] > dst[c])
              dst[c] = src[(i * w + j) * ch + c];
    }
}
