// Recursive filters: one-pole, biquads, cascades, lattice, comb, CIC, Goertzel.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include <math.h>
#include <stddef.h>
#include <stdint.h>

void one_pole(const float *x, float *y, int n, float a) {
  float z = 0.0f;
  for (int i = 0; i < n; i++) {
    z = (1.0f - a) * x[i] + a * z;
    y[i] = z;
  }
}

// Exponential smoothing in place, the last output is kept for the next block.
void smooth_inplace(double *buf, size_t len, double alpha, double *last) {
  double prev = *last;
  for (double *p = buf; p != buf + len; ++p) {
    prev += alpha * (*p - prev);
    *p = prev;
  }
  *last = prev;
}

void leaky_integrator(const int32_t *x, int32_t *y, unsigned n, int shift) {
  int32_t acc = 0;
  for (unsigned i = 0; i < n; i++) {
    acc += x[i] - (acc >> shift);
    y[i] = acc;
  }
}

// Direct form 1, four state variables.
struct biquad {
  float b0, b1, b2, a1, a2;
  float x1, x2, y1, y2;
};

static inline float biquad_process(struct biquad *f, float in) {
  float out = f->b0 * in + f->b1 * f->x1 + f->b2 * f->x2 - f->a1 * f->y1 - f->a2 * f->y2;
  f->x2 = f->x1;
  f->x1 = in;
  f->y2 = f->y1;
  f->y1 = out;
  return out;
}

void biquad_process_block(struct biquad *f, float *audio, int frames) {
  for (int i = 0; i < frames; i++)
    audio[i] = biquad_process(f, audio[i]);
}

// Direct form 1 over whole arrays, without state.
void biquad_df1_array(const double *x, double *y, int n, const double b[3], const double a[3]) {
  y[0] = b[0] * x[0];
  y[1] = b[0] * x[1] + b[1] * x[0] - a[1] * y[0];
  for (int i = 2; i < n; i++)
    y[i] = b[0] * x[i] + b[1] * x[i - 1] + b[2] * x[i - 2] - a[1] * y[i - 1] - a[2] * y[i - 2];
}

// Direct form 2.
void biquad_df2(const double *in, double *out, int n, const double *c, double *w) {
  double w1 = w[0], w2 = w[1];
  while (n-- > 0) {
    double w0 = *in++ - c[3] * w1 - c[4] * w2;
    *out++ = c[0] * w0 + c[1] * w1 + c[2] * w2;
    w2 = w1;
    w1 = w0;
  }
  w[0] = w1;
  w[1] = w2;
}

// Direct form 2 transposed.
void biquad_df2t(const float *restrict x, float *restrict y, size_t n, const float *coef,
                 float state[2]) {
  float s1 = state[0], s2 = state[1];
  for (size_t i = 0; i < n; ++i) {
    const float in = x[i];
    const float out = coef[0] * in + s1;
    s1 = coef[1] * in - coef[3] * out + s2;
    s2 = coef[2] * in - coef[4] * out;
    y[i] = out;
  }
  state[0] = s1;
  state[1] = s2;
}

// A cascade: each section runs over the block in turn.
typedef struct {
  double b[3], a[2], s[2];
} sos_t;

void sos_cascade(sos_t *sec, int sections, const double *in, double *out, int n) {
  const double *src = in;
  for (int k = 0; k < sections; k++) {
    sos_t *q = &sec[k];
    for (int i = 0; i < n; i++) {
      double v = src[i];
      double r = q->b[0] * v + q->s[0];
      q->s[0] = q->b[1] * v - q->a[0] * r + q->s[1];
      q->s[1] = q->b[2] * v - q->a[1] * r;
      out[i] = r;
    }
    src = out;
  }
}

// A cascade: each sample runs through all the sections.
#define STAGES 4
struct stage {
  float b0, b1, b2, a1, a2, d1, d2;
};

