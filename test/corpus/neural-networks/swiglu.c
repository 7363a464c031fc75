/* Gated SiLU, as feed-forward blocks of language models have it.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#include <math.h>
#include <stddef.h>

typedef struct {
  int width;
  float *gate, *up;
} FeedForward;

void ffn_gate(FeedForward *f) {
  float *g = f->gate;
  for (const float *u = f->up, *end = u + f->width; u < end; u++, g++) {
    const float swish = *g / (1.0f + expf(-*g));
    *g = swish * *u;
  }
}

void swiglu_vector(const int n, float *y, const float *x, const float *g) {
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
