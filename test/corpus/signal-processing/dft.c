// Discrete Fourier transforms by their definition, and power spectra by them.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include <complex.h>
#include <math.h>

#ifndef M_PI
#define M_PI 3.14159265358979323846
#endif

void dft_real_imag(const double *xr, const double *xi, double *Xr, double *Xi, int n) {
  for (int k = 0; k < n; k++) {
    double sr = 0, si = 0;
    for (int t = 0; t < n; t++) {
      double w = 2.0 * M_PI * t * k / n;
      sr += xr[t] * cos(w) + xi[t] * sin(w);
      si += xi[t] * cos(w) - xr[t] * sin(w);
    }
    Xr[k] = sr;
    Xi[k] = si;
  }
}

// Real input, half the bins, float, in memory.
void dft_real(const float *x, float *re, float *im, unsigned n) {
  const float step = -2.0f * (float)M_PI / (float)n;
  for (unsigned k = 0; k <= n / 2; ++k) {
    re[k] = im[k] = 0.0f;
    for (unsigned t = 0; t < n; ++t) {
      float a = step * (float)k * (float)t;
      re[k] += x[t] * cosf(a);
      im[k] += x[t] * sinf(a);
    }
  }
}

// A table of n twiddles, indexed by k*t mod n.
void dft_table(const double complex *x, double complex *X, const double complex *w, int n) {
  for (int k = 0; k < n; k++) {
    double complex s = 0;
    for (int t = 0; t < n; t++)
      s += x[t] * w[(k * t) % n];
    X[k] = s;
  }
}

// The same with split tables and a running index.
void dft_running_index(const float *x, const float *cs, const float *sn, float *out, int n) {
  for (int k = 0; k < n; k++) {
    float a = 0, b = 0;
    int idx = 0;
    for (int t = 0; t < n; t++) {
      a += x[t] * cs[idx];
      b -= x[t] * sn[idx];
      idx += k;
      if (idx >= n)
        idx -= n;
    }
    *out++ = a;
    *out++ = b;
  }
}

// C99 complex exponential.
void dft_cexp(const double complex *restrict in, double complex *restrict out, long n, int sign) {
  for (long k = 0; k < n; k++) {
    out[k] = 0.0;
    for (long t = 0; t < n; t++)
      out[k] += in[t] * cexp(sign * 2.0 * M_PI * I * (double)(k * t) / (double)n);
  }
}

// One rotation a bin, multiplied up from sample to sample.
void dft_rotation(const double *x, double *re, double *im, int n) {
  for (int k = 0; k < n; k++) {
    double dc = cos(2 * M_PI * k / n), ds = -sin(2 * M_PI * k / n);
    double c = 1.0, s = 0.0, a = 0.0, b = 0.0;
    for (int t = 0; t < n; t++) {
      a += x[t] * c;
      b += x[t] * s;
      double c2 = c * dc - s * ds;
      s = c * ds + s * dc;
      c = c2;
    }
    re[k] = a;
    im[k] = b;
  }
}

// Power spectrum of a transform that is already there.
void power_spectrum_split(const float *re, const float *im, float *power, int bins) {
  for (int k = 0; k < bins; k++)
    power[k] = re[k] * re[k] + im[k] * im[k];
}

// Interleaved, scaled by the length, in decibels.
void power_spectrum_db(const double *spec, double *db, int n) {
  for (int k = 0; k <= n / 2; ++k) {
    double r = spec[2 * k], i = spec[2 * k + 1];
    db[k] = 10.0 * log10((r * r + i * i) / ((double)n * n) + 1e-20);
  }
}

// Complex type, averaged exponentially over frames.
void power_spectrum_smooth(const float complex *X, float *psd, unsigned bins, float keep) {
  for (unsigned k = 0; k < bins; k++) {
    float p = crealf(X[k]) * crealf(X[k]) + cimagf(X[k]) * cimagf(X[k]);
    psd[k] = keep * psd[k] + (1.0f - keep) * p;
  }
}

// Periodogram from the samples.
void periodogram(const double *x, double *p, int n) {
  for (int k = 0; k <= n / 2; k++) {
    double a = 0, b = 0;
    for (int t = 0; t < n; t++) {
      a += x[t] * cos(2 * M_PI * k * t / n);
      b += x[t] * sin(2 * M_PI * k * t / n);
    }
    p[k] = (a * a + b * b) / n;
  }
}
