// What attention serves as: one query against a cache, heads side by side, the online form.
// RUN: %kernels --levels=O1,O2,O3 %s | FileCheck %s --implicit-check-not=differs
#include <float.h>
#include <math.h>

// CHECK: decode: attention matched {{.*}} as kv-cache-decode
void decode(const double *q, const double *K, const double *V, double *o, double *w, int t, int d) {
  double m = -DBL_MAX, s = 0;
  for (int j = 0; j < t; j++) {
    double a = 0;
    for (int i = 0; i < d; i++)
      a += q[i] * K[j * d + i];
    w[j] = a / sqrt(d);
    if (w[j] > m)
      m = w[j];
  }
  for (int j = 0; j < t; j++) {
    w[j] = exp(w[j] - m);
    s += w[j];
  }
  for (int i = 0; i < d; i++) {
    double a = 0;
    for (int j = 0; j < t; j++)
      a += w[j] / s * V[j * d + i];
    o[i] = a;
  }
}
// CHECK: heads: attention matched {{.*}} as mha
void heads(const float *Q, const float *K, const float *V, float *O, float *w, int T, int H, int D) {
  for (int h = 0; h < H; h++)
    for (int i = 0; i < T; i++) {
      float m = -FLT_MAX, s = 0;
      for (int j = 0; j < T; j++) {
        float a = 0;
        for (int c = 0; c < D; c++)
          a += Q[i * H * D + h * D + c] * K[j * H * D + h * D + c];
        w[j] = a;
        if (a > m)
          m = a;
      }
      for (int j = 0; j < T; j++) {
        w[j] = expf(w[j] - m);
        s += w[j];
      }
      for (int j = 0; j < T; j++)
        w[j] /= s;
      for (int c = 0; c < D; c++) {
        float a = 0;
        for (int j = 0; j < T; j++)
          a += w[j] * V[j * H * D + h * D + c];
        O[i * H * D + h * D + c] = a;
      }
    }
}
// One head, all queries: nothing more.
// CHECK: one_head: attention matched {{[^:]*$}}
void one_head(const float *Q, const float *K, const float *V, float *O, float *w, int T, int S, int D) {
  for (int i = 0; i < T; i++) {
    float m = -FLT_MAX, s = 0;
    for (int j = 0; j < S; j++) {
      float a = 0;
      for (int c = 0; c < D; c++)
        a += Q[i * D + c] * K[j * D + c];
      w[j] = a;
      if (a > m)
        m = a;
    }
    for (int j = 0; j < S; j++) {
      w[j] = expf(w[j] - m);
      s += w[j];
    }
    for (int j = 0; j < S; j++)
      w[j] /= s;
    for (int c = 0; c < D; c++) {
      float a = 0;
      for (int j = 0; j < S; j++)
        a += w[j] * V[j * D + c];
      O[i * D + c] = a;
    }
  }
}
// CHECK: online: attention matched {{.*}} as flash-attention
void online(const float *Q, const float *K, const float *V, float *O, int T, int S, int D) {
  for (int i = 0; i < T; i++) {
    const float *q = Q + i * D;
    float *o = O + i * D, m = -FLT_MAX, l = 0;
    for (int c = 0; c < D; c++)
      o[c] = 0;
    for (int j = 0; j < S; j++) {
      float s = 0;
      for (int c = 0; c < D; c++)
        s += q[c] * K[j * D + c];
      float n = s > m ? s : m, a = expf(m - n), p = expf(s - n);
      l = l * a + p;
      m = n;
      for (int c = 0; c < D; c++)
        o[c] = o[c] * a + p * V[j * D + c];
    }
    for (int c = 0; c < D; c++)
      o[c] /= l;
  }
}
