// Finite impulse response filters as different programmers write them.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include <stddef.h>
#include <stdint.h>
#include <string.h>

// Direct, the input holds taps - 1 samples of history in front.
void fir_direct(const float *x, const float *h, float *y, size_t n, size_t taps) {
  for (size_t t = 0; t < n; t++) {
    float acc = 0.0f;
    for (size_t k = 0; k < taps; k++)
      acc += h[k] * x[t + taps - 1 - k];
    y[t] = acc;
  }
}

// Zero history: the inner bound grows at the start.
void filter_signal(double *out, const double *in, int len, const double *coef, int order) {
  int i, j;
  for (i = 0; i < len; i++) {
    out[i] = 0.0;
    for (j = 0; j <= order; j++)
      if (i - j >= 0)
        out[i] += coef[j] * in[i - j];
  }
}

// A circular buffer and its write position live in the caller's struct.
#define RING_TAPS 64
struct ring_fir {
  float coeffs[RING_TAPS];
  float ring[RING_TAPS];
  unsigned pos;
};

static inline float ring_fir_tick(struct ring_fir *f, float in) {
  float sum = 0;
  unsigned idx = f->pos;
  f->ring[f->pos] = in;
  for (int i = 0; i < RING_TAPS; i++) {
    sum += f->coeffs[i] * f->ring[idx];
    idx = idx == 0 ? RING_TAPS - 1 : idx - 1;
  }
  f->pos = (f->pos + 1) % RING_TAPS;
  return sum;
}

void ring_fir_process_block(struct ring_fir *f, const float *in, float *out, int frames) {
  for (int i = 0; i < frames; i++)
    out[i] = ring_fir_tick(f, in[i]);
}

// The ring is a power of two, so the index is masked.
void fir_masked_ring(const float *h, float *ring, unsigned *head, const float *in, float *out,
                     unsigned count) {
  unsigned p = *head;
  while (count--) {
    ring[p & 31u] = *in++;
    float s = 0.0f;
    for (unsigned k = 0; k < 32u; ++k)
      s += h[k] * ring[(p - k) & 31u];
    *out++ = s;
    ++p;
  }
  *head = p;
}

// A delay line that is shifted by one for every sample.
#define NTAPS 16
void fir_shift(const double h[NTAPS], double z[NTAPS], const double *x, double *y, int n) {
  for (int t = 0; t < n; t++) {
    for (int k = NTAPS - 1; k > 0; k--)
      z[k] = z[k - 1];
    z[0] = x[t];
    double acc = 0.0;
    for (int k = 0; k < NTAPS; k++)
      acc += h[k] * z[k];
    y[t] = acc;
  }
}

// The same with memmove and a runtime length.
void fir_memmove(const float *taps, float *line, int ntaps, const float *src, float *dst, int n) {
  if (ntaps <= 0 || n <= 0)
    return;
  for (int t = 0; t < n; ++t) {
    memmove(line + 1, line, (size_t)(ntaps - 1) * sizeof *line);
    line[0] = src[t];
    float a = 0.0f;
    for (int k = 0; k < ntaps; ++k)
      a += taps[k] * line[k];
    dst[t] = a;
  }
}

// Linear phase: symmetric taps, the inputs are added first (even length 2 * half).
void fir_symmetric(const float *restrict x, const float *restrict h, float *restrict y, int n,
                   int half) {
  for (int t = 0; t < n; t++) {
    float acc = 0.0f;
    for (int k = 0; k < half; k++)
      acc += h[k] * (x[t + k] + x[t + 2 * half - 1 - k]);
    y[t] = acc;
  }
}

// Odd length with a middle tap, int16 samples, 32-bit taps.
void fir_symmetric_odd(const int16_t *x, const int32_t *h, int32_t *y, int n, int half) {
  for (int t = 0; t < n; t++) {
    const int16_t *lo = x + t, *hi = x + t + 2 * half;
    int64_t acc = (int64_t)h[half] * x[t + half];
    for (int k = 0; k < half; k++)
      acc += (int64_t)h[k] * (*lo++ + *hi--);
    y[t] = (int32_t)(acc >> 15);
  }
}

// Block filter: the last taps - 1 samples of a block are the history of the next.
typedef struct {
  int ntaps, block;
  const float *taps;
  float *buf; // ntaps - 1 + block
} fir_block_t;

