// Windows, envelopes, resamplers, Hilbert transforms, short-time spectra and cepstra.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include <complex.h>
#include <math.h>
#include <stddef.h>
#include <stdint.h>

#ifndef M_PI
#define M_PI 3.14159265358979323846
#endif

void hann_apply(const float *x, float *y, int n) {
  for (int i = 0; i < n; i++)
    y[i] = x[i] * (0.5f - 0.5f * cosf(2.0f * (float)M_PI * (float)i / (float)(n - 1)));
}

void hamming_inplace(double *frame, size_t len) {
  const double w = 2 * M_PI / (double)(len - 1);
  for (size_t i = 0; i < len; ++i)
    frame[i] *= 0.54 - 0.46 * cos(w * (double)i);
}

void blackman_window(const int16_t *pcm, float *out, int n) {
  for (int i = 0; i < n; i++) {
    double a = 2.0 * M_PI * i / n;
    double w = 0.42 - 0.5 * cos(a) + 0.08 * cos(2 * a);
    out[i] = (float)(pcm[i] / 32768.0 * w);
  }
}

// The coefficients alone, in a table.
void make_hann(double *w, int n) {
  double *p = w;
  for (int i = 0; i < n; i++) {
    double s = sin(M_PI * i / n);
    *p++ = s * s;
  }
}

// Half of a symmetric table in Q15 serves both ends.
void window_q15(int16_t *x, const int16_t *half, int n) {
  int16_t *lo = x, *hi = x + n - 1;
  for (int i = 0; i < n / 2; i++, lo++, hi--) {
    *lo = (int16_t)((*lo * half[i] + 16384) >> 15);
    *hi = (int16_t)((*hi * half[i] + 16384) >> 15);
  }
}

// RMS of each block.
void rms_blocks(const float *x, float *rms, int blocks, int len) {
  for (int b = 0; b < blocks; b++) {
    float s = 0;
    for (int i = 0; i < len; i++)
      s += x[b * len + i] * x[b * len + i];
    rms[b] = sqrtf(s / (float)len);
  }
}

// A follower with attack and release.
void envelope_follow(const float *in, float *env, int n, float attack, float release, float *state) {
  float e = *state;
  for (int i = 0; i < n; i++) {
    float a = fabsf(in[i]);
    float g = a > e ? attack : release;
    e = g * (e - a) + a;
    env[i] = e;
  }
  *state = e;
}

// RMS by smoothing the square.
void envelope_rms(const double *x, double *y, long n, double c) {
  double p = 0;
  for (long i = 0; i < n; i++) {
    p = c * p + (1 - c) * x[i] * x[i];
    y[i] = sqrt(p);
  }
}

// Peak with exponential release, integers.
void envelope_peak(const int16_t *x, int32_t *out, unsigned n, unsigned shift) {
  int32_t peak = 0;
  while (n--) {
    int32_t v = *x++;
    if (v < 0)
      v = -v;
    if (v > peak)
      peak = v;
    else
      peak -= peak >> shift;
    *out++ = peak;
  }
}

// Linear interpolation at a fractional step.
int resample_linear(const float *in, int n, float *out, int max, double step) {
  double at = 0.0;
  int k = 0;
  while (k < max && (int)at + 1 < n) {
    int i = (int)at;
    float f = (float)(at - i);
    out[k++] = in[i] + f * (in[i + 1] - in[i]);
    at += step;
  }
  return k;
}

// 16.16 fixed point, as a tracker plays a sample.
void resample_fixed(const int16_t *smp, int16_t *dst, int count, uint32_t *pos, uint32_t inc) {
  uint32_t p = *pos;
  for (int i = 0; i < count; i++, p += inc) {
    int32_t a = smp[p >> 16], b = smp[(p >> 16) + 1];
    int32_t f = (int32_t)((p & 0xffff) >> 1);
    dst[i] = (int16_t)(a + (((b - a) * f) >> 15));
  }
  *pos = p;
}

