// Signal processing with vector intrinsics and OpenMP.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include <immintrin.h>
#include <math.h>

// Eight outputs at a time.
void fir_avx(const float *x, const float *h, float *y, int n, int taps) {
  int t = 0;
  for (; t + 8 <= n; t += 8) {
    __m256 acc = _mm256_setzero_ps();
    for (int k = 0; k < taps; k++)
      acc = _mm256_fmadd_ps(_mm256_set1_ps(h[k]), _mm256_loadu_ps(x + t + k), acc);
    _mm256_storeu_ps(y + t, acc);
  }
  for (; t < n; t++) {
    float s = 0;
    for (int k = 0; k < taps; k++)
      s += h[k] * x[t + k];
    y[t] = s;
  }
}

// One output at a time, eight taps together (taps is a multiple of eight).
void fir_avx_taps(const float *x, const float *h, float *y, int n, int taps) {
  for (int t = 0; t < n; t++) {
    __m256 acc = _mm256_setzero_ps();
    for (int k = 0; k < taps; k += 8)
      acc = _mm256_fmadd_ps(_mm256_loadu_ps(h + k), _mm256_loadu_ps(x + t + k), acc);
    float lane[8], s = 0;
    _mm256_storeu_ps(lane, acc);
    for (int i = 0; i < 8; i++)
      s += lane[i];
    y[t] = s;
  }
}

// Strides of at least four are done by vectors, the first two levels by scalars.
void fwht_avx(double *a, int n) {
  for (int h = 1; h < n; h *= 2)
    for (int i = 0; i < n; i += 2 * h) {
      int j = i;
      for (; j + 4 <= i + h; j += 4) {
        __m256d u = _mm256_loadu_pd(a + j), v = _mm256_loadu_pd(a + j + h);
        _mm256_storeu_pd(a + j, _mm256_add_pd(u, v));
        _mm256_storeu_pd(a + j + h, _mm256_sub_pd(u, v));
      }
      for (; j < i + h; j++) {
        double u = a[j], v = a[j + h];
        a[j] = u + v;
        a[j + h] = u - v;
      }
    }
}

// The channels of a recording side by side in a vector.
void biquad_avx4(const double *x, double *y, int frames, const double c[5], double z1[4],
                 double z2[4]) {
  __m256d s1 = _mm256_loadu_pd(z1), s2 = _mm256_loadu_pd(z2);
  __m256d b0 = _mm256_set1_pd(c[0]), b1 = _mm256_set1_pd(c[1]), b2 = _mm256_set1_pd(c[2]);
  __m256d a1 = _mm256_set1_pd(c[3]), a2 = _mm256_set1_pd(c[4]);
  for (int i = 0; i < frames; i++) {
    __m256d in = _mm256_loadu_pd(x + 4 * i);
    __m256d out = _mm256_fmadd_pd(b0, in, s1);
    s1 = _mm256_fnmadd_pd(a1, out, _mm256_fmadd_pd(b1, in, s2));
    s2 = _mm256_fnmadd_pd(a2, out, _mm256_mul_pd(b2, in));
    _mm256_storeu_pd(y + 4 * i, out);
  }
  _mm256_storeu_pd(z1, s1);
  _mm256_storeu_pd(z2, s2);
}

void dft_openmp(const double *x, double *re, double *im, int n) {
#pragma omp parallel for
  for (int k = 0; k < n; k++) {
    double a = 0, b = 0;
    for (int t = 0; t < n; t++) {
      double w = 6.283185307179586476925 * k * t / n;
      a += x[t] * cos(w);
      b -= x[t] * sin(w);
    }
    re[k] = a;
    im[k] = b;
  }
}

void convolve_openmp(const float *x, const float *h, float *y, int n, int taps) {
#pragma omp parallel for schedule(static)
  for (int t = 0; t < n; t++) {
    float s = 0;
#pragma omp simd reduction(+ : s)
    for (int k = 0; k < taps; k++)
      s += h[taps - 1 - k] * x[t + k];
    y[t] = s;
  }
}