void cascade_by_sample(struct stage st[STAGES], const float *in, float *out, int n) {
  for (int i = 0; i < n; i++) {
    float v = in[i];
    for (int k = 0; k < STAGES; k++) {
      float w = v - st[k].a1 * st[k].d1 - st[k].a2 * st[k].d2;
      v = st[k].b0 * w + st[k].b1 * st[k].d1 + st[k].b2 * st[k].d2;
      st[k].d2 = st[k].d1;
      st[k].d1 = w;
    }
    out[i] = v;
  }
}

// Any order, difference equation by its definition.
void iir_general(const double *b, int nb, const double *a, int na, const double *x, double *y, int n) {
  for (int t = 0; t < n; t++) {
    double s = 0.0;
    for (int k = 0; k < nb && k <= t; k++)
      s += b[k] * x[t - k];
    for (int k = 1; k < na && k <= t; k++)
      s -= a[k] * y[t - k];
    y[t] = s / a[0];
  }
}

// All-pole synthesis as in speech decoders.
#define LPC 10
void lpc_synthesis(const float a[LPC], const float *exc, float *speech, int n, float mem[LPC]) {
  for (int i = 0; i < n; i++) {
    float s = exc[i];
    for (int k = LPC - 1; k > 0; k--) {
      s -= a[k] * mem[k];
      mem[k] = mem[k - 1];
    }
    s -= a[0] * mem[0];
    mem[0] = s;
    speech[i] = s;
  }
}

// All-pole lattice.
void lattice_synthesis(const double *k, int order, double *g, const double *x, double *y, int n) {
  for (int t = 0; t < n; t++) {
    double f = x[t];
    for (int m = order - 1; m >= 0; m--) {
      f -= k[m] * g[m];
      g[m + 1] = g[m] + k[m] * f;
    }
    g[0] = f;
    y[t] = f;
  }
}

// A biquad in fixed point, coefficients in Q14.
void biquad_q14(const int16_t *x, int16_t *y, int n, const int16_t c[5], int16_t hist[4]) {
  int16_t x1 = hist[0], x2 = hist[1], y1 = hist[2], y2 = hist[3];
  for (int i = 0; i < n; i++) {
    int64_t acc = (int64_t)c[0] * x[i] + c[1] * x1 + c[2] * x2 - c[3] * y1 - c[4] * y2;
    acc = (acc + 8192) >> 14;
    if (acc > INT16_MAX)
      acc = INT16_MAX;
    else if (acc < INT16_MIN)
      acc = INT16_MIN;
    x2 = x1;
    x1 = x[i];
    y2 = y1;
    y1 = (int16_t)acc;
    y[i] = y1;
  }
  hist[0] = x1;
  hist[1] = x2;
  hist[2] = y1;
  hist[3] = y2;
}

// DC blocker.
void dc_block(const float *in, float *out, int n, float r) {
  float xm = 0, ym = 0;
  for (int i = 0; i < n; i++) {
    float x = in[i];
    ym = x - xm + r * ym;
    xm = x;
    out[i] = ym;
  }
}

// A feedback comb with its own ring, a piece of a reverberator.
struct comb {
  float *buf;
  int size, idx;
  float feedback;
};

void comb_process(struct comb *c, const float *in, float *out, int n) {
  for (int i = 0; i < n; i++) {
    float delayed = c->buf[c->idx];
    c->buf[c->idx] = in[i] + c->feedback * delayed;
    if (++c->idx >= c->size)
      c->idx = 0;
    out[i] = delayed;
  }
}

// State variable filter (Chamberlin).
void svf_lowpass(const float *in, float *out, int n, float f, float q, float *lowp, float *bandp) {
  float low = *lowp, band = *bandp;
  for (int i = 0; i < n; i++) {
    low += f * band;
    float high = in[i] - low - q * band;
    band += f * high;
    out[i] = low;
  }
  *lowp = low;
  *bandp = band;
}

// CIC: integrators at the full rate, combs at the low one.
#define ORDER 3
struct cic {
  int32_t integ[ORDER], comb[ORDER];
  int rate, count;
};

