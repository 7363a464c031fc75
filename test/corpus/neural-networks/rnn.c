/* Simple recurrent layers (Elman): h = tanh(W x + U h + b).
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#include <math.h>
#include <stddef.h>
#include <string.h>

void rnn_forward(const float *x, const float *W, const float *U, const float *b, float *h, int T, int I, int H) {
  for (int t = 0; t < T; t++) {
    const float *prev = h + t * H; /* h holds T + 1 states, the first given */
    float *next = h + (t + 1) * H;
    for (int j = 0; j < H; j++) {
      float s = b[j];
      for (int i = 0; i < I; i++)
        s += W[j * I + i] * x[t * I + i];
      for (int i = 0; i < H; i++)
        s += U[j * H + i] * prev[i];
      next[j] = tanhf(s);
    }
  }
}

#define NH 32
typedef struct {
  double wx[NH], wh[NH][NH], bias[NH], state[NH];
} Rnn;

/* One scalar input a step; the state lives in the struct. */
void rnn_run(Rnn *net, const double *signal, size_t len) {
  double next[NH];
  for (size_t t = 0; t < len; ++t) {
    for (int j = 0; j < NH; ++j) {
      double a = net->bias[j] + net->wx[j] * signal[t];
      for (int k = 0; k < NH; ++k)
        a += net->wh[j][k] * net->state[k];
      next[j] = tanh(a);
    }
    memcpy(net->state, next, sizeof next);
  }
}

/* Rectified units, input products done beforehand. */
void rnn_relu(const float *xw, const float *U, float *h, float *tmp, int T, int H) {
  for (int t = 0; t < T; ++t) {
    for (int j = 0; j < H; ++j)
      tmp[j] = xw[t * H + j];
    for (int k = 0; k < H; ++k)
      for (int j = 0; j < H; ++j)
        tmp[j] += U[k * H + j] * h[k];
    for (int j = 0; j < H; ++j)
      h[j] = tmp[j] > 0 ? tmp[j] : 0;
  }
}
