// Levels, gains and phases that follow a signal.
// RUN: %kernels %s | FileCheck %s
#include <math.h>
#include <stdint.h>

// A per-sample peak detector whose state lies in a struct.
struct meter {
  int pad;
  double hold, fall;
};
// CHECK-DAG: meter_feed: envelope matched
double meter_feed(struct meter *m, double v) {
  v = v < 0 ? -v : v;
  m->hold *= m->fall;
  if (v > m->hold)
    m->hold = v;
  return m->hold;
}

// Mean square of the last eight, as a level in decibels.
// CHECK-DAG: level_db: envelope matched
void level_db(const float *x, float *db, int n) {
  for (int t = 0; t + 8 <= n; t++) {
    float s = 0;
    for (int k = 0; k < 8; k++)
      s += x[t + k] * x[t + k];
    db[t] = 10.0f * log10f(s / 8 + 1e-12f);
  }
}

// Gain from a smoothed power, the output by pointers.
// CHECK-DAG: leveller: agc matched
void leveller(const float *in, float *out, int n, float target, float mu) {
  float p = target;
  const float *end = in + n;
  while (in != end) {
    float g = target / (p + 1e-6f);
    *out++ = g * *in;
    p += mu * (*in * *in - p);
    in++;
  }
}

// A second-order loop, complex samples as pairs, sincos by a helper.
typedef struct {
  double re, im;
} cpx;
static inline cpx turned(cpx a, double by) {
  double c = cos(by), s = sin(by);
  return (cpx){a.re * c + a.im * s, a.im * c - a.re * s};
}
// CHECK-DAG: carrier: pll matched
void carrier(const cpx *in, cpx *out, int n, double k1, double k2) {
  double ph = 0, w = 0;
  for (int i = 0; i < n; i++) {
    out[i] = turned(in[i], ph);
    double e = atan2(out[i].im, out[i].re);
    w += k2 * e;
    ph += w + k1 * e;
  }
}
