#include "kernels.h"

void gemv(long m, long n, const float *a, const float *x, float *y) {
  while (m-- > 0) {
    float s = 0;
    for (long j = 0; j < n; ++j)
      s += *a++ * x[j];
    *y++ += s;
  }
}

void ger(long m, long n, float alpha, const float *x, const float *y, float *a) {
  for (long i = 0; i < m; ++i) {
    const float s = alpha * x[i];
    for (long j = 0; j < n; ++j)
      a[i * n + j] += s * y[j];
  }
}
