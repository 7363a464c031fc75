// Recurrences that are no recursive filters and no moving averages.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include <math.h>
#include <stdint.h>
#include <stdlib.h>

void prefix_sum(const int *x, int *y, int n) {
  int s = 0;
  for (int i = 0; i < n; i++) {
    s += x[i];
    y[i] = s;
  }
}

void exclusive_scan(float *a, int n) {
  float run = 0;
  for (int i = 0; i < n; i++) {
    float v = a[i];
    a[i] = run;
    run += v;
  }
}

void delta_decode(const int8_t *d, int16_t *out, int n, int16_t start) {
  int16_t v = start;
  for (int i = 0; i < n; i++) {
    v = (int16_t)(v + d[i]);
    out[i] = v;
  }
}

void delta_encode(const uint32_t *x, uint32_t *d, int n) {
  uint32_t prev = 0;
  for (int i = 0; i < n; i++) {
    d[i] = x[i] - prev;
    prev = x[i];
  }
}

double horner(const double *c, int degree, double x) {
  double r = c[degree];
  for (int i = degree - 1; i >= 0; i--)
    r = r * x + c[i];
  return r;
}

void horner_many(const double *c, int degree, const double *x, double *y, int n) {
  for (int i = 0; i < n; i++) {
    double r = 0;
    for (int k = degree; k >= 0; k--)
      r = r * x[i] + c[k];
    y[i] = r;
  }
}

double newton_sqrt(double a, int steps) {
  double x = a > 1 ? a : 1;
  for (int i = 0; i < steps; i++)
    x = 0.5 * (x + a / x);
  return x;
}

// Each delay doubles, with a cap and jitter.
void backoff_delays(double *ms, int n, double first, double cap, uint32_t seed) {
  double d = first;
  for (int i = 0; i < n; i++) {
    seed = seed * 1664525u + 1013904223u;
    ms[i] = d * (0.5 + seed / 8589934592.0);
    d = d * 2.0;
    if (d > cap)
      d = cap;
  }
}

void pid_run(const double *measured, double *u, int n, double set, double kp, double ki, double kd,
             double dt) {
  double integral = 0, prev = 0;
  for (int i = 0; i < n; i++) {
    double e = set - measured[i];
    integral += e * dt;
    if (integral > 100)
      integral = 100;
    if (integral < -100)
      integral = -100;
    u[i] = kp * e + ki * integral + kd * (e - prev) / dt;
    prev = e;
  }
}

void kalman_scalar(const double *z, double *x, int n, double q, double r) {
  double est = z[0], p = 1.0;
  for (int i = 0; i < n; i++) {
    p += q;
    double k = p / (p + r);
    est += k * (z[i] - est);
    p *= 1 - k;
    x[i] = est;
  }
}

// A spring by leapfrog.
void leapfrog_spring(double *pos, double *vel, int steps, double k, double dt) {
  double x = pos[0], v = vel[0];
  for (int t = 1; t < steps; t++) {
    v -= 0.5 * dt * k * x;
    x += dt * v;
    v -= 0.5 * dt * k * x;
    pos[t] = x;
    vel[t] = v;
  }
}

struct body {
  float x, y, vx, vy;
};

// Game physics: gravity, damping, a bouncing floor.
void physics_step(struct body *b, int n, float damping, float g, float dt) {
  for (int i = 0; i < n; i++) {
    b[i].vy += g * dt;
    b[i].vx *= damping;
    b[i].vy *= damping;
    b[i].x += b[i].vx * dt;
    b[i].y += b[i].vy * dt;
    if (b[i].y < 0) {
      b[i].y = -b[i].y;
      b[i].vy = -b[i].vy;
    }
  }
}

void fibonacci_table(uint64_t *f, int n) {
  f[0] = 0;
  f[1] = 1;
  for (int i = 2; i < n; i++)
    f[i] = f[i - 1] + f[i - 2];
}

void chebyshev_table(double *t, int n, double x) {
  t[0] = 1;
  t[1] = x;
  for (int i = 2; i < n; i++)
    t[i] = 2 * x * t[i - 1] - t[i - 2];
}

void logistic_map(double *y, int n, double r, double x) {
  for (int i = 0; i < n; i++) {
    x = r * x * (1 - x);
    y[i] = x;
  }
}

void compound_interest(double *balance, const double *deposit, int months, double yearly) {
  double b = 0;
  for (int m = 0; m < months; m++) {
    b += deposit[m];
    b += floor(b * yearly / 12 * 100) / 100;
    balance[m] = b;
  }
}

// A tridiagonal system's forward sweep.
void thomas_forward(const double *a, const double *b, double *c, double *d, int n) {
  c[0] /= b[0];
  d[0] /= b[0];
  for (int i = 1; i < n; i++) {
    double m = 1.0 / (b[i] - a[i] * c[i - 1]);
    c[i] *= m;
    d[i] = (d[i] - a[i] * d[i - 1]) * m;
  }
}

// A biquad whose feedback has lost its input history: two products of outputs alone, squared.
void squared_feedback(const float *x, float *y, int n, float a, float b) {
  float y1 = 0, y2 = 0;
  for (int i = 0; i < n; i++) {
    float v = x[i] - a * y1 * y1 - b * y2;
    y2 = y1;
    y1 = v;
    y[i] = v;
  }
}

// A rotation with a wrong sign: a hyperbolic one, no oscillator.
void hyperbolic_steps(double *c, double *s, int n, double ch, double sh) {
  double a = 1, b = 0;
  for (int i = 0; i < n; i++) {
    c[i] = a;
    s[i] = b;
    double t = a * ch + b * sh;
    b = a * sh + b * ch;
    a = t;
  }
}
