/* Rotary position embeddings: neighbouring pairs, halves, from a table, complex.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#include <complex.h>
#include <math.h>
#include <stddef.h>

void rope_pairs(float *v, int dim, int head_size, int pos) {
  for (int i = 0; i < dim; i += 2) {
    const int j = i % head_size;
    const float freq = 1.0f / powf(10000.0f, j / (float)head_size);
    const float angle = pos * freq;
    const float c = cosf(angle), s = sinf(angle);
    const float a = v[i], b = v[i + 1];
    v[i] = a * c - b * s;
    v[i + 1] = a * s + b * c;
  }
}

/* The partner is half a head away; the angle shrinks by a factor each step. */
void rope_halves(float *x, int T, int heads, int d, float base) {
  const float ratio = powf(base, -2.0f / d);
  for (int t = 0; t < T; t++)
    for (int h = 0; h < heads; h++) {
      float *p = x + ((size_t)t * heads + h) * d;
      float theta = (float)t;
      for (int i = 0; i < d / 2; i++) {
        float c = cosf(theta), s = sinf(theta);
        float x0 = p[i], x1 = p[i + d / 2];
        p[i] = x0 * c - x1 * s;
        p[i + d / 2] = x0 * s + x1 * c;
        theta *= ratio;
      }
    }
}

/* Cosines and sines for each position from tables (T, d/2). */
void rope_table(const double *restrict in, double *restrict out, const double *restrict cs, const double *restrict sn,
                size_t T, size_t d) {
  const size_t half = d / 2;
  for (size_t t = 0; t < T; ++t)
    for (size_t i = 0; i < half; ++i) {
      const double c = cs[t * half + i], s = sn[t * half + i];
      out[t * d + 2 * i] = in[t * d + 2 * i] * c - in[t * d + 2 * i + 1] * s;
      out[t * d + 2 * i + 1] = in[t * d + 2 * i] * s + in[t * d + 2 * i + 1] * c;
    }
}

/* A pair as a complex number. */
void rope_complex(float complex *z, int n, int pos) {
  int k;
  for (k = 0; k < n; k++) {
    float phi = (float)pos * powf(10000.0f, -(float)k / (float)n);
    z[k] *= cosf(phi) + sinf(phi) * I;
  }
}
