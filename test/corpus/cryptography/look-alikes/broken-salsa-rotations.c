// Not salsa20: salsa rotations.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#define ROTL32(v, c) (((v) << (c)) | ((v) >> (32 - (c))))
#define QR(a, b, c, d) \
  a += b, d ^= a, d = ROTL32(d, 16), c += d, b ^= c, b = ROTL32(b, 12), a += b, d ^= a, \
      d = ROTL32(d, 8), c += d, b ^= c, b = ROTL32(b, 7)

static void salsa_quarter(uint32_t *a, uint32_t *b, uint32_t *c, uint32_t *d) {
  *b ^= ROTL32(*a + *d, 7);
  *c ^= ROTL32(*b + *a, 9);
  *d ^= ROTL32(*c + *b, 13);
  *a ^= ROTL32(*d + *c, 17);
}

/* Columns, then transposed columns: one loop nest. */
void salsa20_core_rounds_variant(uint32_t x[4][4], int double_rounds) {
  uint32_t y[4][4];
  memcpy(y, x, sizeof y);
  for (int n = 0; n < double_rounds; n++) {
    for (int c = 0; c < 4; c++)
      salsa_quarter(&y[c][c], &y[(c + 1) & 3][c], &y[(c + 2) & 3][c], &y[(c + 3) & 3][c]);
    for (int r = 0; r < 4; r++)
      salsa_quarter(&y[r][r], &y[r][(r + 1) & 3], &y[r][(r + 2) & 3], &y[r][(r + 3) & 3]);
  }
  for (int i = 0; i < 4; i++)
    for (int j = 0; j < 4; j++)
      x[i][j] += y[i][j];
}
