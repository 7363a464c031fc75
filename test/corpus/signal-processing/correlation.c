// Convolution, correlation and autocorrelation.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include <complex.h>
#include <stddef.h>
#include <stdint.h>

// Full, by gathering.
void convolve_full(const double *a, int na, const double *b, int nb, double *c) {
  for (int n = 0; n < na + nb - 1; n++) {
    int lo = n >= nb - 1 ? n - (nb - 1) : 0;
    int hi = n < na - 1 ? n : na - 1;
    double sum = 0.0;
    for (int k = lo; k <= hi; k++)
      sum += a[k] * b[n - k];
    c[n] = sum;
  }
}

// Full, by scattering.
void conv_scatter(const float *a, size_t na, const float *b, size_t nb, float *out) {
  size_t i, j;
  for (i = 0; i < na + nb - 1; i++)
    out[i] = 0;
  for (i = 0; i < na; i++)
    for (j = 0; j < nb; j++)
      out[i + j] += a[i] * b[j];
}

// As long as the first operand, centred.
void conv_same(const float *x, int n, const float *k, int m, float *y) {
  int half = m / 2;
  for (int i = 0; i < n; i++) {
    float s = 0.0f;
    for (int j = 0; j < m; j++) {
      int at = i + half - j;
      if (at < 0 || at >= n)
        continue;
      s += x[at] * k[j];
    }
    y[i] = s;
  }
}

// Where the operands overlap fully; the kernel is read backwards.
void conv_valid(const double *x, ptrdiff_t n, const double *k, ptrdiff_t m, double *y) {
  for (ptrdiff_t i = 0; i + m <= n; ++i) {
    const double *px = x + i, *pk = k + m;
    double s = 0.0;
    for (ptrdiff_t j = 0; j < m; ++j)
      s += *px++ * *--pk;
    *y++ = s;
  }
}

// Indices wrap around.
void conv_circular(const double *a, const double *b, double *c, int n) {
  for (int i = 0; i < n; i++) {
    double s = 0.0;
    for (int j = 0; j < n; j++)
      s += a[j] * b[(i - j + n) % n];
    c[i] = s;
  }
}

// Cross-correlation over lags 0 .. lags - 1.
void xcorr(const float *x, const float *y, float *r, int n, int lags) {
  for (int lag = 0; lag < lags; lag++) {
    float s = 0.0f;
    for (int i = 0; i < n; i++)
      s += x[i] * y[i + lag];
    r[lag] = s;
  }
}

// Lags of both signs, the overlap only.
void xcorr_both(const double *a, const double *b, double *r, int n, int maxlag) {
  for (int lag = -maxlag; lag <= maxlag; lag++) {
    double s = 0.0;
    for (int i = 0; i < n; i++) {
      int j = i + lag;
      if (j >= 0 && j < n)
        s += a[i] * b[j];
    }
    r[lag + maxlag] = s;
  }
}

// A complex matched filter: the reference is conjugated.
void correlate_complex(const float complex *rx, const float complex *ref, float complex *out, int n,
                       int len) {
  for (int t = 0; t < n; t++) {
    float re = 0, im = 0;
    for (int k = 0; k < len; k++) {
      float a = crealf(rx[t + k]), b = cimagf(rx[t + k]);
      float c = crealf(ref[k]), d = cimagf(ref[k]);
      re += a * c + b * d;
      im += b * c - a * d;
    }
    out[t] = re + im * I;
  }
}

// Pitch search of speech coders, four lags together.
void pitch_xcorr(const int16_t *x, const int16_t *y, int32_t *corr, int len, int max_pitch) {
  for (int i = 0; i + 3 < max_pitch; i += 4) {
    int32_t s0 = 0, s1 = 0, s2 = 0, s3 = 0;
    for (int j = 0; j < len; j++) {
      int32_t v = x[j];
      s0 += v * y[i + j];
      s1 += v * y[i + j + 1];
      s2 += v * y[i + j + 2];
      s3 += v * y[i + j + 3];
    }
    corr[i] = s0;
    corr[i + 1] = s1;
    corr[i + 2] = s2;
    corr[i + 3] = s3;
  }
}

// The sum shrinks with the lag.
void autocorr(const double *x, int n, double *r, int order) {
  for (int lag = 0; lag <= order; lag++) {
    r[lag] = 0.0;
    for (int i = lag; i < n; i++)
      r[lag] += x[i] * x[i - lag];
  }
}

// Forwards, normalised by the length (a biased estimate).
void autocorr_biased(const float *restrict x, float *restrict r, unsigned n, unsigned lags) {
  for (unsigned k = 0; k < lags; k++) {
    double acc = 0;
    for (unsigned i = 0; i + k < n; i++)
      acc += (double)x[i] * x[i + k];
    r[k] = (float)(acc / n);
  }
}

// Fixed point, a frame of 160 samples and eight lags from the highest down.
#define FRAME 160
void autocorr_gsm(const int16_t s[FRAME], int64_t acf[9]) {
  int k = 8;
  do {
    const int16_t *p = s + k, *q = s;
    int64_t sum = 0;
    while (p < s + FRAME)
      sum += (int32_t)*p++ * *q++;
    acf[k] = sum * 2;
  } while (k-- > 0);
}

// Sample outermost: every sample is multiplied with those before it.
void autocorr_stream(const float *x, int n, float *acc, int lags) {
  for (int i = lags; i < n; i++)
    for (int k = 0; k < lags; k++)
      acc[k] += x[i] * x[i - k];
}
