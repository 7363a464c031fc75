/* Windows over pictures that are no convolution layers and no pooling.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#include <math.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

void median_3x3(const uint8_t *in, uint8_t *out, int h, int w) {
  for (int i = 1; i < h - 1; i++)
    for (int j = 1; j < w - 1; j++) {
      uint8_t v[9];
      int n = 0;
      for (int p = -1; p <= 1; p++)
        for (int q = -1; q <= 1; q++) {
          uint8_t t = in[(i + p) * w + j + q];
          int k = n++;
          while (k > 0 && v[k - 1] > t) {
            v[k] = v[k - 1];
            k--;
          }
          v[k] = t;
        }
      out[i * w + j] = v[4];
    }
}

/* The weight depends on the values: no convolution. */
void bilateral(const float *in, float *out, int h, int w, int r, float ss, float sr) {
  for (int i = r; i < h - r; i++)
    for (int j = r; j < w - r; j++) {
      float c = in[i * w + j], s = 0, z = 0;
      for (int p = -r; p <= r; p++)
        for (int q = -r; q <= r; q++) {
          float v = in[(i + p) * w + j + q];
          float k = expf(-(p * p + q * q) * ss - (v - c) * (v - c) * sr);
          s += k * v;
          z += k;
        }
      out[i * w + j] = s / z;
    }
}

void sobel_abs(const uint8_t *in, uint8_t *out, int h, int w) {
  for (int i = 1; i < h - 1; i++)
    for (int j = 1; j < w - 1; j++) {
      const uint8_t *p = in + i * w + j;
      int gx = p[-w + 1] + 2 * p[1] + p[w + 1] - p[-w - 1] - 2 * p[-1] - p[w - 1];
      int gy = p[w - 1] + 2 * p[w] + p[w + 1] - p[-w - 1] - 2 * p[-w] - p[-w + 1];
      int g = abs(gx) + abs(gy);
      out[i * w + j] = g > 255 ? 255 : g;
    }
}

void alpha_blend(const uint8_t *a, const uint8_t *b, const uint8_t *alpha, uint8_t *out, int n) {
  for (int i = 0; i < n; i++)
    out[i] = (a[i] * alpha[i] + b[i] * (255 - alpha[i]) + 127) / 255;
}

void histogram_equalise(uint8_t *im, int n) {
  unsigned hist[256] = {0}, sum = 0;
  uint8_t map[256];
  for (int i = 0; i < n; i++)
    hist[im[i]]++;
  for (int v = 0; v < 256; v++) {
    sum += hist[v];
    map[v] = (uint8_t)(255ull * sum / (unsigned)n);
  }
  for (int i = 0; i < n; i++)
    im[i] = map[im[i]];
}

void game_of_life(const uint8_t *a, uint8_t *b, int h, int w) {
  for (int i = 1; i < h - 1; i++)
    for (int j = 1; j < w - 1; j++) {
      int n = 0;
      for (int p = -1; p <= 1; p++)
        for (int q = -1; q <= 1; q++)
          n += (p || q) && a[(i + p) * w + j + q];
      b[i * w + j] = n == 3 || (n == 2 && a[i * w + j]);
    }
}

/* Each point's distance to the nearest set one, by brute force in a window. */
void distance_window(const uint8_t *set, float *d, int h, int w, int r) {
  for (int i = r; i < h - r; i++)
    for (int j = r; j < w - r; j++) {
      float best = 1e9f;
      for (int p = -r; p <= r; p++)
        for (int q = -r; q <= r; q++)
          if (set[(i + p) * w + j + q] && p * p + q * q < best)
            best = p * p + q * q;
      d[i * w + j] = sqrtf(best);
    }
}

/* The window's spread: a maximum and a minimum at once. */
void local_range(const float *x, float *y, int h, int w, int k) {
  for (int i = 0; i + k <= h; i++)
    for (int j = 0; j + k <= w; j++) {
      float hi = x[i * w + j], lo = hi;
      for (int p = 0; p < k; p++)
        for (int q = 0; q < k; q++) {
          float v = x[(i + p) * w + j + q];
          hi = v > hi ? v : hi;
          lo = v < lo ? v : lo;
        }
      y[i * (w - k + 1) + j] = hi - lo;
    }
}

/* Template matching by absolute differences. */
void sad_match(const uint8_t *im, const uint8_t *t, int *out, int h, int w, int k) {
  for (int i = 0; i + k <= h; i++)
    for (int j = 0; j + k <= w; j++) {
      int s = 0;
      for (int p = 0; p < k; p++)
        for (int q = 0; q < k; q++)
          s += abs(im[(i + p) * w + j + q] - t[p * k + q]);
      out[i * w + j] = s;
    }
}

/* The window slides the wrong way along each row, by the product of indices. */
void crooked_window(const float *x, const float *k, float *y, int n, int m) {
  for (int i = 0; i < n; i++)
    for (int j = 0; j < n; j++) {
      float s = 0;
      for (int p = 0; p < m; p++)
        for (int q = 0; q < m; q++)
          s += x[(i * p + q) % n * n + (j + p * q) % n] * k[p * m + q];
      y[i * n + j] = s;
    }
}

void mandelbrot(uint8_t *out, int h, int w, int limit) {
  for (int i = 0; i < h; i++)
    for (int j = 0; j < w; j++) {
      double cr = 3.0 * j / w - 2, ci = 2.0 * i / h - 1, r = 0, m = 0;
      int k = 0;
      while (k < limit && r * r + m * m < 4) {
        double t = r * r - m * m + cr;
        m = 2 * r * m + ci;
        r = t;
        k++;
      }
      out[i * w + j] = (uint8_t)k;
    }
}

static float fade(float t) { return t * t * t * (t * (t * 6 - 15) + 10); }

void perlin_row(float *out, int n, float y, const uint8_t *perm, const float (*grad)[2]) {
  for (int i = 0; i < n; i++) {
    float x = i * 0.05f;
    int xi = (int)x & 255, yi = (int)y & 255;
    float u = x - (int)x, v = y - (int)y, c[4];
    for (int k = 0; k < 4; k++) {
      const float *g = grad[perm[(perm[(xi + (k & 1)) & 255] + yi + (k >> 1)) & 255] & 7];
      c[k] = g[0] * (u - (k & 1)) + g[1] * (v - (k >> 1));
    }
    float a = c[0] + fade(u) * (c[1] - c[0]), b = c[2] + fade(u) * (c[3] - c[2]);
    out[i] = a + fade(v) * (b - a);
  }
}

/* Every fourth sample: no window, only a stride. */
void thumbnail(const float *x, float *y, int h, int w) {
  for (int i = 0; i < h / 4; i++)
    for (int j = 0; j < w / 4; j++)
      y[i * (w / 4) + j] = x[i * 4 * w + j * 4];
}
