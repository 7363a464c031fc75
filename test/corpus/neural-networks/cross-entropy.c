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

void nll_of_targets(float *loss, const float *probs, const int *target, int rows, int vocabulary) {
  for (int r = 0; r < rows; r++, probs += vocabulary)
    loss[r] = -logf(probs[target[r]]);
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

void bce_forward(int n, const float *p, const float *t, float *grad, float *loss) {
  for (int k = 0; k < n; ++k) {
    loss[k] = -(t[k] * logf(p[k]) + (1.0f - t[k]) * log1pf(-p[k]));
    grad[k] = p[k] - t[k];
  }
}

/* Two classes from logits: max(z, 0) - z t + log(1 + exp(-|z|)). */
double bce_with_logits(const double *z, const double *t, int n) {
  double total = 0;
  for (int i = 0; i < n; i++)
    total += (z[i] > 0 ? z[i] : 0) - z[i] * t[i] + log1p(exp(-fabs(z[i])));
  return total / n;
}
