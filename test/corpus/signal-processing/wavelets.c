// Walsh-Hadamard and discrete wavelet transforms.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include <stddef.h>
#include <stdint.h>
#include <string.h>

void fwht(double *a, int n) {
  for (int h = 1; h < n; h *= 2)
    for (int i = 0; i < n; i += 2 * h)
      for (int j = i; j < i + h; j++) {
        double x = a[j], y = a[j + h];
        a[j] = x + y;
        a[j + h] = x - y;
      }
}

// Strides from large to small, integers.
void walsh_hadamard_int(int32_t *v, unsigned log2n) {
  unsigned n = 1u << log2n;
  for (unsigned len = n >> 1; len; len >>= 1)
    for (unsigned i = 0; i < n; i += len << 1) {
      int32_t *p = v + i, *q = p + len;
      unsigned c = len;
      do {
        int32_t d = *p - *q;
        *p++ += *q;
        *q++ = d;
      } while (--c);
    }
}

// One loop over pairs: the bit of the stride is skipped.
void fwht_pairs(float *x, size_t n) {
  for (size_t bit = 1; bit < n; bit <<= 1)
    for (size_t i = 0; i < n; i++)
      if (!(i & bit)) {
        float u = x[i], v = x[i | bit];
        x[i] = u + v;
        x[i | bit] = u - v;
      }
}

// Recursive.
void fwht_recursive(int64_t *a, int n) {
  if (n < 2)
    return;
  int m = n / 2;
  for (int i = 0; i < m; i++) {
    int64_t s = a[i] + a[i + m], d = a[i] - a[i + m];
    a[i] = s;
    a[i + m] = d;
  }
  fwht_recursive(a, m);
  fwht_recursive(a + m, m);
}

// Haar, all levels, averages in front.
void haar_full(double *x, double *tmp, int n) {
  const double s = 0.70710678118654752;
  for (int len = n; len > 1; len /= 2) {
    int half = len / 2;
    for (int i = 0; i < half; i++) {
      tmp[i] = s * (x[2 * i] + x[2 * i + 1]);
      tmp[half + i] = s * (x[2 * i] - x[2 * i + 1]);
    }
    memcpy(x, tmp, sizeof *x * (size_t)len);
  }
}

// One level of the reversible 5/3 lifting scheme, mirrored at the ends (n even).
void dwt53_forward(const int *x, int *low, int *high, int n) {
  int h = n / 2;
  for (int i = 0; i < h; i++) {
    int right = i + 1 < h ? x[2 * i + 2] : x[2 * i];
    high[i] = x[2 * i + 1] - ((x[2 * i] + right) >> 1);
  }
  for (int i = 0; i < h; i++) {
    int left = i > 0 ? high[i - 1] : high[0];
    low[i] = x[2 * i] + ((left + high[i] + 2) >> 2);
  }
}

// 9/7 lifting in place, interleaved (n even).
static void lift(float *x, int n, int start, float c) {
  for (int i = start; i < n; i += 2) {
    float l = i > 0 ? x[i - 1] : x[1];
    float r = i + 1 < n ? x[i + 1] : x[i - 1];
    x[i] += c * (l + r);
  }
}

void dwt97_forward(float *x, int n) {
  lift(x, n, 1, -1.586134342f);
  lift(x, n, 0, -0.05298011854f);
  lift(x, n, 1, 0.8829110762f);
  lift(x, n, 0, 0.4435068522f);
  for (int i = 0; i < n; i += 2) {
    x[i] *= 1.0f / 1.149604398f;
    x[i + 1] *= 1.149604398f;
  }
}

// Daubechies-4, periodic, one level.
void daub4_forward(const double *a, double *out, int n) {
  static const double h[4] = {0.4829629131445341, 0.8365163037378079, 0.2241438680420134,
                              -0.1294095225512604};
  int half = n / 2;
  for (int i = 0; i < half; i++) {
    int j = 2 * i;
    double a0 = a[j], a1 = a[j + 1], a2 = a[(j + 2) % n], a3 = a[(j + 3) % n];
    out[i] = h[0] * a0 + h[1] * a1 + h[2] * a2 + h[3] * a3;
    out[i + half] = h[3] * a0 - h[2] * a1 + h[1] * a2 - h[0] * a3;
  }
}

// A filter bank with any pair of filters, periodic.
void dwt_bank(const float *x, int n, const float *lo, const float *hi, int taps, float *approx,
              float *detail) {
  for (int i = 0; i < n / 2; i++) {
    float a = 0, d = 0;
    for (int k = 0; k < taps; k++) {
      float v = x[(2 * i + k) % n];
      a += lo[k] * v;
      d += hi[k] * v;
    }
    approx[i] = a;
    detail[i] = d;
  }
}

// 2-D Haar on an image, four subbands from each square of four pixels.
void haar_2d(const int16_t *img, int16_t *out, int w, int h) {
  for (int y = 0; y < h; y += 2)
    for (int x = 0; x < w; x += 2) {
      int a = img[y * w + x], b = img[y * w + x + 1];
      int c = img[(y + 1) * w + x], d = img[(y + 1) * w + x + 1];
      int at = (y / 2) * w + x / 2;
      out[at] = (int16_t)((a + b + c + d) / 4);
      out[at + w / 2] = (int16_t)((a - b + c - d) / 4);
      out[at + (h / 2) * w] = (int16_t)((a + b - c - d) / 4);
      out[at + (h / 2) * w + w / 2] = (int16_t)((a - b - c + d) / 4);
    }
}
