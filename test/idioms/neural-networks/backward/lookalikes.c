// Masks by another bound, and two products of one operand.
// RUN: %kernels %s --levels=O2 | FileCheck %s --allow-empty --implicit-check-not=backward
void thresholded(const float *m, const float *x, float *y, int n) {
  for (int i = 0; i < n; i++)
    y[i] = m[i] > 0.5f ? x[i] : 0;
}
void projections(float *q, float *k, const float *x, const float *wq, const float *wk, int n, int d) {
  for (int t = 0; t < n; t++)
    for (int i = 0; i < d; i++)
      for (int j = 0; j < d; j++)
        q[t * d + i] += wq[i * d + j] * x[t * d + j];
  for (int t = 0; t < n; t++)
    for (int i = 0; i < d; i++)
      for (int j = 0; j < d; j++)
        k[t * d + i] += wk[i * d + j] * x[t * d + j];
}
