/* Logarithms of softmax.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#include <math.h>
#include <stddef.h>

void log_softmax(const float *x, float *y, int n) {
  float m = x[0];
  for (int i = 1; i < n; i++)
    m = x[i] > m ? x[i] : m;
  float s = 0.0f;
  for (int i = 0; i < n; i++)
    s += expf(x[i] - m);
  const float lse = m + logf(s);
  for (int i = 0; i < n; i++)
    y[i] = x[i] - lse;
}

void log_softmax_rows(double *x, size_t rows, size_t cols) {
  double *row = x;
  for (size_t r = 0; r < rows; ++r, row += cols) {
    double top = -HUGE_VAL, sum = 0;
    for (size_t c = 0; c < cols; ++c)
      if (row[c] > top)
        top = row[c];
    for (size_t c = 0; c < cols; ++c) {
      row[c] -= top;
      sum += exp(row[c]);
    }
    sum = log(sum);
    for (size_t c = 0; c < cols; ++c)
      row[c] -= sum;
  }
}

void logits_to_logprobs(float *logits, int vocab, float temperature) {
  int i;
  float hi;
  double total = 0;
  for (i = 0; i < vocab; i++)
    logits[i] /= temperature;
  hi = logits[0];
  for (i = 1; i < vocab; i++)
    hi = fmaxf(hi, logits[i]);
  for (i = 0; i < vocab; i++)
    total += expf(logits[i] - hi);
  for (i = 0; i < vocab; i++)
    logits[i] = logits[i] - hi - logf((float)total);
}
