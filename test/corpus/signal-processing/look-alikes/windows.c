// Sliding windows, convolution-like sums and products that are no filters.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include <stdint.h>
#include <string.h>

void moving_maximum(const float *x, float *y, int n, int w) {
  for (int t = 0; t + w <= n; t++) {
    float m = x[t];
    for (int k = 1; k < w; k++)
      if (x[t + k] > m)
        m = x[t + k];
    y[t] = m;
  }
}

void median5(const int *x, int *y, int n) {
  for (int t = 2; t < n - 2; t++) {
    int w[5];
    for (int k = 0; k < 5; k++) {
      int v = x[t + k - 2], j = k;
      for (; j > 0 && w[j - 1] > v; j--)
        w[j] = w[j - 1];
      w[j] = v;
    }
    y[t] = w[2];
  }
}

// Sums of absolute differences: block matching.
void sad_search(const uint8_t *ref, const uint8_t *cur, int *cost, int range, int len) {
  for (int s = 0; s < range; s++) {
    int c = 0;
    for (int k = 0; k < len; k++) {
      int d = ref[s + k] - cur[k];
      c += d < 0 ? -d : d;
    }
    cost[s] = c;
  }
}

// Squared distances of a pattern at each offset.
void ssd_search(const double *x, const double *pat, double *d, int n, int m) {
  for (int t = 0; t + m <= n; t++) {
    double s = 0;
    for (int k = 0; k < m; k++)
      s += (x[t + k] - pat[k]) * (x[t + k] - pat[k]);
    d[t] = s;
  }
}

int naive_string_search(const char *text, int n, const char *pat, int m, int *at) {
  int found = 0;
  for (int t = 0; t + m <= n; t++) {
    int k = 0;
    while (k < m && text[t + k] == pat[k])
      k++;
    if (k == m)
      at[found++] = t;
  }
  return found;
}

// The largest sum instead of a sum of products.
void tropical_convolution(const double *a, const double *b, double *c, int n) {
  for (int i = 0; i < n; i++) {
    double m = -1e300;
    for (int k = 0; k <= i; k++)
      if (a[k] + b[i - k] > m)
        m = a[k] + b[i - k];
    c[i] = m;
  }
}

// Coefficients are taken where a condition on the sample holds.
void bilateral_1d(const float *x, const float *w, float *y, int n, int r, float limit) {
  for (int t = r; t < n - r; t++) {
    float s = 0, total = 0;
    for (int k = -r; k <= r; k++) {
      float d = x[t + k] - x[t];
      if (d < limit && d > -limit) {
        s += w[k + r] * x[t + k];
        total += w[k + r];
      }
    }
    y[t] = total > 0 ? s / total : x[t];
  }
}

// The weight depends on both indices: a Volterra kernel's square.
void quadratic_window(const double *x, const double *h, double *y, int n, int m) {
  for (int t = 0; t + m <= n; t++) {
    double s = 0;
    for (int k = 0; k < m; k++)
      s += h[k] * x[t + k] * x[t + k];
    y[t] = s;
  }
}

// The input index is masked by the wrong operation: no delay line.
void xor_window(const float *x, const float *h, float *y, int n, int m) {
  for (int t = 0; t < n; t++) {
    float s = 0;
    for (int k = 0; k < m; k++)
      s += h[k] * x[t ^ k];
    y[t] = s;
  }
}

// An update whose step does not depend on the error's size.
void sign_perceptron(const float *x, const int *label, float *w, int samples, int dim) {
  for (int t = 0; t < samples; t++) {
    float a = 0;
    for (int k = 0; k < dim; k++)
      a += w[k] * x[t * dim + k];
    if ((a > 0 ? 1 : -1) != label[t])
      for (int k = 0; k < dim; k++)
        w[k] += (float)label[t] * x[t * dim + k];
  }
}

void lagrange(const double *xs, const double *ys, int n, const double *at, double *out, int m) {
  for (int j = 0; j < m; j++) {
    double s = 0;
    for (int i = 0; i < n; i++) {
      double l = ys[i];
      for (int k = 0; k < n; k++)
        if (k != i)
          l *= (at[j] - xs[k]) / (xs[i] - xs[k]);
      s += l;
    }
    out[j] = s;
  }
}

// Local extrema of a smoothed curve.
int find_peaks(const float *x, int n, int *at) {
  int c = 0;
  for (int i = 1; i + 1 < n; i++)
    if (x[i] > x[i - 1] && x[i] >= x[i + 1])
      at[c++] = i;
  return c;
}

void erode_3x3(const uint8_t *in, uint8_t *out, int w, int h) {
  for (int y = 1; y < h - 1; y++)
    for (int x = 1; x < w - 1; x++) {
      uint8_t m = 255;
      for (int j = -1; j <= 1; j++)
        for (int i = -1; i <= 1; i++)
          if (in[(y + j) * w + x + i] < m)
            m = in[(y + j) * w + x + i];
      out[y * w + x] = m;
    }
}

void life_step(const uint8_t *in, uint8_t *out, int w, int h) {
  for (int y = 1; y < h - 1; y++)
    for (int x = 1; x < w - 1; x++) {
      int c = 0;
      for (int j = -1; j <= 1; j++)
        for (int i = -1; i <= 1; i++)
          if (i || j)
            c += in[(y + j) * w + x + i];
      out[y * w + x] = c == 3 || (c == 2 && in[y * w + x]);
    }
}

// Floyd-Steinberg: the error spreads to pixels yet to come.
void dither(float *img, uint8_t *out, int w, int h) {
  for (int y = 0; y < h; y++)
    for (int x = 0; x < w; x++) {
      float old = img[y * w + x];
      uint8_t q = old < 128.0f ? 0 : 255;
      float e = old - q;
      out[y * w + x] = q;
      if (x + 1 < w)
        img[y * w + x + 1] += e * 7 / 16;
      if (y + 1 < h) {
        if (x > 0)
          img[(y + 1) * w + x - 1] += e * 3 / 16;
        img[(y + 1) * w + x] += e * 5 / 16;
        if (x + 1 < w)
          img[(y + 1) * w + x + 1] += e / 16;
      }
    }
}
