// Inner products.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include <immintrin.h>
#include <stddef.h>

double ddot_inc(int n, const double *dx, int incx, const double *dy, int incy) {
  double temp = 0.0;
  int i, ix = 0, iy = 0;
  for (i = 0; i < n; i++) {
    temp += dx[ix] * dy[iy];
    ix += incx;
    iy += incy;
  }
  return temp;
}

float dot4acc(const float *a, const float *b, int n) {
  float s0 = 0, s1 = 0, s2 = 0, s3 = 0;
  int i;
  for (i = 0; i + 3 < n; i += 4) {
    s0 += a[i] * b[i];
    s1 += a[i + 1] * b[i + 1];
    s2 += a[i + 2] * b[i + 2];
    s3 += a[i + 3] * b[i + 3];
  }
  for (; i < n; i++)
    s0 += a[i] * b[i];
  return (s0 + s1) + (s2 + s3);
}

double sum_products_omp(const double *u, const double *v, long n) {
  double total = 0;
#pragma omp parallel for reduction(+ : total) schedule(static)
  for (long i = 0; i < n; ++i)
    total += u[i] * v[i];
  return total;
}

/* Wide accumulation of narrow data. */
long long dot_i16(const short *a, const short *b, size_t n) {
  long long acc = 0;
  const short *end = a + n;
  for (; a < end; ++a, ++b)
    acc += (long long)*a * *b;
  return acc;
}

float dot_sse(const float *a, const float *b, int n) {
  __m128 acc = _mm_setzero_ps();
  int i = 0;
  for (; i <= n - 4; i += 4)
    acc = _mm_add_ps(acc, _mm_mul_ps(_mm_loadu_ps(a + i), _mm_loadu_ps(b + i)));
  float lanes[4];
  _mm_storeu_ps(lanes, acc);
  float s = lanes[0] + lanes[1] + lanes[2] + lanes[3];
  for (; i < n; i++)
    s += a[i] * b[i];
  return s;
}
