// ===- test/corpus/seventh-hands/intrinsics.c - SSE and AVX by hand ---------===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// ===----------------------------------------------------------------------===//

#include <immintrin.h>
#include <stddef.h>
#include <stdint.h>

// Four rows of C at a time, eight columns in a register.
void kernel_4x8(int m, int n, int k, const float *a, int lda, const float *b, int ldb, float *c, int ldc) {
  for (int i = 0; i + 4 <= m; i += 4)
    for (int j = 0; j + 8 <= n; j += 8) {
      __m256 c0 = _mm256_loadu_ps(c + (i + 0) * ldc + j), c1 = _mm256_loadu_ps(c + (i + 1) * ldc + j);
      __m256 c2 = _mm256_loadu_ps(c + (i + 2) * ldc + j), c3 = _mm256_loadu_ps(c + (i + 3) * ldc + j);
      for (int p = 0; p < k; p++) {
        __m256 row = _mm256_loadu_ps(b + p * ldb + j);
        c0 = _mm256_fmadd_ps(_mm256_broadcast_ss(a + (i + 0) * lda + p), row, c0);
        c1 = _mm256_fmadd_ps(_mm256_broadcast_ss(a + (i + 1) * lda + p), row, c1);
        c2 = _mm256_fmadd_ps(_mm256_broadcast_ss(a + (i + 2) * lda + p), row, c2);
        c3 = _mm256_fmadd_ps(_mm256_broadcast_ss(a + (i + 3) * lda + p), row, c3);
      }
      _mm256_storeu_ps(c + (i + 0) * ldc + j, c0);
      _mm256_storeu_ps(c + (i + 1) * ldc + j, c1);
      _mm256_storeu_ps(c + (i + 2) * ldc + j, c2);
      _mm256_storeu_ps(c + (i + 3) * ldc + j, c3);
    }
}

static float sum8(__m256 v) {
  __m128 s = _mm_add_ps(_mm256_castps256_ps128(v), _mm256_extractf128_ps(v, 1));
  s = _mm_add_ps(s, _mm_movehl_ps(s, s));
  s = _mm_add_ss(s, _mm_shuffle_ps(s, s, 1));
  return _mm_cvtss_f32(s);
}

float inner(const float *x, const float *y, size_t n) {
  __m256 acc0 = _mm256_setzero_ps(), acc1 = _mm256_setzero_ps();
  size_t i = 0;
  for (; i + 16 <= n; i += 16) {
    acc0 = _mm256_fmadd_ps(_mm256_loadu_ps(x + i), _mm256_loadu_ps(y + i), acc0);
    acc1 = _mm256_fmadd_ps(_mm256_loadu_ps(x + i + 8), _mm256_loadu_ps(y + i + 8), acc1);
  }
  float sum = sum8(_mm256_add_ps(acc0, acc1));
  for (; i < n; i++)
    sum += x[i] * y[i];
  return sum;
}

void add_scaled(double a, const double *x, double *y, int n) {
  __m128d va = _mm_set1_pd(a);
  int i;
  for (i = 0; i < n - 1; i += 2)
    _mm_storeu_pd(y + i, _mm_add_pd(_mm_loadu_pd(y + i), _mm_mul_pd(va, _mm_loadu_pd(x + i))));
  if (i < n)
    y[i] += a * x[i];
}

void rectify(float *x, int n) {
  __m256 zero = _mm256_setzero_ps();
  int i = 0;
  for (; i <= n - 8; i += 8)
    _mm256_storeu_ps(x + i, _mm256_max_ps(zero, _mm256_loadu_ps(x + i)));
  for (; i < n; i++)
    x[i] = x[i] < 0 ? 0 : x[i];
}

int32_t dot_i8(const int8_t *a, const int8_t *b, int n) {
  __m256i acc = _mm256_setzero_si256();
  for (int i = 0; i + 16 <= n; i += 16) {
    __m256i x = _mm256_cvtepi8_epi16(_mm_loadu_si128((const __m128i *)(a + i)));
    __m256i y = _mm256_cvtepi8_epi16(_mm_loadu_si128((const __m128i *)(b + i)));
    acc = _mm256_add_epi32(acc, _mm256_madd_epi16(x, y));
  }
  int32_t parts[8], sum = 0;
  _mm256_storeu_si256((__m256i *)parts, acc);
  for (int i = 0; i < 8; i++)
    sum += parts[i];
  return sum;
}

static __m128i rotate(__m128i x, int n) { return _mm_or_si128(_mm_slli_epi32(x, n), _mm_srli_epi32(x, 32 - n)); }

void chacha_sse(const uint32_t in[16], uint8_t out[64]) {
  __m128i a = _mm_loadu_si128((const __m128i *)in), b = _mm_loadu_si128((const __m128i *)(in + 4));
  __m128i c = _mm_loadu_si128((const __m128i *)(in + 8)), d = _mm_loadu_si128((const __m128i *)(in + 12));
  __m128i a0 = a, b0 = b, c0 = c, d0 = d;
  for (int i = 0; i < 20; i++) {
    a = _mm_add_epi32(a, b);
    d = rotate(_mm_xor_si128(d, a), 16);
    c = _mm_add_epi32(c, d);
    b = rotate(_mm_xor_si128(b, c), 12);
    a = _mm_add_epi32(a, b);
    d = rotate(_mm_xor_si128(d, a), 8);
    c = _mm_add_epi32(c, d);
    b = rotate(_mm_xor_si128(b, c), 7);
    if (i & 1) {
      b = _mm_shuffle_epi32(b, _MM_SHUFFLE(2, 1, 0, 3));
      c = _mm_shuffle_epi32(c, _MM_SHUFFLE(1, 0, 3, 2));
      d = _mm_shuffle_epi32(d, _MM_SHUFFLE(0, 3, 2, 1));
    } else {
      b = _mm_shuffle_epi32(b, _MM_SHUFFLE(0, 3, 2, 1));
      c = _mm_shuffle_epi32(c, _MM_SHUFFLE(1, 0, 3, 2));
      d = _mm_shuffle_epi32(d, _MM_SHUFFLE(2, 1, 0, 3));
    }
  }
  _mm_storeu_si128((__m128i *)out, _mm_add_epi32(a, a0));
  _mm_storeu_si128((__m128i *)(out + 16), _mm_add_epi32(b, b0));
  _mm_storeu_si128((__m128i *)(out + 32), _mm_add_epi32(c, c0));
  _mm_storeu_si128((__m128i *)(out + 48), _mm_add_epi32(d, d0));
}

// A look-alike: bytes whose difference is summed (a search for motion).
uint32_t sad16(const uint8_t *a, const uint8_t *b, int stride) {
  __m128i acc = _mm_setzero_si128();
  for (int y = 0; y < 16; y++)
    acc = _mm_add_epi64(acc, _mm_sad_epu8(_mm_loadu_si128((const __m128i *)(a + y * stride)),
                                          _mm_loadu_si128((const __m128i *)(b + y * stride))));
  return (uint32_t)_mm_cvtsi128_si32(acc) + (uint32_t)_mm_extract_epi16(acc, 4);
}

// A look-alike: a threshold, no rectifier: what is small becomes zero.
void gate_small(float *x, float limit, int n) {
  __m256 t = _mm256_set1_ps(limit);
  for (int i = 0; i + 8 <= n; i += 8) {
    __m256 v = _mm256_loadu_ps(x + i);
    _mm256_storeu_ps(x + i, _mm256_and_ps(v, _mm256_cmp_ps(v, t, _CMP_GT_OQ)));
  }
}
