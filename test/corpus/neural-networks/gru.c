/* Gated recurrent units.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#include <math.h>
#include <stddef.h>

static inline float sg(float v) { return 1.0f / (1.0f + expf(-v)); }

/* Reset, update and candidate rows stacked: (3H, I) and (3H, H), biases for both. */
void gru_sequence(const float *x, const float *W, const float *U, const float *bw, const float *bu, float *h, float *wx,
                  float *uh, int T, int I, int H) {
  for (int t = 0; t < T; t++) {
    for (int r = 0; r < 3 * H; r++) {
      float a = bw[r], b = bu[r];
      for (int i = 0; i < I; i++)
        a += W[r * I + i] * x[t * I + i];
      for (int i = 0; i < H; i++)
        b += U[r * H + i] * h[i];
      wx[r] = a;
      uh[r] = b;
    }
    for (int j = 0; j < H; j++) {
      const float r = sg(wx[j] + uh[j]);
      const float z = sg(wx[H + j] + uh[H + j]);
      const float n = tanhf(wx[2 * H + j] + r * uh[2 * H + j]);
      h[j] = (1.0f - z) * n + z * h[j];
    }
  }
}

#define GI 12
#define GH 24
struct gru {
  double wz[GH][GI], wr[GH][GI], wh[GH][GI];
  double uz[GH][GH], ur[GH][GH], uh[GH][GH];
};

/* The original form: the reset gate acts on the state before the product. */
void gru_step(const struct gru *p, const double x[GI], double h[GH]) {
  double z[GH], rh[GH], c[GH];
  int i, j;
  for (j = 0; j < GH; j++) {
    double a = 0, b = 0;
    for (i = 0; i < GI; i++) {
      a += p->wz[j][i] * x[i];
      b += p->wr[j][i] * x[i];
    }
    for (i = 0; i < GH; i++) {
      a += p->uz[j][i] * h[i];
      b += p->ur[j][i] * h[i];
    }
    z[j] = 1.0 / (1.0 + exp(-a));
    rh[j] = h[j] * (1.0 / (1.0 + exp(-b)));
  }
  for (j = 0; j < GH; j++) {
    double a = 0;
    for (i = 0; i < GI; i++)
      a += p->wh[j][i] * x[i];
    for (i = 0; i < GH; i++)
      a += p->uh[j][i] * rh[i];
    c[j] = tanh(a);
  }
  for (j = 0; j < GH; j++)
    h[j] = z[j] * h[j] + (1 - z[j]) * c[j];
}

/* The element-wise half after two products. */
void gru_gates(const float *restrict gx, const float *restrict gh, float *restrict h, size_t n) {
  for (size_t j = 0; j < n; ++j) {
    float r = 1.f / (1.f + expf(-(gx[j] + gh[j])));
    float z = 1.f / (1.f + expf(-(gx[n + j] + gh[n + j])));
    float c = tanhf(gx[2 * n + j] + r * gh[2 * n + j]);
    h[j] = c + z * (h[j] - c);
  }
}
