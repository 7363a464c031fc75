// How often each value occurs.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include <stddef.h>
#include <stdint.h>
#include <string.h>

void byte_counts(const unsigned char *p, size_t n, unsigned count[256]) {
  memset(count, 0, 256 * sizeof *count);
  while (n--)
    count[*p++]++;
}

/* Four tables, so that equal neighbours don't wait for each other. */
void byte_counts4(const uint8_t *src, size_t n, uint32_t *out) {
  static uint32_t t[4][256];
  memset(t, 0, sizeof t);
  size_t i = 0;
  for (; i + 4 <= n; i += 4) {
    t[0][src[i]]++;
    t[1][src[i + 1]]++;
    t[2][src[i + 2]]++;
    t[3][src[i + 3]]++;
  }
  for (; i < n; i++)
    t[0][src[i]]++;
  for (int b = 0; b < 256; b++)
    out[b] = t[0][b] + t[1][b] + t[2][b] + t[3][b];
}

void bin_samples(const float *x, int n, float lo, float hi, int nbins, int *bins) {
  const float f = nbins / (hi - lo);
  for (int b = 0; b < nbins; ++b)
    bins[b] = 0;
  for (int i = 0; i < n; ++i) {
    int b = (int)((x[i] - lo) * f);
    if (b < 0)
      b = 0;
    if (b >= nbins)
      b = nbins - 1;
    bins[b]++;
  }
}

void row_lengths(const int *row, long nnz, int *len) {
  for (long p = 0; p < nnz; p++)
    len[row[p]] += 1;
}
