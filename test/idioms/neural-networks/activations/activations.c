// Element-wise activations in the spellings of network code.
// RUN: %kernels %s | FileCheck %s --implicit-check-not=differs --implicit-check-not=matched
#include <math.h>
#include <stddef.h>

// CHECK: relu: relu matched y[i] = max(x[i],0) i=n
void relu(int n, const float *x, float *y) {
  for (int i = 0; i < n; i++)
    y[i] = x[i] > 0 ? x[i] : 0;
}
// CHECK: relu_in_place: relu matched x[i] = max(x[i],0) i=n
void relu_in_place(float *x, size_t n) {
  for (size_t i = 0; i < n; i++)
    if (x[i] < 0)
      x[i] = 0;
}
// CHECK: relu_max: relu matched y[i] = max(x[i],0) i=n
void relu_max(int n, const double *x, double *y) {
  for (int i = 0; i < n; i++)
    y[i] = fmax(x[i], 0.0);
}
// CHECK: relu_walk: relu matched y[i] = max(x[i],0) i=n
void relu_walk(const float *x, float *y, int n) {
  while (n-- > 0) {
    float v = *x++;
    *y++ = v < 0 ? 0 : v;
  }
}
// CHECK: relu_unrolled: relu matched y[i] = max(x[i],0) i=n
void relu_unrolled(int n, const float *x, float *y) {
  int i, m = n % 4;
  for (i = 0; i < m; i++)
    y[i] = x[i] > 0 ? x[i] : 0;
  for (i = m; i < n; i += 4) {
    y[i] = x[i] > 0 ? x[i] : 0;
    y[i + 1] = x[i + 1] > 0 ? x[i + 1] : 0;
    y[i + 2] = x[i + 2] > 0 ? x[i + 2] : 0;
    y[i + 3] = x[i + 3] > 0 ? x[i + 3] : 0;
  }
}
// CHECK: relu_rows: relu matched y[i] = max(x[i],0) i={{.*}}
void relu_rows(int m, int n, float **x, float **y) {
  for (int i = 0; i < m; i++)
    for (int j = 0; j < n; j++)
      y[i][j] = x[i][j] > 0 ? x[i][j] : 0;
}
static inline float activate(float x) { return x * (x > 0); }
// CHECK: relu_times: relu matched x[i] = max(x[i],0) i=n
void relu_times(float *x, int n) {
  for (int i = 0; i < n; i++)
    x[i] = activate(x[i]);
}
// CHECK: relu6: relu6 matched y[i] = min(max(x[i],0),6) i=n
void relu6(int n, const float *x, float *y) {
  for (int i = 0; i < n; i++)
    y[i] = fminf(fmaxf(x[i], 0), 6);
}
// CHECK: leaky: leaky-relu matched y[i] = if(x[i]>0,x[i],a*x[i]) i=n
void leaky(int n, const float *x, float *y) {
  for (int i = 0; i < n; i++)
    y[i] = x[i] > 0 ? x[i] : 0.1f * x[i];
}
// CHECK: leaky_branch: leaky-relu matched x[i] = if(x[i]>0,x[i],a*x[i]) i=n
void leaky_branch(int n, double *x, double slope) {
  for (int i = 0; i < n; i++)
    if (x[i] < 0)
      x[i] *= slope;
}
// CHECK: elu: elu matched y[i] = if(x[i]>0,x[i],a*(exp(x[i])-1)) i=n
void elu(int n, double a, const double *x, double *y) {
  for (int i = 0; i < n; i++)
    y[i] = x[i] > 0 ? x[i] : a * (exp(x[i]) - 1);
}
// CHECK: sigmoid: sigmoid matched y[i] = 1/(1+exp(-x[i])) i=n
void sigmoid(int n, const double *x, double *y) {
  for (int i = 0; i < n; i++)
    y[i] = 1.0 / (1.0 + exp(-x[i]));
}
// CHECK: sigmoid_float: sigmoid matched x[i] = 1/(1+exp(-x[i])) i=n
void sigmoid_float(float *x, int n) {
  for (float *end = x + n; x < end; ++x)
    *x = 1.f / (expf(-*x) + 1.f);
}
static double logistic(double x) { return 1. / (1. + exp(-x)); }
// CHECK: sigmoid_helper: sigmoid matched y[i] = 1/(1+exp(-x[i])) i={{.*}}
void sigmoid_helper(int rows, int cols, int ld, const double *x, double *y) {
  for (int i = 0; i < rows; i++)
    for (int j = 0; j < cols; j++)
      y[i * ld + j] = logistic(x[i * ld + j]);
}
// CHECK: hyperbolic: tanh matched y[i] = tanh(x[i]) i=n
void hyperbolic(int n, const float *x, float *y) {
  for (int i = 0; i < n; i++)
    y[i] = tanhf(x[i]);
}
// CHECK: hyperbolic_exp: tanh matched y[i] = tanh(x[i]) i=n
void hyperbolic_exp(int n, const double *x, double *y) {
  for (int i = 0; i < n; i++) {
    double p = exp(x[i]), q = exp(-x[i]);
    y[i] = (p - q) / (p + q);
  }
}
// CHECK: silu: silu matched y[i] = x[i]/(1+exp(-x[i])) i=n
void silu(int n, const float *x, float *y) {
  for (int i = 0; i < n; i++)
    y[i] = x[i] / (1.0f + expf(-x[i]));
}
// CHECK: silu_product: silu matched x[i] = x[i]/(1+exp(-x[i])) i=n
void silu_product(int n, float *x) {
  for (int i = 0; i < n; i++) {
    float s = 1.0f / (1.0f + expf(-x[i]));
    x[i] = x[i] * s;
  }
}
// CHECK: swiglu: swiglu matched g[i] = g[i]*u[i]/(1+exp(-g[i])) i=n
void swiglu(int n, float *g, const float *u) {
  for (int i = 0; i < n; i++) {
    float v = g[i];
    v *= 1.0f / (1.0f + expf(-v));
    v *= u[i];
    g[i] = v;
  }
}
// CHECK: gelu_erf: gelu matched y[i] = 0.5*x[i]*(1+erf(0.70710678*x[i])) i=n
void gelu_erf(int n, const double *x, double *y) {
  for (int i = 0; i < n; i++)
    y[i] = 0.5 * x[i] * (1 + erf(x[i] / sqrt(2.0)));
}
// CHECK: gelu_tanh: gelu matched y[i] = {{.*}} i=n
void gelu_tanh(int n, const float *x, float *y) {
  const float s = sqrtf(2.0f / 3.14159265f);
  for (int i = 0; i < n; i++) {
    float v = x[i];
    y[i] = 0.5f * v * (1.0f + tanhf(0.7978845608f * (v + 0.044715f * v * v * v)));
  }
}
// CHECK: gelu_cube: gelu matched y[i] = {{.*}} i=n
void gelu_cube(int n, const double *x, double *y) {
  for (int i = 0; i < n; i++) {
    double cube = 0.044715 * pow(x[i], 3);
    y[i] = 0.5 * x[i] * (1.0 + tanh(sqrt(2.0 / M_PI) * (x[i] + cube)));
  }
}
// CHECK: softplus: softplus matched y[i] = log(1+exp(x[i])) i=n
void softplus(int n, const double *x, double *y) {
  for (int i = 0; i < n; i++)
    y[i] = log1p(exp(x[i]));
}
