// Cosine transforms: types II and III, the 8x8 block of image coders, the modified one.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include <math.h>
#include <stdint.h>

#ifndef M_PI
#define M_PI 3.14159265358979323846
#endif

void dct2(const double *x, double *X, int n) {
  for (int k = 0; k < n; k++) {
    double s = 0.0;
    for (int t = 0; t < n; t++)
      s += x[t] * cos(M_PI / n * (t + 0.5) * k);
    X[k] = s;
  }
}

// Orthonormal, float, the angle written as (2t + 1)k / 2n.
void dct_orthonormal(const float *in, float *out, unsigned len) {
  for (unsigned k = 0; k < len; k++) {
    out[k] = 0;
    for (unsigned t = 0; t < len; t++)
      out[k] += in[t] * cosf((float)M_PI * (float)((2 * t + 1) * k) / (float)(2 * len));
    out[k] *= k == 0 ? sqrtf(1.0f / (float)len) : sqrtf(2.0f / (float)len);
  }
}

// The inverse (type III).
void idct(const double *X, double *x, int n) {
  for (int t = 0; t < n; ++t) {
    double acc = X[0] / 2;
    for (int k = 1; k < n; ++k)
      acc += X[k] * cos(M_PI * k * (2 * t + 1) / (2.0 * n));
    x[t] = acc * 2 / n;
  }
}

// A cosine table of 4n entries, the index taken modulo.
void dct2_lookup(const float *x, float *X, const float *cosine, int n) {
  for (int k = 0; k < n; k++) {
    float s = 0;
    for (int t = 0; t < n; t++)
      s += x[t] * cosine[((2 * t + 1) * k) % (4 * n)];
    X[k] = s;
  }
}

// An 8x8 block by its definition: four loops.
void dct8x8_definition(const uint8_t px[8][8], double F[8][8]) {
  for (int u = 0; u < 8; u++)
    for (int v = 0; v < 8; v++) {
      double cu = u ? 1.0 : sqrt(0.5), cv = v ? 1.0 : sqrt(0.5), s = 0;
      for (int y = 0; y < 8; y++)
        for (int x = 0; x < 8; x++)
          s += (px[y][x] - 128) * cos((2 * y + 1) * u * M_PI / 16) * cos((2 * x + 1) * v * M_PI / 16);
      F[u][v] = 0.25 * cu * cv * s;
    }
}

// The inverse block by its definition.
void idct8x8_definition(const int16_t *coef, uint8_t *out, int pitch) {
  for (int y = 0; y < 8; ++y)
    for (int x = 0; x < 8; ++x) {
      float sum = 0.0f;
      for (int v = 0; v < 8; ++v)
        for (int u = 0; u < 8; ++u) {
          float c = (u == 0 ? 0.70710678f : 1.0f) * (v == 0 ? 0.70710678f : 1.0f);
          sum += c * (float)coef[8 * v + u] * cosf((float)((2 * x + 1) * u) * (float)M_PI / 16.0f) *
                 cosf((float)((2 * y + 1) * v) * (float)M_PI / 16.0f);
        }
      int p = (int)lrintf(sum / 4.0f) + 128;
      out[y * pitch + x] = (uint8_t)(p < 0 ? 0 : p > 255 ? 255 : p);
    }
}

// Separable: rows, then columns, eight points each by definition.
void dct8x8_separable(double block[64]) {
  double tmp[64];
  for (int r = 0; r < 8; r++)
    for (int k = 0; k < 8; k++) {
      double s = 0;
      for (int t = 0; t < 8; t++)
        s += block[r * 8 + t] * cos((2 * t + 1) * k * M_PI / 16);
      tmp[r * 8 + k] = s * (k ? 0.5 : 0.35355339059327376);
    }
  for (int c = 0; c < 8; c++)
    for (int k = 0; k < 8; k++) {
      double s = 0;
      for (int t = 0; t < 8; t++)
        s += tmp[t * 8 + c] * cos((2 * t + 1) * k * M_PI / 16);
      block[k * 8 + c] = s * (k ? 0.5 : 0.35355339059327376);
    }
}

// Many frames of 32 samples, one after the other, forwards by walking pointers.
void dct_frames(const float *z, float *sb, int frames) {
  const float *end = z + 32 * frames;
  while (z < end) {
    for (int k = 0; k < 32; k++) {
      float s = 0;
      for (int t = 0; t < 32; t++)
        s += z[t] * cosf((float)((2 * t + 1) * k) * (float)M_PI / 64.0f);
      *sb++ = s;
    }
    z += 32;
  }
}

// MDCT: 2n windowed samples to n coefficients.
void mdct(const double *x, double *X, int n) {
  for (int k = 0; k < n; k++) {
    X[k] = 0;
    for (int t = 0; t < 2 * n; t++)
      X[k] += x[t] * cos(M_PI / n * (t + 0.5 + n / 2.0) * (k + 0.5));
  }
}

void mdct_windowed(const float *pcm, const float *win, float *coef, int half) {
  const float base = (float)M_PI / (float)(4 * half);
  for (int k = 0; k < half; ++k) {
    float a = 0.0f;
    for (int i = 0; i < 2 * half; ++i)
      a += win[i] * pcm[i] * cosf(base * (float)((2 * i + 1 + half) * (2 * k + 1)));
    coef[k] = a;
  }
}

// The inverse with overlap and add.
void imdct_overlap(const double *X, const double *win, double *overlap, double *out, int n) {
  for (int t = 0; t < 2 * n; t++) {
    double s = 0;
    for (int k = 0; k < n; k++)
      s += X[k] * cos(M_PI / n * (t + 0.5 + n * 0.5) * (k + 0.5));
    s *= win[t] * 2.0 / n;
    if (t < n)
      out[t] = overlap[t] + s;
    else
      overlap[t - n] = s;
  }
}
