// Functions as other authors write them; labels.tsv says what each is.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include <math.h>
#include <string.h>
typedef float real;
#define SIG(x) (1.0f/(1.0f+expf(-(x))))
#define IDX(r,c,ld) ((r)*(ld)+(c))

void lstm_cell_step(int I, int H, const real *x, real *h, real *c, const real *Wx, const real *Wh, const real *b, real *z) {
    int r, k;
    for (r = 0; r < 4 * H; r++) {
        real s = b[r];
        for (k = 0; k < I; k++) s += Wx[IDX(r, k, I)] * x[k];
        for (k = 0; k < H; k++) s += Wh[IDX(r, k, H)] * h[k];
        z[r] = s;
    }
    for (k = 0; k < H; k++) {
        real ig = SIG(z[k]), fg = SIG(z[H + k]), g = tanhf(z[2 * H + k]), og = SIG(z[3 * H + k]);
        c[k] = fg * c[k] + ig * g;
        h[k] = og * tanhf(c[k]);
    }
}

struct lstm_w { int ni, nh; double **Wi, **Wf, **Wo, **Wg; double *bi, *bf, *bo, *bg; };
void lstm_run(const struct lstm_w *w, double **seq, int T, double **hs, double *cell) {
    int nz = w->ni + w->nh;
    for (int j = 0; j < w->nh; j++) { cell[j] = 0; hs[0][j] = 0; }
    for (int t = 0; t < T; t++) {
        for (int j = 0; j < w->nh; j++) {
            double a = w->bi[j], f = w->bf[j], o = w->bo[j], g = w->bg[j];
            for (int k = 0; k < nz; k++) {
                double v = k < w->ni ? seq[t][k] : hs[t][k - w->ni];
                a += w->Wi[j][k] * v;
                f += w->Wf[j][k] * v;
                o += w->Wo[j][k] * v;
                g += w->Wg[j][k] * v;
            }
            a = 1 / (1 + exp(-a)); f = 1 / (1 + exp(-f)); o = 1 / (1 + exp(-o));
            cell[j] = f * cell[j] + a * tanh(g);
            hs[t + 1][j] = o * tanh(cell[j]);
        }
    }
}
void gru_step(int I, int H, const real *x, const real *h, real *hn, const real *W, const real *U, const real *b) {
    for (int j = 0; j < H; j++) {
        real r = b[j], z = b[H + j], n = b[2 * H + j], hn_ = 0;
        for (int k = 0; k < I; k++) {
            r += W[IDX(j, k, I)] * x[k];
            z += W[IDX(H + j, k, I)] * x[k];
            n += W[IDX(2 * H + j, k, I)] * x[k];
        }
        for (int k = 0; k < H; k++) {
            r += U[IDX(j, k, H)] * h[k];
            z += U[IDX(H + j, k, H)] * h[k];
            hn_ += U[IDX(2 * H + j, k, H)] * h[k];
        }
        r = SIG(r); z = SIG(z);
        n = tanhf(n + r * hn_);
        hn[j] = (1 - z) * n + z * h[j];
    }
}
static inline float tansig_(float x) { return tanhf(x); }
typedef struct { const float *bias, *in_w, *rec_w; int ni, nn; } GRULayer;
void gru_compute(const GRULayer *g, float *state, const float *input) {
    int i, j, N = g->nn, M = g->ni, stride = 3 * N;
    float z[128], r[128], h[128];
    for (i = 0; i < N; i++) {
        float sum = g->bias[i];
        for (j = 0; j < M; j++) sum += g->in_w[j * stride + i] * input[j];
        for (j = 0; j < N; j++) sum += g->rec_w[j * stride + i] * state[j];
        z[i] = .5f + .5f * tansig_(.5f * sum);
    }
    for (i = 0; i < N; i++) {
        float sum = g->bias[N + i];
        for (j = 0; j < M; j++) sum += g->in_w[N + j * stride + i] * input[j];
        for (j = 0; j < N; j++) sum += g->rec_w[N + j * stride + i] * state[j];
        r[i] = .5f + .5f * tansig_(.5f * sum);
    }
    for (i = 0; i < N; i++) {
        float sum = g->bias[2 * N + i];
        for (j = 0; j < M; j++) sum += g->in_w[2 * N + j * stride + i] * input[j];
        for (j = 0; j < N; j++) sum += g->rec_w[2 * N + j * stride + i] * state[j] * r[j];
        h[i] = z[i] * state[i] + (1 - z[i]) * tansig_(sum);
    }
    for (i = 0; i < N; i++) state[i] = h[i];
}
void elman_inplace(const float *restrict xs, int T, int I, int H, const float *restrict Wi, const float *restrict Wr, float *restrict h, float *restrict tmp, float *restrict ys) {
    int t = 0;
    while (t < T) {
        const float *x = xs + t * I;
        for (int i = 0; i < H; i++) {
            const float *a = Wi + i * I, *b = Wr + i * H;
            float s = 0;
            for (int k = 0; k < I; k++) s += *a++ * x[k];
            for (int k = 0; k < H; k++) s += *b++ * h[k];
            tmp[i] = s > 0 ? s : 0;
        }
        memcpy(h, tmp, H * sizeof(float));
        memcpy(ys + t * H, tmp, H * sizeof(float));
        ++t;
    }
}
void causal_mha(const double *qkv, double *out, double *sc, int T, int NH, int HS) {
    int C = NH * HS;
    for (int h = 0; h < NH; ++h)
        for (int t = 0; t < T; ++t) {
            const double *q = qkv + t * 3 * C + h * HS;
            double mx = -1e300, z = 0;
            for (int u = 0; u <= t; ++u) {
                const double *k = qkv + u * 3 * C + C + h * HS;
                double d = 0;
                for (int i = 0; i < HS; ++i) d += q[i] * k[i];
                d *= 1.0 / sqrt((double)HS);
                sc[u] = d;
                mx = d > mx ? d : mx;
            }
            for (int u = 0; u <= t; ++u) { sc[u] = exp(sc[u] - mx); z += sc[u]; }
            double iz = z == 0 ? 0 : 1 / z;
            for (int i = 0; i < HS; ++i) {
                double o = 0;
                for (int u = 0; u <= t; ++u) o += sc[u] * iz * qkv[u * 3 * C + 2 * C + h * HS + i];
                out[t * C + h * HS + i] = o;
            }
        }
}
void gate_topk(const float *logits, int T, int E, int Kx, int *idx, float *wt, float *p) {
    for (int t = 0; t < T; t++) {
        const float *l = logits + t * E;
        float m = l[0], s = 0;
        for (int e = 1; e < E; e++) m = l[e] > m ? l[e] : m;
        for (int e = 0; e < E; e++) s += (p[e] = expf(l[e] - m));
        for (int e = 0; e < E; e++) p[e] /= s;
        float tot = 0;
        for (int k = 0; k < Kx; k++) {
            int best = -1;
            for (int e = 0; e < E; e++) {
                int used = 0;
                for (int q = 0; q < k; q++) if (idx[t * Kx + q] == e) used = 1;
                if (used) continue;
                if (best < 0 || p[e] > p[best]) best = e;
            }
            idx[t * Kx + k] = best;
            wt[t * Kx + k] = p[best];
            tot += p[best];
        }
        for (int k = 0; k < Kx; k++) wt[t * Kx + k] /= tot;
    }
}
