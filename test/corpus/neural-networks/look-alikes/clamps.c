/* Clamps, thresholds and gates that are no rectifiers.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#include <math.h>
#include <stddef.h>
#include <stdint.h>

void clamp_unit(float *x, int n) {
  for (int i = 0; i < n; i++)
    x[i] = x[i] < -1.0f ? -1.0f : x[i] > 1.0f ? 1.0f : x[i];
}

void floor_at_one(float *x, int n) {
  for (int i = 0; i < n; i++)
    x[i] = fmaxf(x[i], 1.0f);
}

/* Negative when all is well: keeps what is below zero. */
void keep_negative(double *x, size_t n) {
  for (size_t i = 0; i < n; i++)
    if (x[i] > 0)
      x[i] = 0;
}

void pairwise_max(const float *a, const float *b, float *c, int n) {
  for (int i = 0; i < n; i++)
    c[i] = a[i] > b[i] ? a[i] : b[i];
}

void noise_gate(float *x, float threshold, int n) {
  for (int i = 0; i < n; i++)
    if (fabsf(x[i]) < threshold)
      x[i] = 0;
}

void soft_threshold(double *x, double lambda, int n) {
  for (int i = 0; i < n; i++) {
    double m = fabs(x[i]) - lambda;
    x[i] = m > 0 ? copysign(m, x[i]) : 0;
  }
}

void to_bytes(const float *x, uint8_t *out, int n) {
  for (int i = 0; i < n; i++) {
    float v = x[i] * 255.0f + 0.5f;
    out[i] = v < 0 ? 0 : v > 255 ? 255 : (uint8_t)v;
  }
}

/* Passes 1 where relu would pass x. */
void heaviside(double *x, int n) {
  for (int i = 0; i < n; i++)
    x[i] = x[i] > 0 ? 1.0 : 0.0;
}

void damage_after_armour(int *hp, const int *hit, const int *armour, int n) {
  for (int i = 0; i < n; i++) {
    int d = hit[i] - armour[i];
    if (d > 0)
      hp[i] -= d;
    if (hp[i] < 0)
      hp[i] = 0;
  }
}

void two_slopes_wrong_side(float *x, int n) {
  for (int i = 0; i < n; i++)
    x[i] = x[i] > 0 ? 0.1f * x[i] : x[i];
}

void absolute(float *x, int n) {
  for (int i = 0; i < n; i++)
    x[i] = x[i] > 0 ? x[i] : -x[i];
}
