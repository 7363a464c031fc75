/* inference engine, NCHW tensors described by shape and strides */
#include <stddef.h>
#include <float.h>
#include <math.h>
typedef struct { float *data; int n, c, h, w; ptrdiff_t sn, sc, sh, sw; } tensor;
typedef struct { int kh, kw, sh, sw, ph, pw, dh, dw, groups; } conv_param;
#define T4(t, a, b, y, x) ((t)->data[(a) * (t)->sn + (b) * (t)->sc + (y) * (t)->sh + (x) * (t)->sw])

int conv2d_forward(const tensor *in, const float *W, const float *bias, const conv_param *p, tensor *out)
{
    if (p->groups != 1 || in->n != out->n) return -1;
    for (int n = 0; n < out->n; n++)
        for (int oc = 0; oc < out->c; oc++)
            for (int oy = 0; oy < out->h; oy++)
                for (int ox = 0; ox < out->w; ox++) {
                    float acc = bias ? bias[oc] : 0.0f;
                    for (int ic = 0; ic < in->c; ic++)
                        for (int ky = 0; ky < p->kh; ky++) {
                            int iy = oy * p->sh - p->ph + ky;
                            if (iy < 0 || iy >= in->h) continue;
                            for (int kx = 0; kx < p->kw; kx++) {
                                int ix = ox * p->sw - p->pw + kx;
                                if (ix < 0 || ix >= in->w) continue;
                                acc += T4(in, n, ic, iy, ix) * W[((oc * in->c + ic) * p->kh + ky) * p->kw + kx];
                            }
                        }
                    T4(out, n, oc, oy, ox) = acc;
                }
    return 0;
}
int conv2d_grouped(const tensor *in, const float *W, const conv_param *p, tensor *out)
{
    int icg = in->c / p->groups, ocg = out->c / p->groups;
    for (int n = 0; n < out->n; n++) for (int g = 0; g < p->groups; g++) for (int o = 0; o < ocg; o++)
        for (int y = 0; y < out->h; y++) for (int x = 0; x < out->w; x++) {
            float acc = 0;
            for (int i = 0; i < icg; i++) for (int ky = 0; ky < p->kh; ky++) for (int kx = 0; kx < p->kw; kx++) {
                int iy = y * p->sh + ky - p->ph, ix = x * p->sw + kx - p->pw;
                if ((unsigned)iy < (unsigned)in->h && (unsigned)ix < (unsigned)in->w)
                    acc += T4(in, n, g * icg + i, iy, ix) * W[(((g * ocg + o) * icg + i) * p->kh + ky) * p->kw + kx];
            }
            T4(out, n, g * ocg + o, y, x) = acc;
        }
    return 0;
}
void depthwise_3x3s1(const float *in, const float *k, const float *b, float *out, int C, int H, int W)   /* valid */
{
    for (int c = 0; c < C; c++, k += 9, in += H * W)
        for (int y = 0; y < H - 2; y++)
            for (int x = 0; x < W - 2; x++) {
                const float *r0 = in + y * W + x, *r1 = r0 + W, *r2 = r1 + W;
                *out++ = b[c] + r0[0]*k[0] + r0[1]*k[1] + r0[2]*k[2] + r1[0]*k[3] + r1[1]*k[4] + r1[2]*k[5] + r2[0]*k[6] + r2[1]*k[7] + r2[2]*k[8];
            }
}
void conv_transpose2d(const float *in, const float *W, float *out, int Ci, int H, int Wd, int Co, int K, int s)
{
    int Ho = (H - 1) * s + K, Wo = (Wd - 1) * s + K;
    for (int i = 0; i < Co * Ho * Wo; i++) out[i] = 0;
    for (int ci = 0; ci < Ci; ci++) for (int y = 0; y < H; y++) for (int x = 0; x < Wd; x++) {
        float v = in[(ci * H + y) * Wd + x];
        for (int co = 0; co < Co; co++) for (int ky = 0; ky < K; ky++) for (int kx = 0; kx < K; kx++)
            out[(co * Ho + y * s + ky) * Wo + x * s + kx] += v * W[((ci * Co + co) * K + ky) * K + kx];
    }
}
void conv2d_dilated(const tensor *in, const float *W, const conv_param *p, tensor *out)
{
    for (int oc = 0; oc < out->c; oc++) for (int y = 0; y < out->h; y++) for (int x = 0; x < out->w; x++) {
        float acc = 0;
        for (int ic = 0; ic < in->c; ic++) for (int ky = 0; ky < p->kh; ky++) for (int kx = 0; kx < p->kw; kx++) {
            int iy = y * p->sh - p->ph + ky * p->dh, ix = x * p->sw - p->pw + kx * p->dw;
            if (iy >= 0 && iy < in->h && ix >= 0 && ix < in->w) acc += T4(in, 0, ic, iy, ix) * W[((oc * in->c + ic) * p->kh + ky) * p->kw + kx];
        }
        T4(out, 0, oc, y, x) = acc;
    }
}
void conv1d_causal(const float *x, const float *w, const float *b, float *y, int Ci, int Co, int T, int K, int d)
{
    for (int o = 0; o < Co; o++) for (int t = 0; t < T; t++) {
        float s = b[o];
        for (int i = 0; i < Ci; i++) for (int k = 0; k < K; k++) { int tt = t - (K - 1 - k) * d; if (tt >= 0) s += x[i * T + tt] * w[(o * Ci + i) * K + k]; }
        y[o * T + t] = s;
    }
}
void conv3d_valid(const float *in, const float *w, float *out, int C, int D, int H, int W, int O, int K)
{
    int Do = D - K + 1, Ho = H - K + 1, Wo = W - K + 1;
    for (int o = 0; o < O; o++) for (int z = 0; z < Do; z++) for (int y = 0; y < Ho; y++) for (int x = 0; x < Wo; x++) {
        float s = 0;
        for (int c = 0; c < C; c++) for (int a = 0; a < K; a++) for (int b = 0; b < K; b++) for (int e = 0; e < K; e++)
            s += in[((c * D + z + a) * H + y + b) * W + x + e] * w[(((o * C + c) * K + a) * K + b) * K + e];
        out[((o * Do + z) * Ho + y) * Wo + x] = s;
    }
}
void maxpool2d(const tensor *in, tensor *out, int k, int s, int *argmax)
{
    for (int n = 0; n < in->n; n++) for (int c = 0; c < in->c; c++) for (int y = 0; y < out->h; y++) for (int x = 0; x < out->w; x++) {
        float m = -FLT_MAX; int am = -1;
        for (int i = 0; i < k; i++) for (int j = 0; j < k; j++) {
            int iy = y * s + i, ix = x * s + j;
            if (iy >= in->h || ix >= in->w) continue;
            float v = T4(in, n, c, iy, ix);
            if (v > m) { m = v; am = iy * in->w + ix; }
        }
        T4(out, n, c, y, x) = m;
        if (argmax) argmax[((n * in->c + c) * out->h + y) * out->w + x] = am;
    }
}
void avgpool2d_pad(const float *in, float *out, int C, int H, int W, int Ho, int Wo, int k, int s, int p)
{
    for (int c = 0; c < C; c++) for (int y = 0; y < Ho; y++) for (int x = 0; x < Wo; x++) {
        int y0 = y * s - p, x0 = x * s - p, y1 = y0 + k, x1 = x0 + k; float t = 0;
        if (y0 < 0) y0 = 0;
        if (x0 < 0) x0 = 0;
        if (y1 > H) y1 = H;
        if (x1 > W) x1 = W;
        for (int i = y0; i < y1; i++) for (int j = x0; j < x1; j++) t += in[(c * H + i) * W + j];
        out[(c * Ho + y) * Wo + x] = t / ((y1 - y0) * (x1 - x0));
    }
}
void global_avgpool(const float *in, float *out, int nc, int hw)
{ do { float s = 0; for (int i = 0; i < hw; i++) s += *in++; *out++ = s / hw; } while (--nc); }
/* im2col for one image then a plain product */
void conv_im2col_gemm(const float *im, const float *wt, float *col, float *out, int C, int H, int W, int K, int pad, int O)
{
    int Ho = H + 2 * pad - K + 1, Wo = W + 2 * pad - K + 1, n = Ho * Wo, kk = C * K * K;
    for (int r = 0; r < kk; r++) {
        int kx = r % K, ky = r / K % K, c = r / K / K;
        for (int y = 0; y < Ho; y++) for (int x = 0; x < Wo; x++) {
            int iy = y + ky - pad, ix = x + kx - pad;
            col[r * n + y * Wo + x] = iy >= 0 && iy < H && ix >= 0 && ix < W ? im[(c * H + iy) * W + ix] : 0.0f;
        }
    }
    for (int o = 0; o < O; o++) {
        for (int j = 0; j < n; j++) out[o * n + j] = 0;
        for (int r = 0; r < kk; r++) { float a = wt[o * kk + r]; for (int j = 0; j < n; j++) out[o * n + j] += a * col[r * n + j]; }
    }
}
/* Winograd F(2x2,3x3), single channel, even output sizes, valid */
void winograd_2x2_3x3(const float *in, int H, int W, const float g[9], float *out)
{
    float U[16], t[12]; int Ho = H - 2, Wo = W - 2;
    for (int j = 0; j < 3; j++) { t[j] = g[j]; t[3+j] = 0.5f * (g[j] + g[3+j] + g[6+j]); t[6+j] = 0.5f * (g[j] - g[3+j] + g[6+j]); t[9+j] = g[6+j]; }
    for (int i = 0; i < 4; i++) { const float *r = t + 3*i; U[4*i] = r[0]; U[4*i+1] = 0.5f * (r[0]+r[1]+r[2]); U[4*i+2] = 0.5f * (r[0]-r[1]+r[2]); U[4*i+3] = r[2]; }
    for (int y = 0; y < Ho; y += 2) for (int x = 0; x < Wo; x += 2) {
        float V[16], s[16], m[8]; const float *d = in + y * W + x;
        for (int j = 0; j < 4; j++) { s[j] = d[j] - d[2*W+j]; s[4+j] = d[W+j] + d[2*W+j]; s[8+j] = d[2*W+j] - d[W+j]; s[12+j] = d[W+j] - d[3*W+j]; }
        for (int i = 0; i < 4; i++) { float *r = s + 4*i, *v = V + 4*i; v[0] = r[0]-r[2]; v[1] = r[1]+r[2]; v[2] = r[2]-r[1]; v[3] = r[1]-r[3]; }
        for (int i = 0; i < 16; i++) V[i] *= U[i];
        for (int j = 0; j < 4; j++) { m[j] = V[j] + V[4+j] + V[8+j]; m[4+j] = V[4+j] - V[8+j] - V[12+j]; }
        for (int i = 0; i < 2; i++) { float *r = m + 4*i, *o = out + (y + i) * Wo + x; o[0] = r[0]+r[1]+r[2]; o[1] = r[1]-r[2]-r[3]; }
    }
}
/* look-alikes */
void maxpool_wrong(const float *in, float *out, int H, int W)      /* 2x2 "pool" that keeps the last larger than its left neighbour */
{
    for (int y = 0; y < H / 2; y++) for (int x = 0; x < W / 2; x++) {
        float m = in[2*y*W + 2*x];
        for (int i = 0; i < 2; i++) for (int j = 0; j < 2; j++) { float v = in[(2*y+i)*W + 2*x+j]; if (v < m * 0.5f) m = v; }
        out[y * (W/2) + x] = m;
    }
}
void nearest_upsample(const float *in, float *out, int C, int H, int W, int f)
{ for (int c = 0; c < C; c++) for (int y = 0; y < H * f; y++) for (int x = 0; x < W * f; x++) out[(c * H * f + y) * W * f + x] = in[(c * H + y / f) * W + x / f]; }
void channel_shuffle(const float *in, float *out, int g, int cpg, int hw)
{ for (int i = 0; i < g; i++) for (int j = 0; j < cpg; j++) for (int k = 0; k < hw; k++) out[(j * g + i) * hw + k] = in[(i * cpg + j) * hw + k]; }
/* iou of boxes, greedy suppression */
int nms_greedy(const float *box, const float *score, int *order, int n, float thr, int *keep)
{
    int k = 0;
    for (int i = 1; i < n; i++) { int v = order[i], j = i; while (j > 0 && score[order[j-1]] < score[v]) { order[j] = order[j-1]; j--; } order[j] = v; }
    for (int i = 0; i < n; i++) {
        const float *a = box + 4 * order[i]; int ok = 1;
        for (int j = 0; j < k && ok; j++) {
            const float *b = box + 4 * keep[j];
            float iw = fminf(a[2], b[2]) - fmaxf(a[0], b[0]), ih = fminf(a[3], b[3]) - fmaxf(a[1], b[1]);
            if (iw > 0 && ih > 0) { float in = iw * ih, u = (a[2]-a[0])*(a[3]-a[1]) + (b[2]-b[0])*(b[3]-b[1]) - in; if (in > thr * u) ok = 0; }
        }
        if (ok) keep[k++] = order[i];
    }
    return k;
}
