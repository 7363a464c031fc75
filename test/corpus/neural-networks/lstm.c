/* Long short-term memory.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#include <math.h>
#include <stddef.h>

static float sigm(float v) { return 1.0f / (1.0f + expf(-v)); }

/* Gates i, f, g, o stacked in the weights (4H, I) and (4H, H). */
void lstm_sequence(const float *x, const float *W, const float *U, const float *b, float *h, float *c, float *gates,
                   int T, int I, int H) {
  for (int t = 0; t < T; t++) {
    for (int r = 0; r < 4 * H; r++) {
      float s = b[r];
      for (int i = 0; i < I; i++)
        s += W[r * I + i] * x[t * I + i];
      for (int i = 0; i < H; i++)
        s += U[r * H + i] * h[i];
      gates[r] = s;
    }
    for (int j = 0; j < H; j++) {
      float ig = sigm(gates[j]), fg = sigm(gates[H + j]);
      float gg = tanhf(gates[2 * H + j]), og = sigm(gates[3 * H + j]);
      c[j] = fg * c[j] + ig * gg;
      h[j] = og * tanhf(c[j]);
    }
  }
}

typedef struct {
  double *wi, *wf, *wo, *wg; /* each (hidden, input + hidden) */
  double *bi, *bf, *bo, *bg;
  int input, hidden;
} LstmCell;

static double gate_sum(const double *w, const double *x, const double *h, int in, int hid) {
  double s = 0;
  int k;
  for (k = 0; k < in; k++)
    s += w[k] * x[k];
  for (k = 0; k < hid; k++)
    s += w[in + k] * h[k];
  return s;
}

/* One step, a matrix for each gate. */
void lstm_step(const LstmCell *l, const double *x, const double *h, const double *c, double *h_out, double *c_out) {
  const int n = l->input + l->hidden;
  for (int j = 0; j < l->hidden; j++) {
    double i = 1 / (1 + exp(-(gate_sum(l->wi + j * n, x, h, l->input, l->hidden) + l->bi[j])));
    double f = 1 / (1 + exp(-(gate_sum(l->wf + j * n, x, h, l->input, l->hidden) + l->bf[j])));
    double o = 1 / (1 + exp(-(gate_sum(l->wo + j * n, x, h, l->input, l->hidden) + l->bo[j])));
    double g = tanh(gate_sum(l->wg + j * n, x, h, l->input, l->hidden) + l->bg[j]);
    c_out[j] = f * c[j] + i * g;
    h_out[j] = o * tanh(c_out[j]);
  }
}

/* The element-wise half, for gates that a product has left: (B, 4, H). */
void lstm_cell_update(const float *restrict gates, float *restrict c, float *restrict h, size_t B, size_t H) {
  for (size_t b = 0; b < B; ++b) {
    const float *g = gates + b * 4 * H;
    for (size_t j = 0; j < H; ++j) {
      const float in = 1.0f / (1.0f + expf(-g[j]));
      const float forget = 1.0f / (1.0f + expf(-g[H + j]));
      const float cand = tanhf(g[2 * H + j]);
      const float out = 1.0f / (1.0f + expf(-g[3 * H + j]));
      const float cell = forget * c[b * H + j] + in * cand;
      c[b * H + j] = cell;
      h[b * H + j] = out * tanhf(cell);
    }
  }
}
