// Fast transforms by other ways than butterflies in place.
// RUN: %kernels %s | FileCheck %s --implicit-check-not=differs
#include <math.h>
#include <string.h>
// CHECK: stockham_loop: fft matched
void stockham_loop(int n, float *xr, float *xi, float *yr, float *yi) {
  for (int half = n / 2, s = 1; half >= 1; half /= 2, s *= 2) {
    for (int p = 0; p < half; p++) {
      float wr = cosf(3.14159265f * p / half), wi = -sinf(3.14159265f * p / half);
      for (int q = 0; q < s; q++) {
        float ar = xr[q + s * p], ai = xi[q + s * p], br = xr[q + s * (p + half)], bi = xi[q + s * (p + half)];
        yr[q + s * 2 * p] = ar + br; yi[q + s * 2 * p] = ai + bi;
        float dr = ar - br, di = ai - bi;
        yr[q + s * (2 * p + 1)] = dr * wr - di * wi; yi[q + s * (2 * p + 1)] = dr * wi + di * wr;
      }
    }
    memcpy(xr, yr, (size_t)n * sizeof(float)); memcpy(xi, yi, (size_t)n * sizeof(float));
  }
}
struct c { float re, im; };
// A recursion that ends at powers of four only.
// CHECK: by_four: fft matched
void by_four(struct c *x, int n, struct c *t) {
  if (n == 1)
    return;
  int q = n / 4;
  for (int i = 0; i < q; i++)
    for (int r = 0; r < 4; r++)
      t[r * q + i] = x[4 * i + r];
  for (int r = 0; r < 4; r++)
    by_four(t + r * q, q, x + r * q);
  for (int k = 0; k < q; k++) {
    struct c v[4];
    for (int r = 0; r < 4; r++) {
      float a = 6.28318531f * (float)(r * k) / (float)n, c = cosf(a), s = -sinf(a);
      v[r].re = t[r * q + k].re * c - t[r * q + k].im * s;
      v[r].im = t[r * q + k].re * s + t[r * q + k].im * c;
    }
    float ar = v[0].re + v[2].re, ai = v[0].im + v[2].im, br = v[0].re - v[2].re, bi = v[0].im - v[2].im;
    float cr = v[1].re + v[3].re, ci = v[1].im + v[3].im, dr = v[1].re - v[3].re, di = v[1].im - v[3].im;
    x[k].re = ar + cr;
    x[k].im = ai + ci;
    x[q + k].re = br + di;
    x[q + k].im = bi - dr;
    x[2 * q + k].re = ar - cr;
    x[2 * q + k].im = ai - ci;
    x[3 * q + k].re = br - di;
    x[3 * q + k].im = bi + dr;
  }
}
