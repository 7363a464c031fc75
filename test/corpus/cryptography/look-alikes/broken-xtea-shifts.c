// Not xtea: xtea shifts.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include <stddef.h>
#include <stdint.h>

#define DELTA 0x9E3779B9u

void xtea_encipher_variant(unsigned rounds, uint32_t v[2], uint32_t const key[4]) {
  uint32_t v0 = v[0], v1 = v[1], sum = 0;
  for (unsigned i = 0; i < rounds; i++) {
    v0 += (((v1 << 4) ^ (v1 >> 6)) + v1) ^ (sum + key[sum & 3]);
    sum += DELTA;
    v1 += (((v0 << 4) ^ (v0 >> 5)) + v0) ^ (sum + key[(sum >> 11) & 3]);
  }
  v[0] = v0;
  v[1] = v1;
}
