// Products of bytes in lanes that are stored and summed one by one; not all lanes are no inner product.
// RUN: %kernels %s --levels=O2 -mavx2 | FileCheck %s --implicit-check-not='half_of_them: dot'
#include <immintrin.h>
#include <stdint.h>
static __m256i products(const int8_t *a, const int8_t *b, int n) {
  __m256i sum = _mm256_setzero_si256();
  for (int i = 0; i + 16 <= n; i += 16) {
    __m256i x = _mm256_cvtepi8_epi16(_mm_loadu_si128((const __m128i *)(a + i)));
    __m256i y = _mm256_cvtepi8_epi16(_mm_loadu_si128((const __m128i *)(b + i)));
    sum = _mm256_add_epi32(sum, _mm256_madd_epi16(x, y));
  }
  return sum;
}
// CHECK: dot matched {{.*}} as quantized-gemm
int32_t all_lanes(const int8_t *a, const int8_t *b, int n) {
  int32_t lanes[8], total = 0;
  _mm256_storeu_si256((__m256i *)lanes, products(a, b, n));
  for (int k = 0; k < 8; k++)
    total += lanes[k];
  return total;
}
int32_t half_of_them(const int8_t *a, const int8_t *b, int n) {
  int32_t lanes[8], total = 0;
  _mm256_storeu_si256((__m256i *)lanes, products(a, b, n));
  for (int k = 0; k < 8; k += 2)
    total += lanes[k];
  return total;
}
