// Sums of absolute values.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include <math.h>
#include <stdlib.h>

float sasum6(int n, const float *sx) {
  float t = 0.f;
  int i, m = n % 6;
  for (i = 0; i < m; i++)
    t += fabsf(sx[i]);
  for (i = m; i < n; i += 6)
    t += fabsf(sx[i]) + fabsf(sx[i + 1]) + fabsf(sx[i + 2]) + fabsf(sx[i + 3]) + fabsf(sx[i + 4]) +
         fabsf(sx[i + 5]);
  return t;
}

double norm1(const double *v, long n, long stride) {
  double s = 0;
  for (long i = 0; i < n; i++) {
    double e = v[i * stride];
    s += e < 0 ? -e : e;
  }
  return s;
}

long l1_int(const int *p, const int *q) {
  long s = 0;
  while (p != q)
    s += labs((long)*p++);
  return s;
}
