// At -O1 the sum over the two that were chosen is a softmax of its own.
// RUN: %kernels %s --levels=O2,O3 | FileCheck %s --implicit-check-not=differs
#include <math.h>
// CHECK: insertion: moe-routing matched
void insertion(const float *x, const float w[8][64], int id[2], float gate[2]) {
  float top[2];
  int i, j, e;
  for (i = 0; i < 2; i++)
    top[i] = -1e30f, id[i] = 0;
  for (e = 0; e < 8; e++) {
    float s = 0;
    for (i = 0; i < 64; i++)
      s += w[e][i] * x[i];
    for (i = 0; i < 2; i++)
      if (s > top[i]) {
        for (j = 1; j > i; j--)
          top[j] = top[j - 1], id[j] = id[j - 1];
        top[i] = s, id[i] = e;
        break;
      }
  }
  float z = 0;
  for (i = 0; i < 2; i++)
    z += gate[i] = expf(top[i] - top[0]);
  for (i = 0; i < 2; i++)
    gate[i] /= z;
}
// CHECK: logistic: moe-routing matched
void logistic(const float *logits, int experts, int tokens, int *idx, float *wt) {
  for (int t = 0; t < tokens; t++) {
    const float *l = logits + t * experts;
    int b0 = 0;
    for (int e = 1; e < experts; e++)
      if (l[e] > l[b0])
        b0 = e;
    int b1 = b0 == 0 ? 1 : 0;
    for (int e = 0; e < experts; e++)
      if (e != b0 && l[e] > l[b1])
        b1 = e;
    float w0 = 1.0f / (1.0f + expf(l[b1] - l[b0]));
    idx[2 * t] = b0;
    idx[2 * t + 1] = b1;
    wt[2 * t] = w0;
    wt[2 * t + 1] = 1.0f - w0;
  }
}
// CHECK: flagged: moe-routing matched
void flagged(const float *logits, int tokens, int experts, int k, int *idx, float *weight) {
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
