// Not fnv-1a: fnv other prime.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include <stddef.h>
#include <stdint.h>

uint32_t fnv1a_32_variant(const void *key, size_t n) {
  const unsigned char *p = key;
  uint32_t h = 2166136261u;
  for (size_t i = 0; i < n; i++)
    h = (h ^ p[i]) * 16777601u;
  return h;
}
