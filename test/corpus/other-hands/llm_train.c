// Functions as other authors write them; labels.tsv says what each is.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include <math.h>
#include <stddef.h>
#include <string.h>

void layernorm_fwd(float *out, float *mean, float *rstd, const float *inp, const float *weight, const float *bias, int B, int T, int C) {
    float eps = 1e-5f;
    for (int b = 0; b < B; b++) {
        for (int t = 0; t < T; t++) {
            const float *x = inp + b * T * C + t * C;
            float m = 0.0f;
            for (int i = 0; i < C; i++) m += x[i];
            m = m / C;
            float v = 0.0f;
            for (int i = 0; i < C; i++) { float xs = x[i] - m; v += xs * xs; }
            v = v / C;
            float s = 1.0f / sqrtf(v + eps);
            float *o = out + b * T * C + t * C;
            for (int i = 0; i < C; i++) { float n = s * (x[i] - m); o[i] = n * weight[i] + bias[i]; }
            mean[b * T + t] = m;
            rstd[b * T + t] = s;
        }
    }
}
void layernorm_bwd(float *dinp, float *dweight, float *dbias, const float *dout, const float *inp, const float *weight, const float *mean, const float *rstd, int BT, int C) {
    for (int r = 0; r < BT; r++) {
        const float *dy = dout + (size_t)r * C, *x = inp + (size_t)r * C;
        float *dx = dinp + (size_t)r * C;
        float dnm = 0.0f, dnnm = 0.0f;
        for (int i = 0; i < C; i++) {
            float norm = (x[i] - mean[r]) * rstd[r];
            float dn = weight[i] * dy[i];
            dnm += dn;
            dnnm += dn * norm;
        }
        dnm /= C; dnnm /= C;
        for (int i = 0; i < C; i++) {
            float norm = (x[i] - mean[r]) * rstd[r];
            float dn = weight[i] * dy[i];
            dbias[i] += dy[i];
            dweight[i] += norm * dy[i];
            dx[i] += (dn - dnm - norm * dnnm) * rstd[r];
        }
    }
}
void matmul_fwd_tiled(float *out, const float *inp, const float *weight, const float *bias, int B, int T, int C, int OC) {
    enum { U = 8 };
    for (int obt = 0; obt < B * T; obt += U) {
        for (int o = 0; o < OC; o++) {
            float result[U];
            for (int u = 0; u < U; u++) result[u] = bias != NULL ? bias[o] : 0.0f;
            for (int i = 0; i < C; i++) {
                float w = weight[i + o * C];
                for (int u = 0; u < U; u++) result[u] += inp[(obt + u) * C + i] * w;
            }
            for (int u = 0; u < U; u++) out[(obt + u) * OC + o] = result[u];
        }
    }
}
void gelu_bwd(float *dinp, const float *inp, const float *dout, int N) {
    const float k = sqrtf(2.0f / 3.14159265358979f);
    for (int i = 0; i < N; i++) {
        float x = inp[i];
        float cube = 0.044715f * x * x * x;
        float ta = k * (x + cube);
        float th = tanhf(ta);
        float ch = coshf(ta);
        float sech2 = 1.0f / (ch * ch);
        float lg = 0.5f * (1.0f + th) + x * 0.5f * sech2 * k * (1.0f + 3.0f * 0.044715f * x * x);
        dinp[i] += lg * dout[i];
    }
}
void xent_softmax_bwd(float *dlogits, const float *dlosses, const float *probs, const int *targets, int BT, int V, int Vp) {
    for (int r = 0; r < BT; r++) {
        float dl = dlosses[r];
        int ix = targets[r];
        for (int i = 0; i < V; i++) {
            float p = probs[(size_t)r * Vp + i];
            float ind = i == ix ? 1.0f : 0.0f;
            dlogits[(size_t)r * Vp + i] += (p - ind) * dl;
        }
    }
}
void adamw(float *params, const float *grads, float *m_mem, float *v_mem, size_t num, float lr, float beta1, float beta2, float eps, float wd, int t) {
    float c1 = 1.0f - powf(beta1, t), c2 = 1.0f - powf(beta2, t);
    for (size_t i = 0; i < num; i++) {
        float param = params[i], grad = grads[i];
        float m = beta1 * m_mem[i] + (1.0f - beta1) * grad;
        float v = beta2 * v_mem[i] + (1.0f - beta2) * grad * grad;
        float mh = m / c1, vh = v / c2;
        m_mem[i] = m;
        v_mem[i] = v;
        params[i] -= lr * (mh / (sqrtf(vh) + eps) + wd * param);
    }
}
void log_probs(float *out, const float *logits, int rows, int V) {
    for (int r = 0; r < rows; r++) {
        const float *l = logits + (size_t)r * V;
        float *o = out + (size_t)r * V;
        float mx = -10000.0f;
        for (int i = 0; i < V; i++) if (l[i] > mx) mx = l[i];
        float sum = 0.0f;
        for (int i = 0; i < V; i++) sum += expf(l[i] - mx);
        float lse = mx + logf(sum);
        for (int i = 0; i < V; i++) o[i] = l[i] - lse;
    }
}
void rmsnorm_batched(double *x, const double *gain, int rows, int C, double eps) {
    for (double *p = x, *end = x + (size_t)rows * C; p != end; p += C) {
        double acc = eps * C;
        int i = 0;
        for (; i + 1 < C; i += 2) acc += p[i] * p[i] + p[i + 1] * p[i + 1];
        if (i < C) acc += p[i] * p[i];
        double r = sqrt(C / acc);
        for (i = 0; i < C; i++) p[i] *= r * gain[i];
    }
}
void apply_rotary_tables(float *x, const float *cs, const float *sn, int B, int T, int H, int D) {
    int half = D / 2;
    for (int b = 0; b < B; b++)
        for (int t = 0; t < T; t++)
            for (int h = 0; h < H; h++) {
                float *v = x + (((size_t)b * T + t) * H + h) * D;
                for (int i = 0; i < half; i++) {
                    float a = v[2 * i], c = v[2 * i + 1];
                    float co = cs[t * half + i], si = sn[t * half + i];
                    v[2 * i] = a * co - c * si;
                    v[2 * i + 1] = c * co + a * si;
                }
            }
}
