/* Adam and AdamW.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#include <math.h>
#include <stddef.h>

void adam_step(float *w, const float *g, float *m, float *v, int n, int t, float lr, float b1, float b2, float eps) {
  const float c1 = 1.0f - powf(b1, t), c2 = 1.0f - powf(b2, t);
  for (int i = 0; i < n; i++) {
    m[i] = b1 * m[i] + (1.0f - b1) * g[i];
    v[i] = b2 * v[i] + (1.0f - b2) * g[i] * g[i];
    w[i] -= lr * (m[i] / c1) / (sqrtf(v[i] / c2) + eps);
  }
}

/* Decay apart from the gradient. */
void adamw_step(double *restrict w, const double *restrict g, double *restrict m, double *restrict v, size_t n,
                double lr, double wd, long step) {
  const double beta1 = 0.9, beta2 = 0.999;
  for (size_t i = 0; i < n; ++i) {
    const double grad = g[i];
    const double mi = beta1 * m[i] + (1 - beta1) * grad;
    const double vi = beta2 * v[i] + (1 - beta2) * grad * grad;
    const double mh = mi / (1 - pow(beta1, (double)step));
    const double vh = vi / (1 - pow(beta2, (double)step));
    m[i] = mi;
    v[i] = vi;
    w[i] -= lr * (mh / (sqrt(vh) + 1e-8) + wd * w[i]);
  }
}

/* An array of records instead of four arrays; both corrections folded into the rate. */
typedef struct {
  float w, g, m, v;
} Weight;

void adam_records(Weight *p, size_t n, float rate, int t) {
  const float a = rate * sqrtf(1 - powf(0.999f, t)) / (1 - powf(0.9f, t));
  Weight *end = p + n;
  for (; p < end; p++) {
    p->m += 0.1f * (p->g - p->m);
    p->v += 0.001f * (p->g * p->g - p->v);
    p->w -= a * p->m / (sqrtf(p->v) + 1e-8f);
    p->g = 0;
  }
}

static inline float blend(float old, float now, float keep) { return now + keep * (old - now); }

void adamw_blend(float *w, const float *g, float *m, float *v, long count, float lr, float beta1, float beta2, float eps,
                 float decay, float corr1, float corr2) {
  long i = 0;
  while (i < count) {
    m[i] = blend(m[i], g[i], beta1);
    v[i] = blend(v[i], g[i] * g[i], beta2);
    w[i] *= 1.0f - lr * decay;
    w[i] -= lr / corr1 * m[i] / (sqrtf(v[i] / corr2) + eps);
    i++;
  }
}
