/* Products of 8-bit integers with 32-bit sums.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#include <immintrin.h>
#include <stddef.h>
#include <stdint.h>

int32_t dot_i8(const int8_t *a, const int8_t *b, size_t n) {
  int32_t acc = 0;
  for (size_t i = 0; i < n; i++)
    acc += (int32_t)a[i] * (int32_t)b[i];
  return acc;
}

/* Unsigned activations with a zero point, signed weights, requantised to bytes. */
void qgemm_u8s8(const uint8_t *A, const int8_t *B, const int32_t *bias, uint8_t *C, int M, int N, int K, int a_zero,
                int c_zero, float scale) {
  for (int i = 0; i < M; i++)
    for (int j = 0; j < N; j++) {
      int32_t acc = bias ? bias[j] : 0;
      for (int k = 0; k < K; k++)
        acc += (A[i * K + k] - a_zero) * B[j * K + k];
      int32_t q = (int32_t)(acc * scale + (acc >= 0 ? 0.5f : -0.5f)) + c_zero;
      C[i * N + j] = q < 0 ? 0 : q > 255 ? 255 : (uint8_t)q;
    }
}

/* A scale for each row of the weights, float results. */
void qgemv_per_row(const int8_t *restrict w, const float *restrict row_scale, const int8_t *restrict x, float x_scale,
                   float *restrict y, size_t rows, size_t cols) {
  for (size_t r = 0; r < rows; ++r) {
    const int8_t *wr = w + r * cols;
    int32_t sum = 0;
    for (size_t c = 0; c < cols; ++c)
      sum += wr[c] * x[c];
    y[r] = (float)sum * row_scale[r] * x_scale;
  }
}

/* k outermost, plain loops over a packed B. */
void igemm_kij(int m, int n, int k, const int8_t *a, int lda, const int8_t *b, int ldb, int32_t *c, int ldc) {
  int i, j, p;
  for (p = 0; p < k; p++)
    for (i = 0; i < m; i++) {
      const int32_t t = a[i * lda + p];
      for (j = 0; j < n; j++)
        c[i * ldc + j] += t * b[p * ldb + j];
    }
}

int32_t dot_i8_avx2(const int8_t *a, const int8_t *b, size_t n) {
  __m256i acc = _mm256_setzero_si256();
  size_t i = 0;
  for (; i + 16 <= n; i += 16) {
    const __m256i va = _mm256_cvtepi8_epi16(_mm_loadu_si128((const __m128i *)(a + i)));
    const __m256i vb = _mm256_cvtepi8_epi16(_mm_loadu_si128((const __m128i *)(b + i)));
    acc = _mm256_add_epi32(acc, _mm256_madd_epi16(va, vb));
  }
  int32_t lane[8], s = 0;
  _mm256_storeu_si256((__m256i *)lane, acc);
  for (int k = 0; k < 8; k++)
    s += lane[k];
  for (; i < n; i++)
    s += a[i] * b[i];
  return s;
}