// Windowed sinc.
void resample_sinc(const double *x, int n, double *y, int m, double ratio, int half) {
  for (int t = 0; t < m; t++) {
    double centre = t / ratio, s = 0;
    int i0 = (int)floor(centre);
    for (int i = i0 - half + 1; i <= i0 + half; i++) {
      if (i < 0 || i >= n)
        continue;
      double d = centre - i;
      double sinc = d == 0 ? 1.0 : sin(M_PI * d) / (M_PI * d);
      s += x[i] * sinc * (0.5 + 0.5 * cos(M_PI * d / half));
    }
    y[t] = s;
  }
}

// Cubic Hermite, stereo interleaved.
void resample_cubic(const float *in, float *out, int frames, double start, double step) {
  for (int i = 0; i < frames; i++) {
    double p = start + i * step;
    int k = (int)p;
    float t = (float)(p - k);
    for (int c = 0; c < 2; c++) {
      const float *s = in + 2 * (k - 1) + c;
      float y0 = s[0], y1 = s[2], y2 = s[4], y3 = s[6];
      float m1 = 0.5f * (y2 - y0), m2 = 0.5f * (y3 - y1), d = y1 - y2;
      out[2 * i + c] = ((2 * d + m1 + m2) * t + (-3 * d - 2 * m1 - m2)) * t * t + m1 * t + y1;
    }
  }
}

// A Hilbert transformer: odd taps 2 / (pi k), antisymmetric.
void hilbert_fir(const float *x, float *y, int n, int half) {
  for (int t = half; t < n - half; t++) {
    float s = 0;
    for (int k = 1; k <= half; k += 2)
      s += 2.0f / ((float)M_PI * (float)k) * (x[t - k] - x[t + k]);
    y[t] = s;
  }
}

// The analytic signal: the middle of the window beside the transformed one.
void hilbert_analytic(const double *x, const double *taps, double *re, double *im, int n, int half) {
  for (int t = 0; t + 2 * half < n; t++) {
    const double *c = x + t + half;
    double s = 0;
    for (int k = 1; k <= half; k += 2)
      s += taps[k] * (c[-k] - c[k]);
    re[t] = *c;
    im[t] = s;
  }
}

// By the spectrum: negative frequencies are cleared, positive ones doubled.
void hilbert_spectrum(const double *x, double complex *a, double complex *spec, int n) {
  for (int k = 0; k < n; k++) {
    double complex s = 0;
    for (int t = 0; t < n; t++)
      s += x[t] * cexp(-2 * M_PI * I * k * t / n);
    spec[k] = k == 0 || 2 * k == n ? s : 2 * k < n ? 2 * s : 0;
  }
  for (int t = 0; t < n; t++) {
    double complex s = 0;
    for (int k = 0; k < n; k++)
      s += spec[k] * cexp(2 * M_PI * I * k * t / n);
    a[t] = s / n;
  }
}

static inline void fft_inplace(double complex *a, int n) {
  for (int i = 1, j = 0; i < n; i++) {
    int bit = n >> 1;
    for (; j & bit; bit >>= 1)
      j ^= bit;
    j ^= bit;
    if (i < j) {
      double complex t = a[i];
      a[i] = a[j];
      a[j] = t;
    }
  }
  for (int half = 1; half < n; half *= 2)
    for (int k = 0; k < half; k++) {
      double complex w = cexp(-I * M_PI * k / half);
      for (int i = k; i < n; i += 2 * half) {
        double complex t = w * a[i + half];
        a[i + half] = a[i] - t;
        a[i] += t;
      }
    }
}

// Frames, window, FFT, magnitudes.
#define FRAME 512
int stft_magnitude(const float *x, int n, int hop, const float *win, float *mag) {
  double complex buf[FRAME];
  int frames = 0;
  for (int at = 0; at + FRAME <= n; at += hop, frames++) {
    for (int i = 0; i < FRAME; i++)
      buf[i] = x[at + i] * win[i];
    fft_inplace(buf, FRAME);
    for (int k = 0; k <= FRAME / 2; k++)
      mag[frames * (FRAME / 2 + 1) + k] = (float)cabs(buf[k]);
  }
  return frames;
}

