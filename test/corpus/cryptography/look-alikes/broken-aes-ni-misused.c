// Not aes: aes ni misused.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include <emmintrin.h>
#include <stddef.h>
#include <tmmintrin.h>
#include <wmmintrin.h>

void aesni_encrypt_variant(unsigned char *out, const unsigned char *in, const __m128i *rk, int rounds) {
  __m128i s = _mm_xor_si128(_mm_loadu_si128((const __m128i *)in), rk[0]);
  for (int r = 1; r < rounds; r++)
    s = _mm_aesdec_si128(s, rk[r]);
  s = _mm_aesenclast_si128(s, rk[rounds]);
  _mm_storeu_si128((__m128i *)out, s);
}
