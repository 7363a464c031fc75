// Differences from a mean, projections, the unit matrix.
// RUN: %kernels %s --levels=O2 | FileCheck %s --allow-empty --implicit-check-not='backward matched'

void centred(float *restrict y, const float *x, int n) {
  float m = 0;
  for (int i = 0; i < n; i++)
    m += x[i];
  for (int i = 0; i < n; i++)
    y[i] = x[i] - m / n;
}
void projected(float *restrict y, const float *x, const float *q, int n) {
  float d = 0;
  for (int i = 0; i < n; i++)
    d += x[i] * q[i];
  for (int i = 0; i < n; i++)
    y[i] = x[i] - d * q[i];
}
void less_unit(float *restrict a, const float *b, int n) {
  for (int i = 0; i < n; i++)
    for (int j = 0; j < n; j++)
      a[i * n + j] = b[i * n + j] - (i == j ? 1.0f : 0.0f);
}
