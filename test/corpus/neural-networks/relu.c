/* Rectified linear units, in place, out of place, masked and four at a time.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#include <immintrin.h>
#include <math.h>
#include <stddef.h>

void relu_inplace(float *x, int n) {
  for (int i = 0; i < n; i++)
    if (x[i] < 0)
      x[i] = 0;
}

void relu_copy(const double *restrict in, double *restrict out, size_t count) {
  const double *end = in + count;
  while (in != end) {
    *out++ = *in > 0.0 ? *in : 0.0;
    ++in;
  }
}

typedef struct {
  int batch, outputs;
  float *output;
} layer_t;

void activate_layer_relu(layer_t *l) {
  int b, i;
  for (b = 0; b < l->batch; ++b)
    for (i = 0; i < l->outputs; ++i) {
      float v = l->output[b * l->outputs + i];
      l->output[b * l->outputs + i] = v * (v > 0);
    }
}

void relu_fmax(float *y, const float *x, long n) {
  long i;
  for (i = 0; i < n; ++i)
    y[i] = fmaxf(x[i], 0.f);
}

void relu_sse(float *x, int n) {
  int i = 0;
  const __m128 zero = _mm_setzero_ps();
  for (; i + 4 <= n; i += 4)
    _mm_storeu_ps(x + i, _mm_max_ps(_mm_loadu_ps(x + i), zero));
  for (; i < n; i++)
    x[i] = x[i] > 0 ? x[i] : 0;
}
