// Oscillators, mixers, phase-locked loops and gain control.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include <complex.h>
#include <math.h>
#include <stdint.h>

#define TWO_PI 6.283185307179586

// A 32-bit phase accumulator and a sine table.
void nco_table(int16_t *out, int n, const int16_t table[1024], uint32_t *phase, uint32_t step) {
  uint32_t p = *phase;
  for (int i = 0; i < n; i++) {
    out[i] = table[p >> 22];
    p += step;
  }
  *phase = p;
}

// The phase in radians, wrapped by hand.
struct osc {
  float phase, inc, level;
};

void osc_render(struct osc *o, float *buf, unsigned frames) {
  for (unsigned i = 0; i < frames; i++) {
    buf[i] = o->level * sinf(o->phase);
    o->phase += o->inc;
    if (o->phase >= (float)TWO_PI)
      o->phase -= (float)TWO_PI;
  }
}

// A rotating phasor.
void nco_rotation(double *i_out, double *q_out, int n, double freq) {
  double c = cos(TWO_PI * freq), s = sin(TWO_PI * freq), re = 1.0, im = 0.0;
  for (int t = 0; t < n; t++) {
    i_out[t] = re;
    q_out[t] = im;
    double r = re * c - im * s;
    im = re * s + im * c;
    re = r;
  }
}

// A table with linear interpolation between entries.
void nco_interpolated(float *y, int n, const float *wave, int size, float freq, float *pos) {
  float at = *pos;
  while (n--) {
    int k = (int)at;
    float frac = at - (float)k;
    float a = wave[k], b = wave[k + 1 < size ? k + 1 : 0];
    *y++ = a + frac * (b - a);
    at += freq;
    while (at >= (float)size)
      at -= (float)size;
  }
  *pos = at;
}

// Complex mixer: the input is turned by a rotating phasor.
void mix_down(const float complex *in, float complex *out, int n, double freq, double *phase) {
  double p = *phase;
  for (int i = 0; i < n; i++) {
    float c = (float)cos(p), s = (float)sin(p);
    float a = crealf(in[i]), b = cimagf(in[i]);
    out[i] = (a * c + b * s) + I * (b * c - a * s);
    p += freq;
    if (p > TWO_PI)
      p -= TWO_PI;
  }
  *phase = p;
}

// A real input to I and Q, the oscillator by recurrence.
void mix_to_iq(const double *x, double *iq, long n, double w) {
  double cw = cos(w), sw = sin(w), c = 1, s = 0;
  for (long t = 0; t < n; t++) {
    iq[2 * t] = x[t] * c;
    iq[2 * t + 1] = -x[t] * s;
    double k = c * cw - s * sw;
    s = s * cw + c * sw;
    c = k;
  }
}

// Fixed point: table look-up and Q15 multiplication of interleaved samples.
void mix_q15(int16_t *iq, int n, const int16_t lut[4096], uint32_t *acc, uint32_t step) {
  for (int i = 0; i < n; i++, iq += 2) {
    int32_t c = lut[((*acc >> 20) + 1024) & 4095], s = lut[*acc >> 20];
    int32_t re = iq[0], im = iq[1];
    iq[0] = (int16_t)((re * c - im * s) >> 15);
    iq[1] = (int16_t)((re * s + im * c) >> 15);
    *acc += step;
  }
}

// Double sideband by a real carrier.
void mix_real(const float *x, float *y, int n, float carrier, float rate) {
  for (int i = 0; i < n; i++)
    y[i] = x[i] * cosf((float)TWO_PI * carrier * (float)i / rate);
}

// PLL on complex samples: detector, loop filter, oscillator.
struct pll {
  float phase, freq, alpha, beta;
};

void pll_track(struct pll *p, const float *re, const float *im, float *err, int n) {
  for (int i = 0; i < n; i++) {
    float c = cosf(p->phase), s = sinf(p->phase);
    float dr = re[i] * c + im[i] * s, di = im[i] * c - re[i] * s;
    float e = atan2f(di, dr);
    p->freq += p->beta * e;
    p->phase += p->freq + p->alpha * e;
    if (p->phase > (float)M_PI)
      p->phase -= (float)TWO_PI;
    else if (p->phase < -(float)M_PI)
      p->phase += (float)TWO_PI;
    err[i] = e;
  }
}

// A real input, a multiplier as detector.
void pll_real(const double *x, double *vco, int n, double f0, double kp, double ki) {
  double phase = 0, integ = 0;
  for (int t = 0; t < n; t++) {
    double e = x[t] * -sin(phase);
    integ += ki * e;
    phase += f0 + kp * e + integ;
    phase = fmod(phase, TWO_PI);
    vco[t] = cos(phase);
  }
}

// Costas loop for BPSK.
void costas_bpsk(const float complex *in, float complex *out, int n, float alpha, float beta,
                 float *state) {
  float ph = state[0], fr = state[1];
  for (int i = 0; i < n; i++) {
    float complex v = in[i] * (cosf(ph) - I * sinf(ph));
    out[i] = v;
    float e = crealf(v) * cimagf(v);
    fr += beta * e;
    ph += fr + alpha * e;
    while (ph > (float)TWO_PI)
      ph -= (float)TWO_PI;
    while (ph < 0)
      ph += (float)TWO_PI;
  }
  state[0] = ph;
  state[1] = fr;
}

// AGC: the gain follows the error of the magnitude.
void agc_complex(const float complex *in, float complex *out, int n, float target, float rate,
                 float *gain) {
  for (int i = 0; i < n; i++) {
    float complex y = in[i] * *gain;
    *gain += rate * (target - sqrtf(crealf(y) * crealf(y) + cimagf(y) * cimagf(y)));
    out[i] = y;
  }
}

// Attack and decay differ, the gain is limited.
struct agc {
  double gain, level, attack, decay, wanted, max_gain;
};

void agc_block(struct agc *a, double *audio, int n) {
  for (int i = 0; i < n; i++) {
    double mag = fabs(audio[i]);
    double k = mag > a->level ? a->attack : a->decay;
    a->level += k * (mag - a->level);
    a->gain = a->wanted / (a->level + 1e-9);
    if (a->gain > a->max_gain)
      a->gain = a->max_gain;
    audio[i] *= a->gain;
  }
}

// Fixed point, Q12 gain, power detector.
int32_t agc_q12(int16_t *x, int n, int32_t gain, int32_t want) {
  for (int16_t *p = x, *e = x + n; p != e; ++p) {
    int32_t v = (*p * gain) >> 12;
    if (v > 32767)
      v = 32767;
    if (v < -32768)
      v = -32768;
    *p = (int16_t)v;
    gain += (want - (v < 0 ? -v : v)) >> 8;
    if (gain < 0)
      gain = 0;
  }
  return gain;
}
