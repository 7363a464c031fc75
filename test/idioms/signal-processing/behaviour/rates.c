// Fewer outputs than inputs: counts and rates lie in structures.
// RUN: %kernels %s | FileCheck %s --implicit-check-not='lacks cic_run: cic' --implicit-check-not='lacks dec_block: decimator' --implicit-check-not='sum_and_dump: cic'
#include <stdint.h>
typedef struct { int order, rate, phase; int32_t i[5], c[5]; } cic_state;
// CHECK: cic_run: cic matched
int cic_run(cic_state *s, const int16_t *x, int n, int32_t *y) {
  int out = 0;
  for (int t = 0; t < n; t++) {
    int32_t v = x[t];
    for (int k = 0; k < s->order; k++) v = s->i[k] += v;
    if (++s->phase == s->rate) {
      s->phase = 0;
      for (int k = 0; k < s->order; k++) { int32_t d = v - s->c[k]; s->c[k] = v; v = d; }
      y[out++] = v;
    }
  }
  return out;
}
struct dec {
  unsigned char factor;
  unsigned short taps;
  const float *h;
  float *line;
};
// CHECK: dec_block: decimator matched
void dec_block(const struct dec *d, const float *in, float *out, unsigned n) {
  float *z = d->line, *to = d->line + d->taps - 1;
  unsigned left = n / d->factor, i;
  while (left--) {
    i = d->factor;
    do
      *to++ = *in++;
    while (--i);
    float s = 0;
    const float *p = z, *h = d->h;
    for (i = d->taps; i; i--)
      s += *p++ * *h++;
    z += d->factor;
    *out++ = s;
  }
  to = d->line;
  for (i = d->taps - 1; i; i--)
    *to++ = *z++;
}
// Integrated and thinned, but no comb.
int sum_and_dump(const int16_t *x, int n, int k, int32_t *y) {
  int32_t s = 0; int c = 0, o = 0;
  for (int i = 0; i < n; i++) { s += x[i]; if (++c == k) { c = 0; y[o++] = s; } }
  return o;
}
