// Checksums, hashes and generators, told by what they compute; and what is none.
// RUN: %kernels %s --verdicts | FileCheck %s --implicit-check-not=differs
#include <stddef.h>
#include <stdint.h>

// CHECK: crc32_bits: crc proved
uint32_t crc32_bits(uint32_t crc, const uint8_t *p, size_t n) {
  crc = ~crc;
  for (size_t i = 0; i < n; i++) {
    crc ^= p[i];
    for (int k = 0; k < 8; k++)
      crc = crc & 1 ? crc >> 1 ^ 0xEDB88320u : crc >> 1;
  }
  return ~crc;
}
// CHECK: adler: adler-32 proved
uint32_t adler(const uint8_t *p, size_t n) {
  uint32_t a = 1, b = 0;
  for (size_t i = 0; i < n; i++) {
    a = (a + p[i]) % 65521;
    b = (b + a) % 65521;
  }
  return b << 16 | a;
}
// CHECK: fnv: fnv-1a proved
uint32_t fnv(const char *s) {
  uint32_t h = 2166136261u;
  for (; *s; s++)
    h = (h ^ (uint8_t)*s) * 16777619u;
  return h;
}
// CHECK: step: xorshift proved
uint32_t step(uint32_t *state) {
  uint32_t x = *state;
  x ^= x << 13;
  x ^= x >> 17;
  x ^= x << 5;
  return *state = x;
}
// CHECK: next: lcg proved
uint32_t next(uint32_t *seed) { return *seed = *seed * 1664525u + 1013904223u; }

// An exclusive or of all bytes is no CRC, a sum with carries no hash, a swap no cipher.
// CHECK-NOT: {{(crc|fnv|xorshift|lcg|aes|des)}} {{(proved|matched)}}
uint8_t parity(const uint8_t *p, size_t n) {
  uint8_t x = 0;
  for (size_t i = 0; i < n; i++)
    x ^= p[i];
  return x;
}
void swap_words(uint32_t *a, uint32_t *b) {
  *a ^= *b;
  *b ^= *a;
  *a ^= *b;
}
uint32_t gray(uint32_t x) { return x ^ x >> 1; }
