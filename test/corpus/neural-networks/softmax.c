/* Softmax: three passes, a temperature, a stride, online, without the maximum, over columns.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#include <float.h>
#include <math.h>
#include <stddef.h>

void softmax(float *x, int size) {
  float max_val = x[0];
  for (int i = 1; i < size; i++)
    if (x[i] > max_val)
      max_val = x[i];
  float sum = 0.0f;
  for (int i = 0; i < size; i++) {
    x[i] = expf(x[i] - max_val);
    sum += x[i];
  }
  for (int i = 0; i < size; i++)
    x[i] /= sum;
}

void softmax_temperature(const float *input, int n, float temp, int stride, float *output) {
  int i;
  float sum = 0;
  float largest = -FLT_MAX;
  for (i = 0; i < n; ++i)
    if (input[i * stride] > largest)
      largest = input[i * stride];
  for (i = 0; i < n; ++i) {
    float e = exp(input[i * stride] / temp - largest / temp);
    sum += e;
    output[i * stride] = e;
  }
  for (i = 0; i < n; ++i)
    output[i * stride] /= sum;
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
void soft_max_masked(const float *src, const float *mask, float *dst, int nc, int nr, float scale) {
  for (int r = 0; r < nr; r++) {
    const float *sp = src + r * nc;
    const float *mp = mask ? mask + r * nc : NULL;
    float *dp = dst + r * nc;
    float max = -INFINITY;
    for (int i = 0; i < nc; i++) {
      dp[i] = sp[i] * scale + (mp ? mp[i] : 0.0f);
      max = fmaxf(max, dp[i]);
    }
    double sum = 0.0;
    for (int i = 0; i < nc; i++) {
      const float val = expf(dp[i] - max);
      sum += (double)val;
      dp[i] = val;
    }
    const float k = (float)(1.0 / sum);
    for (int i = 0; i < nc; i++)
      dp[i] *= k;
  }
}
