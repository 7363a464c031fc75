/* Stochastic gradient descent: plain, with decay, with momentum, Nesterov.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#include <stddef.h>

void sgd_step(float *w, const float *g, float lr, int n) {
  for (int i = 0; i < n; i++)
    w[i] -= lr * g[i];
}

void sgd_weight_decay(double *restrict w, const double *restrict grad, size_t n, double lr, double decay) {
  for (size_t i = 0; i < n; ++i) {
    double g = grad[i] + decay * w[i];
    w[i] = w[i] - lr * g;
  }
}

typedef struct {
  float *value, *grad, *velocity;
  size_t count;
} Parameter;

void sgd_momentum(Parameter *params, int n, float lr, float mu) {
  for (int k = 0; k < n; k++) {
    Parameter *p = &params[k];
    for (size_t i = 0; i < p->count; i++) {
      p->velocity[i] = mu * p->velocity[i] - lr * p->grad[i];
      p->value[i] += p->velocity[i];
      p->grad[i] = 0;
    }
  }
}

void sgd_nesterov(float *restrict w, float *restrict v, const float *restrict g, long n, float lr, float mu) {
  long i;
  for (i = 0; i < n; ++i) {
    float vi = mu * v[i] + g[i];
    v[i] = vi;
    w[i] -= lr * (g[i] + mu * vi);
  }
}
