/* Cross-entropy losses: of probabilities, of logits, and of two classes.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#include <math.h>
#include <stddef.h>

/* Targets as distributions, predictions as probabilities. */
double cross_entropy(const double *target, const double *pred, size_t n) {
  double loss = 0.0;
  for (size_t i = 0; i < n; i++)
    loss -= target[i] * log(pred[i] + 1e-12);
  return loss;
}

void crossentropy_forward(float *losses, const float *probs, const int *targets, int B, int T, int V) {
  for (int b = 0; b < B; b++)
    for (int t = 0; t < T; t++) {
      const float *probs_bt = probs + b * T * V + t * V;
      int ix = targets[b * T + t];
      losses[b * T + t] = -logf(probs_bt[ix]);
    }
}

/* From logits, the mean over the batch. */
float softmax_cross_entropy(const float *logits, const int *labels, int batch, int classes) {
  float loss = 0;
  for (int b = 0; b < batch; b++) {
    const float *z = logits + b * classes;
    float m = z[0], s = 0;
    for (int c = 1; c < classes; c++)
      m = fmaxf(m, z[c]);
    for (int c = 0; c < classes; c++)
      s += expf(z[c] - m);
    loss += m + logf(s) - z[labels[b]];
  }
  return loss / batch;
}

void logistic_x_ent(int n, const float *pred, const float *truth, float *delta, float *error) {
  int i;
  for (i = 0; i < n; ++i) {
    float t = truth[i];
    float p = pred[i];
    error[i] = -t * logf(p) - (1 - t) * logf(1 - p);
    delta[i] = t - p;
  }
}

/* Two classes from logits: max(z, 0) - z t + log(1 + exp(-|z|)). */
double bce_with_logits(const double *z, const double *t, int n) {
  double total = 0;
  for (int i = 0; i < n; i++)
    total += (z[i] > 0 ? z[i] : 0) - z[i] * t[i] + log1p(exp(-fabs(z[i])));
  return total / n;
}
