// A product of dense matrices in AVX registers.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include <immintrin.h>

/* Columns in eights, n a multiple of eight. */
int sgemm_avx2(int m, int n, int k, const float *a, const float *b, float *c) {
  if (n % 8)
    return -1;
  for (int i = 0; i < m; ++i)
    for (int j = 0; j < n; j += 8) {
      __m256 s = _mm256_setzero_ps();
      for (int p = 0; p < k; ++p)
        s = _mm256_fmadd_ps(_mm256_set1_ps(a[i * k + p]), _mm256_loadu_ps(b + p * n + j), s);
      _mm256_storeu_ps(c + i * n + j, s);
    }
  return 0;
}
