/* Curves that look like activations: easing, tone, gamma, growth, decay.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#include <math.h>
#include <stddef.h>

void smoothstep(float *t, int n) {
  for (int i = 0; i < n; i++) {
    float x = t[i] < 0 ? 0 : t[i] > 1 ? 1 : t[i];
    t[i] = x * x * (3 - 2 * x);
  }
}

void tone_map_reinhard(float *rgb, int n, float white) {
  for (int i = 0; i < n; i++)
    rgb[i] = rgb[i] * (1 + rgb[i] / (white * white)) / (1 + rgb[i]);
}

void gamma_encode(float *v, int n) {
  for (int i = 0; i < n; i++)
    v[i] = v[i] <= 0.0031308f ? 12.92f * v[i] : 1.055f * powf(v[i], 1 / 2.4f) - 0.055f;
}

void exposure(float *v, int n, float k) {
  for (int i = 0; i < n; i++)
    v[i] = 1.0f - expf(-k * v[i]);
}

/* The sign in the denominator is the other one: Bose's distribution. */
void bose_einstein(const double *e, double *occ, int n, double mu, double kt) {
  for (int i = 0; i < n; i++)
    occ[i] = 1.0 / (exp((e[i] - mu) / kt) - 1.0);
}

void softsign(float *x, int n) {
  for (int i = 0; i < n; i++)
    x[i] = x[i] / (1.0f + fabsf(x[i]));
}

/* x times a decaying exponential, no logistic. */
void alpha_synapse(const double *t, double *g, int n, double tau) {
  for (int i = 0; i < n; i++)
    g[i] = t[i] > 0 ? t[i] / tau * exp(1 - t[i] / tau) : 0;
}

void logistic_growth(double *pop, size_t n, double r, double cap, double dt) {
  for (size_t i = 0; i < n; i++)
    pop[i] += dt * r * pop[i] * (1.0 - pop[i] / cap);
}

/* The normal distribution, which is a part of GELU and no more. */
void normal_cdf(const double *z, double *p, int n) {
  for (int i = 0; i < n; i++)
    p[i] = 0.5 * (1.0 + erf(z[i] * 0.70710678118654752));
}

void sinh_over_cosh_wrong(double *x, int n) {
  for (int i = 0; i < n; i++)
    x[i] = (exp(x[i]) + exp(-x[i])) / (exp(x[i]) - exp(-x[i]));
}

void log_two_plus(double *x, int n) {
  for (int i = 0; i < n; i++)
    x[i] = log(2.0 + exp(x[i]));
}

void black_scholes_call(const double *s, double *c, int n, double k, double r, double v, double t) {
  for (int i = 0; i < n; i++) {
    double d1 = (log(s[i] / k) + (r + v * v / 2) * t) / (v * sqrt(t)), d2 = d1 - v * sqrt(t);
    c[i] = s[i] * 0.5 * erfc(-d1 / sqrt(2)) - k * exp(-r * t) * 0.5 * erfc(-d2 / sqrt(2));
  }
}

/* A rating's expectation: base 10 and a difference, summed over the games. */
double elo_expected(const double *rating, const int *a, const int *b, int games) {
  double s = 0;
  for (int i = 0; i < games; i++)
    s += 1.0 / (1.0 + pow(10.0, (rating[b[i]] - rating[a[i]]) / 400.0));
  return s;
}

void curve_by_table(float *x, int n, const float *table, int size) {
  for (int i = 0; i < n; i++) {
    float p = x[i] * (size - 1);
    int k = (int)p;
    if (k < 0)
      k = 0;
    if (k > size - 2)
      k = size - 2;
    x[i] = table[k] + (p - k) * (table[k + 1] - table[k]);
  }
}