void fir_block_run(fir_block_t *s, const float *in, float *out) {
  float *fresh = s->buf + s->ntaps - 1;
  memcpy(fresh, in, (size_t)s->block * sizeof(float));
  for (int i = 0; i < s->block; i++) {
    const float *px = s->buf + i;
    const float *ph = s->taps + s->ntaps;
    float acc = 0.f;
    int k = s->ntaps;
    while (k-- > 0)
      acc += *px++ * *--ph;
    out[i] = acc;
  }
  memmove(s->buf, s->buf + s->block, (size_t)(s->ntaps - 1) * sizeof(float));
}

// Q15 with rounding and saturation, CMSIS fashion.
static inline int16_t sat16(int32_t v) { return (int16_t)(v > 32767 ? 32767 : v < -32768 ? -32768 : v); }

void fir_q15(const int16_t *x, const int16_t *h, int16_t *y, unsigned n, unsigned taps) {
  for (unsigned t = 0; t < n; t++) {
    int64_t acc = 1 << 14;
    for (unsigned k = 0; k < taps; k++)
      acc += (int32_t)h[k] * x[t + k];
    int64_t r = acc >> 15;
    y[t] = sat16(r > INT32_MAX ? INT32_MAX : r < INT32_MIN ? INT32_MIN : (int32_t)r);
  }
}

// Transposed form: the products ripple through the state.
void fir_transposed(const double *h, int taps, double *s, const double *x, double *y, int n) {
  for (int t = 0; t < n; t++) {
    double v = x[t];
    y[t] = s[0] + h[0] * v;
    for (int k = 1; k < taps; k++)
      s[k - 1] = (k < taps - 1 ? s[k] : 0.0) + h[k] * v;
  }
}

// Four outputs at a time, the remainder apart.
void fir_unrolled4(const float *x, const float *h, float *y, long n, long taps) {
  long t = 0;
  for (; t + 4 <= n; t += 4) {
    float a0 = 0, a1 = 0, a2 = 0, a3 = 0;
    for (long k = 0; k < taps; k++) {
      float c = h[k];
      a0 += c * x[t + k];
      a1 += c * x[t + k + 1];
      a2 += c * x[t + k + 2];
      a3 += c * x[t + k + 3];
    }
    y[t] = a0;
    y[t + 1] = a1;
    y[t + 2] = a2;
    y[t + 3] = a3;
  }
  for (; t < n; t++) {
    float a = 0;
    for (long k = 0; k < taps; k++)
      a += h[k] * x[t + k];
    y[t] = a;
  }
}

// Taps outermost: each tap adds a scaled, shifted copy of the input.
void fir_tap_major(const double *x, const double *h, double *y, int n, int taps) {
  for (int t = 0; t < n; t++)
    y[t] = 0.0;
  for (int k = 0; k < taps; k++)
    for (int t = 0; t < n; t++)
      y[t] += h[k] * x[t + taps - 1 - k];
}

// Complex samples, real taps, interleaved I and Q.
void fir_iq(const float *iq, const float *h, float *out, int frames, int taps) {
  for (int t = 0; t < frames; t++) {
    float re = 0.0f, im = 0.0f;
    for (int k = 0; k < taps; k++) {
      re += h[k] * iq[2 * (t + k)];
      im += h[k] * iq[2 * (t + k) + 1];
    }
    out[2 * t] = re;
    out[2 * t + 1] = im;
  }
}

// Five fixed taps, written out.
void fir5(const double *x, double *y, int n, const double c[5]) {
  for (int i = 4; i < n; i++)
    y[i] = c[0] * x[i] + c[1] * x[i - 1] + c[2] * x[i - 2] + c[3] * x[i - 3] + c[4] * x[i - 4];
}

// A doubled ring: every sample is stored twice, so the window is contiguous.
void fir_double_ring(const float *h, int taps, float *dbl, int *where, const float *in, float *out,
                     int n) {
  int w = *where;
  for (int i = 0; i < n; i++) {
    w = w == 0 ? taps - 1 : w - 1;
    dbl[w] = dbl[w + taps] = in[i];
    const float *window = dbl + w;
    float y = 0.0f;
    for (int k = 0; k < taps; k++)
      y += h[k] * window[k];
    out[i] = y;
  }
  *where = w;
}
