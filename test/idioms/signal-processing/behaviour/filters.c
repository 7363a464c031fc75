// Filters whose loops have no common form: state in structures, rings, shifted lines.
// RUN: %kernels %s | FileCheck %s --implicit-check-not=differs --implicit-check-not=matched
#include <stdint.h>
#include <string.h>

struct ring {
  float taps[24], line[24];
  unsigned at;
};
// CHECK: ring_block: fir matched
void ring_block(struct ring *r, const float *in, float *out, int n) {
  for (int t = 0; t < n; t++) {
    r->line[r->at] = in[t];
    unsigned p = r->at;
    float s = 0;
    for (int k = 0; k < 24; k++) {
      s += r->taps[k] * r->line[p];
      p = p ? p - 1 : 23;
    }
    r->at = r->at + 1 == 24 ? 0 : r->at + 1;
    out[t] = s;
  }
}

// CHECK: moved_line: fir matched
void moved_line(const double *h, double *z, int taps, const double *x, double *y, int n) {
  for (int t = 0; t < n; t++) {
    memmove(z + 1, z, (taps - 1) * sizeof *z);
    z[0] = x[t];
    double s = 0;
    for (int k = 0; k < taps; k++)
      s += h[k] * z[k];
    y[t] = s;
  }
}

// A sample a call; there is no loop.
struct section {
  double b[3], a[2], z[2];
};
// CHECK: section_tick: iir matched
double section_tick(struct section *s, double x) {
  const double y = s->b[0] * x + s->z[0];
  s->z[0] = s->b[1] * x - s->a[0] * y + s->z[1];
  s->z[1] = s->b[2] * x - s->a[1] * y;
  return y;
}

struct mean {
  uint32_t sum;
  uint16_t last[16];
  unsigned at;
};
// CHECK: mean_feed: moving-average matched
void mean_feed(struct mean *m, const uint16_t *in, uint16_t *out, int n) {
  for (int t = 0; t < n; t++) {
    m->sum = m->sum - m->last[m->at] + in[t];
    m->last[m->at] = in[t];
    m->at = (m->at + 1) % 16;
    out[t] = (uint16_t)(m->sum / 16);
  }
}

// CHECK: every_fourth: decimator matched
// CHECK: every_fourth: fir matched y[t] += h[k]*x[4*t+k]
void every_fourth(const float *x, const float *h, float *y, int n) {
  for (int t = 0; t < n; t++, x += 4) {
    float s = 0;
    for (int k = 0; k < 20; k++)
      s += h[k] * x[k];
    *y++ = s;
  }
}

struct adaptive {
  float w[16], line[16], mu;
};
// CHECK: adapt: lms matched
void adapt(struct adaptive *a, const float *x, const float *d, float *e, int n) {
  for (int t = 0; t < n; t++) {
    float y = 0;
    for (int k = 15; k > 0; k--)
      a->line[k] = a->line[k - 1];
    a->line[0] = x[t];
    for (int k = 0; k < 16; k++)
      y += a->w[k] * a->line[k];
    e[t] = d[t] - y;
    for (int k = 0; k < 16; k++)
      a->w[k] += a->mu * e[t] * a->line[k];
  }
}

// In place: what comes in is what lay there.
// CHECK: emphasis: iir matched
void emphasis(double *u, int n) {
  for (int i = 1; i < n; i++)
    u[i] = u[i] + 0.5 * u[i - 1];
}
