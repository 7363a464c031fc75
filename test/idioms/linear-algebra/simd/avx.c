// Intrinsics: a vector is a strip of a loop, a horizontal sum a reduction over it.
// RUN: %kernels %s -mavx2 -mfma | FileCheck %s --implicit-check-not=differs --implicit-check-not=matched
#include <immintrin.h>
// CHECK: product: gemm matched C[i,j] += A[i,k]*B[k,j]
void product(int m, int n, int k, const float *A, const float *B, float *C) {
  for (int i = 0; i < m; i++)
    for (int j = 0; j < n; j += 8) {
      __m256 s = _mm256_setzero_ps();
      for (int p = 0; p < k; p++)
        s = _mm256_fmadd_ps(_mm256_set1_ps(A[i * k + p]), _mm256_loadu_ps(B + p * n + j), s);
      _mm256_storeu_ps(C + i * n + j, s);
    }
}
// CHECK: inner: dot matched s += x[i]*y[i]
float inner(int n, const float *x, const float *y) {
  __m256 s = _mm256_setzero_ps();
  int i = 0;
  for (; i + 8 <= n; i += 8)
    s = _mm256_fmadd_ps(_mm256_loadu_ps(x + i), _mm256_loadu_ps(y + i), s);
  __m128 h = _mm_add_ps(_mm256_castps256_ps128(s), _mm256_extractf128_ps(s, 1));
  h = _mm_hadd_ps(h, h);
  h = _mm_hadd_ps(h, h);
  float r = _mm_cvtss_f32(h);
  for (; i < n; i++)
    r += x[i] * y[i];
  return r;
}
// CHECK: update: axpy matched y[i] += alpha*x[i]
void update(int n, double a, const double *x, double *y) {
  __m256d v = _mm256_set1_pd(a);
  for (int i = 0; i < n; i += 4)
    _mm256_storeu_pd(y + i, _mm256_add_pd(_mm256_loadu_pd(y + i),
                                          _mm256_mul_pd(v, _mm256_loadu_pd(x + i))));
}
// Only every second lane is added: an inner product of half the elements.
// CHECK: half: dot matched s += x[i]*y[i] i=2*((n - 1)/4) + 2
float half(int n, const float *x, const float *y) {
  __m128 s = _mm_setzero_ps();
  for (int i = 0; i < n; i += 4)
    s = _mm_add_ps(s, _mm_mul_ps(_mm_loadu_ps(x + i), _mm_loadu_ps(y + i)));
  float t[4];
  _mm_storeu_ps(t, s);
  return t[0] + t[2];
}
// CHECK: words: dot matched s += a[i]*b[i]
int words(const short *a, const short *b, int n) {
  __m128i s = _mm_setzero_si128();
  for (int i = 0; i < n; i += 8)
    s = _mm_add_epi32(s, _mm_madd_epi16(_mm_loadu_si128((const __m128i *)(a + i)), _mm_loadu_si128((const __m128i *)(b + i))));
  s = _mm_add_epi32(s, _mm_srli_si128(s, 8));
  s = _mm_add_epi32(s, _mm_srli_si128(s, 4));
  return _mm_cvtsi128_si32(s);
}
// Products of bytes in pairs, which saturate where they would not fit.
// CHECK: bytes: dot matched s += a[i]*b[i]
int bytes(const unsigned char *a, const signed char *b, int n) {
  __m256i s = _mm256_setzero_si256();
  for (int i = 0; i < n; i += 32) {
    __m256i p = _mm256_maddubs_epi16(_mm256_loadu_si256((const __m256i *)(a + i)), _mm256_loadu_si256((const __m256i *)(b + i)));
    s = _mm256_add_epi32(s, _mm256_madd_epi16(p, _mm256_set1_epi16(1)));
  }
  __m128i h = _mm_add_epi32(_mm256_castsi256_si128(s), _mm256_extracti128_si256(s, 1));
  h = _mm_add_epi32(h, _mm_shuffle_epi32(h, 0x4e));
  h = _mm_add_epi32(h, _mm_shuffle_epi32(h, 0xb1));
  return _mm_cvtsi128_si32(h);
}
