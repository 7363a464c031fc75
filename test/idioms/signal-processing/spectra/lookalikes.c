// RUN: %kernels %s | FileCheck %s --allow-empty --implicit-check-not=stft --implicit-check-not=mfcc
#include <math.h>

// Distances between all pairs.
void distances(const double *a, const double *b, double *d, int n, int dim) {
  for (int i = 0; i < n; i++)
    for (int j = 0; j < n; j++) {
      double s = 0;
      for (int k = 0; k < dim; k++)
        s += (a[i * dim + k] - b[j * dim + k]) * (a[i * dim + k] - b[j * dim + k]);
      d[i * n + j] = s;
    }
}
// One number: a cross entropy.
double entropy(const double *p, const double *q, int n) {
  double s = 0;
  for (int i = 0; i < n; i++)
    s -= p[i] * log(q[i] + 1e-12);
  return s;
}
