// Grouped convolution whose taps are kept inside by conditions, with a batch and strides that are given: the
// batch is no third axis.
// RUN: %kernels --levels=O1,O2,O3 %s | FileCheck %s --implicit-check-not=differs
#include <stddef.h>
typedef struct { float *data; int n, c, h, w; ptrdiff_t sn, sc, sh, sw; } tensor;
typedef struct { int kh, kw, sh, sw, ph, pw, dh, dw, groups; } conv_param;
#define T4(t, a, b, y, x) ((t)->data[(a) * (t)->sn + (b) * (t)->sc + (y) * (t)->sh + (x) * (t)->sw])
// CHECK: g1n: conv2d matched {{.*}} as grouped-conv
int g1n(const tensor *in, const float *W, const conv_param *p, tensor *out)
{
    int icg = in->c / p->groups, ocg = out->c / p->groups;
    for (int n = 0; n < out->n; n++) for (int g = 0; g < p->groups; g++) for (int o = 0; o < ocg; o++)
        for (int y = 0; y < out->h; y++) for (int x = 0; x < out->w; x++) {
            float acc = 0;
            for (int i = 0; i < icg; i++) for (int ky = 0; ky < p->kh; ky++) for (int kx = 0; kx < p->kw; kx++) {
                int iy = y * p->sh + ky - p->ph, ix = x * p->sw + kx - p->pw;
                if (iy >= 0 && iy < in->h && ix >= 0 && ix < in->w)
                    acc += T4(in, n, g * icg + i, iy, ix) * W[(((g * ocg + o) * icg + i) * p->kh + ky) * p->kw + kx];
            }
            T4(out, n, g * ocg + o, y, x) = acc;
        }
    return 0;
}
// CHECK: g2: conv2d matched {{.*}} as grouped-conv
void g2(const float *in, const float *W, float *out, int G, int icg, int ocg, int H, int Wd, int K, int s, int p, int Ho, int Wo)
{
    for (int g = 0; g < G; g++) for (int o = 0; o < ocg; o++)
        for (int y = 0; y < Ho; y++) for (int x = 0; x < Wo; x++) {
            float acc = 0;
            for (int i = 0; i < icg; i++) for (int ky = 0; ky < K; ky++) for (int kx = 0; kx < K; kx++) {
                int iy = y * s + ky - p, ix = x * s + kx - p;
                if ((unsigned)iy < (unsigned)H && (unsigned)ix < (unsigned)Wd)
                    acc += in[((g * icg + i) * H + iy) * Wd + ix] * W[(((g * ocg + o) * icg + i) * K + ky) * K + kx];
            }
            out[((g * ocg + o) * Ho + y) * Wo + x] = acc;
        }
}
// Bytes, pointers along the channels.
// CHECK: c1: conv2d matched
void c1(const signed char *in, int H, int W, int Ci, const signed char *k, int K, int stride, int pad, const int *bias, int off, int *out, int Ho, int Wo, int Co)
{
    for (int y = 0; y < Ho; y++) for (int x = 0; x < Wo; x++) for (int o = 0; o < Co; o++) {
        int acc = bias[o];
        for (int ky = 0; ky < K; ky++) { int iy = y * stride + ky - pad; if (iy < 0 || iy >= H) continue;
            for (int kx = 0; kx < K; kx++) { int ix = x * stride + kx - pad; if (ix < 0 || ix >= W) continue;
                const signed char *pi = in + (iy * W + ix) * Ci, *pk = k + ((o * K + ky) * K + kx) * Ci;
                for (int c = 0; c < Ci; c++) acc += (*pi++ + off) * *pk++;
            } }
        *out++ = acc;
    }
}
