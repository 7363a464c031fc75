/* Fully connected layers with a bias: one sample, a batch, either order of the weights.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#include <stddef.h>
#include <stdlib.h>

void dense(const float *in, const float *w, const float *bias, float *out, int n_in, int n_out) {
  for (int o = 0; o < n_out; o++) {
    float acc = bias[o];
    for (int i = 0; i < n_in; i++)
      acc += w[o * n_in + i] * in[i];
    out[o] = acc;
  }
}

/* Input (B*T, C), weights (OC, C), the bias may be absent. */
void matmul_forward(float *out, const float *inp, const float *weight, const float *bias, int B, int T, int C,
                    int OC) {
  const size_t samples = (size_t)B * T;
  for (size_t s = 0; s < samples; s++, inp += C) {
    const float *w = weight;
    for (int o = 0; o < OC; o++) {
      float total = 0.0f;
      for (int i = 0; i < C; i++)
        total += *w++ * inp[i];
      if (bias)
        total += bias[o];
      *out++ = total;
    }
  }
}

typedef struct {
  int inputs, outputs;
  double **weight; /* weight[input][output] */
  double *bias;
} Layer;

/* Weights from an input to each output lie together: the input is the outer loop. */
void layer_feed(const Layer *l, const double *restrict x, double *restrict y) {
  int i, j;
  for (j = 0; j < l->outputs; j++)
    y[j] = l->bias[j];
  for (i = 0; i < l->inputs; i++) {
    double xi = x[i];
    for (j = 0; j < l->outputs; j++)
      y[j] += xi * l->weight[i][j];
  }
}

#define IN 128
#define OUT 64
/* The last column of the weights is the bias, times a constant input of one. */
void perceptron_sums(const float x[IN], const float w[OUT][IN + 1], float sum[OUT]) {
  for (size_t k = 0; k < OUT; ++k) {
    const float *row = w[k];
    float s = 0;
    for (size_t i = 0; i < IN; ++i)
      s += x[i] * row[i];
    sum[k] = s + row[IN];
  }
}

/* y = x W^T + b for a batch, four inputs at a time. */
void linear_unrolled(size_t batch, size_t n_in, size_t n_out, const float *restrict x, const float *restrict w,
                     const float *restrict b, float *restrict y) {
  for (size_t s = 0; s < batch; ++s)
    for (size_t o = 0; o < n_out; ++o) {
      const float *xp = x + s * n_in, *wp = w + o * n_in;
      float a0 = 0, a1 = 0, a2 = 0, a3 = 0;
      size_t i = 0;
      for (; i + 3 < n_in; i += 4) {
        a0 += xp[i] * wp[i];
        a1 += xp[i + 1] * wp[i + 1];
        a2 += xp[i + 2] * wp[i + 2];
        a3 += xp[i + 3] * wp[i + 3];
      }
      for (; i < n_in; ++i)
        a0 += xp[i] * wp[i];
      y[s * n_out + o] = a0 + a1 + a2 + a3 + b[o];
    }
}
