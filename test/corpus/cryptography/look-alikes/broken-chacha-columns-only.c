// Not chacha20: chacha columns only.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#define ROTL32(v, c) (((v) << (c)) | ((v) >> (32 - (c))))
#define QR(a, b, c, d) \
  a += b, d ^= a, d = ROTL32(d, 16), c += d, b ^= c, b = ROTL32(b, 12), a += b, d ^= a, \
      d = ROTL32(d, 8), c += d, b ^= c, b = ROTL32(b, 7)

static void quarter(uint32_t *x, int a, int b, int c, int d) {
  x[a] += x[b];
  x[d] = ROTL32(x[d] ^ x[a], 16);
  x[c] += x[d];
  x[b] = ROTL32(x[b] ^ x[c], 12);
  x[a] += x[b];
  x[d] = ROTL32(x[d] ^ x[a], 8);
  x[c] += x[d];
  x[b] = ROTL32(x[b] ^ x[c], 7);
}

void chacha_core_indexed_variant(uint8_t out[64], const uint32_t state[16], int rounds) {
  uint32_t x[16];
  memcpy(x, state, 64);
  do {
    quarter(x, 0, 4, 8, 12);
    quarter(x, 1, 5, 9, 13);
    quarter(x, 2, 6, 10, 14);
    quarter(x, 3, 7, 11, 15);
    quarter(x, 0, 4, 8, 12);
    quarter(x, 1, 5, 9, 13);
    quarter(x, 2, 7, 8, 13);
    quarter(x, 3, 4, 9, 14);
  } while ((rounds -= 2) > 0);
  for (int i = 0; i < 16; i++) {
    uint32_t v = x[i] + state[i];
    memcpy(out + 4 * i, &v, 4);
  }
}
