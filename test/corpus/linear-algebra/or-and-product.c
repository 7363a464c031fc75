// Matrix products over (or, and).
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

void bool_product(const bool *a, const bool *b, bool *c, int n) {
  for (int i = 0; i < n; ++i)
    for (int j = 0; j < n; ++j) {
      bool any = false;
      for (int k = 0; k < n; ++k)
        any |= a[i * n + k] & b[k * n + j];
      c[i * n + j] = any;
    }
}

/* Relations as bytes, left at the first witness. */
void compose_relations(unsigned char **r, unsigned char **s, unsigned char **rs, int n) {
  int x, y, z;
  for (x = 0; x < n; x++)
    for (z = 0; z < n; z++) {
      rs[x][z] = 0;
      for (y = 0; y < n; y++)
        if (r[x][y] && s[y][z]) {
          rs[x][z] = 1;
          break;
        }
    }
}

/* Rows as bits: a row of b is added for each set entry of a. */
void reach_words(const uint8_t *restrict a, const uint64_t *restrict b, uint64_t *restrict c, size_t m, size_t k,
                 size_t words) {
  for (size_t i = 0; i < m; i++)
    for (size_t p = 0; p < k; p++) {
      uint64_t mask = -(uint64_t)(a[i * k + p] != 0);
      for (size_t w = 0; w < words; w++)
        c[i * words + w] |= mask & b[p * words + w];
    }
}
