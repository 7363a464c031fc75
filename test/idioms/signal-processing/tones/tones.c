// Oscillators, mixers and resamplers in fixed and floating point.
// RUN: %kernels %s | FileCheck %s
#include <math.h>
#include <stdint.h>

// A 24-bit phase in a struct, a table of 256 with two entries weighed.
struct dds {
  uint32_t phase, step;
};
// CHECK-DAG: dds_fill: nco matched
void dds_fill(struct dds *d, const int16_t *sine, int16_t *out, int n) {
  for (int i = 0; i < n; i++) {
    out[i] = sine[d->phase >> 24];
    d->phase += d->step;
  }
}

// CHECK-DAG: tone: nco matched
void tone(float *y, int n, float f, float rate, float amp) {
  for (int t = 0; t < n; t++)
    y[t] = amp * cosf(6.2831853f * f * (float)t / rate);
}

// Down to baseband, real and imaginary parts apart.
// CHECK-DAG: baseband: mixer matched
void baseband(const float *x, float *re, float *im, int n, float w) {
  for (int t = 0; t < n; t++) {
    re[t] = x[t] * cosf(w * (float)t);
    im[t] = -x[t] * sinf(w * (float)t);
  }
}

// 20.12 fixed point, backwards through a counter.
// CHECK-DAG: stretch: resampler matched
void stretch(const int32_t *in, int32_t *out, int n, uint32_t inc) {
  uint32_t at = 0;
  do {
    uint32_t k = at >> 12, f = at & 4095;
    *out++ = (int32_t)((in[k] * (int64_t)(4096 - f) + in[k + 1] * (int64_t)f) >> 12);
    at += inc;
  } while (--n);
}
