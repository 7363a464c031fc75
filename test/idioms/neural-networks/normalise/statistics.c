// Means and variances by other roads: Welford's recurrence, rows centred first, sums of two
// elements at a time, factors folded before the loop.
// RUN: %kernels %s --levels=O2,O3 | FileCheck %s --implicit-check-not=differs
#include <math.h>
#include <stddef.h>

// CHECK: welford: layer-norm matched
void welford(const float *restrict x, float *restrict y, int rows, int n) {
  for (int r = 0; r < rows; r++, x += n, y += n) {
    float m = 0, s = 0;
    for (int i = 0; i < n; i++) {
      const float before = x[i] - m;
      m += before / (i + 1);
      s += before * (x[i] - m);
    }
    const float k = 1 / sqrtf(s / n + 1e-6f);
    for (int i = 0; i < n; i++)
      y[i] = (x[i] - m) * k;
  }
}
// The mean decays: it is that of no row.
// CHECK-NOT: decaying: layer-norm matched
void decaying(const float *restrict x, float *restrict y, int rows, int n) {
  for (int r = 0; r < rows; r++, x += n, y += n) {
    float m = 0, s = 0;
    for (int i = 0; i < n; i++) {
      const float before = x[i] - m;
      m += before / 16;
      s += before * (x[i] - m);
    }
    const float k = 1 / sqrtf(s / n + 1e-6f);
    for (int i = 0; i < n; i++)
      y[i] = (x[i] - m) * k;
  }
}
// CHECK: centred: layer-norm matched
void centred(double *restrict y, const double *restrict x, size_t rows, size_t n, double eps) {
  for (size_t r = 0; r < rows; ++r) {
    double m = 0, q = 0;
    for (size_t i = 0; i < n; ++i)
      m += x[r * n + i];
    m /= n;
    for (size_t i = 0; i < n; ++i)
      y[r * n + i] = x[r * n + i] - m;
    for (size_t i = 0; i < n; ++i)
      q += y[r * n + i] * y[r * n + i];
    const double k = sqrt(q / n + eps);
    for (size_t i = 0; i < n; ++i)
      y[r * n + i] /= k;
  }
}
// CHECK: by_two: rms-norm matched
void by_two(float *restrict y, const float *restrict x, int rows, int n) {
  for (int r = 0; r < rows; r++) {
    float even = 0, odd = 0;
    for (int i = 0; i + 1 < n; i += 2) {
      even += x[r * n + i] * x[r * n + i];
      odd += x[r * n + i + 1] * x[r * n + i + 1];
    }
    const float k = 1.0f / sqrtf((even + odd) / n + 1e-6f);
    for (int i = 0; i < n; i++)
      y[r * n + i] = x[r * n + i] * k;
  }
}
// CHECK: folded: batch-norm matched
void folded(const float *restrict x, float *restrict y, const float *restrict m, const float *restrict v,
            const float *restrict g, const float *restrict b, int channels, int n) {
  for (int c = 0; c < channels; c++) {
    const float scale = g[c] / sqrtf(v[c] + 1e-5f), shift = b[c] - m[c] * scale;
    for (int i = 0; i < n; i++)
      y[c * n + i] = scale * x[c * n + i] + shift;
  }
}
