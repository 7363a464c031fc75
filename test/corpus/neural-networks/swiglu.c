/* Gated SiLU, as feed-forward blocks of language models have it.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#include <math.h>
#include <stddef.h>

typedef struct {
  int hidden_dim;
  float *hb, *hb2;
} RunState;

void ffn_gate(RunState *s) {
  for (int i = 0; i < s->hidden_dim; i++) {
    float val = s->hb[i];
    val *= (1.0f / (1.0f + expf(-val)));
    val *= s->hb2[i];
    s->hb[i] = val;
  }
}

void vec_swiglu(const int n, float *y, const float *x, const float *g) {
  for (int i = 0; i < n; ++i)
    y[i] = (x[i] / (1.0f + expf(-x[i]))) * g[i];
}

/* Gate and value are the two halves of each row. */
void swiglu_split(const double *in, double *out, size_t rows, size_t dim) {
  for (size_t r = 0; r < rows; r++) {
    const double *gate = in + r * 2 * dim;
    const double *up = gate + dim;
    for (size_t j = 0; j < dim; j++) {
      double sig = 1.0 / (1.0 + exp(-gate[j]));
      out[r * dim + j] = gate[j] * sig * up[j];
    }
  }
}
