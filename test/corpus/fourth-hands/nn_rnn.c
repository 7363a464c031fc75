/* recurrent cells */
#include <math.h>
#include <stdlib.h>
static float sigm(float x) { return 1.0f / (1.0f + expf(-x)); }
typedef struct { int in, hid; const float *W, *U, *b; } cell;
void rnn_tanh_seq(const cell *c, const float *x, float *h, float *out, int T, float *tmp)
{
    for (int t = 0; t < T; t++, x += c->in) {
        for (int j = 0; j < c->hid; j++) {
            float s = c->b[j];
            for (int i = 0; i < c->in; i++) s += c->W[j * c->in + i] * x[i];
            for (int i = 0; i < c->hid; i++) s += c->U[j * c->hid + i] * h[i];
            tmp[j] = tanhf(s);
        }
        for (int j = 0; j < c->hid; j++) *out++ = h[j] = tmp[j];
    }
}
/* gates ordered i f g o; one step */
void lstm_step(const cell *p, const float *x, float *h, float *c, float *z)
{
    int H = p->hid, I = p->in;
    for (int g = 0; g < 4 * H; g++) {
        z[g] = p->b[g];
        for (int k = 0; k < I; k++) z[g] += p->W[g * I + k] * x[k];
        for (int k = 0; k < H; k++) z[g] += p->U[g * H + k] * h[k];
    }
    for (int j = 0; j < H; j++) {
        float i = sigm(z[j]), f = sigm(z[H + j]), g = tanhf(z[2*H + j]), o = sigm(z[3*H + j]);
        c[j] = f * c[j] + i * g; h[j] = o * tanhf(c[j]);
    }
}
void lstm_layer_batch(const double *X, int T, int B, int I, int H, const double *W, const double *b, double *h, double *c, double *Y)   /* W [4H][I+H], order i o f g */
{
    double *z = malloc(sizeof(double) * 4 * H); if (!z) return;
    for (int t = 0; t < T; t++) for (int n = 0; n < B; n++) {
        const double *x = X + (t * B + n) * I; double *hh = h + n * H, *cc = c + n * H;
        for (int g = 0; g < 4 * H; g++) { const double *w = W + g * (I + H); double s = b[g]; for (int k = 0; k < I; k++) s += w[k] * x[k]; for (int k = 0; k < H; k++) s += w[I + k] * hh[k]; z[g] = s; }
        for (int j = 0; j < H; j++) {
            double i = 1 / (1 + exp(-z[j])), o = 1 / (1 + exp(-z[H+j])), f = 1 / (1 + exp(-z[2*H+j])), g = tanh(z[3*H+j]);
            cc[j] = f * cc[j] + i * g; Y[(t * B + n) * H + j] = hh[j] = o * tanh(cc[j]);
        }
    }
    free(z);
}
/* r z n, "linear before reset" form */
void gru_cell(const cell *p, const float *x, float *h, float *gi, float *gh, const float *bh)
{
    int H = p->hid;
    for (int g = 0; g < 3 * H; g++) {
        gi[g] = p->b[g]; gh[g] = bh[g];
        for (int k = 0; k < p->in; k++) gi[g] += p->W[g * p->in + k] * x[k];
        for (int k = 0; k < H; k++) gh[g] += p->U[g * H + k] * h[k];
    }
    for (int j = 0; j < H; j++) {
        float r = sigm(gi[j] + gh[j]), z = sigm(gi[H + j] + gh[H + j]), n = tanhf(gi[2*H + j] + r * gh[2*H + j]);
        h[j] = (1 - z) * n + z * h[j];
    }
}
/* look-alike: gate arithmetic of an LSTM without the forget path or any nonlinearity */
void leaky_state(const float *z, float *h, float *c, int H) { for (int j = 0; j < H; j++) { c[j] = z[j] * z[2*H+j] - c[j]; h[j] = z[3*H+j] * c[j]; } }
/* epidemic model: coupled recurrences */
void sir_steps(double *S, double *I, double *R, int n, double beta, double gamma, double dt, int steps)
{ while (steps--) for (int i = 0; i < n; i++) { double N = S[i] + I[i] + R[i], inf = beta * S[i] * I[i] / N * dt, rec = gamma * I[i] * dt; S[i] -= inf; I[i] += inf - rec; R[i] += rec; } }
