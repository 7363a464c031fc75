// PBKDF2's sum over a function that is called; chains and single steps are none.
// RUN: %kernels %s | FileCheck %s --implicit-check-not=": pbkdf2"
#include <stdint.h>

typedef struct {
  void (*mac)(const void *key, const uint8_t *text, unsigned length, uint8_t *tag);
  const void *key;
} keyed;

// CHECK: stretch: pbkdf2 matched
void stretch(const keyed *h, const uint8_t *first, unsigned rounds, uint8_t *sum) {
  uint8_t u[32], *end = u + 32;
  for (uint8_t *p = u; p != end; p++)
    *p = sum[p - u] = first[p - u];
  do {
    h->mac(h->key, u, 32, u);
    for (uint8_t *p = u, *q = sum; p != end;)
      *q++ ^= *p++;
  } while (--rounds > 1);
}

// The last of the chain, not the sum.
// CHECK: chain: not
void chain(const keyed *h, const uint8_t *first, unsigned rounds, uint8_t *sum) {
  for (int i = 0; i < 32; i++)
    sum[i] = first[i] ^ 0x55;
  while (rounds-- > 1)
    h->mac(h->key, sum, 32, sum);
}
