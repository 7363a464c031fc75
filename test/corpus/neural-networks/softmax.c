/* Softmax: three passes, a temperature, a stride, online, without the maximum, over columns.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#include <float.h>
#include <math.h>
#include <stddef.h>

void softmax(float *x, int size) {
  float top = *x, z = 0;
  for (const float *p = x + 1; p < x + size; p++)
    if (*p > top)
      top = *p;
  for (float *p = x; p < x + size; p++) {
    *p = expf(*p - top);
    z += *p;
  }
  for (float *p = x; p < x + size; p++)
    *p /= z;
}

void softmax_temperature(const float *logit, int n, float temperature, int step, float *p) {
  float peak = logit[0], norm = 0;
  const float beta = 1 / temperature;
  for (int k = 1; k < n; k++)
    if (logit[k * step] > peak)
      peak = logit[k * step];
  for (int k = 0; k < n; k++)
    norm += p[k * step] = expf((logit[k * step] - peak) * beta);
  for (int k = 0; k < n; k++)
    p[k * step] /= norm;
}

/* Maximum and sum in one pass: the sum is rescaled when the maximum grows. */
void softmax_online(const float *restrict x, float *restrict y, int n) {
  float m = -INFINITY, d = 0.0f;
  for (int i = 0; i < n; ++i) {
    const float old = m;
    m = fmaxf(m, x[i]);
    d = d * expf(old - m) + expf(x[i] - m);
  }
  for (int i = 0; i < n; ++i)
    y[i] = expf(x[i] - m) / d;
}

void softmax_online_branch(double *x, size_t n) {
  if (n == 0)
    return;
  double top = x[0], total = 1.0;
  for (size_t i = 1; i < n; i++) {
    if (x[i] > top) {
      total = total * exp(top - x[i]) + 1.0;
      top = x[i];
    } else {
      total += exp(x[i] - top);
    }
  }
  const double inv = 1.0 / total;
  for (size_t i = 0; i < n; i++)
    x[i] = exp(x[i] - top) * inv;
}

void softmax_naive(double *v, int n) {
  double z = 0;
  for (int i = 0; i < n; i++) {
    v[i] = exp(v[i]);
    z += v[i];
  }
  for (int i = 0; i < n; i++)
    v[i] = v[i] / z;
}

void softmax_rows(int rows, int cols, const double a[rows][cols], double p[rows][cols]) {
  for (int r = 0; r < rows; r++) {
    double hi = a[r][0];
    for (int c = 1; c < cols; c++)
      hi = fmax(hi, a[r][c]);
    double sum = 0;
    for (int c = 0; c < cols; c++)
      sum += exp(a[r][c] - hi);
    for (int c = 0; c < cols; c++)
      p[r][c] = exp(a[r][c] - hi) / sum;
  }
}

/* Channels of each pixel (N, C, HW): the axis is not the innermost. */
void softmax_channels(const float *logits, float *probs, int N, int C, int HW) {
  for (int b = 0; b < N; b++)
    for (int i = 0; i < HW; i++) {
      const float *x = logits + (ptrdiff_t)b * C * HW + i;
      float *y = probs + (ptrdiff_t)b * C * HW + i;
      float m = x[0];
      for (int c = 1; c < C; c++)
        m = x[(ptrdiff_t)c * HW] > m ? x[(ptrdiff_t)c * HW] : m;
      float s = 0;
      for (int c = 0; c < C; c++)
        s += (y[(ptrdiff_t)c * HW] = expf(x[(ptrdiff_t)c * HW] - m));
      s = 1.0f / s;
      for (int c = 0; c < C; c++)
        y[(ptrdiff_t)c * HW] *= s;
    }
}

/* With a scale and an additive mask, as attention asks for it. */
void soft_max_masked(const float *scores, const float *mask, float *p, int cols, int rows, float scale) {
  for (int r = 0; r < rows; r++, scores += cols, p += cols) {
    float peak = -INFINITY;
    double z = 0.0;
    for (int j = 0; j < cols; j++) {
      p[j] = scale * scores[j];
      if (mask)
        p[j] += mask[r * cols + j];
      if (p[j] > peak)
        peak = p[j];
    }
    for (int j = 0; j < cols; j++)
      z += p[j] = expf(p[j] - peak);
    for (int j = 0; j < cols; j++)
      p[j] *= (float)(1.0 / z);
  }
}
