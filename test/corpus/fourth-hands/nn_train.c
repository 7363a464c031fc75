/* optimisers, losses and backward passes */
#include <math.h>
#include <stddef.h>
typedef struct { float lr, b1, b2, eps, wd; int t; } adam_opt;
typedef struct { double **w; double *b, *in, *delta; int n_in, n_out; double rate, momentum; double **dw; } layer;

void sgd_step(float *p, const float *g, size_t n, float lr) { for (size_t i = 0; i < n; i++) p[i] -= lr * g[i]; }
void sgd_momentum(float *p, const float *g, float *v, size_t n, float lr, float mu, float wd)
{ for (size_t i = 0; i < n; i++) { float d = g[i] + wd * p[i]; v[i] = mu * v[i] + d; p[i] -= lr * v[i]; } }
void adam_update(adam_opt *o, float *p, const float *g, float *m, float *v, size_t n)
{
    o->t++;
    float c1 = 1.0f - powf(o->b1, o->t), c2 = 1.0f - powf(o->b2, o->t);
    for (size_t i = 0; i < n; i++) {
        m[i] = o->b1 * m[i] + (1 - o->b1) * g[i]; v[i] = o->b2 * v[i] + (1 - o->b2) * g[i] * g[i];
        p[i] -= o->lr * ((m[i] / c1) / (sqrtf(v[i] / c2) + o->eps) + o->wd * p[i]);
    }
}
void linear_forward(float *out, const float *inp, const float *w, const float *b, int B, int C, int OC)
{ for (int n = 0; n < B; n++) for (int o = 0; o < OC; o++) { float v = b ? b[o] : 0; for (int i = 0; i < C; i++) v += inp[n * C + i] * w[o * C + i]; out[n * OC + o] = v; } }
void linear_backward(float *dinp, float *dw, float *db, const float *dout, const float *inp, const float *w, int B, int C, int OC)
{
    for (int n = 0; n < B; n++) for (int o = 0; o < OC; o++) { float d = dout[n * OC + o]; for (int i = 0; i < C; i++) dinp[n * C + i] += w[o * C + i] * d; }
    for (int o = 0; o < OC; o++) for (int n = 0; n < B; n++) { float d = dout[n * OC + o]; if (db) db[o] += d; for (int i = 0; i < C; i++) dw[o * C + i] += inp[n * C + i] * d; }
}
void layernorm_backward(float *dinp, float *dw, float *db, const float *dout, const float *inp, const float *w, const float *mean, const float *rstd, int N, int C)
{
    for (int n = 0; n < N; n++, dout += C, inp += C, dinp += C) {
        float a = 0, c = 0, m = mean[n], r = rstd[n];
        for (int i = 0; i < C; i++) { float xh = (inp[i] - m) * r, d = w[i] * dout[i]; a += d; c += d * xh; }
        a /= C; c /= C;
        for (int i = 0; i < C; i++) { float xh = (inp[i] - m) * r, d = w[i] * dout[i]; db[i] += dout[i]; dw[i] += xh * dout[i]; dinp[i] += (d - a - xh * c) * r; }
    }
}
void softmax_ce_backward(float *dlogits, const float *probs, const int *tgt, int N, int V)
{ for (int n = 0; n < N; n++) for (int i = 0; i < V; i++) dlogits[n * V + i] += (probs[n * V + i] - (i == tgt[n])) / N; }
void relu_backward(float *dx, const float *dy, const float *x, size_t n) { while (n--) { *dx++ = *x++ > 0 ? *dy : 0; dy++; } }
void conv_weight_grad(const float *x, const float *dy, float *dw, int N, int C, int H, int W, int O, int K)
{
    int Ho = H - K + 1, Wo = W - K + 1;
    for (int n = 0; n < N; n++) for (int o = 0; o < O; o++) for (int c = 0; c < C; c++) for (int a = 0; a < K; a++) for (int b = 0; b < K; b++) {
        float s = 0;
        for (int y = 0; y < Ho; y++) for (int xx = 0; xx < Wo; xx++) s += dy[((n * O + o) * Ho + y) * Wo + xx] * x[((n * C + c) * H + y + a) * W + xx + b];
        dw[((o * C + c) * K + a) * K + b] += s;
    }
}
float mse_loss_grad(const float *y, const float *t, float *g, int n) { float s = 0; for (int i = 0; i < n; i++) { float d = y[i] - t[i]; s += d * d; g[i] = 2 * d / n; } return s / n; }
double huber_loss(const double *y, const double *t, int n, double delta)
{ double s = 0; for (int i = 0; i < n; i++) { double d = fabs(y[i] - t[i]); s += d <= delta ? 0.5 * d * d : delta * (d - 0.5 * delta); } return s / n; }
double bce_logits(const double *z, const double *t, int n)
{ double s = 0; for (int i = 0; i < n; i++) s += (z[i] > 0 ? z[i] : 0) - z[i] * t[i] + log(1 + exp(-fabs(z[i]))); return s / n; }
/* classic backprop step of a sigmoid layer with momentum (student style) */
void backprop_layer(layer *l, const double *out, const double *err_out, double *err_in)
{
    int i, j;
    for (j = 0; j < l->n_out; j++) l->delta[j] = err_out[j] * out[j] * (1.0 - out[j]);
    for (i = 0; i < l->n_in; i++) { err_in[i] = 0; for (j = 0; j < l->n_out; j++) err_in[i] += l->w[j][i] * l->delta[j]; }
    for (j = 0; j < l->n_out; j++) {
        for (i = 0; i < l->n_in; i++) { double d = l->rate * l->delta[j] * l->in[i] + l->momentum * l->dw[j][i]; l->w[j][i] += d; l->dw[j][i] = d; }
        l->b[j] += l->rate * l->delta[j];
    }
}
/* look-alikes */
/* Adam whose second moment is never squared and no root is taken */
void adam_wrong(float *p, const float *g, float *m, float *v, size_t n, float lr)
{ for (size_t i = 0; i < n; i++) { m[i] = 0.9f * m[i] + 0.1f * g[i]; v[i] = 0.999f * v[i] + 0.001f * g[i]; p[i] -= lr * m[i] / (v[i] + 1e-8f); } }
/* ledger posting: two running arrays and a balance */
void post_ledger(long *balance, const long *debit, const long *credit, long *high, int n)
{ for (int i = 0; i < n; i++) { balance[i] += credit[i] - debit[i]; if (balance[i] > high[i]) high[i] = balance[i]; } }
void particle_swarm(float *x, float *v, const float *pb, const float *gb, int n, int d, unsigned seed)
{ for (int i = 0; i < n; i++) for (int j = 0; j < d; j++) { seed = seed * 1664525u + 1013904223u; float r = (seed >> 8) / 16777216.0f; v[i*d+j] = 0.7f * v[i*d+j] + 1.4f * r * (pb[i*d+j] - x[i*d+j]) + 1.4f * (1 - r) * (gb[j] - x[i*d+j]); x[i*d+j] += v[i*d+j]; } }
float r_squared(const float *y, const float *t, int n)
{ float m = 0, a = 0, b = 0; for (int i = 0; i < n; i++) m += t[i]; m /= n; for (int i = 0; i < n; i++) { a += (y[i] - t[i]) * (y[i] - t[i]); b += (t[i] - m) * (t[i] - m); } return 1 - a / b; }
