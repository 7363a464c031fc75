/* x times the hyperbolic tangent of softplus.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#include <math.h>
#include <stddef.h>

void mish_forward(double *out, const double *in, size_t n) {
  for (size_t i = 0; i < n; i++)
    out[i] = in[i] * tanh(log1p(exp(in[i])));
}

static inline float softplus1(float x, float limit) {
  return x > limit ? x : x < -limit ? expf(x) : log1pf(expf(x));
}

void mish_array(const float *x, const int n, float *output) {
  int i;
  for (i = 0; i < n; ++i)
    output[i] = x[i] * tanhf(softplus1(x[i], 20));
}

/* tanh(log(u)) = (u^2 - 1) / (u^2 + 1), u = 1 + exp(x). */
void mish_one_exp(float *restrict y, const float *restrict x, int n) {
  for (int i = 0; i < n; ++i) {
    float u = 1.0f + expf(x[i]);
    float u2 = u * u;
    y[i] = x[i] * (u2 - 1.0f) / (u2 + 1.0f);
  }
}

void mish_plain(float *v, int n) {
  while (n--) {
    float sp = logf(1.0f + expf(*v));
    *v = *v * tanhf(sp);
    v++;
  }
}