// Frames by a DFT, complex output, the window computed on the way.
void stft_direct(const double *x, double complex *S, int frames, int hop, int len) {
  for (int f = 0; f < frames; f++)
    for (int k = 0; k < len; k++) {
      double complex s = 0;
      for (int t = 0; t < len; t++)
        s += x[f * hop + t] * (0.5 - 0.5 * cos(2 * M_PI * t / len)) * cexp(-2 * M_PI * I * k * t / len);
      S[f * len + k] = s;
    }
}

// The spectrogram's power in a two-dimensional array; the signal ends in zeros.
void stft_power(const double *pcm, int n, double (*out)[129], int frames, int hop) {
  double complex z[256];
  for (int f = 0; f < frames; f++) {
    const double *p = pcm + f * hop;
    for (int i = 0; i < 256; i++) {
      double v = f * hop + i < n ? p[i] : 0.0;
      z[i] = v * (0.54 - 0.46 * cos(2 * M_PI * i / 255));
    }
    fft_inplace(z, 256);
    for (int k = 0; k < 129; k++)
      out[f][k] = creal(z[k]) * creal(z[k]) + cimag(z[k]) * cimag(z[k]);
  }
}

// Mel filter bank, logarithm, DCT.
void mfcc(const float *power, int bins, const float *mel, int bands, float *work, float *coef, int nc) {
  for (int b = 0; b < bands; b++) {
    float e = 1e-10f;
    for (int k = 0; k < bins; k++)
      e += mel[b * bins + k] * power[k];
    work[b] = logf(e);
  }
  for (int c = 0; c < nc; c++) {
    float s = 0;
    for (int b = 0; b < bands; b++)
      s += work[b] * cosf((float)M_PI * (float)c * ((float)b + 0.5f) / (float)bands);
    coef[c] = s;
  }
}

// Triangles between edges, frame after frame, fixed sizes.
#define BANDS 26
#define CEPS 13
void mfcc_frames(const double *spec, int bins, const int edge[BANDS + 2], double (*out)[CEPS],
                 int frames) {
  for (int f = 0; f < frames; f++, spec += bins) {
    double e[BANDS];
    for (int b = 0; b < BANDS; b++) {
      double s = 0;
      for (int k = edge[b]; k < edge[b + 1]; k++)
        s += spec[k] * (k - edge[b]) / (edge[b + 1] - edge[b]);
      for (int k = edge[b + 1]; k < edge[b + 2]; k++)
        s += spec[k] * (edge[b + 2] - k) / (edge[b + 2] - edge[b + 1]);
      e[b] = log(s > 1e-12 ? s : 1e-12);
    }
    for (int c = 0; c < CEPS; c++) {
      out[f][c] = 0;
      for (int b = 0; b < BANDS; b++)
        out[f][c] += e[b] * cos(M_PI * c * (2 * b + 1) / (2.0 * BANDS));
      out[f][c] *= sqrt(2.0 / BANDS);
    }
  }
}

// The cosine matrix comes from the caller; band limits by a table of starts.
struct mel_band {
  int start, count;
  const float *weight;
};

void mfcc_bands(const float *mag, const struct mel_band *band, int bands, const float *dct, int nc,
                float *log_energy, float *out) {
  for (int b = 0; b < bands; b++) {
    const float *m = mag + band[b].start;
    float acc = 0;
    for (int i = 0; i < band[b].count; i++)
      acc += band[b].weight[i] * m[i] * m[i];
    log_energy[b] = log10f(acc + 1e-9f);
  }
  for (int c = 0; c < nc; c++) {
    out[c] = 0;
    for (int b = 0; b < bands; b++)
      out[c] += dct[c * bands + b] * log_energy[b];
  }
}
