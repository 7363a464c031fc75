/* Attention: one head, many, causal, grouped queries, a step of decoding, flash.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#include <math.h>
#include <stddef.h>
#include <stdlib.h>

/* One head: softmax(Q K^T / sqrt(d)) V, scores in a matrix. */
void attention_head(const float *Q, const float *K, const float *V, float *S, float *O, int T, int d) {
  const float scale = 1.0f / sqrtf((float)d);
  for (int i = 0; i < T; i++)
    for (int j = 0; j < T; j++) {
      float s = 0;
      for (int k = 0; k < d; k++)
        s += Q[i * d + k] * K[j * d + k];
      S[i * T + j] = s * scale;
    }
  for (int i = 0; i < T; i++) {
    float m = S[i * T], z = 0;
    for (int j = 1; j < T; j++)
      m = fmaxf(m, S[i * T + j]);
    for (int j = 0; j < T; j++) {
      S[i * T + j] = expf(S[i * T + j] - m);
      z += S[i * T + j];
    }
    for (int j = 0; j < T; j++)
      S[i * T + j] /= z;
  }
  for (int i = 0; i < T; i++)
    for (int k = 0; k < d; k++) {
      float s = 0;
      for (int j = 0; j < T; j++)
        s += S[i * T + j] * V[j * d + k];
      O[i * d + k] = s;
    }
}

/* Causal, many heads; q, k and v interleaved as one projection leaves them: (T, 3, heads, hs). */
void attention_causal_qkv(const float *qkv, float *out, float *row, int T, int heads, int hs) {
  const int width = heads * hs;
  for (int h = 0; h < heads; h++)
    for (int t = 0; t < T; t++) {
      const float *q = qkv + (size_t)t * 3 * width + h * hs;
      float best = -1e30f, norm = 0.0f;
      for (int u = 0; u <= t; u++) {
        const float *k = qkv + (size_t)u * 3 * width + width + h * hs;
        float dot = 0.0f;
        for (int i = 0; i < hs; i++)
          dot += q[i] * k[i];
        dot /= sqrtf((float)hs);
        if (dot > best)
          best = dot;
        row[u] = dot;
      }
      for (int u = 0; u <= t; u++)
        norm += row[u] = expf(row[u] - best);
      float *o = out + (size_t)t * width + h * hs;
      for (int i = 0; i < hs; i++)
        o[i] = 0.0f;
      for (int u = 0; u <= t; u++) {
        const float *v = qkv + (size_t)u * 3 * width + 2 * width + h * hs;
        const float p = row[u] / norm;
        for (int i = 0; i < hs; i++)
          o[i] += p * v[i];
      }
    }
}

typedef struct {
  int heads, kv_heads, head_size, max_len;
  float *key_cache, *value_cache; /* (max_len, kv_heads, head_size) */
  float *scores;                  /* max_len */
} KvCache;

/* One step of decoding with grouped queries against the cache. */
void attention_decode_gqa(const KvCache *c, const float *q, float *out, int pos) {
  const int kv_dim = c->kv_heads * c->head_size;
  const int group = c->heads / c->kv_heads;
  int h, t, i;
  for (h = 0; h < c->heads; h++) {
    const float *qh = q + h * c->head_size;
    float *oh = out + h * c->head_size;
    const int off = (h / group) * c->head_size;
    float m, sum = 0;
    for (t = 0; t <= pos; t++) {
      const float *k = c->key_cache + t * kv_dim + off;
      float s = 0;
      for (i = 0; i < c->head_size; i++)
        s += qh[i] * k[i];
      c->scores[t] = s / sqrtf(c->head_size);
    }
    m = c->scores[0];
    for (t = 1; t <= pos; t++)
      if (c->scores[t] > m)
        m = c->scores[t];
    for (t = 0; t <= pos; t++) {
      c->scores[t] = expf(c->scores[t] - m);
      sum += c->scores[t];
    }
    for (i = 0; i < c->head_size; i++)
      oh[i] = 0;
    for (t = 0; t <= pos; t++) {
      const float *v = c->value_cache + t * kv_dim + off;
      const float a = c->scores[t] / sum;
      for (i = 0; i < c->head_size; i++)
        oh[i] += a * v[i];
    }
  }
}

