// ===- test/corpus/seventh-hands/embedded.c - A microcontroller's habits ----===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// ===----------------------------------------------------------------------===//
// Fixed point, instances in structures, counters that run down, states that are shifted.

#include <stdint.h>
#include <string.h>

typedef struct {
  uint16_t taps;
  int16_t *state;
  const int16_t *coeffs;
} fir_q15_t;

static int32_t clip(int32_t x, int32_t low, int32_t high) { return x < low ? low : x > high ? high : x; }

void fir_q15_run(const fir_q15_t *s, const int16_t *src, int16_t *dst, uint32_t block) {
  int16_t *line = s->state + (s->taps - 1);
  while (block > 0U) {
    *line++ = *src++;
    const int16_t *px = line - s->taps;
    const int16_t *pb = s->coeffs;
    int32_t acc = 0;
    uint16_t k = s->taps;
    do {
      acc += (int32_t)*px++ * *pb++;
      k--;
    } while (k > 0U);
    *dst++ = (int16_t)(acc >> 15);
    block--;
  }
  memmove(s->state, line - (s->taps - 1), (s->taps - 1) * sizeof(int16_t));
}

typedef struct {
  uint32_t stages;
  float *state;
  const float *coeffs;
} biquad_f32_t;

void biquad_df2t(const biquad_f32_t *s, const float *src, float *dst, uint32_t block) {
  const float *in = src;
  float *state = s->state;
  const float *c = s->coeffs;
  uint32_t stage = s->stages;
  do {
    float b0 = c[0], b1 = c[1], b2 = c[2], a1 = c[3], a2 = c[4];
    float d1 = state[0], d2 = state[1];
    float *out = dst;
    uint32_t n = block;
    while (n > 0U) {
      float x = *in++;
      float y = b0 * x + d1;
      d1 = b1 * x + a1 * y + d2;
      d2 = b2 * x + a2 * y;
      *out++ = y;
      n--;
    }
    state[0] = d1;
    state[1] = d2;
    state += 2;
    c += 5;
    in = dst;
    stage--;
  } while (stage > 0U);
}

typedef struct {
  int w, h, ch;
} dims_t;

void depthwise_s8(const int8_t *in, const dims_t *id, const int8_t *kernel, const dims_t *kd, const int32_t *bias, int8_t *out,
                  const dims_t *od, int pad, int stride, int32_t in_offset, int32_t out_offset, const int32_t *mult,
                  const int32_t *shift) {
  for (int oy = 0; oy < od->h; oy++)
    for (int ox = 0; ox < od->w; ox++)
      for (int c = 0; c < id->ch; c++) {
        int32_t acc = bias ? bias[c] : 0;
        for (int ky = 0; ky < kd->h; ky++) {
          int iy = oy * stride - pad + ky;
          if (iy < 0 || iy >= id->h)
            continue;
          for (int kx = 0; kx < kd->w; kx++) {
            int ix = ox * stride - pad + kx;
            if (ix < 0 || ix >= id->w)
              continue;
            acc += (in[(iy * id->w + ix) * id->ch + c] + in_offset) * kernel[(ky * kd->w + kx) * id->ch + c];
          }
        }
        acc = (int32_t)(((int64_t)acc * mult[c] + (1LL << (shift[c] - 1))) >> shift[c]);
        acc += out_offset;
        out[(oy * od->w + ox) * id->ch + c] = (int8_t)clip(acc, -128, 127);
      }
}

void fully_connected_s8(const int8_t *in, const int8_t *w, const int32_t *bias, int8_t *out, int in_dim, int out_dim, int32_t zin,
                        int32_t zout, int32_t mult, int shift) {
  for (int o = 0; o < out_dim; o++) {
    int32_t acc = bias[o];
    const int8_t *row = w + o * in_dim;
    for (int i = 0; i < in_dim; i++)
      acc += (in[i] - zin) * row[i];
    acc = (int32_t)((acc * (int64_t)mult) >> shift) + zout;
    if (acc > 127)
      acc = 127;
    if (acc < -128)
      acc = -128;
    out[o] = (int8_t)acc;
  }
}

void max_pool_s8(const int8_t *in, int h, int w, int ch, int8_t *out, int k) {
  int oh = h / k, ow = w / k;
  for (int y = 0; y < oh; y++)
    for (int x = 0; x < ow; x++)
      for (int c = 0; c < ch; c++) {
        int8_t best = -128;
        for (int i = 0; i < k; i++)
          for (int j = 0; j < k; j++) {
            int8_t v = in[((y * k + i) * w + x * k + j) * ch + c];
            best = v > best ? v : best;
          }
        out[(y * ow + x) * ch + c] = best;
      }
}

uint16_t crc16_ccitt(const uint8_t *data, size_t length) {
  uint16_t crc = 0xffff;
  while (length--) {
    uint8_t x = (uint8_t)(crc >> 8) ^ *data++;
    x ^= x >> 4;
    crc = (uint16_t)((crc << 8) ^ ((uint16_t)x << 12) ^ ((uint16_t)x << 5) ^ x);
  }
  return crc;
}

float goertzel_power(const int16_t *x, int n, float coeff) {
  float s1 = 0, s2 = 0;
  for (int i = 0; i < n; i++) {
    float s0 = x[i] + coeff * s1 - s2;
    s2 = s1;
    s1 = s0;
  }
  return s1 * s1 + s2 * s2 - coeff * s1 * s2;
}

typedef struct {
  int32_t integrator[3], comb[3];
  int phase, rate;
} cic_t;

int cic_feed(cic_t *c, const int32_t *in, int n, int32_t *out) {
  int made = 0;
  for (int i = 0; i < n; i++) {
    c->integrator[0] += in[i];
    c->integrator[1] += c->integrator[0];
    c->integrator[2] += c->integrator[1];
    if (++c->phase == c->rate) {
      c->phase = 0;
      int32_t v = c->integrator[2];
      for (int k = 0; k < 3; k++) {
        int32_t d = v - c->comb[k];
        c->comb[k] = v;
        v = d;
      }
      out[made++] = v;
    }
  }
  return made;
}

// A look-alike: an exponent table with a hysteresis, no filter.
void debounce(const uint8_t *in, uint8_t *out, int n) {
  uint8_t state = 0, held = 0;
  for (int i = 0; i < n; i++) {
    held = (uint8_t)((held << 1) | (in[i] & 1));
    if (held == 0xff)
      state = 1;
    else if (held == 0)
      state = 0;
    out[i] = state;
  }
}

// A look-alike: a sum that is folded to a byte is no CRC.
uint8_t checksum_nmea(const char *text) {
  uint8_t sum = 0;
  while (*text && *text != '*')
    sum ^= (uint8_t)*text++;
  return sum;
}

// A look-alike: a median of three, not a mean.
void median3(const int16_t *x, int16_t *y, int n) {
  for (int i = 1; i + 1 < n; i++) {
    int16_t a = x[i - 1], b = x[i], c = x[i + 1];
    int16_t low = a < b ? a : b, high = a < b ? b : a;
    y[i] = c < low ? low : c > high ? high : c;
  }
}
