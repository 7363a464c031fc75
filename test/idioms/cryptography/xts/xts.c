// XTS over ciphers that are not here: in another file, or behind a pointer.
// RUN: %kernels %s | FileCheck %s --implicit-check-not=": xts"
#include <stddef.h>
#include <stdint.h>

extern int permute_block(void *schedule, const uint8_t *from, uint8_t *to);

static void times_x(uint8_t *t, unsigned polynomial) {
  unsigned carry = 0;
  for (int i = 0; i < 16; i++) {
    unsigned v = t[i] * 2u + carry;
    t[i] = (uint8_t)v;
    carry = v >> 8;
  }
  t[0] ^= (uint8_t)(carry * polynomial);
}

#define SECTOR(NAME, POLYNOMIAL, AFTER)                                                            \
  int NAME(void *k, uint8_t *tweak, uint8_t *p, int n) {                                           \
    uint8_t b[16];                                                                                 \
    goto test;                                                                                     \
  more:                                                                                            \
    for (int i = 16; i-- > 0;)                                                                     \
      b[i] = (uint8_t)(p[i] ^ tweak[i]);                                                           \
    permute_block(k, b, b);                                                                        \
    for (int i = 0; i < 16; i++)                                                                   \
      p[i] = (uint8_t)(b[i] ^ (AFTER ? tweak[i] : 0));                                             \
    times_x(tweak, POLYNOMIAL);                                                                    \
    p += 16;                                                                                       \
  test:                                                                                            \
    if (n-- > 0)                                                                                   \
      goto more;                                                                                   \
    return 0;                                                                                      \
  }

// CHECK: whitened_twice: xts matched
SECTOR(whitened_twice, 0x87, 1)
// Another polynomial; no whitening after.
// CHECK: wrong_polynomial: not
SECTOR(wrong_polynomial, 0x86, 1)
// CHECK: whitened_once: not
SECTOR(whitened_once, 0x87, 0)
