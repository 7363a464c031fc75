// Not pcg: pcg without rotation.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include <stddef.h>
#include <stdint.h>

typedef struct {
  uint64_t state, inc;
} pcg32;

static uint32_t pcg_next(pcg32 *r) {
  uint64_t old = r->state;
  r->state = old * 6364136223846793005ULL + (r->inc | 1);
  uint32_t x = (uint32_t)((old >> 18 ^ old) >> 27), rot = (uint32_t)(old >> 59);
  return x ^ rot;
}

void pcg32_fill_variant(pcg32 *r, uint32_t *out, size_t n) {
  for (size_t i = 0; i < n; i++)
    out[i] = pcg_next(r);
}
