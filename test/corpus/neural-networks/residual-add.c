/* Residual connections: a layer's input added to its output.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#include <stddef.h>

void residual_forward(float *out, const float *inp, const float *branch, int n) {
  for (int i = 0; i < n; i++)
    out[i] = inp[i] + branch[i];
}

typedef struct {
  int dim;
  float *x, *xb;
} Stream;

void residual_accumulate(Stream *s) {
  for (int i = 0; i < s->dim; i++)
    s->x[i] += s->xb[i];
}

/* A shortcut between feature maps, the activation follows. */
void shortcut_relu(const double *restrict skip, double *restrict out, size_t C, size_t H, size_t W) {
  for (size_t c = 0; c < C; ++c)
    for (size_t i = 0; i < H; ++i)
      for (size_t j = 0; j < W; ++j) {
        const size_t k = (c * H + i) * W + j;
        const double v = out[k] + skip[k];
        out[k] = v > 0.0 ? v : 0.0;
      }
}
