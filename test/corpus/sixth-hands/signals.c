/* Signals: one-based arrays, fixed point, intrinsics, contexts. */
#include <complex.h>
#include <emmintrin.h>
#include <math.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

int32_t fir_madd(const int16_t *x, const int16_t *h, int taps) {
  __m128i acc = _mm_setzero_si128();
  for (int k = 0; k < taps; k += 8)
    acc = _mm_add_epi32(acc, _mm_madd_epi16(_mm_loadu_si128((const __m128i *)(x + k)), _mm_loadu_si128((const __m128i *)(h + k))));
  acc = _mm_add_epi32(acc, _mm_srli_si128(acc, 8));
  acc = _mm_add_epi32(acc, _mm_srli_si128(acc, 4));
  return _mm_cvtsi128_si32(acc);
}

void fir_q15(const int16_t *x, int16_t *y, int n, const int16_t *h, int taps) {
  for (int i = 0; i < n; i++) {
    int32_t acc = 1 << 14;
    for (int k = 0; k < taps; k++)
      acc += (int32_t)h[k] * x[i + taps - 1 - k];
    acc >>= 15;
    y[i] = acc > 32767 ? 32767 : acc < -32768 ? -32768 : (int16_t)acc;
  }
}

/* One-based pairs, isign chooses the direction. */
void four(float data[], unsigned long nn, int isign) {
  unsigned long n, mmax, m, j, istep, i;
  double wtemp, wr, wpr, wpi, wi, theta;
  float tempr, tempi;
  n = nn << 1;
  j = 1;
  for (i = 1; i < n; i += 2) {
    if (j > i) {
      tempr = data[j], data[j] = data[i], data[i] = tempr;
      tempr = data[j + 1], data[j + 1] = data[i + 1], data[i + 1] = tempr;
    }
    m = nn;
    while (m >= 2 && j > m) {
      j -= m;
      m >>= 1;
    }
    j += m;
  }
  mmax = 2;
  while (n > mmax) {
    istep = mmax << 1;
    theta = isign * (6.28318530717959 / mmax);
    wtemp = sin(0.5 * theta);
    wpr = -2.0 * wtemp * wtemp;
    wpi = sin(theta);
    wr = 1.0;
    wi = 0.0;
    for (m = 1; m < mmax; m += 2) {
      for (i = m; i <= n; i += istep) {
        j = i + mmax;
        tempr = (float)(wr * data[j] - wi * data[j + 1]);
        tempi = (float)(wr * data[j + 1] + wi * data[j]);
        data[j] = data[i] - tempr;
        data[j + 1] = data[i + 1] - tempi;
        data[i] += tempr;
        data[i + 1] += tempi;
      }
      wr = (wtemp = wr) * wpr - wi * wpi + wr;
      wi = wi * wpr + wtemp * wpi + wi;
    }
    mmax = istep;
  }
}

void dft_cexp(const double complex *x, double complex *out, int n) {
  for (int k = 0; k < n; k++) {
    out[k] = 0;
    for (int t = 0; t < n; t++)
      out[k] += x[t] * cexp(-2.0 * I * M_PI * k * t / n);
  }
}

void dct_8x8(const float in[8][8], float out[8][8]) {
  for (int u = 0; u < 8; u++)
    for (int v = 0; v < 8; v++) {
      float s = 0;
      for (int x = 0; x < 8; x++)
        for (int y = 0; y < 8; y++)
          s += in[x][y] * cosf((2 * x + 1) * u * (float)M_PI / 16) * cosf((2 * y + 1) * v * (float)M_PI / 16);
      out[u][v] = 0.25f * (u ? 1.0f : (float)M_SQRT1_2) * (v ? 1.0f : (float)M_SQRT1_2) * s;
    }
}

typedef struct {
  float coeff, q1, q2;
} tone_t;

float tone_power(const int16_t *pcm, int n, float freq, float rate) {
  tone_t t = {2.0f * cosf(2.0f * (float)M_PI * freq / rate), 0, 0};
  for (const int16_t *p = pcm; p < pcm + n; ++p) {
    float q0 = t.coeff * t.q1 - t.q2 + *p;
    t.q2 = t.q1;
    t.q1 = q0;
  }
  return t.q1 * t.q1 + t.q2 * t.q2 - t.q1 * t.q2 * t.coeff;
}

typedef struct {
  int taps;
  float mu, *w, *line;
} canceller;

