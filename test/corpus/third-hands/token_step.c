//===----------------------------------------------------------------------===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
// One token of a language model, with structures for its weights and its state.
#include <math.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

typedef struct {
  int dim, hidden, layers, heads, kv_heads, vocab, seq;
} Cfg;
typedef struct {
  float *emb, *att, *wq, *wk, *wv, *wo;
} Weights;
typedef struct {
  float *x, *xb, *q, *att, *kc, *vc, *logits;
} State;
typedef struct {
  int8_t *q;
  float *s;
} QT;
#define GROUP 64

void norm_rms(float *o, const float *x, const float *weight, int size) {
  float ss = 0.0f;
  for (int j = 0; j < size; j++)
    ss += x[j] * x[j];
  ss /= size;
  ss += 1e-5f;
  ss = 1.0f / sqrtf(ss);
  for (int j = 0; j < size; j++)
    o[j] = weight[j] * (ss * x[j]);
}

void soft_max_row(float *x, int size) {
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

void mat_vec_q8(float *out, const QT *x, const QT *w, int n, int d) {
  for (int i = 0; i < d; i++) {
    float val = 0.0f;
    int in = i * n;
    for (int j = 0; j <= n - GROUP; j += GROUP) {
      int32_t ival = 0;
      for (int k = 0; k < GROUP; k++)
        ival += (int32_t)x->q[j + k] * (int32_t)w->q[in + j + k];
      val += (float)ival * w->s[(in + j) / GROUP] * x->s[j / GROUP];
    }
    out[i] = val;
  }
}

void dequant_rows(const QT *t, float *x, int n) {
  for (int i = 0; i < n; i++)
    x[i] = t->q[i] * t->s[i / GROUP];
}

void rotate_heads(const Cfg *p, State *s, int pos) {
  int head_size = p->dim / p->heads, kv_dim = p->dim * p->kv_heads / p->heads;
  for (int i = 0; i < p->dim; i += 2) {
    int head_dim = i % head_size;
    float freq = 1.0f / powf(10000.0f, head_dim / (float)head_size);
    float val = pos * freq, fcr = cosf(val), fci = sinf(val);
    int rotn = i < kv_dim ? 2 : 1;
    for (int v = 0; v < rotn; v++) {
      float *vec = v == 0 ? s->q : s->kc;
      float v0 = vec[i], v1 = vec[i + 1];
      vec[i] = v0 * fcr - v1 * fci;
      vec[i + 1] = v0 * fci + v1 * fcr;
    }
  }
}

void rotate_half_table(float *q, const float *cosv, const float *sinv, int heads, int hs) {
  int half = hs / 2;
  for (int h = 0; h < heads; h++) {
    float *p = q + h * hs;
    for (int i = 0; i < half; i++) {
      float a = p[i], b = p[i + half];
      p[i] = a * cosv[i] - b * sinv[i];
      p[i + half] = b * cosv[i] + a * sinv[i];
    }
  }
}

void attend(const Cfg *p, State *s, int loff, int pos) {
  int head_size = p->dim / p->heads, kv_dim = p->dim * p->kv_heads / p->heads, kv_mul = p->heads / p->kv_heads;
  for (int h = 0; h < p->heads; h++) {
    float *q = s->q + h * head_size, *att = s->att + h * p->seq;
    for (int t = 0; t <= pos; t++) {
      float *k = s->kc + loff + t * kv_dim + (h / kv_mul) * head_size;
      float score = 0.0f;
      for (int i = 0; i < head_size; i++)
        score += q[i] * k[i];
      att[t] = score / sqrtf(head_size);
    }
    float max_val = att[0];
    for (int i = 1; i <= pos; i++)
      if (att[i] > max_val)
        max_val = att[i];
    float sum = 0.0f;
    for (int i = 0; i <= pos; i++) {
      att[i] = expf(att[i] - max_val);
      sum += att[i];
    }
    for (int i = 0; i <= pos; i++)
      att[i] /= sum;
    float *xb = s->xb + h * head_size;
    memset(xb, 0, head_size * sizeof(float));
    for (int t = 0; t <= pos; t++) {
      float *v = s->vc + loff + t * kv_dim + (h / kv_mul) * head_size;
      float a = att[t];
      for (int i = 0; i < head_size; i++)
        xb[i] += a * v[i];
    }
  }
}

void look_up(const Weights *w, const int *tokens, float *x, int n, int dim) {
  for (int t = 0; t < n; t++)
    memcpy(x + (size_t)t * dim, w->emb + (size_t)tokens[t] * dim, dim * sizeof(float));
}

void gate_up(float *hb, const float *hb2, int n) {
  for (int i = 0; i < n; i++) {
    float val = hb[i];
    val *= 1.0f / (1.0f + expf(-val));
    val *= hb2[i];
    hb[i] = val;
  }
}

void top_two_experts(const float *logits, int n_exp, int tokens, int *idx, float *wt) {
  for (int t = 0; t < tokens; t++) {
    const float *l = logits + t * n_exp;
    int b0 = 0;
    for (int e = 1; e < n_exp; e++)
      if (l[e] > l[b0])
        b0 = e;
    int b1 = b0 == 0 ? 1 : 0;
    for (int e = 0; e < n_exp; e++)
      if (e != b0 && l[e] > l[b1])
        b1 = e;
    float w0 = 1.0f / (1.0f + expf(l[b1] - l[b0]));
    idx[2 * t] = b0;
    idx[2 * t + 1] = b1;
    wt[2 * t] = w0;
    wt[2 * t + 1] = 1.0f - w0;
  }
}

void drop(float *x, int n, float p, unsigned seed) {
  srand(seed);
  float scale = 1.0f / (1.0f - p);
  for (int i = 0; i < n; i++)
    x[i] = (float)rand() / RAND_MAX < p ? 0.0f : x[i] * scale;
}

// Look-alikes.
int sample_cdf(const float *prob, int n, float coin) {
  float cdf = 0.0f;
  for (int i = 0; i < n; i++) {
    cdf += prob[i];
    if (coin < cdf)
      return i;
  }
  return n - 1;
}

void quantize_rows(const float *x, int8_t *q, float *s, int n) {
  for (int g = 0; g < n / GROUP; g++) {
    float wmax = 0.0f;
    for (int i = 0; i < GROUP; i++) {
      float v = fabsf(x[g * GROUP + i]);
      if (v > wmax)
        wmax = v;
    }
    float scale = wmax / 127.0f;
    s[g] = scale;
    for (int i = 0; i < GROUP; i++)
      q[g * GROUP + i] = (int8_t)roundf(x[g * GROUP + i] / scale);
  }
}

void temperature(float *logits, int n, float t) {
  for (int i = 0; i < n; i++)
    logits[i] = logits[i] / (t + fabsf(logits[i]));
}
