// Decimators, interpolators and polyphase filters.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include <stdint.h>
#include <string.h>

// Filter and keep every m-th sample.
void decimate_direct(const float *x, const float *h, float *y, int outputs, int taps, int m) {
  for (int t = 0; t < outputs; t++) {
    float acc = 0.0f;
    for (int k = 0; k < taps; k++)
      acc += h[k] * x[t * m + k];
    y[t] = acc;
  }
}

// The input pointer walks on by four.
unsigned decimate_by_4(const double *in, unsigned len, const double *taps, unsigned ntaps,
                       double *out) {
  double *start = out;
  const double *end = in + len;
  while (in + ntaps <= end) {
    double s = 0;
    const double *p = in, *q = taps, *stop = taps + ntaps;
    do
      s += *p++ * *q++;
    while (q < stop);
    *out++ = s;
    in += 4;
  }
  return (unsigned)(out - start);
}

// Samples are pushed one by one into a delay line; every DEC-th push gives an output.
#define DEC 8
#define DEC_TAPS 48
struct decim {
  int16_t line[DEC_TAPS];
  int16_t taps[DEC_TAPS];
  int phase;
};

int decim_process(struct decim *d, const int16_t *in, int n, int16_t *out) {
  int made = 0;
  for (int i = 0; i < n; i++) {
    memmove(d->line + 1, d->line, (DEC_TAPS - 1) * sizeof(int16_t));
    d->line[0] = in[i];
    if (++d->phase < DEC)
      continue;
    d->phase = 0;
    int32_t acc = 0;
    for (int k = 0; k < DEC_TAPS; k++)
      acc += d->taps[k] * d->line[k];
    out[made++] = (int16_t)(acc >> 16);
  }
  return made;
}

// Half-band: every second tap is zero except the middle one.
void halfband_decimate(const float *x, const float *odd, float *y, int n, int pairs) {
  for (int t = 0; t < n; t++) {
    const float *w = x + 2 * t;
    int centre = 2 * pairs - 1;
    float acc = 0.5f * w[centre];
    for (int k = 0; k < pairs; k++)
      acc += odd[k] * (w[centre - 1 - 2 * k] + w[centre + 1 + 2 * k]);
    y[t] = acc;
  }
}

// Interpolation: each phase of the response makes one of l outputs.
void interpolate_phases(const float *x, const float *h, float *y, int n, int l, int per) {
  for (int t = 0; t < n; t++)
    for (int p = 0; p < l; p++) {
      float acc = 0.0f;
      for (int k = 0; k < per; k++)
        acc += h[k * l + p] * x[t + per - 1 - k];
      y[t * l + p] = acc;
    }
}

// Zero stuffing, then a filter that meets many zeros.
void interpolate_stuffed(const double *x, double *stuffed, const double *h, double *y, int n, int l,
                         int taps) {
  for (int i = 0; i < n * l; i++)
    stuffed[i] = i % l == 0 ? x[i / l] : 0.0;
  for (int i = 0; i < n * l; i++) {
    double a = 0.0;
    for (int k = 0; k < taps && k <= i; k++)
      a += h[k] * stuffed[i - k];
    y[i] = a;
  }
}

// State in a struct, the taps stored phase by phase.
struct upsampler {
  int factor, phase_len;
  const float *bank; // factor rows of phase_len taps
  float *hist;       // phase_len, newest first
};

void upsampler_run(struct upsampler *u, const float *in, int n, float *out) {
  for (; n > 0; n--) {
    for (int k = u->phase_len - 1; k > 0; k--)
      u->hist[k] = u->hist[k - 1];
    u->hist[0] = *in++;
    const float *row = u->bank;
    for (int p = 0; p < u->factor; p++) {
      float s = 0.0f;
      for (int k = 0; k < u->phase_len; k++)
        s += *row++ * u->hist[k];
      *out++ = s;
    }
  }
}

// Scatter: every input adds its scaled response at its place in the output.
void interpolate_scatter(const float *x, int n, const float *h, int taps, int l, float *y) {
  memset(y, 0, sizeof(float) * (size_t)(n * l + taps));
  for (int i = 0; i < n; i++)
    for (int k = 0; k < taps; k++)
      y[i * l + k] += x[i] * h[k];
}

// A polyphase decimator: branch p sees every m-th sample, the branches are summed.
void polyphase_decimator(const float *x, const float *bank, float *y, int n, int m, int per) {
  for (int t = 0; t < n; t++) {
    float sum = 0.0f;
    for (int p = 0; p < m; p++)
      for (int k = 0; k < per; k++)
        sum += bank[p * per + k] * x[(t + k) * m + p];
    y[t] = sum;
  }
}

// An analysis bank with a window: m folded sums for each block of m samples.
#define CHANNELS 32
#define SEGMENTS 16
void polyphase_fold(const double *x, const double proto[SEGMENTS][CHANNELS],
                    double (*folded)[CHANNELS], int blocks) {
  for (int b = 0; b < blocks; b++)
    for (int c = 0; c < CHANNELS; c++) {
      double z = 0.0;
      for (int s = 0; s < SEGMENTS; s++)
        z += proto[s][c] * x[(b + s) * CHANNELS + c];
      folded[b][c] = z;
    }
}

// Rational rate l / m with a running phase.
int polyphase_resample(const float *x, int n, const float *bank, int l, int m, int per, float *y) {
  int phase = 0, at = 0, count = 0;
  while (at + per <= n) {
    const float *h = bank + phase * per;
    float acc = 0.0f;
    for (int k = 0; k < per; k++)
      acc += h[k] * x[at + k];
    y[count++] = acc;
    phase += m;
    while (phase >= l) {
      phase -= l;
      at++;
    }
  }
  return count;
}
