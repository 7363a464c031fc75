// The structure of a recursive filter: poles, and stages whose coefficient meets both signals.
// RUN: %kernels --levels=O2,O1 %s | FileCheck %s --implicit-check-not=differs
typedef struct {
  int n;
  double k[16], b[17];
} Lattice;
// CHECK: step: iir matched {{.*}} as lattice
double step(Lattice *s, double x) {
  double f = x;
  for (int m = s->n; m > 0; m--) {
    f -= s->k[m - 1] * s->b[m - 1];
    s->b[m] = s->b[m - 1] + s->k[m - 1] * f;
  }
  s->b[0] = f;
  return f;
}
// CHECK: stages: iir matched {{.*}} as lattice
void stages(float *out, const float *in, int n, const float *rc, float *mem, int order) {
  for (int i = 0; i < n; i++) {
    float f = in[i];
    for (int j = order - 1; j >= 0; j--) {
      f = f + rc[j] * mem[j];
      if (j + 1 < order)
        mem[j + 1] = mem[j] - rc[j] * f;
    }
    mem[0] = f;
    out[i] = f;
  }
}
// Two coefficients a stage: any state space has that.
// CHECK: state_space: iir matched y[t] = b*x[t-k] - a*y[t-k]{{ *$}}
void state_space(float *out, const float *in, int n, const float *p, const float *q, float *mem, int order) {
  for (int i = 0; i < n; i++) {
    float f = in[i];
    for (int j = order - 1; j >= 0; j--) {
      f = f - p[j] * mem[j];
      if (j + 1 < order)
        mem[j + 1] = mem[j] + q[j] * f;
    }
    mem[0] = f;
    out[i] = f;
  }
}
// CHECK: smooth: iir matched {{.*}} as one-pole
void smooth(const float *x, float *y, int n, float a) {
  float s = 0;
  for (int i = 0; i < n; i++) {
    s += a * (x[i] - s);
    y[i] = s;
  }
}
// Two inputs and four outputs are remembered: of order two for all that.
// CHECK: direct_form: iir matched {{.*}} as biquad
void direct_form(const float *c, float *s, const float *x, float *y, int n) {
  float x1 = s[0], x2 = s[1], y1 = s[2], y2 = s[3];
  for (int i = 0; i < n; i++) {
    float v = c[0] * x[i] + c[1] * x1 + c[2] * x2 - c[3] * y1 - c[4] * y2;
    x2 = x1;
    x1 = x[i];
    y2 = y1;
    y1 = v;
    y[i] = v;
  }
  s[0] = x1, s[1] = x2, s[2] = y1, s[3] = y2;
}
