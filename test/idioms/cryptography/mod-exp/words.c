// Modular powers of machine words, and what is none.
// RUN: %kernels --levels=O1,O2,O3 %s | FileCheck %s --implicit-check-not='{{(plain|off_by_one|sum_of_powers): mod-exp}}'
#include <stdint.h>
typedef unsigned __int128 wide;

// CHECK: from_below: mod-exp matched
uint64_t from_below(uint64_t b, uint64_t e, uint64_t m) {
  uint64_t r = 1 % m;
  b %= m;
  while (e) {
    if (e & 1)
      r = (wide)r * b % m;
    b = (wide)b * b % m;
    e >>= 1;
  }
  return r;
}
// CHECK: from_above: mod-exp matched
uint32_t from_above(uint32_t m, uint32_t b, uint32_t e) {
  uint64_t r = 1;
  for (int i = 31; i >= 0; i--) {
    r = r * r % m;
    if (e >> i & 1)
      r = r * b % m;
  }
  return (uint32_t)r;
}
static uint64_t product(uint64_t a, uint64_t b, uint64_t m) { return (uint64_t)((wide)a * b % m); }
// CHECK: four_bits: mod-exp matched
uint64_t four_bits(uint64_t e, uint64_t m, uint64_t b) {
  uint64_t table[16], r = 1 % m;
  table[0] = 1;
  for (int i = 1; i < 16; i++)
    table[i] = product(table[i - 1], b, m);
  for (int i = 60; i >= 0; i -= 4) {
    for (int k = 0; k < 4; k++)
      r = product(r, r, m);
    r = product(r, table[e >> i & 15], m);
  }
  return r;
}
uint64_t plain(uint64_t b, uint64_t e, uint64_t m) {
  uint64_t r = 1;
  for (; e; e >>= 1, b *= b)
    if (e & 1)
      r *= b;
  return r % m;
}
uint64_t off_by_one(uint64_t b, uint64_t e, uint64_t m) {
  uint64_t r = b % m;
  for (b %= m; e; e >>= 1, b = (wide)b * b % m)
    if (e & 1)
      r = (wide)r * b % m;
  return r;
}
uint64_t sum_of_powers(uint64_t b, uint64_t e, uint64_t m) {
  uint64_t r = 1;
  for (b %= m; e; e >>= 1, b = (wide)b * b % m)
    if (e & 1)
      r = (r + b) % m;
  return r;
}
