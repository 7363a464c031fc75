// Functions as other authors write them; labels.tsv says what each is.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
/* transpiled from Rust by hand: slices become ptr+len */
#include <stdint.h>
#include <stddef.h>
#include <math.h>
#include <string.h>
typedef size_t usize; typedef float f32; typedef double f64; typedef intptr_t isize;
struct Slice_f32 { const f32 *ptr; usize len; };
struct SliceMut_f32 { f32 *ptr; usize len; };
#define CHK(i, n) if ((i) >= (n)) __builtin_trap()

void conv1d_forward(struct Slice_f32 x, struct Slice_f32 w, struct Slice_f32 b, struct SliceMut_f32 y, usize cin, usize cout, usize k, usize dilation, usize pad) {
    usize t = x.len / cin;
    usize tout = t + 2 * pad - dilation * (k - 1);
    for (usize o = 0; o < cout; ++o) {
        for (usize i = 0; i < tout; ++i) {
            CHK(o, b.len);
            f32 acc = b.ptr[o];
            for (usize c = 0; c < cin; ++c)
                for (usize j = 0; j < k; ++j) {
                    isize p = (isize)(i + j * dilation) - (isize)pad;
                    if (p < 0 || p >= (isize)t) continue;
                    usize xi = c * t + (usize)p, wi = (o * cin + c) * k + j;
                    CHK(xi, x.len); CHK(wi, w.len);
                    acc += x.ptr[xi] * w.ptr[wi];
                }
            CHK(o * tout + i, y.len);
            y.ptr[o * tout + i] = acc;
        }
    }
}
void conv3d_forward(const f32 *x, const f32 *w, const f32 *b, f32 *y, const usize xs[4], const usize ks[3], usize cout) {
    usize C = xs[0], D = xs[1], H = xs[2], W = xs[3];
    usize od = D - ks[0] + 1, oh = H - ks[1] + 1, ow = W - ks[2] + 1;
    for (usize o = 0; o < cout; ++o)
    for (usize z = 0; z < od; ++z)
    for (usize r = 0; r < oh; ++r)
    for (usize q = 0; q < ow; ++q) {
        f32 s = b[o];
        for (usize c = 0; c < C; ++c)
        for (usize kz = 0; kz < ks[0]; ++kz)
        for (usize ky = 0; ky < ks[1]; ++ky)
        for (usize kx = 0; kx < ks[2]; ++kx)
            s += x[((c * D + z + kz) * H + r + ky) * W + q + kx] * w[(((o * C + c) * ks[0] + kz) * ks[1] + ky) * ks[2] + kx];
        y[((o * od + z) * oh + r) * ow + q] = s;
    }
}
void volume_conv_strided(double ****in, double *****ker, double ****out, int ci, int co, int n, int k, int s, int p) {
    int on = (n + 2 * p - k) / s + 1;
    for (int o = 0; o < co; o++)
        for (int a = 0; a < on; a++)
            for (int b = 0; b < on; b++)
                for (int c = 0; c < on; c++) out[o][a][b][c] = 0;
    for (int o = 0; o < co; o++)
        for (int i = 0; i < ci; i++)
            for (int a = 0; a < on; a++)
                for (int b = 0; b < on; b++)
                    for (int c = 0; c < on; c++)
                        for (int x = 0; x < k; x++) {
                            int u = a * s + x - p;
                            if (u < 0 || u >= n) continue;
                            for (int y = 0; y < k; y++) {
                                int v = b * s + y - p;
                                if (v < 0 || v >= n) continue;
                                for (int z = 0; z < k; z++) {
                                    int w = c * s + z - p;
                                    if (w < 0 || w >= n) continue;
                                    out[o][a][b][c] += in[i][u][v][w] * ker[o][i][x][y][z];
                                }
                            }
                        }
}
void depthwise3x3(const f32 *x, const f32 *k, const f32 *bias, f32 *y, int C, int H, int W) {
    for (int c = 0; c < C; c++) {
        const f32 *kc = k + c * 9;
        f32 k0 = kc[0], k1 = kc[1], k2 = kc[2], k3 = kc[3], k4 = kc[4], k5 = kc[5], k6 = kc[6], k7 = kc[7], k8 = kc[8];
        int oh = H - 2, ow = W - 2;
        for (int i = 0; i < oh; i++) {
            const f32 *r0 = x + (c * H + i) * W, *r1 = r0 + W, *r2 = r1 + W;
            f32 *o = y + (c * oh + i) * ow;
            for (int j = 0; j < ow; j++) {
                f32 s = bias[c];
                s += r0[0] * k0 + r0[1] * k1 + r0[2] * k2;
                s += r1[0] * k3 + r1[1] * k4 + r1[2] * k5;
                s += r2[0] * k6 + r2[1] * k7 + r2[2] * k8;
                *o++ = s;
                r0++; r1++; r2++;
            }
        }
    }
}
void upconv_gather(const f32 *x, const f32 *w, const f32 *b, f32 *y, int ci, int co, int H, int W, int k, int s, int p) {
    int OH = (H - 1) * s - 2 * p + k, OW = (W - 1) * s - 2 * p + k;
    for (int o = 0; o < co; o++)
        for (int oy = 0; oy < OH; oy++)
            for (int ox = 0; ox < OW; ox++) {
                f32 acc = b[o];
                for (int ky = 0; ky < k; ky++) {
                    int ty = oy + p - ky;
                    if (ty < 0 || ty % s) continue;
                    ty /= s;
                    if (ty >= H) continue;
                    for (int kx = 0; kx < k; kx++) {
                        int tx = ox + p - kx;
                        if (tx < 0 || tx % s) continue;
                        tx /= s;
                        if (tx >= W) continue;
                        for (int i = 0; i < ci; i++) acc += x[(i * H + ty) * W + tx] * w[((i * co + o) * k + ky) * k + kx];
                    }
                }
                y[(o * OH + oy) * OW + ox] = acc;
            }
}
void wino_f23(const f32 *x, const f32 *g, f32 *y, int n) {
    f32 G0 = g[0], G1 = 0.5f * (g[0] + g[1] + g[2]), G2 = 0.5f * (g[0] - g[1] + g[2]), G3 = g[2];
    for (int t = 0; t + 4 <= n; t += 2) {
        const f32 *d = x + t;
        f32 m1 = (d[0] - d[2]) * G0, m2 = (d[1] + d[2]) * G1, m3 = (d[2] - d[1]) * G2, m4 = (d[1] - d[3]) * G3;
        y[t] = m1 + m2 + m3;
        y[t + 1] = m2 - m3 - m4;
    }
}
void wino2x2_3x3(const f32 *x, const f32 *U, f32 *y, int C, int K, int H, int W) {
    int oh = H - 2, ow = W - 2;
    for (int k = 0; k < K; k++)
        for (int ty = 0; ty < oh; ty += 2)
            for (int tx = 0; tx < ow; tx += 2) {
                f32 M[16] = {0};
                for (int c = 0; c < C; c++) {
                    f32 t[4][4], v[4][4];
                    const f32 *p = x + (c * H + ty) * W + tx;
                    for (int j = 0; j < 4; j++) {
                        f32 a = p[j], b = p[W + j], e = p[2 * W + j], f = p[3 * W + j];
                        t[0][j] = a - e; t[1][j] = b + e; t[2][j] = e - b; t[3][j] = b - f;
                    }
                    for (int i = 0; i < 4; i++) {
                        v[i][0] = t[i][0] - t[i][2]; v[i][1] = t[i][1] + t[i][2];
                        v[i][2] = t[i][2] - t[i][1]; v[i][3] = t[i][1] - t[i][3];
                    }
                    const f32 *u = U + (k * C + c) * 16;
                    for (int q = 0; q < 16; q++) M[q] += u[q] * v[q / 4][q % 4];
                }
                f32 s[2][4];
                for (int j = 0; j < 4; j++) { s[0][j] = M[j] + M[4 + j] + M[8 + j]; s[1][j] = M[4 + j] - M[8 + j] - M[12 + j]; }
                for (int i = 0; i < 2; i++) {
                    f32 *o = y + (k * oh + ty + i) * ow + tx;
                    o[0] = s[i][0] + s[i][1] + s[i][2];
                    o[1] = s[i][1] - s[i][2] - s[i][3];
                }
            }
}
void bn_infer(f32 *x, usize n, usize c, usize hw, const f32 *mu, const f32 *var, const f32 *g, const f32 *b, f32 eps) {
    for (usize i = 0; i < n; ++i)
        for (usize k = 0; k < c; ++k) {
            f32 inv = 1.0f / sqrtf(var[k] + eps);
            f32 *p = x + (i * c + k) * hw;
            for (usize s = 0; s < hw; ++s) p[s] = (p[s] - mu[k]) * inv * g[k] + b[k];
        }
}
void gn_affine(const f32 *x, f32 *y, const f32 *gamma, const f32 *beta, int N, int C, int HW, int G, f32 eps) {
    int D = C / G;
    for (int n = 0; n < N; n++)
        for (int g = 0; g < G; g++) {
            const f32 *p = x + (n * C + g * D) * HW;
            f32 *q = y + (n * C + g * D) * HW;
            f32 s = 0, s2 = 0;
            for (int i = 0; i < D * HW; i++) { s += p[i]; s2 += p[i] * p[i]; }
            f32 mean = s / (D * HW);
            f32 rs = 1.0f / sqrtf(s2 / (D * HW) - mean * mean + eps);
            for (int d = 0; d < D; d++)
                for (int i = 0; i < HW; i++)
                    q[d * HW + i] = gamma[g * D + d] * ((p[d * HW + i] - mean) * rs) + beta[g * D + d];
        }
}
void log_softmax_f64(f64 *x, usize n) {
    f64 m = -INFINITY;
    for (usize i = 0; i < n; ++i) m = fmax(m, x[i]);
    f64 s = 0;
    for (usize i = 0; i < n; ++i) { x[i] -= m; s += exp(x[i]); }
    s = log(s);
    for (usize i = 0; i < n; ++i) x[i] -= s;
}
struct AdamState { f64 lr, b1, b2, eps; uint64_t t; f64 *m, *v; };
void adam_step_f64(struct AdamState *st, f64 *w, const f64 *g, usize n) {
    st->t += 1;
    f64 a = st->lr * sqrt(1 - pow(st->b2, (f64)st->t)) / (1 - pow(st->b1, (f64)st->t));
    for (usize i = 0; i < n; ++i) {
        st->m[i] += (1 - st->b1) * (g[i] - st->m[i]);
        st->v[i] += (1 - st->b2) * (g[i] * g[i] - st->v[i]);
        w[i] -= a * st->m[i] / (sqrt(st->v[i]) + st->eps);
    }
}
void conv_relu_bwd_w(const f32 *x, const f32 *y, const f32 *dy, f32 *dw, f32 *db, int C, int H, int W, int O, int k) {
    int oh = H - k + 1, ow = W - k + 1;
    for (int o = 0; o < O; o++)
        for (int i = 0; i < oh; i++)
            for (int j = 0; j < ow; j++) {
                f32 g = y[(o * oh + i) * ow + j] > 0 ? dy[(o * oh + i) * ow + j] : 0;
                if (g == 0) continue;
                db[o] += g;
                for (int c = 0; c < C; c++)
                    for (int a = 0; a < k; a++)
                        for (int b = 0; b < k; b++) dw[((o * C + c) * k + a) * k + b] += g * x[(c * H + i + a) * W + j + b];
            }
}
