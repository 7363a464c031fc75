/* Gates of mixtures of experts: the best k experts and their weights.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#include <float.h>
#include <math.h>
#include <stddef.h>

/* Picks k times the best that is left, then normalises over the picked ones. */
void moe_topk(const float *logits, int tokens, int experts, int k, int *idx, float *weight) {
  for (int t = 0; t < tokens; t++) {
    const float *g = logits + t * experts;
    int *id = idx + t * k;
    float *w = weight + t * k;
    for (int s = 0; s < k; s++) {
      int best = -1;
      for (int e = 0; e < experts; e++) {
        int used = 0;
        for (int u = 0; u < s; u++)
          used |= id[u] == e;
        if (!used && (best < 0 || g[e] > g[best]))
          best = e;
      }
      id[s] = best;
    }
    float sum = 0;
    for (int s = 0; s < k; s++) {
      w[s] = expf(g[id[s]] - g[id[0]]);
      sum += w[s];
    }
    for (int s = 0; s < k; s++)
      w[s] /= sum;
  }
}

/* Two experts, softmax over all of them first, weights scaled to add up to one. */
void moe_top2(const double *restrict logits, size_t tokens, size_t experts, int (*pick)[2], double (*gate)[2]) {
  for (size_t t = 0; t < tokens; ++t) {
    const double *x = logits + t * experts;
    double m = x[0], z = 0;
    for (size_t e = 1; e < experts; ++e)
      m = x[e] > m ? x[e] : m;
    for (size_t e = 0; e < experts; ++e)
      z += exp(x[e] - m);
    double p1 = -1, p2 = -1;
    int e1 = 0, e2 = 0;
    for (size_t e = 0; e < experts; ++e) {
      const double p = exp(x[e] - m) / z;
      if (p > p1) {
        p2 = p1;
        e2 = e1;
        p1 = p;
        e1 = (int)e;
      } else if (p > p2) {
        p2 = p;
        e2 = (int)e;
      }
    }
    pick[t][0] = e1;
    pick[t][1] = e2;
    gate[t][0] = p1 / (p1 + p2);
    gate[t][1] = p2 / (p1 + p2);
  }
}

#define EXPERTS 8
#define ACTIVE 2
/* The router's product and its gate in one, insertion into a short sorted list. */
void moe_route_token(const float *x, const float w[EXPERTS][64], int id[ACTIVE], float gate[ACTIVE]) {
  float top[ACTIVE];
  int i, j, e;
  for (i = 0; i < ACTIVE; i++)
    top[i] = -FLT_MAX, id[i] = 0;
  for (e = 0; e < EXPERTS; e++) {
    float s = 0;
    for (i = 0; i < 64; i++)
      s += w[e][i] * x[i];
    for (i = 0; i < ACTIVE; i++)
      if (s > top[i]) {
        for (j = ACTIVE - 1; j > i; j--)
          top[j] = top[j - 1], id[j] = id[j - 1];
        top[i] = s, id[i] = e;
        break;
      }
  }
  float z = 0;
  for (i = 0; i < ACTIVE; i++)
    z += gate[i] = expf(top[i] - top[0]);
  for (i = 0; i < ACTIVE; i++)
    gate[i] /= z;
}
