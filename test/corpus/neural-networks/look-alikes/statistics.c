/* Statistics that are no normalisation layers and no losses.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#include <math.h>
#include <stddef.h>

/* Standard scores, those beyond three are thrown away. */
size_t zscore_reject(const double *x, double *out, size_t n) {
  double m = 0, v = 0;
  size_t k = 0;
  for (size_t i = 0; i < n; i++)
    m += x[i];
  m /= (double)n;
  for (size_t i = 0; i < n; i++)
    v += (x[i] - m) * (x[i] - m);
  v = sqrt(v / (double)n);
  for (size_t i = 0; i < n; i++)
    if (fabs(x[i] - m) < 3 * v)
      out[k++] = x[i];
  return k;
}

void min_max_scale(float *x, int n) {
  float lo = x[0], hi = x[0];
  for (int i = 1; i < n; i++) {
    if (x[i] < lo)
      lo = x[i];
    if (x[i] > hi)
      hi = x[i];
  }
  for (int i = 0; i < n; i++)
    x[i] = (x[i] - lo) / (hi - lo);
}

/* Divides by the mean absolute deviation, not the root of squares. */
void scale_by_mad(double *x, int n) {
  double m = 0, d = 0;
  for (int i = 0; i < n; i++)
    m += x[i];
  m /= n;
  for (int i = 0; i < n; i++)
    d += fabs(x[i] - m);
  d /= n;
  for (int i = 0; i < n; i++)
    x[i] = (x[i] - m) / d;
}

void ema_variance(const double *x, double *mean, double *var, size_t n, double a) {
  double m = x[0], v = 0;
  for (size_t i = 0; i < n; i++) {
    double d = x[i] - m;
    m += a * d;
    v = (1 - a) * (v + a * d * d);
    mean[i] = m;
    var[i] = v;
  }
}

void probabilities_from_counts(double *p, int n) {
  double s = 0;
  for (int i = 0; i < n; i++)
    s += p[i];
  for (int i = 0; i < n; i++)
    p[i] /= s;
}

/* Weights of importance sampling: exponentials, never divided by their sum. */
double log_mean_exp(const double *w, int n) {
  double s = 0;
  for (int i = 0; i < n; i++)
    s += exp(w[i]);
  return log(s / n);
}

void boltzmann_by_last(double *e, int n) {
  double s = 0;
  for (int i = 0; i < n; i++) {
    e[i] = exp(-e[i]);
    s = e[i];
  }
  for (int i = 0; i < n; i++)
    e[i] /= s;
}

void powers_over_sum(float *x, int n) {
  float s = 0;
  for (int i = 0; i < n; i++) {
    x[i] = x[i] * x[i];
    s += x[i];
  }
  for (int i = 0; i < n; i++)
    x[i] /= s;
}

double entropy_bits(const unsigned *count, int n, unsigned total) {
  double h = 0;
  for (int i = 0; i < n; i++)
    if (count[i]) {
      double p = (double)count[i] / total;
      h -= p * log2(p);
    }
  return h;
}

double mean_absolute_percentage(const double *y, const double *f, int n) {
  double s = 0;
  for (int i = 0; i < n; i++)
    s += fabs((y[i] - f[i]) / y[i]);
  return 100 * s / n;
}

double huber(const double *a, const double *b, int n, double d) {
  double s = 0;
  for (int i = 0; i < n; i++) {
    double e = fabs(a[i] - b[i]);
    s += e < d ? 0.5 * e * e : d * (e - 0.5 * d);
  }
  return s / n;
}

void running_max(const float *x, float *y, int n) {
  float m = x[0];
  for (int i = 0; i < n; i++) {
    if (x[i] > m)
      m = x[i];
    y[i] = m;
  }
}

int index_of_best(const float *score, int n) {
  int best = 0;
  for (int i = 1; i < n; i++)
    if (score[i] > score[best])
      best = i;
  return best;
}

void second_moment_growth(double *w, const double *g, double *s, int n, double lr) {
  for (int i = 0; i < n; i++) {
    s[i] += g[i] * g[i];
    w[i] += lr * s[i];
  }
}

/* The step goes uphill on a curvature of its own: a damped spring, not a descent. */
void spring_step(double *x, double *v, int n, double k, double c, double dt) {
  for (int i = 0; i < n; i++) {
    double a = -k * x[i] - c * v[i];
    v[i] += a * dt;
    x[i] += v[i] * dt;
  }
}
