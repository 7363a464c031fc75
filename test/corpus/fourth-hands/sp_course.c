/* exercises of a DSP course: oscillators, loops, recursive filters, decoders */
#include <math.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#ifndef M_PI
#define M_PI 3.14159265358979323846
#endif
typedef struct { float coeff, s1, s2; int n, count; } goertzel_t;
typedef struct { uint32_t phase, step; const int16_t *table; } nco_t;
typedef struct { double phase, freq, alpha, beta; } pll_t;
typedef struct { int stages, R, cnt; int64_t integ[8], comb[8]; } cic_t;

float goertzel_power(const float *x, int N, float f, float fs)
{
    float w = 2.0f * (float)M_PI * f / fs, c = 2.0f * cosf(w), s0, s1 = 0, s2 = 0; int i;
    for (i = 0; i < N; i++) { s0 = x[i] + c * s1 - s2; s2 = s1; s1 = s0; }
    return s1 * s1 + s2 * s2 - c * s1 * s2;
}
int goertzel_feed(goertzel_t *g, const int16_t *pcm, int n, float *power)
{
    while (n-- > 0) {
        float s = *pcm++ * (1.0f / 32768.0f) + g->coeff * g->s1 - g->s2;
        g->s2 = g->s1; g->s1 = s;
        if (++g->count == g->n) { *power = g->s1 * g->s1 + g->s2 * g->s2 - g->coeff * g->s1 * g->s2; g->s1 = g->s2 = 0; g->count = 0; return 1; }
    }
    return 0;
}
void moving_average(const float *x, float *y, int n, int L)
{
    float acc = 0; int i;
    for (i = 0; i < n; i++) { acc += x[i]; if (i >= L) acc -= x[i - L]; y[i] = acc / L; }
}
float one_pole_lowpass(const float *x, float *y, int n, float a, float y1)
{
    int i = 0;
    if (n <= 0) return y1;
loop:
    y1 = y1 + a * (x[i] - y1); y[i] = y1;
    if (++i < n) goto loop;
    return y1;
}
/* DC blocker y = x - x1 + r y1 */
void dc_block(float *x, int n, float r, float st[2])
{ for (int i = 0; i < n; i++) { float in = x[i], y = in - st[0] + r * st[1]; st[0] = in; st[1] = y; x[i] = y; } }

int cic_decimate(cic_t *c, const int16_t *in, int n, int64_t *out)
{
    int produced = 0;
    for (int i = 0; i < n; i++) {
        int64_t v = in[i];
        for (int s = 0; s < c->stages; s++) { c->integ[s] += v; v = c->integ[s]; }
        if (++c->cnt == c->R) {
            c->cnt = 0;
            for (int s = 0; s < c->stages; s++) { int64_t t = v - c->comb[s]; c->comb[s] = v; v = t; }
            out[produced++] = v;
        }
    }
    return produced;
}
/* general IIR, direct form II, order N */
void iir_df2(const double *b, const double *a, int N, double *w, const double *x, double *y, int n)
{
    for (int t = 0; t < n; t++) {
        double v = x[t], o = 0; int k;
        for (k = 1; k <= N; k++) v -= a[k] * w[k];
        w[0] = v;
        for (k = 0; k <= N; k++) o += b[k] * w[k];
        for (k = N; k > 0; k--) w[k] = w[k-1];
        y[t] = o;
    }
}
/* FIR with a circular buffer */
float fir_circular(float *line, int *pos, const float *h, int N, float in)
{
    float s = 0; int i, p = *pos;
    line[p] = in;
    for (i = 0; i < N; i++) { s += h[i] * line[p]; if (--p < 0) p = N - 1; }
    if (++*pos == N) *pos = 0;
    return s;
}
void window_hann(float *w, int N) { for (int n = 0; n < N; n++) w[n] = 0.5f - 0.5f * cosf(2.0f * (float)M_PI * n / (N - 1)); }
void window_blackman(double *w, int N) { for (int n = 0; n < N; n++) w[n] = 0.42 - 0.5 * cos(2 * M_PI * n / (N - 1)) + 0.08 * cos(4 * M_PI * n / (N - 1)); }
void apply_hamming(float *x, int N) { for (int n = 0; n < N; n++) x[n] *= 0.54f - 0.46f * cosf(2.0f * (float)M_PI * n / (N - 1)); }