int cic_decimate(struct cic *c, const int16_t *in, int n, int32_t *out) {
  int made = 0;
  for (int i = 0; i < n; i++) {
    uint32_t v = (uint32_t)(int32_t)in[i];
    for (int s = 0; s < ORDER; s++)
      v = (uint32_t)(c->integ[s] = (int32_t)((uint32_t)c->integ[s] + v));
    if (++c->count == c->rate) {
      c->count = 0;
      for (int s = 0; s < ORDER; s++) {
        uint32_t old = (uint32_t)c->comb[s];
        c->comb[s] = (int32_t)v;
        v -= old;
      }
      out[made++] = (int32_t)v;
    }
  }
  return made;
}

// Second order, written out, nested loops, unsigned wrap-around.
void cic2(const uint32_t *x, uint32_t *y, int blocks, int r, uint32_t st[4]) {
  uint32_t i1 = st[0], i2 = st[1], c1 = st[2], c2 = st[3];
  for (int b = 0; b < blocks; b++) {
    for (int k = 0; k < r; k++) {
      i1 += *x++;
      i2 += i1;
    }
    uint32_t d1 = i2 - c1;
    c1 = i2;
    y[b] = d1 - c2;
    c2 = d1;
  }
  st[0] = i1, st[1] = i2, st[2] = c1, st[3] = c2;
}

// Stage by stage over arrays, 64-bit.
void cic_stages(int64_t *buf, int n, int r, int order, int64_t *out) {
  int m = n / r;
  for (int s = 0; s < order; s++)
    for (int i = 1; i < n; i++)
      buf[i] += buf[i - 1];
  for (int i = 0; i < m; i++)
    out[i] = buf[i * r + r - 1];
  for (int s = 0; s < order; s++)
    for (int i = m - 1; i > 0; i--)
      out[i] -= out[i - 1];
}

// Goertzel, the power of one bin.
float goertzel_power(const float *x, int n, float freq, float rate) {
  float coeff = 2.0f * cosf(6.28318530718f * freq / rate);
  float s1 = 0.0f, s2 = 0.0f;
  for (int i = 0; i < n; i++) {
    float s0 = x[i] + coeff * s1 - s2;
    s2 = s1;
    s1 = s0;
  }
  return s1 * s1 + s2 * s2 - coeff * s1 * s2;
}

// Eight tones of a telephone keypad at once.
void dtmf_energies(const int16_t *pcm, int n, const double coef[8], double energy[8]) {
  double v1[8] = {0}, v2[8] = {0};
  for (int i = 0; i < n; i++)
    for (int k = 0; k < 8; k++) {
      double t = v2[k];
      v2[k] = v1[k];
      v1[k] = coef[k] * v2[k] - t + pcm[i];
    }
  for (int k = 0; k < 8; k++)
    energy[k] = v1[k] * v1[k] + v2[k] * v2[k] - coef[k] * v1[k] * v2[k];
}

// Fixed point (Q14), the struct keeps going between blocks.
struct goertzel_q14 {
  int32_t coef, d1, d2;
};

int64_t goertzel_q14_feed(struct goertzel_q14 *g, const int16_t *x, int n) {
  for (const int16_t *e = x + n; x < e; x++) {
    int32_t d0 = *x + (int32_t)(((int64_t)g->coef * g->d1) >> 14) - g->d2;
    g->d2 = g->d1;
    g->d1 = d0;
  }
  return (int64_t)g->d1 * g->d1 + (int64_t)g->d2 * g->d2 -
         ((((int64_t)g->coef * g->d1) >> 14) * g->d2);
}

// The complex bin.
void goertzel_bin(const double *x, int n, int k, double *re, double *im) {
  double w = 2.0 * M_PI * k / n, c = cos(w), q1 = 0, q2 = 0, q0;
  for (int i = 0; i < n; i++) {
    q0 = 2.0 * c * q1 - q2 + x[i];
    q2 = q1;
    q1 = q0;
  }
  *re = q1 * c - q2;
  *im = q1 * sin(w);
}
