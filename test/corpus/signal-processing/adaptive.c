// Adaptive filters: LMS and normalised LMS.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include <stdint.h>
#include <string.h>

void lms_filter(const float *x, const float *d, float *w, float *e, int n, int taps, float mu) {
  for (int t = 0; t < n; t++) {
    float y = 0.0f;
    for (int k = 0; k < taps; k++)
      y += w[k] * x[t + k];
    e[t] = d[t] - y;
    for (int k = 0; k < taps; k++)
      w[k] += mu * e[t] * x[t + k];
  }
}

// State in a struct, a sample at a time.
#define LMS_LEN 32
struct lms {
  double weight[LMS_LEN];
  double line[LMS_LEN];
  double step;
};

static double lms_step(struct lms *s, double in, double wanted) {
  double out = 0, err;
  int k;
  for (k = LMS_LEN - 1; k >= 1; --k)
    s->line[k] = s->line[k - 1];
  s->line[0] = in;
  for (k = 0; k < LMS_LEN; ++k)
    out += s->weight[k] * s->line[k];
  err = wanted - out;
  for (k = 0; k < LMS_LEN; ++k)
    s->weight[k] += 2.0 * s->step * err * s->line[k];
  return err;
}

void lms_cancel_echo(struct lms *s, const double *far, const double *mic, double *clean, long n) {
  long i;
  for (i = 0; i < n; i++)
    clean[i] = lms_step(s, far[i], mic[i]);
}

// Q15 coefficients.
void lms_q15(const int16_t *x, const int16_t *ref, int16_t *w, int16_t *err, int n, int taps,
             int16_t mu) {
  for (int t = 0; t < n; t++) {
    int64_t acc = 0;
    for (int k = 0; k < taps; k++)
      acc += w[k] * x[t + k];
    int32_t e = ref[t] - (int32_t)(acc >> 15);
    err[t] = (int16_t)(e > 32767 ? 32767 : e < -32768 ? -32768 : e);
    int32_t g = (err[t] * mu) >> 15;
    for (int k = 0; k < taps; k++)
      w[k] = (int16_t)(w[k] + ((g * x[t + k]) >> 15));
  }
}

// Leaky: the weights shrink a little at every step.
void lms_leaky(const double *x, const double *d, double *w, double *y, int n, int m, double mu,
               double leak) {
  for (int t = m - 1; t < n; t++) {
    const double *newest = x + t;
    double s = 0;
    for (int k = 0; k < m; k++)
      s += w[k] * newest[-k];
    y[t] = s;
    double g = mu * (d[t] - s);
    for (int k = 0; k < m; k++)
      w[k] = leak * w[k] + g * newest[-k];
  }
}

void nlms_filter(const float *x, const float *d, float *w, float *e, int n, int taps, float mu,
                 float eps) {
  for (int t = 0; t < n; t++) {
    float y = 0.0f, power = eps;
    for (int k = 0; k < taps; k++) {
      y += w[k] * x[t + k];
      power += x[t + k] * x[t + k];
    }
    float err = d[t] - y;
    float g = mu * err / power;
    for (int k = 0; k < taps; k++)
      w[k] += g * x[t + k];
    e[t] = err;
  }
}

// The energy is updated by the sample that comes and the one that goes.
void nlms_running_energy(const double *x, const double *d, double *w, double *e, int n, int taps,
                         double mu) {
  double energy = 0.0;
  for (int k = 0; k < taps - 1; k++)
    energy += x[k] * x[k];
  for (int t = 0; t < n; t++) {
    energy += x[t + taps - 1] * x[t + taps - 1];
    double y = 0.0;
    for (int k = 0; k < taps; k++)
      y += w[k] * x[t + k];
    double err = d[t] - y;
    double step = mu / (1e-6 + energy);
    for (int k = 0; k < taps; k++)
      w[k] += step * err * x[t + k];
    e[t] = err;
    energy -= x[t] * x[t];
  }
}

typedef struct {
  float *w, *buf;
  int len, at;
  float mu;
} nlms_t;

// A ring of far-end samples.
void nlms_process_block(nlms_t *a, const float *far, const float *near, float *out, int frames) {
  for (int f = 0; f < frames; ++f) {
    a->buf[a->at] = far[f];
    float est = 0, nrm = 1e-4f;
    int j = a->at;
    for (int k = 0; k < a->len; ++k) {
      float v = a->buf[j];
      est += a->w[k] * v;
      nrm += v * v;
      if (--j < 0)
        j = a->len - 1;
    }
    float err = near[f] - est;
    float upd = a->mu * err / nrm;
    j = a->at;
    for (int k = 0; k < a->len; ++k) {
      a->w[k] += upd * a->buf[j];
      if (--j < 0)
        j = a->len - 1;
    }
    if (++a->at == a->len)
      a->at = 0;
    out[f] = err;
  }
}
