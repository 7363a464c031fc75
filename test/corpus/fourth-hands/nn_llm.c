/* transformer inference in the style of small llama programs */
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <float.h>
typedef struct { int dim, n_heads, n_kv_heads, seq_len, head_size; } Config;
typedef struct { float *q, *att, *xb, *key_cache, *value_cache; } RunState;
static void softmax(float *x, int n) { float m = x[0], s = 0; for (int i = 1; i < n; i++) if (x[i] > m) m = x[i]; for (int i = 0; i < n; i++) { x[i] = expf(x[i] - m); s += x[i]; } for (int i = 0; i < n; i++) x[i] /= s; }

void matmul(float *xout, const float *x, const float *w, int n, int d)     /* W (d,n) @ x (n,) */
{ for (int i = 0; i < d; i++) { float val = 0.0f; for (int j = 0; j < n; j++) val += w[i * n + j] * x[j]; xout[i] = val; } }

/* one position, cache up to pos, grouped queries */
void attention_decode(const Config *p, RunState *s, int pos)
{
    int hs = p->head_size, kv_dim = hs * p->n_kv_heads, kv_mul = p->n_heads / p->n_kv_heads;
    for (int h = 0; h < p->n_heads; h++) {
        const float *q = s->q + h * hs; float *att = s->att + h * p->seq_len, *xb = s->xb + h * hs;
        for (int t = 0; t <= pos; t++) {
            const float *k = s->key_cache + t * kv_dim + (h / kv_mul) * hs; float score = 0.0f;
            for (int i = 0; i < hs; i++) score += q[i] * k[i];
            att[t] = score / sqrtf(hs);
        }
        softmax(att, pos + 1);
        memset(xb, 0, hs * sizeof(float));
        for (int t = 0; t <= pos; t++) { const float *v = s->value_cache + t * kv_dim + (h / kv_mul) * hs; float a = att[t]; for (int i = 0; i < hs; i++) xb[i] += a * v[i]; }
    }
}
/* causal multi-head attention, packed q,k,v per token as in llm.c */
void attention_forward(float *out, float *att, const float *inp, int B, int T, int C, int NH)
{
    int C3 = C * 3, hs = C / NH; float scale = 1.0f / sqrtf(hs);
    for (int b = 0; b < B; b++) for (int t = 0; t < T; t++) for (int h = 0; h < NH; h++) {
        const float *q = inp + (b * T + t) * C3 + h * hs; float *a = att + ((b * NH + h) * T + t) * T, *o = out + (b * T + t) * C + h * hs, mx = -FLT_MAX, sum = 0;
        for (int t2 = 0; t2 <= t; t2++) {
            const float *k = inp + (b * T + t2) * C3 + h * hs + C; float v = 0;
            for (int i = 0; i < hs; i++) v += q[i] * k[i];
            v *= scale; if (v > mx) mx = v; a[t2] = v;
        }
        for (int t2 = 0; t2 <= t; t2++) { float e = expf(a[t2] - mx); sum += e; a[t2] = e; }
        float inv = sum == 0 ? 0 : 1 / sum;
        for (int t2 = 0; t2 < T; t2++) a[t2] = t2 <= t ? a[t2] * inv : 0;
        for (int i = 0; i < hs; i++) o[i] = 0;
        for (int t2 = 0; t2 <= t; t2++) { const float *v = inp + (b * T + t2) * C3 + h * hs + 2 * C; for (int i = 0; i < hs; i++) o[i] += a[t2] * v[i]; }
    }
}
/* single head, tiles of keys, online softmax */
#define BK 16
void flash_attention(const float *Q, const float *K, const float *V, float *O, int T, int S, int d)
{
    float sc = 1.0f / sqrtf((float)d), p[BK];
    for (int i = 0; i < T; i++) {
        const float *q = Q + i * d; float *o = O + i * d, m = -INFINITY, l = 0;
        for (int c = 0; c < d; c++) o[c] = 0;
        for (int j0 = 0; j0 < S; j0 += BK) {
            int nb = S - j0 < BK ? S - j0 : BK; float mn = m, corr;
            for (int j = 0; j < nb; j++) { float s = 0; const float *k = K + (j0 + j) * d; for (int c = 0; c < d; c++) s += q[c] * k[c]; p[j] = s * sc; if (p[j] > mn) mn = p[j]; }
            corr = expf(m - mn); l *= corr;
            for (int c = 0; c < d; c++) o[c] *= corr;
            for (int j = 0; j < nb; j++) { float e = expf(p[j] - mn); const float *v = V + (j0 + j) * d; l += e; for (int c = 0; c < d; c++) o[c] += e * v[c]; }
            m = mn;
        }
        for (int c = 0; c < d; c++) o[c] /= l;
    }
}
void rope_rotate(float *q, float *k, int dim, int kv_dim, int head_size, int pos)
{
    for (int i = 0; i < dim; i += 2) {
        int hd = i % head_size; float f = 1.0f / powf(10000.0f, hd / (float)head_size), v = pos * f, c = cosf(v), s = sinf(v);
        int rotn = i < kv_dim ? 2 : 1;
        for (int r = 0; r < rotn; r++) { float *vec = r == 0 ? q : k, v0 = vec[i], v1 = vec[i+1]; vec[i] = v0 * c - v1 * s; vec[i+1] = v0 * s + v1 * c; }
    }
}
void rope_neox(float *x, const int *pos, int T, int H, int D, const float *cs, const float *sn)    /* halves, tables [pos][D/2] */
{
    for (int t = 0; t < T; t++) for (int h = 0; h < H; h++, x += D) {
        const float *c = cs + pos[t] * (D / 2), *s = sn + pos[t] * (D / 2);
        for (int i = 0; i < D / 2; i++) { float a = x[i], b = x[i + D / 2]; x[i] = a * c[i] - b * s[i]; x[i + D / 2] = b * c[i] + a * s[i]; }
    }
}
void embed_tokens(float *out, const int *tok, const float *wte, const float *wpe, int B, int T, int C)
{
    for (int b = 0; b < B; b++) for (int t = 0; t < T; t++) { float *o = out + (b * T + t) * C; const float *e = wte + (long)tok[b * T + t] * C, *p = wpe + t * C; for (int i = 0; i < C; i++) o[i] = e[i] + p[i]; }
}
/* router logits -> k best experts with renormalised softmax weights */
void moe_route(const float *x, const float *Wr, int T, int D, int E, int k, int *idx, float *wgt, float *tmp)
{
    for (int t = 0; t < T; t++, x += D, idx += k, wgt += k) {
        for (int e = 0; e < E; e++) { tmp[e] = 0; for (int i = 0; i < D; i++) tmp[e] += Wr[e * D + i] * x[i]; }
        softmax(tmp, E);
        float s = 0;
        for (int j = 0; j < k; j++) { int b = 0; for (int e = 1; e < E; e++) if (tmp[e] > tmp[b]) b = e; idx[j] = b; wgt[j] = tmp[b]; s += tmp[b]; tmp[b] = -1; }
        for (int j = 0; j < k; j++) wgt[j] /= s;
    }
}
void swiglu(float *hb, const float *hb2, int n) { for (int i = 0; i < n; i++) { float v = hb[i]; v *= 1.0f / (1.0f + expf(-v)); hb[i] = v * hb2[i]; } }
/* look-alikes */
/* "attention" with no softmax and no scaling: plain linear mixing weighted by position */
void mix_history(const float *q, const float *K, const float *V, float *o, int T, int d)
{
    for (int c = 0; c < d; c++) o[c] = 0;
    for (int t = 0; t < T; t++) { float s = 0; for (int c = 0; c < d; c++) s += fabsf(q[c] - K[t*d+c]); s = 1.0f / (1.0f + s * t); for (int c = 0; c < d; c++) o[c] += s * V[t*d+c]; }
}
void rope_wrong(float *x, int n, int pos)     /* sign of the second sine lost: not a rotation */
{ for (int i = 0; i < n; i += 2) { float v = pos * powf(10000.0f, -(float)i / n), c = cosf(v), s = sinf(v), a = x[i], b = x[i+1]; x[i] = a * c + b * s; x[i+1] = a * s + b * c; } }
int sample_topp(const float *p, int *order, int n, float topp, float coin)
{
    for (int i = 1; i < n; i++) { int v = order[i], j = i; while (j > 0 && p[order[j-1]] < p[v]) { order[j] = order[j-1]; j--; } order[j] = v; }
    float c = 0; int last = n - 1;
    for (int i = 0; i < n; i++) { c += p[order[i]]; if (c > topp) { last = i; break; } }
    float r = coin * c, cdf = 0;
    for (int i = 0; i <= last; i++) { cdf += p[order[i]]; if (r < cdf) return order[i]; }
    return order[last];
}
