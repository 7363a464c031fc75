/* Layers that went wrong by one sign, one index or one condition.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#include <math.h>
#include <stddef.h>
#include <stdint.h>

/* The pair is mirrored, not turned. */
void rope_mirrored(float *v, int n, int pos) {
  for (int i = 0; i < n; i += 2) {
    float th = pos * powf(10000.0f, -(float)i / n), c = cosf(th), s = sinf(th);
    float a = v[i], b = v[i + 1];
    v[i] = a * c + b * s;
    v[i + 1] = a * s - b * c;
  }
}

/* The second line uses what the first has overwritten. */
void rope_clobbered(float *v, int n, int pos) {
  for (int i = 0; i < n; i += 2) {
    float th = pos * powf(10000.0f, -(float)i / n);
    v[i] = v[i] * cosf(th) - v[i + 1] * sinf(th);
    v[i + 1] = v[i] * sinf(th) + v[i + 1] * cosf(th);
  }
}

/* Looks up the exponential before the sum is complete. */
void softmax_early_sum(float *x, int n) {
  float s = 0;
  for (int i = 0; i < n; i++) {
    x[i] = expf(x[i]);
    s += x[i];
    x[i] /= s;
  }
}

/* The old sum is not rescaled. */
void softmax_online_unscaled(const float *x, float *y, int n) {
  float m = x[0], s = 0;
  for (int i = 0; i < n; i++) {
    if (x[i] > m)
      m = x[i];
    s += expf(x[i] - m);
  }
  for (int i = 0; i < n; i++)
    y[i] = expf(x[i] - m) / s;
}

/* The variance is of the neighbours' differences. */
void norm_of_differences(float *x, int n) {
  float m = 0, v = 0;
  for (int i = 0; i < n; i++)
    m += x[i];
  m /= n;
  for (int i = 1; i < n; i++)
    v += (x[i] - x[i - 1]) * (x[i] - x[i - 1]);
  v /= n;
  for (int i = 0; i < n; i++)
    x[i] = (x[i] - m) / sqrtf(v + 1e-5f);
}

void silu_wrong_sign(float *x, int n) {
  for (int i = 0; i < n; i++)
    x[i] = x[i] / (1.0f - expf(-x[i]));
}

void gelu_wrong_inside(float *x, int n) {
  for (int i = 0; i < n; i++)
    x[i] = 0.5f * x[i] * (1.0f + tanhf(0.79788456f * (x[i] + 0.044715f * x[i] * x[i])));
}

/* The moment decays by a quarter and the root is missing. */
void adam_without_root(float *w, const float *g, float *m, float *v, int n, float lr) {
  for (int i = 0; i < n; i++) {
    m[i] = 0.9f * m[i] + 0.1f * g[i];
    v[i] = 0.75f * v[i] + 0.25f * g[i];
    w[i] -= lr * m[i] / (v[i] + 1e-8f);
  }
}

/* The cell forgets by the input's gate as well. */
void lstm_one_gate(const float *g, float *c, float *h, int n) {
  for (int j = 0; j < n; j++) {
    float i = 1 / (1 + expf(-g[j]));
    c[j] = i * c[j] + i * g[n + j];
    h[j] = c[j];
  }
}

/* Only the larger products count. */
float dot_if_larger(const int8_t *a, const int8_t *b, int n) {
  int s = 0;
  for (int i = 0; i < n; i++) {
    int p = a[i] * b[i];
    if (p > s)
      s += p;
  }
  return (float)s;
}

/* The nibbles are added up, their scales multiplied: a checksum. */
unsigned nibble_sum(const uint8_t *q, const uint8_t *scale, int blocks) {
  unsigned s = 1;
  for (int b = 0; b < blocks; b++) {
    unsigned t = 0;
    for (int j = 0; j < 16; j++)
      t += (q[b * 16 + j] & 15) ^ (q[b * 16 + j] >> 4);
    s = s * scale[b] + t;
  }
  return s;
}

/* Attention's shape without its softmax and with a comparison: the nearest key's value. */
void nearest_value(const float *q, const float *k, const float *v, float *o, int t, int d) {
  int best = 0;
  float hi = -1e30f;
  for (int j = 0; j < t; j++) {
    float s = 0;
    for (int i = 0; i < d; i++)
      s -= fabsf(q[i] - k[j * d + i]);
    if (s > hi) {
      hi = s;
      best = j;
    }
  }
  for (int i = 0; i < d; i++)
    o[i] = v[best * d + i];
}

/* A chess program's square tables. */
int evaluate_board(const int8_t *board, const int16_t (*table)[64], const int16_t *value) {
  int score = 0;
  for (int s = 0; s < 64; s++) {
    int p = board[s];
    if (p > 0)
      score += value[p] + table[p][s];
    else if (p < 0)
      score -= value[-p] + table[-p][s ^ 56];
  }
  return score;
}

/* Zeros by the parity of the index, nothing random, nothing scaled. */
void drop_odd(float *x, int n) {
  for (int i = 0; i < n; i++)
    x[i] = i & 1 ? 0.0f : x[i];
}

/* The window of the next row begins where the last ended. */
void im2col_drifting(const float *x, float *col, int h, int w, int k) {
  int at = 0;
  for (int i = 0; i + k <= h; i++)
    for (int j = 0; j + k <= w; j++)
      for (int p = 0; p < k; p++)
        for (int q = 0; q < k; q++) {
          at = (at * 31 + p) % (h * w);
          col[((i * w + j) * k + p) * k + q] = x[at];
        }
}