/* Online: the row of scores is never kept. */
void attention_online(const double *restrict Q, const double *restrict K, const double *restrict V, double *restrict O,
                      int Tq, int Tk, int d) {
  const double scale = 1.0 / sqrt((double)d);
  for (int i = 0; i < Tq; ++i) {
    double m = -HUGE_VAL, l = 0.0;
    double *o = O + i * d;
    for (int k = 0; k < d; ++k)
      o[k] = 0.0;
    for (int j = 0; j < Tk; ++j) {
      double s = 0.0;
      for (int k = 0; k < d; ++k)
        s += Q[i * d + k] * K[j * d + k];
      s *= scale;
      const double mn = s > m ? s : m;
      const double corr = exp(m - mn), p = exp(s - mn);
      l = l * corr + p;
      for (int k = 0; k < d; ++k)
        o[k] = o[k] * corr + p * V[j * d + k];
      m = mn;
    }
    for (int k = 0; k < d; ++k)
      o[k] /= l;
  }
}

#define HD 32
#define BC 16
/* Flash: keys and values by blocks of BC, head size fixed, causal. */
void flash_attention_causal(const float (*Q)[HD], const float (*K)[HD], const float (*V)[HD], float (*O)[HD], int T) {
  const float scale = 0.17677669529663687f;
  for (int i = 0; i < T; i++) {
    float acc[HD] = {0}, m = -INFINITY, l = 0;
    for (int jb = 0; jb <= i; jb += BC) {
      const int je = jb + BC <= i + 1 ? BC : i + 1 - jb;
      float s[BC], bm = -INFINITY;
      for (int j = 0; j < je; j++) {
        float d = 0;
        for (int k = 0; k < HD; k++)
          d += Q[i][k] * K[jb + j][k];
        s[j] = d * scale;
        bm = fmaxf(bm, s[j]);
      }
      const float nm = fmaxf(m, bm), c = expf(m - nm);
      l *= c;
      for (int k = 0; k < HD; k++)
        acc[k] *= c;
      for (int j = 0; j < je; j++) {
        const float p = expf(s[j] - nm);
        l += p;
        for (int k = 0; k < HD; k++)
          acc[k] += p * V[jb + j][k];
      }
      m = nm;
    }
    for (int k = 0; k < HD; k++)
      O[i][k] = acc[k] / l;
  }
}

/* Batch and heads as loops (B, H, T, d); later keys masked with minus infinity, not skipped. */
int attention_bhtd_masked(const float *q, const float *k, const float *v, float *o, int B, int H, int T, int d) {
  float *w = malloc((size_t)T * sizeof *w);
  if (w == NULL)
    return 1;
  for (int bh = 0; bh < B * H; bh++) {
    const size_t base = (size_t)bh * T * d;
    for (int i = 0; i < T; i++) {
      float mx = -INFINITY;
      for (int j = 0; j < T; j++) {
        float s = 0.f;
        for (int e = 0; e < d; e++)
          s += q[base + i * d + e] * k[base + j * d + e];
        w[j] = j > i ? -INFINITY : s / sqrtf((float)d);
        mx = w[j] > mx ? w[j] : mx;
      }
      float tot = 0.f;
      for (int j = 0; j < T; j++) {
        w[j] = expf(w[j] - mx);
        tot += w[j];
      }
      for (int e = 0; e < d; e++) {
        float s = 0.f;
        for (int j = 0; j < T; j++)
          s += w[j] * v[base + j * d + e];
        o[base + i * d + e] = s / tot;
      }
    }
  }
  free(w);
  return 0;
}
