// Windows whose loops begin and end where the picture does.
// RUN: %kernels %s --levels=O2 | FileCheck %s --implicit-check-not='restarted: depthwise' --implicit-check-not='restarted: conv' --implicit-check-not='from_middle: depthwise' --implicit-check-not='from_middle: conv'
// CHECK: by_choice: depthwise-conv2d matched
void by_choice(const signed char *in, int h, int w, int ch, const signed char *ker, int kh, int kw, int pad, int stride,
               int off, int *out, int oh, int ow) {
  for (int y = 0; y < oh; y++)
    for (int x = 0; x < ow; x++)
      for (int c = 0; c < ch; c++) {
        int acc = 0, y0 = y * stride - pad, x0 = x * stride - pad;
        int ks = y0 < 0 ? -y0 : 0, ke = kh < h - y0 ? kh : h - y0;
        for (int ky = ks; ky < ke; ky++) {
          int s = x0 < 0 ? -x0 : 0, e = kw < w - x0 ? kw : w - x0;
          for (int kx = s; kx < e; kx++)
            acc += (in[((y0 + ky) * w + x0 + kx) * ch + c] + off) * ker[(ky * kw + kx) * ch + c];
        }
        out[(y * ow + x) * ch + c] = acc;
      }
}
// The weights are counted from where the window begins: at the border it is another filter.
void restarted(const signed char *in, int h, int w, int ch, const signed char *ker, int kh, int kw, int pad, int stride,
               int *out, int oh, int ow) {
  for (int y = 0; y < oh; y++)
    for (int x = 0; x < ow; x++)
      for (int c = 0; c < ch; c++) {
        int acc = 0, y0 = y * stride - pad, x0 = x * stride - pad;
        int ks = y0 < 0 ? -y0 : 0, ke = kh < h - y0 ? kh : h - y0;
        for (int ky = ks; ky < ke; ky++) {
          int s = x0 < 0 ? -x0 : 0, e = kw < w - x0 ? kw : w - x0;
          for (int kx = s; kx < e; kx++)
            acc += in[((y0 + ky) * w + x0 + kx) * ch + c] * ker[((ky - ks) * kw + kx - s) * ch + c];
        }
        out[(y * ow + x) * ch + c] = acc;
      }
}
// It is the smaller of two that the loop begins at.
void from_middle(const signed char *in, int h, int w, int ch, const signed char *ker, int k, int pad, int *out, int oh,
                 int ow) {
  for (int y = 0; y < oh; y++)
    for (int x = 0; x < ow; x++)
      for (int c = 0; c < ch; c++) {
        int acc = 0, y0 = y - pad, x0 = x - pad;
        int ks = y0 < 0 ? 0 : -y0, s = x0 < 0 ? 0 : -x0;
        for (int ky = ks; ky < k; ky++)
          for (int kx = s; kx < k; kx++)
            acc += in[((y0 + ky) * w + x0 + kx) * ch + c] * ker[(ky * k + kx) * ch + c];
        out[(y * ow + x) * ch + c] = acc;
      }
}
