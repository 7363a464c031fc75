// Code that computes what an idiom computes where a number is zero, one or a single block, and
// something else everywhere else.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include <stddef.h>
#include <stdint.h>
#include <string.h>

// A number in words of fifteen bits, as bytes with the highest first: DES drops a bit of each
// byte, and its schedule of nothing is nothing.
void pack_fifteen_bits(uint8_t *out, size_t n, const uint16_t *x) {
  size_t words = (x[0] + 15u) >> 4, next = 1;
  uint32_t bits = 0;
  int held = 0;
  if (words == 0) {
    memset(out, 0, n);
    return;
  }
  while (n-- > 0) {
    if (held < 8) {
      if (next <= words)
        bits += (uint32_t)x[next++] << held;
      held += 15;
    }
    out[n] = (uint8_t)bits;
    bits >>= 8;
    held -= 8;
  }
}

// Reads hexadecimal digits, as long as there are some.
int read_hex(const unsigned char *s, unsigned char *out, size_t n) {
  memset(out, 0, n);
  for (size_t i = 0; i < 2 * n; i++, s++) {
    unsigned v;
    if (*s >= '0' && *s <= '9')
      v = *s - '0';
    else if (*s >= 'A' && *s <= 'F')
      v = *s - 'A' + 10;
    else if (*s >= 'a' && *s <= 'f')
      v = *s - 'a' + 10;
    else
      return -1;
    out[i / 2] |= (unsigned char)(i % 2 ? v : v << 4);
  }
  return 0;
}

// A sum of long numbers, some times over: times one it is a product.
void add_blocks(uint64_t *sum, const uint64_t *block, size_t blocks) {
  do {
    unsigned __int128 carry = 0;
    for (int i = 0; i < 8; i++) {
      carry += (unsigned __int128)sum[i] + (block[i] ^ block[i] >> 63);
      sum[i] = (uint64_t)carry;
      carry >> 64 ? (carry >>= 64) : (carry = 0);
    }
    block += 8;
  } while (--blocks);
}

// Zeros, whatever it is given: every mix of products and shifts keeps zero.
static int failed = 0;
int status_of(const uint8_t *key, unsigned n, uint32_t word) {
  if (n < 5 || n > 128)
    return 44;
  word ^= word >> 16;
  return failed ? 50 : (int)(word & 0) + key[0] - key[0];
}

// A code of a message: of the chain only the last block leaves, and no subkey comes in.
#include <wmmintrin.h>
__attribute__((target("aes"))) void chain_last(const __m128i key[11], uint8_t state[16], const uint8_t *m, size_t n) {
  __m128i x = _mm_loadu_si128((const __m128i *)state);
  for (; n > 0; n -= 16, m += 16) {
    x = _mm_xor_si128(_mm_xor_si128(x, _mm_loadu_si128((const __m128i *)m)), key[0]);
    for (int i = 1; i < 10; i++)
      x = _mm_aesenc_si128(x, key[i]);
    x = _mm_aesenclast_si128(x, key[10]);
  }
  _mm_storeu_si128((__m128i *)state, x);
}