void cancel_echo(canceller *c, const float *far_end, const float *mic, float *err, int n) {
  for (int i = 0; i < n; i++) {
    memmove(c->line + 1, c->line, (c->taps - 1) * sizeof(float));
    c->line[0] = far_end[i];
    float y = 0, energy = 1e-6f;
    for (int k = 0; k < c->taps; k++) {
      y += c->w[k] * c->line[k];
      energy += c->line[k] * c->line[k];
    }
    err[i] = mic[i] - y;
    float step = c->mu * err[i] / energy;
    for (int k = 0; k < c->taps; k++)
      c->w[k] += step * c->line[k];
  }
}

void hann_apply(float *x, int n) {
  for (int i = 0; i < n; i++)
    x[i] *= 0.5f * (1.0f - cosf(2.0f * (float)M_PI * i / (n - 1)));
}

double xcorr_at(const double *x, const double *y, int n, int lag) {
  double s = 0;
  for (int i = 0; i < n; i++) {
    int j = i + lag;
    if (j < 0 || j >= n)
      continue;
    s += x[i] * y[j];
  }
  return s;
}

void lags(const float *x, int n, float *r, int order) {
  for (int k = 0; k <= order; k++) {
    r[k] = 0;
    for (int i = k; i < n; i++)
      r[k] += x[i] * x[i - k];
  }
}

void smooth(const float *x, float *y, int n, float alpha) {
  float s = x[0];
  for (int i = 0; i < n; i++)
    y[i] = s += alpha * (x[i] - s);
}

void sobel(const uint8_t *in, int16_t *out, int w, int h) {
  static const int k[3][3] = {{-1, 0, 1}, {-2, 0, 2}, {-1, 0, 1}};
  for (int y = 1; y < h - 1; y++)
    for (int x = 1; x < w - 1; x++) {
      int s = 0;
      for (int i = -1; i <= 1; i++)
        for (int j = -1; j <= 1; j++)
          s += k[i + 1][j + 1] * in[(y + i) * w + x + j];
      out[y * w + x] = (int16_t)s;
    }
}

void walsh(int *a, int n) {
  for (int h = 1; h < n; h *= 2)
    for (int i = 0; i < n; i += 2 * h)
      for (int j = i; j < i + h; j++) {
        int u = a[j], v = a[j + h];
        a[j] = u + v;
        a[j + h] = u - v;
      }
}

void resample_linear(const float *in, int n_in, float *out, int n_out, float ratio) {
  float pos = 0;
  for (int i = 0; i < n_out; i++) {
    int k = (int)pos;
    float f = pos - k;
    out[i] = k + 1 < n_in ? in[k] + f * (in[k + 1] - in[k]) : in[n_in - 1];
    pos += ratio;
  }
}

void follow(const float *x, float *env, int n, float attack, float release) {
  float e = 0;
  for (int i = 0; i < n; i++) {
    float a = fabsf(x[i]);
    e = a > e ? attack * (e - a) + a : release * (e - a) + a;
    env[i] = e;
  }
}

void oscillate(float *out, int n, uint32_t *phase, uint32_t step, const float *table) {
  for (int i = 0; i < n; i++) {
    out[i] = table[*phase >> 22];
    *phase += step;
  }
}

/* Look-alikes. */
void levinson(const double *r, double *a, int p) {
  double e = r[0];
  a[0] = 1;
  for (int i = 1; i <= p; i++) {
    double k = 0;
    for (int j = 0; j < i; j++)
      k -= a[j] * r[i - j];
    k /= e;
    a[i] = 0;
    for (int j = 0; j <= i / 2; j++) {
      double t = a[j] + k * a[i - j];
      a[i - j] += k * a[j];
      a[j] = t;
    }
    e *= 1 - k * k;
  }
}

void adpcm(const int8_t *in, int16_t *out, int n) {
  int pred = 0, step = 16;
  for (int i = 0; i < n; i++) {
    int d = in[i] & 7;
    pred += in[i] & 8 ? -(d * step >> 2) : d * step >> 2;
    pred = pred > 32767 ? 32767 : pred < -32768 ? -32768 : pred;
    step = d > 3 ? step * 2 : step - (step >> 3);
    step = step > 16384 ? 16384 : step < 16 ? 16 : step;
    out[i] = (int16_t)pred;
  }
}

void crossings(const float *x, int n, int *count) {
  for (int i = 1; i < n; i++)
    if ((x[i - 1] < 0) != (x[i] < 0))
      ++*count;
}
