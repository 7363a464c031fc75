// Functions as other authors write them; labels.tsv says what each is.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include <math.h>
#include <string.h>
#include <stdint.h>

typedef struct { int dim, hidden_dim, n_heads, n_kv_heads, seq_len; } Config;

void project(float *out, const float *in, const float *w, const float *bias, int n, int d) {
    for (int i = 0; i < d; i++) {
        float v = bias ? bias[i] : 0.0f;
        const float *row = w + (size_t)i * n;
        for (int j = 0; j < n; j++) v += row[j] * in[j];
        out[i] = v;
    }
}

void norm_rms(float *o, float *x, float *weight, int size) {
    float ss = 0.0f;
    for (int j = 0; j < size; j++) ss += x[j] * x[j];
    ss /= size;
    ss += 1e-5f;
    ss = 1.0f / sqrtf(ss);
    for (int j = 0; j < size; j++) o[j] = weight[j] * (ss * x[j]);
}

void softmax_inplace(float *x, int size) {
    float m = x[0];
    for (int i = 1; i < size; i++) if (x[i] > m) m = x[i];
    float s = 0.0f;
    for (int i = 0; i < size; i++) { x[i] = expf(x[i] - m); s += x[i]; }
    for (int i = 0; i < size; i++) x[i] /= s;
}

void rotate_qk(float *q, float *k, int pos, const Config *p) {
    int head_size = p->dim / p->n_heads;
    int kv_dim = p->dim * p->n_kv_heads / p->n_heads;
    for (int i = 0; i < p->dim; i += 2) {
        int hd = i % head_size;
        float freq = 1.0f / powf(10000.0f, hd / (float)head_size);
        float val = pos * freq;
        float c = cosf(val), s = sinf(val);
        int rotn = i < kv_dim ? 2 : 1;
        for (int v = 0; v < rotn; v++) {
            float *vec = v == 0 ? q : k;
            float v0 = vec[i], v1 = vec[i + 1];
            vec[i] = v0 * c - v1 * s;
            vec[i + 1] = v0 * s + v1 * c;
        }
    }
}

void decode_heads(float *xb, const float *q, const float *key_cache, const float *value_cache,
                  float *att, int pos, const Config *p) {
    int hs = p->dim / p->n_heads;
    int kv_dim = p->dim * p->n_kv_heads / p->n_heads;
    int kv_mul = p->n_heads / p->n_kv_heads;
    for (int h = 0; h < p->n_heads; h++) {
        const float *qh = q + h * hs;
        float *a = att + h * p->seq_len;
        float mx = -1e30f;
        for (int t = 0; t <= pos; t++) {
            const float *k = key_cache + t * kv_dim + (h / kv_mul) * hs;
            float score = 0.0f;
            for (int i = 0; i < hs; i++) score += qh[i] * k[i];
            a[t] = score / sqrtf((float)hs);
            if (a[t] > mx) mx = a[t];
        }
        float sum = 0.0f;
        for (int t = 0; t <= pos; t++) { a[t] = expf(a[t] - mx); sum += a[t]; }
        for (int t = 0; t <= pos; t++) a[t] /= sum;
        float *o = xb + h * hs;
        memset(o, 0, hs * sizeof(float));
        for (int t = 0; t <= pos; t++) {
            const float *v = value_cache + t * kv_dim + (h / kv_mul) * hs;
            float w = a[t];
            for (int i = 0; i < hs; i++) o[i] += w * v[i];
        }
    }
}

void ffn_gate(float *hb, const float *hb2, int hidden_dim) {
    for (int i = 0; i < hidden_dim; i++) {
        float val = hb[i];
        val *= (1.0f / (1.0f + expf(-val)));
        val *= hb2[i];
        hb[i] = val;
    }
}

void token_rows(float *x, const float *table, const int *tokens, int n, int dim) {
    for (int t = 0; t < n; t++)
        memcpy(x + (size_t)t * dim, table + (size_t)tokens[t] * dim, dim * sizeof *x);
}

void route_top2(const float *x, const float *wg, int dim, int n_exp, float *logits, int *sel, float *selw) {
    for (int e = 0; e < n_exp; e++) {
        float acc = 0;
        for (int i = 0; i < dim; i++) acc += wg[e * dim + i] * x[i];
        logits[e] = acc;
    }
    int b0 = 0;
    for (int e = 1; e < n_exp; e++) if (logits[e] > logits[b0]) b0 = e;
    int b1 = b0 == 0 ? 1 : 0;
    for (int e = 0; e < n_exp; e++) if (e != b0 && logits[e] > logits[b1]) b1 = e;
    float e1 = expf(logits[b1] - logits[b0]);
    sel[0] = b0; sel[1] = b1;
    selw[0] = 1.0f / (1.0f + e1);
    selw[1] = e1 / (1.0f + e1);
}

void matmul_q8(float *xout, const int8_t *xq, const float *xs, const int8_t *wq, const float *ws, int n, int d, int GS) {
    for (int i = 0; i < d; i++) {
        float val = 0.0f;
        int32_t ival = 0;
        int in = i * n;
        for (int j = 0; j <= n - GS; j += GS) {
            for (int k = 0; k < GS; k++) ival += (int32_t)xq[j + k] * (int32_t)wq[in + j + k];
            val += ((float)ival) * ws[(in + j) / GS] * xs[j / GS];
            ival = 0;
        }
        xout[i] = val;
    }
}
void silu_out(float *restrict y, const float *restrict x, int n) {
    for (int i = 0; i < n; i++) y[i] = x[i] / (1.0f + expf(-x[i]));
}
