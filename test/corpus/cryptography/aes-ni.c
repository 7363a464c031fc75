// AES by AES-NI instructions: one block, four blocks at once, decryption, key expansion.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include <emmintrin.h>
#include <stddef.h>
#include <tmmintrin.h>
#include <wmmintrin.h>

void aesni_encrypt(unsigned char *out, const unsigned char *in, const __m128i *rk, int rounds) {
  __m128i s = _mm_xor_si128(_mm_loadu_si128((const __m128i *)in), rk[0]);
  for (int r = 1; r < rounds; r++)
    s = _mm_aesenc_si128(s, rk[r]);
  s = _mm_aesenclast_si128(s, rk[rounds]);
  _mm_storeu_si128((__m128i *)out, s);
}

void aesni128_encrypt_unrolled(void *block, const __m128i k[11]) {
  __m128i m = _mm_loadu_si128((const __m128i *)block);
  m = _mm_xor_si128(m, k[0]);
  m = _mm_aesenc_si128(m, k[1]);
  m = _mm_aesenc_si128(m, k[2]);
  m = _mm_aesenc_si128(m, k[3]);
  m = _mm_aesenc_si128(m, k[4]);
  m = _mm_aesenc_si128(m, k[5]);
  m = _mm_aesenc_si128(m, k[6]);
  m = _mm_aesenc_si128(m, k[7]);
  m = _mm_aesenc_si128(m, k[8]);
  m = _mm_aesenc_si128(m, k[9]);
  m = _mm_aesenclast_si128(m, k[10]);
  _mm_storeu_si128((__m128i *)block, m);
}

void aesni256_ecb4(const __m128i *rk, const __m128i *in, __m128i *out, size_t blocks) {
  size_t i = 0;
  for (; i + 4 <= blocks; i += 4) {
    __m128i a = _mm_xor_si128(_mm_loadu_si128(in + i), rk[0]);
    __m128i b = _mm_xor_si128(_mm_loadu_si128(in + i + 1), rk[0]);
    __m128i c = _mm_xor_si128(_mm_loadu_si128(in + i + 2), rk[0]);
    __m128i d = _mm_xor_si128(_mm_loadu_si128(in + i + 3), rk[0]);
    for (int r = 1; r < 14; r++) {
      a = _mm_aesenc_si128(a, rk[r]);
      b = _mm_aesenc_si128(b, rk[r]);
      c = _mm_aesenc_si128(c, rk[r]);
      d = _mm_aesenc_si128(d, rk[r]);
    }
    _mm_storeu_si128(out + i, _mm_aesenclast_si128(a, rk[14]));
    _mm_storeu_si128(out + i + 1, _mm_aesenclast_si128(b, rk[14]));
    _mm_storeu_si128(out + i + 2, _mm_aesenclast_si128(c, rk[14]));
    _mm_storeu_si128(out + i + 3, _mm_aesenclast_si128(d, rk[14]));
  }
  for (; i < blocks; i++) {
    __m128i a = _mm_xor_si128(_mm_loadu_si128(in + i), rk[0]);
    for (int r = 1; r < 14; r++)
      a = _mm_aesenc_si128(a, rk[r]);
    _mm_storeu_si128(out + i, _mm_aesenclast_si128(a, rk[14]));
  }
}

/* Encryption's round keys; the inverse mix is taken on the fly. */
void aesni_decrypt(unsigned char *out, const unsigned char *in, const __m128i *rk, int rounds) {
  __m128i s = _mm_xor_si128(_mm_loadu_si128((const __m128i *)in), rk[rounds]);
  while (--rounds > 0)
    s = _mm_aesdec_si128(s, _mm_aesimc_si128(rk[rounds]));
  _mm_storeu_si128((__m128i *)out, _mm_aesdeclast_si128(s, rk[0]));
}
