// ===- test/corpus/seventh-hands/llm.c - A small inference engine -----------===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// ===----------------------------------------------------------------------===//

#include <math.h>
#include <stdint.h>
#include <string.h>

typedef struct {
  int dim, hidden, heads, kv_heads, seq_len;
} config_t;

typedef struct {
  float *x, *xb, *q, *k, *v, *att, *key_cache, *value_cache;
} state_t;

typedef struct {
  float d;
  uint8_t qs[16];
} q4_block;

typedef struct {
  float d;
  int8_t qs[32];
} q8_block;

void rms(float *o, const float *x, const float *weight, int size) {
  float ss = 0.0f;
  for (int j = 0; j < size; j++)
    ss += x[j] * x[j];
  ss /= size;
  ss += 1e-5f;
  ss = 1.0f / sqrtf(ss);
  for (int j = 0; j < size; j++)
    o[j] = weight[j] * (ss * x[j]);
}

void rotate_neox(float *q, int heads, int size, int pos) {
  for (int h = 0; h < heads; h++)
    for (int i = 0; i < size / 2; i++) {
      float theta = pos * powf(10000.0f, -2.0f * i / size);
      float c = cosf(theta), s = sinf(theta);
      float a = q[h * size + i], b = q[h * size + i + size / 2];
      q[h * size + i] = a * c - b * s;
      q[h * size + i + size / 2] = a * s + b * c;
    }
}

void attend(const config_t *p, state_t *s, int layer, int pos) {
  int size = p->dim / p->heads, kv_dim = p->dim * p->kv_heads / p->heads, group = p->heads / p->kv_heads;
  int base = layer * p->seq_len * kv_dim;
  for (int h = 0; h < p->heads; h++) {
    float *q = s->q + h * size;
    float *att = s->att + h * p->seq_len;
    for (int t = 0; t <= pos; t++) {
      float *k = s->key_cache + base + t * kv_dim + (h / group) * size;
      float score = 0.0f;
      for (int i = 0; i < size; i++)
        score += q[i] * k[i];
      att[t] = score / sqrtf(size);
    }
    float top = att[0];
    for (int t = 1; t <= pos; t++)
      if (att[t] > top)
        top = att[t];
    float sum = 0.0f;
    for (int t = 0; t <= pos; t++) {
      att[t] = expf(att[t] - top);
      sum += att[t];
    }
    for (int t = 0; t <= pos; t++)
      att[t] /= sum;
    float *out = s->xb + h * size;
    memset(out, 0, size * sizeof(float));
    for (int t = 0; t <= pos; t++) {
      float *v = s->value_cache + base + t * kv_dim + (h / group) * size;
      for (int i = 0; i < size; i++)
        out[i] += att[t] * v[i];
    }
  }
}

void gate(float *hb, const float *hb2, int n) {
  for (int i = 0; i < n; i++) {
    float val = hb[i];
    val *= 1.0f / (1.0f + expf(-val));
    val *= hb2[i];
    hb[i] = val;
  }
}

float dot_q4_q8(int n, const q4_block *x, const q8_block *y) {
  float sum = 0;
  for (int b = 0; b < n / 32; b++) {
    int acc = 0;
    for (int j = 0; j < 16; j++) {
      int lo = (x[b].qs[j] & 0xf) - 8, hi = (x[b].qs[j] >> 4) - 8;
      acc += lo * y[b].qs[j] + hi * y[b].qs[j + 16];
    }
    sum += acc * x[b].d * y[b].d;
  }
  return sum;
}

void route(const float *logits, int experts, int k, int *chosen, float *weight) {
  for (int n = 0; n < k; n++) {
    int best = -1;
    for (int e = 0; e < experts; e++) {
      int taken = 0;
      for (int m = 0; m < n; m++)
        taken |= chosen[m] == e;
      if (!taken && (best < 0 || logits[e] > logits[best]))
        best = e;
    }
    chosen[n] = best;
  }
  float top = logits[chosen[0]], sum = 0;
  for (int n = 0; n < k; n++) {
    weight[n] = expf(logits[chosen[n]] - top);
    sum += weight[n];
  }
  for (int n = 0; n < k; n++)
    weight[n] /= sum;
}

void add_residual(float *x, const float *y, int n) {
  for (int i = 0; i < n; i++)
    x[i] += y[i];
}

// A look-alike: tokens are drawn, nothing is normalised.
int sample(const float *p, int n, float coin) {
  float cdf = 0.0f;
  for (int i = 0; i < n; i++) {
    cdf += p[i];
    if (coin < cdf)
      return i;
  }
  return n - 1;
}

// A look-alike: a key is looked for by its distance, nothing is summed.
int nearest(const float *x, const float *table, int n, int dim) {
  int best = 0;
  float least = 1e30f;
  for (int i = 0; i < n; i++) {
    float d = 0;
    for (int j = 0; j < dim; j++)
      d += fabsf(x[j] - table[i * dim + j]);
    if (d < least) {
      least = d;
      best = i;
    }
  }
  return best;
}
