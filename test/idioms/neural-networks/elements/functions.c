// Activations as functions of one number, in spellings that share their values only.
// RUN: %kernels %s --levels=O2 | FileCheck %s --implicit-check-not=matched
#include <math.h>

// CHECK: relu: relu matched y = max(x,0)
float relu(float x) { return x > 0 ? x : 0; }
// CHECK: stable: sigmoid matched
float stable(float x) {
  if (x >= 0)
    return 1 / (1 + expf(-x));
  float e = expf(x);
  return e / (1 + e);
}
// CHECK: by_quotient: tanh matched
double by_quotient(double x) {
  double p = exp(x), m = exp(-x);
  return (p - m) / (p + m);
}
// CHECK: leaky: leaky-relu matched
float leaky(float x, float slope) { return x < 0 ? slope * x : x; }
// CHECK: hard: hard-swish matched
float hard(float x) {
  if (x <= -3)
    return 0;
  if (x >= 3)
    return x;
  return x * (x + 3) / 6;
}
// CHECK: one_exp: mish matched
float one_exp(float x) {
  float u = 1 + expf(x);
  return x * (u * u - 1) / (u * u + 1);
}
// No names: a clamp, a power, a curve.
float clamp(float x, float lo, float hi) { return x < lo ? lo : x > hi ? hi : x; }
float gamma_curve(float x) { return powf(x, 2.2f); }
double reinhard(double x) { return x / (1 + x); }
float smoothstep(float x) { return x * x * (3 - 2 * x); }