void nco_mix(nco_t *o, const int16_t *in, int16_t *I, int16_t *Q, int n)
{
    while (n--) {
        int32_t c = o->table[((o->phase + 0x40000000u) >> 22) & 1023], s = o->table[(o->phase >> 22) & 1023];
        *I++ = (int16_t)((*in * c) >> 15); *Q++ = (int16_t)(-(*in * s) >> 15);
        in++; o->phase += o->step;
    }
}
void osc_rotate(float *out, int n, float w, float amp)    /* sine by complex rotation */
{
    float c = cosf(w), s = sinf(w), re = amp, im = 0, t;
    while (n--) { *out++ = im; t = re * c - im * s; im = re * s + im * c; re = t; }
}
void pll_track(pll_t *p, const float *i_in, const float *q_in, float *err_out, int n)
{
    for (int k = 0; k < n; k++) {
        double c = cos(p->phase), s = sin(p->phase), re = i_in[k] * c + q_in[k] * s, im = q_in[k] * c - i_in[k] * s, e = atan2(im, re);
        p->freq += p->beta * e; p->phase += p->freq + p->alpha * e;
        if (p->phase > M_PI) p->phase -= 2 * M_PI;
        if (p->phase < -M_PI) p->phase += 2 * M_PI;
        err_out[k] = (float)e;
    }
}
void agc_run(float *x, int n, float *gain, float target, float rate)
{
    float g = *gain;
    for (int i = 0; i < n; i++) { float y = x[i] * g; g += rate * (target - fabsf(y)); if (g < 0) g = 0; x[i] = y; }
    *gain = g;
}
/* K=7 r=1/2 (0171,0133) hard decision; bits 2 per step; tb: n*64 bytes */
void viterbi_k7(const uint8_t *sym, int n, uint8_t *bits, uint8_t *tb)
{
    int m[64], nm[64], s, t, b;
    for (s = 0; s < 64; s++) m[s] = s ? 1000 : 0;
    for (t = 0; t < n; t++) {
        for (s = 0; s < 64; s++) {
            int best = 1 << 30, from = 0;
            for (b = 0; b < 2; b++) {
                int prev = ((s << 1) & 63) | b, reg = (s >> 5) << 6 | prev;
                int c0 = __builtin_parity(reg & 0171), c1 = __builtin_parity(reg & 0133);
                int d = m[prev] + (c0 ^ sym[2*t]) + (c1 ^ sym[2*t+1]);
                if (d < best) { best = d; from = b; }
            }
            nm[s] = best; tb[t * 64 + s] = (uint8_t)from;
        }
        memcpy(m, nm, sizeof m);
    }
    for (s = 0, b = 1; b < 64; b++) if (m[b] < m[s]) s = b;
    for (t = n - 1; t >= 0; t--) { bits[t] = (uint8_t)(s >> 5); s = ((s << 1) & 63) | tb[t * 64 + s]; }
}
/* HMM Viterbi in the log domain */
double viterbi_hmm(int T, int S, const double *logA, const double *logB, const double *logpi, const int *obs, int M, double *delta, int *psi, int *path)
{
    for (int s = 0; s < S; s++) delta[s] = logpi[s] + logB[s * M + obs[0]];
    for (int t = 1; t < T; t++)
        for (int j = 0; j < S; j++) {
            int arg = 0; double best = delta[(t-1)*S] + logA[j];
            for (int i = 1; i < S; i++) { double v = delta[(t-1)*S + i] + logA[i*S + j]; if (v > best) { best = v; arg = i; } }
            delta[t*S + j] = best + logB[j * M + obs[t]]; psi[t*S + j] = arg;
        }
    int q = 0;
    for (int s = 1; s < S; s++) if (delta[(T-1)*S + s] > delta[(T-1)*S + q]) q = s;
    path[T-1] = q;
    for (int t = T - 1; t > 0; t--) path[t-1] = psi[t*S + path[t]];
    return delta[(T-1)*S + q];
}
/* log mel energies then DCT-II */
void mfcc_frame(const float *power, int nbins, const float *fb, int nmel, int ncep, float *mel, float *cep)
{
    for (int m = 0; m < nmel; m++) { float e = 1e-10f; for (int k = 0; k < nbins; k++) e += fb[m * nbins + k] * power[k]; mel[m] = logf(e); }
    for (int c = 0; c < ncep; c++) { float s = 0; for (int m = 0; m < nmel; m++) s += mel[m] * cosf((float)M_PI * c * (m + 0.5f) / nmel); cep[c] = s * sqrtf(2.0f / nmel); }
}
int resample_linear(const int16_t *in, int n, int16_t *out, uint32_t step)   /* 16.16 position */
{
    uint32_t pos = 0; int k = 0;
    while ((int)(pos >> 16) < n - 1) { int i = pos >> 16, f = pos & 0xffff; out[k++] = (int16_t)(in[i] + (((in[i+1] - in[i]) * f) >> 16)); pos += step; }
    return k;
}
/* autocorrelation + Levinson-Durbin */
int levinson(const float *x, int n, int p, double *r, double *a)
{
    double e, t[64];
    for (int k = 0; k <= p; k++) { r[k] = 0; for (int i = k; i < n; i++) r[k] += (double)x[i] * x[i-k]; }
    e = r[0]; a[0] = 1; for (int i = 1; i <= p; i++) a[i] = 0;
    for (int i = 1; i <= p; i++) {
        double k = r[i]; if (e <= 0) return -1;
        for (int j = 1; j < i; j++) k += a[j] * r[i-j];
        k = -k / e; t[i] = k;
        for (int j = 1; j < i; j++) t[j] = a[j] + k * a[i-j];
        for (int j = 1; j <= i; j++) a[j] = t[j];
        e *= 1 - k * k;
    }
    return 0;
}
/* ---- look-alikes ---- */
double compound_interest(double bal, const double *deposit, int n, double rate, double fee)
{ for (int i = 0; i < n; i++) { bal += deposit[i]; if (bal > 1000) bal -= fee; bal *= 1 + rate; } return bal; }
void envelope_adsr(float *x, int n, float attack, float decay, float sustain)
{
    float lvl = 0; int st = 0;
    for (int i = 0; i < n; i++) { if (st == 0) { lvl += attack; if (lvl >= 1) { lvl = 1; st = 1; } } else if (lvl > sustain) { lvl -= decay; if (lvl < sustain) lvl = sustain; } x[i] *= lvl; }
}
/* goertzel with the state update in the wrong order and the missing cross term */
float tone_wrong(const float *x, int N, float c)
{ float s1 = 0, s2 = 0; for (int i = 0; i < N; i++) { s2 = s1; s1 = x[i] + c * s1 - s2; } return s1 * s1 + s2 * s2; }
int zero_crossings(const float *x, int n) { int c = 0; for (int i = 1; i < n; i++) c += (x[i] >= 0) != (x[i-1] >= 0); return c; }
/* moving sum that forgets to subtract the oldest */
void running_mean_wrong(const float *x, float *y, int n, int L) { float acc = 0; for (int i = 0; i < n; i++) { acc += x[i]; y[i] = acc / (i < L ? i + 1 : L); } }
void spring_chain(float *p, float *v, int n, float k, float damp, float dt)
{ for (int i = 1; i < n - 1; i++) { float f = k * (p[i-1] - 2 * p[i] + p[i+1]) - damp * v[i]; v[i] += f * dt; } for (int i = 1; i < n - 1; i++) p[i] += v[i] * dt; }
