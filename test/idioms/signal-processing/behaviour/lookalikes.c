// Code with state and sums of products that filters nothing.
// RUN: %kernels %s | FileCheck %s --implicit-check-not=matched --allow-empty
#include <math.h>
#include <stdint.h>

struct pid {
  double kp, ki, kd, sum, last;
};
double pid_tick(struct pid *p, double error) {
  p->sum += error;
  const double u = p->kp * error + p->ki * p->sum + p->kd * (error - p->last);
  p->last = error;
  return u;
}

struct adpcm {
  int value, index;
};
static const int steps[8] = {7, 9, 12, 16, 22, 30, 42, 60};
int adpcm_tick(struct adpcm *s, int code) {
  const int step = steps[s->index];
  int d = step >> 3;
  if (code & 4)
    d += step;
  if (code & 2)
    d += step >> 1;
  s->value += code & 8 ? -d : d;
  s->index += code & 4 ? 2 : -1;
  if (s->index < 0)
    s->index = 0;
  if (s->index > 7)
    s->index = 7;
  return s->value;
}

// One sample is chosen by another.
void dither(const float *in, float *out, int n) {
  float err = 0;
  for (int i = 0; i < n; i++) {
    const float v = in[i] + err;
    out[i] = v > 0.5f ? 1.0f : 0.0f;
    err = v - out[i];
  }
}

// The pole changes with the input.
void logistic(const double *x, double *y, int n) {
  double s = 0.5;
  for (int i = 0; i < n; i++) {
    s = x[i] * s * (1 - s);
    y[i] = s;
  }
}
