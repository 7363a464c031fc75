// Moving averages.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include <stdint.h>

// The window is summed anew for every output.
void boxcar(const float *x, float *y, int n, int w) {
  for (int t = 0; t + w <= n; t++) {
    float s = 0.0f;
    for (int k = 0; k < w; k++)
      s += x[t + k];
    y[t] = s / w;
  }
}

// A running sum: one sample comes, one goes.
void running_mean(const double *x, double *y, long n, long w) {
  double sum = 0.0;
  for (long i = 0; i < w; i++)
    sum += x[i];
  y[0] = sum / w;
  for (long i = w; i < n; i++) {
    sum += x[i] - x[i - w];
    y[i - w + 1] = sum / w;
  }
}

// Recursion on the output itself.
void moving_sum_recursive(const int32_t *x, int64_t *y, int n, int w) {
  int64_t s = 0;
  for (int i = 0; i < w; i++)
    s += x[i];
  y[0] = s;
  for (int i = 1; i + w <= n; i++)
    y[i] = y[i - 1] + x[i + w - 1] - x[i - 1];
}

// A ring of 16 readings, as firmware smooths a sensor.
struct sma16 {
  uint16_t ring[16];
  uint32_t sum;
  uint8_t pos;
};

void sma16_feed(struct sma16 *f, const uint16_t *adc, uint16_t *out, int n) {
  for (int i = 0; i < n; i++) {
    f->sum -= f->ring[f->pos];
    f->ring[f->pos] = adc[i];
    f->sum += adc[i];
    f->pos = (f->pos + 1) & 15;
    out[i] = (uint16_t)(f->sum >> 4);
  }
}

// A ring of any length.
void sma_ring(float *ring, int len, int *at, float *total, const float *in, float *out, int n) {
  int p = *at;
  float sum = *total;
  for (int i = 0; i < n; i++) {
    sum += in[i] - ring[p];
    ring[p] = in[i];
    p = p + 1 == len ? 0 : p + 1;
    out[i] = sum / (float)len;
  }
  *at = p;
  *total = sum;
}
