// Functions as other authors write them; labels.tsv says what each is.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include <math.h>
#include <stdint.h>
#include <string.h>
#define QK 32
typedef struct { float d; uint8_t qs[QK / 2]; } blk_q4;
typedef struct { float d; int8_t qs[QK]; } blk_q8;
struct tensor { int64_t ne[4]; size_t nb[4]; void *data; };
static const float SQRT_2_OVER_PI = 0.79788456080286535587989211986876f;
#define GELU_COEF 0.044715f

void vec_dot_q4_q8(int n, float *restrict s, const blk_q4 *restrict x, const blk_q8 *restrict y) {
    const int nb = n / QK;
    float sumf = 0.0f;
    for (int ib = 0; ib < nb; ++ib) {
        int sumi = 0;
        for (int j = 0; j < QK / 2; ++j) {
            const int v0 = (x[ib].qs[j] & 0x0F) - 8;
            const int v1 = (x[ib].qs[j] >> 4) - 8;
            sumi += v0 * y[ib].qs[j] + v1 * y[ib].qs[j + QK / 2];
        }
        sumf += sumi * x[ib].d * y[ib].d;
    }
    *s = sumf;
}
float vec_dot_q8_q8(int nb, const blk_q8 *x, const blk_q8 *y) {
    float acc = 0;
    while (nb--) {
        int32_t t = 0;
        for (int j = 0; j < QK; j += 4) {
            t += x->qs[j] * y->qs[j];
            t += x->qs[j + 1] * y->qs[j + 1];
            t += x->qs[j + 2] * y->qs[j + 2];
            t += x->qs[j + 3] * y->qs[j + 3];
        }
        acc += x->d * y->d * (float)t;
        x++; y++;
    }
    return acc;
}
void vec_gelu(const int n, float *y, const float *x) {
    for (int i = 0; i < n; ++i)
        y[i] = 0.5f * x[i] * (1.0f + tanhf(SQRT_2_OVER_PI * x[i] * (1.0f + GELU_COEF * x[i] * x[i])));
}
void vec_swiglu_packed(int64_t nr, int64_t nc, float *dst, const float *src) {
    for (int64_t r = 0; r < nr; r++) {
        const float *x = src + r * 2 * nc, *g = x + nc;
        for (int64_t i = 0; i < nc; i++) dst[r * nc + i] = (x[i] / (1.0f + expf(-x[i]))) * g[i];
    }
}
void op_norm(const struct tensor *src, struct tensor *dst, float eps) {
    for (int64_t i03 = 0; i03 < src->ne[3]; i03++)
    for (int64_t i02 = 0; i02 < src->ne[2]; i02++)
    for (int64_t i01 = 0; i01 < src->ne[1]; i01++) {
        const float *x = (const float *)((const char *)src->data + i01 * src->nb[1] + i02 * src->nb[2] + i03 * src->nb[3]);
        float *y = (float *)((char *)dst->data + i01 * dst->nb[1] + i02 * dst->nb[2] + i03 * dst->nb[3]);
        double sum = 0.0;
        for (int64_t i = 0; i < src->ne[0]; i++) sum += (double)x[i];
        float mean = sum / src->ne[0];
        double sum2 = 0.0;
        for (int64_t i = 0; i < src->ne[0]; i++) { float v = x[i] - mean; y[i] = v; sum2 += (double)(v * v); }
        float variance = sum2 / src->ne[0];
        const float scale = 1.0f / sqrtf(variance + eps);
        for (int64_t i = 0; i < src->ne[0]; i++) y[i] *= scale;
    }
}
void op_group_norm(const float *src, float *dst, int64_t ne0, int64_t ne1, int64_t nch, int n_groups, float eps) {
    int per = (int)((nch + n_groups - 1) / n_groups);
    for (int g = 0; g < n_groups; g++) {
        int start = g * per, end = start + per;
        if (end > nch) end = (int)nch;
        int step = end - start;
        double sum = 0.0;
        for (int c = start; c < end; c++)
            for (int64_t r = 0; r < ne1; r++) {
                const float *x = src + (c * ne1 + r) * ne0;
                double sr = 0;
                for (int64_t i = 0; i < ne0; i++) sr += (double)x[i];
                sum += sr;
            }
        const float mean = sum / (ne0 * ne1 * step);
        double sum2 = 0;
        for (int c = start; c < end; c++)
            for (int64_t r = 0; r < ne1; r++) {
                const float *x = src + (c * ne1 + r) * ne0;
                float *y = dst + (c * ne1 + r) * ne0;
                for (int64_t i = 0; i < ne0; i++) { float v = x[i] - mean; y[i] = v; sum2 += (double)(v * v); }
            }
        const float scale = 1.0f / sqrtf((float)(sum2 / (ne0 * ne1 * step)) + eps);
        for (int c = start; c < end; c++)
            for (int64_t i = 0; i < ne0 * ne1; i++) dst[c * ne0 * ne1 + i] *= scale;
    }
}
void op_rope_neox(const float *x, float *y, const int32_t *pos, int n_tok, int n_head, int d, float base, float fscale) {
    const float theta_scale = powf(base, -2.0f / d);
    for (int t = 0; t < n_tok; t++)
        for (int h = 0; h < n_head; h++) {
            float theta = (float)pos[t] * fscale;
            const float *s = x + ((int64_t)t * n_head + h) * d;
            float *o = y + ((int64_t)t * n_head + h) * d;
            for (int i = 0; i < d / 2; i++) {
                const float ct = cosf(theta), st = sinf(theta);
                const float x0 = s[i], x1 = s[i + d / 2];
                o[i] = x0 * ct - x1 * st;
                o[i + d / 2] = x0 * st + x1 * ct;
                theta *= theta_scale;
            }
        }
}
void op_get_rows_q8(const blk_q8 *tab, const int32_t *ids, int64_t nids, int64_t ncols, float *dst) {
    int64_t nb = ncols / QK;
    for (int64_t i = 0; i < nids; i++) {
        const blk_q8 *r = tab + ids[i] * nb;
        for (int64_t b = 0; b < nb; b++)
            for (int j = 0; j < QK; j++) dst[i * ncols + b * QK + j] = r[b].d * r[b].qs[j];
    }
}
void op_flash_row(const float *q, const float *K, const float *V, const float *mask, float *out, int nkv, int D, float scale) {
    float M = -INFINITY, S = 0.0f;
    memset(out, 0, D * sizeof(float));
    for (int ic = 0; ic < nkv; ++ic) {
        const float mv = mask ? mask[ic] : 0.0f;
        if (mv == -INFINITY) continue;
        float s = 0;
        for (int d = 0; d < D; d++) s += q[d] * K[(int64_t)ic * D + d];
        s = s * scale + mv;
        const float Mold = M;
        float ms = 1.0f, vs = 1.0f;
        if (s > M) {
            M = s;
            ms = expf(Mold - M);
            for (int d = 0; d < D; d++) out[d] *= ms;
        } else vs = expf(s - M);
        for (int d = 0; d < D; d++) out[d] += vs * V[(int64_t)ic * D + d];
        S = S * ms + vs;
    }
    const float inv = 1.0f / S;
    for (int d = 0; d < D; d++) out[d] *= inv;
}
void vec_hardswish(const int n, float *y, const float *x) {
    for (int i = 0; i < n; ++i) y[i] = x[i] * fminf(1.0f, fmaxf(0.0f, (x[i] + 3.0f) / 6.0f));
}
float op_cross_entropy(const float *logits, const float *labels, float *st, int nr, int nc) {
    float loss = 0;
    for (int r = 0; r < nr; r++) {
        const float *s0 = logits + (int64_t)r * nc, *s1 = labels + (int64_t)r * nc;
        float mx = -INFINITY;
        for (int i = 0; i < nc; i++) mx = fmaxf(mx, s0[i]);
        double sum = 0;
        for (int i = 0; i < nc; i++) { float v = s0[i] - mx; st[i] = v; sum += (double)expf(v); }
        float ls = (float)log(sum);
        for (int i = 0; i < nc; i++) loss += (st[i] - ls) * s1[i];
    }
    return -loss / nr;
}
void op_im2col_1d3(const float *src, float *dst, int N, int IC, int IH, int IW, int KH, int KW, int OH, int OW, int s0, int s1, int p0, int p1, int d0, int d1) {
    for (int in = 0; in < N; in++)
        for (int ioh = 0; ioh < OH; ioh++)
            for (int iow = 0; iow < OW; iow++)
                for (int iic = 0; iic < IC; iic++) {
                    float *dd = dst + (int64_t)((in * OH + ioh) * OW + iow) * (IC * KH * KW);
                    const float *ss = src + (int64_t)(in * IC + iic) * IH * IW;
                    for (int ikh = 0; ikh < KH; ikh++)
                        for (int ikw = 0; ikw < KW; ikw++) {
                            const int iiw = iow * s0 + ikw * d0 - p0;
                            const int iih = ioh * s1 + ikh * d1 - p1;
                            if (iih < 0 || iih >= IH || iiw < 0 || iiw >= IW) dd[iic * (KH * KW) + ikh * KW + ikw] = 0;
                            else dd[iic * (KH * KW) + ikh * KW + ikw] = ss[iih * IW + iiw];
                        }
                }
}
