// Euclidean norms.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include <math.h>
#include <stddef.h>

double norm_plain(const double *x, size_t n) {
  double ss = 0.0;
  for (size_t i = 0; i < n; ++i)
    ss += x[i] * x[i];
  return sqrt(ss);
}

/* Scaled so that no square overflows, as BLAS did it before 2020. */
double dnrm2_scaled(int n, const double *x, int incx) {
  double scale = 0.0, ssq = 1.0;
  int ix;
  if (n < 1 || incx < 1)
    return 0.0;
  for (ix = 0; ix <= (n - 1) * incx; ix += incx) {
    if (x[ix] != 0.0) {
      double absxi = fabs(x[ix]);
      if (scale < absxi) {
        double q = scale / absxi;
        ssq = 1.0 + ssq * q * q;
        scale = absxi;
      } else {
        double q = absxi / scale;
        ssq += q * q;
      }
    }
  }
  return scale * sqrt(ssq);
}

float frobenius(const float *const *a, int m, int n) {
  double acc = 0;
  for (int i = 0; i < m; i++)
    for (int j = 0; j < n; j++)
      acc += (double)a[i][j] * a[i][j];
  return (float)sqrt(acc);
}

float length_of(const float *v, long count, long step) {
  float sq = 0.f;
  while (count-- > 0) {
    const float e = *v;
    sq = fmaf(e, e, sq);
    v += step;
  }
  return sqrtf(sq);
}
