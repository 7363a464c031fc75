/* Dropout while training: random zeros, the rest scaled.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

void dropout_rand(float *x, float *mask, int n, float p) {
  const float keep = 1.0f / (1.0f - p);
  for (int i = 0; i < n; i++) {
    float r = (float)rand() / (float)RAND_MAX;
    mask[i] = r;
    x[i] = r < p ? 0.0f : x[i] * keep;
  }
}

/* Uniform numbers come from elsewhere. */
void dropout_given(const double *restrict in, const double *restrict uniform, double *restrict out, size_t n,
                   double rate) {
  for (size_t i = 0; i < n; ++i)
    out[i] = uniform[i] >= rate ? in[i] / (1.0 - rate) : 0.0;
}

/* A xorshift generator of its own. */
uint32_t dropout_xorshift(float *x, uint8_t *kept, size_t n, uint32_t state, float p) {
  const uint32_t limit = (uint32_t)(p * 4294967295.0f);
  const float scale = 1.0f / (1.0f - p);
  for (size_t i = 0; i < n; i++) {
    state ^= state << 13;
    state ^= state >> 17;
    state ^= state << 5;
    kept[i] = state > limit;
    x[i] *= kept[i] ? scale : 0.0f;
  }
  return state;
}
