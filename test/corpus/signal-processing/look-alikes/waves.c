// Sines, complex products and sound that are no transforms, oscillators or filters.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include <math.h>
#include <stdint.h>

void mandelbrot(uint8_t *img, int w, int h, double x0, double y0, double scale, int limit) {
  for (int py = 0; py < h; py++)
    for (int px = 0; px < w; px++) {
      double cr = x0 + px * scale, ci = y0 + py * scale, zr = 0, zi = 0;
      int k = 0;
      while (k < limit && zr * zr + zi * zi < 4) {
        double t = zr * zr - zi * zi + cr;
        zi = 2 * zr * zi + ci;
        zr = t;
        k++;
      }
      img[py * w + px] = (uint8_t)k;
    }
}

void julia(int *count, int n, double cr, double ci) {
  for (int i = 0; i < n * n; i++) {
    double a = 3.0 * (i % n) / n - 1.5, b = 3.0 * (i / n) / n - 1.5;
    int k;
    for (k = 0; k < 200 && a * a + b * b <= 4; k++) {
      double t = a * a - b * b + cr;
      b = 2 * a * b + ci;
      a = t;
    }
    count[i] = k;
  }
}

void nbody_forces(const double *x, const double *y, const double *m, double *ax, double *ay, int n) {
  for (int i = 0; i < n; i++) {
    double fx = 0, fy = 0;
    for (int j = 0; j < n; j++) {
      double dx = x[j] - x[i], dy = y[j] - y[i];
      double r = dx * dx + dy * dy + 1e-9, inv = m[j] / (r * sqrt(r));
      fx += dx * inv;
      fy += dy * inv;
    }
    ax[i] = fx;
    ay[i] = fy;
  }
}

static float fade(float t) { return t * t * t * (t * (t * 6 - 15) + 10); }

void perlin_1d(const float *x, float *y, int n, const uint8_t perm[256]) {
  for (int i = 0; i < n; i++) {
    int k = (int)floorf(x[i]);
    float f = x[i] - (float)k, u = fade(f);
    float g0 = perm[k & 255] & 1 ? f : -f, g1 = perm[(k + 1) & 255] & 1 ? f - 1 : 1 - f;
    y[i] = g0 + u * (g1 - g0);
  }
}

// Octaves of noise: amplitude halves, frequency doubles.
void fractal_noise(float *y, int n, const float *noise, unsigned mask) {
  for (int i = 0; i < n; i++) {
    float s = 0, amp = 1;
    for (unsigned o = 0, f = 1; o < 6; o++, f *= 2, amp *= 0.5f)
      s += amp * noise[((unsigned)i * f) & mask];
    y[i] = s;
  }
}

// Points on a spiral: the angle grows with the root of the index.
void spiral_points(float *x, float *y, int n, float turn, float r) {
  for (int i = 0; i < n; i++) {
    float q = sqrtf((float)i);
    x[i] = r * q * cosf(turn * q);
    y[i] = r * q * sinf(turn * q);
  }
}

// Every point turned by one fixed angle.
void rotate_points(double *x, double *y, int n, double angle) {
  double c = cos(angle), s = sin(angle);
  for (int i = 0; i < n; i++) {
    double t = x[i] * c - y[i] * s;
    y[i] = x[i] * s + y[i] * c;
    x[i] = t;
  }
}

void haversine(const double *lat, const double *lon, double *d, int n, double la, double lo) {
  for (int i = 0; i < n; i++) {
    double a = sin((lat[i] - la) / 2), b = sin((lon[i] - lo) / 2);
    d[i] = 12742 * asin(sqrt(a * a + cos(la) * cos(lat[i]) * b * b));
  }
}

// Phases are summed with random frequencies: waves on water.
void water_height(const double *fx, const double *amp, int waves, double *h, int n, double t) {
  for (int i = 0; i < n; i++) {
    double s = 0;
    for (int k = 0; k < waves; k++)
      s += amp[k] * sin(fx[k] * i + sqrt(9.81 * fx[k]) * t);
    h[i] = s;
  }
}

// Angles by k squared: a chirp sum, no Fourier transform.
void quadratic_phase(const double *x, double *re, double *im, int n) {
  for (int k = 0; k < n; k++) {
    double a = 0, b = 0;
    for (int t = 0; t < n; t++) {
      double w = 6.283185307179586 * t * t * k / n;
      a += x[t] * cos(w);
      b -= x[t] * sin(w);
    }
    re[k] = a;
    im[k] = b;
  }
}

// Two sounds added with clipping.
void mix_clip(const int16_t *a, const int16_t *b, int16_t *out, int n) {
  for (int i = 0; i < n; i++) {
    int v = a[i] + b[i];
    out[i] = (int16_t)(v > 32767 ? 32767 : v < -32768 ? -32768 : v);
  }
}

void soft_clip(float *x, int n, float drive) {
  for (int i = 0; i < n; i++)
    x[i] = tanhf(drive * x[i]);
}

void gain_pan(const float *mono, float *stereo, int n, float gain, float pan) {
  float l = gain * (1 - pan), r = gain * pan;
  for (int i = 0; i < n; i++) {
    stereo[2 * i] = l * mono[i];
    stereo[2 * i + 1] = r * mono[i];
  }
}

void fade_out(float *x, int n) {
  for (int i = 0; i < n; i++)
    x[i] *= 1.0f - (float)i / (float)n;
}

// Every third sample is kept, nothing is filtered.
void keep_every(const int16_t *x, int16_t *y, int n, int m) {
  for (int i = 0; i < n; i++)
    y[i] = x[i * m];
}

// The nearest sample, no interpolation between two.
void nearest_rate(const float *x, int n, float *y, int m) {
  for (int i = 0; i < m; i++)
    y[i] = x[(int64_t)i * n / m];
}

void color_grey(const uint8_t *rgb, uint8_t *grey, int n) {
  for (int i = 0; i < n; i++)
    grey[i] = (uint8_t)((77 * rgb[3 * i] + 150 * rgb[3 * i + 1] + 29 * rgb[3 * i + 2]) >> 8);
}
