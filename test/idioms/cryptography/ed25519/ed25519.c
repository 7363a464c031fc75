// Doubling on Edwards25519 with limbs of 51 bits, out as a fraction for each coordinate.
// RUN: %kernels %s --levels=O1,O2,O3 | FileCheck %s --implicit-check-not=": ed25519"
#include <stdint.h>

typedef unsigned __int128 wide;
#define LOW ((UINT64_C(1) << 51) - 1)

static void product(uint64_t *r, const uint64_t *a, const uint64_t *b) {
  wide t[5], carry = 0;
  for (int k = 0; k < 5; k++) {
    t[k] = 0;
    for (int i = 0; i < 5; i++)
      t[k] += (wide)a[i] * (i <= k ? b[k - i] : 19 * b[k + 5 - i]);
  }
  for (int pass = 0; pass < 2; pass++) {
    for (int k = 0; k < 5; k++) {
      t[k] += carry;
      carry = t[k] >> 51;
      t[k] &= LOW;
    }
    carry *= 19;
  }
  t[0] += carry;
  for (int k = 0; k < 5; k++)
    r[k] = (uint64_t)t[k];
}

struct three {
  uint64_t x[5], y[5], z[5];
};
struct four {
  uint64_t x[5], y[5], z[5], t[5];
};

#define TWICE(NAME, TWO)                                                                           \
  void NAME(struct four *r, const struct three *p) {                                               \
    uint64_t xx[5], yy[5], zz[5], s[5];                                                            \
    product(xx, p->x, p->x);                                                                       \
    product(yy, p->y, p->y);                                                                       \
    product(zz, p->z, p->z);                                                                       \
    for (int i = 0; i < 5; i++)                                                                    \
      s[i] = p->x[i] + p->y[i];                                                                    \
    product(s, s, s);                                                                              \
    for (int i = 0; i < 5; i++) {                                                                  \
      uint64_t zero = i ? 2 * LOW : 2 * (LOW - 18);                                                \
      r->y[i] = yy[i] + xx[i];                                                                     \
      r->z[i] = yy[i] + zero - xx[i];                                                              \
      r->x[i] = s[i] + 2 * zero - r->y[i];                                                         \
      r->t[i] = TWO * zz[i] + 2 * zero - r->z[i];                                                  \
    }                                                                                              \
  }

// CHECK: twice: ed25519 matched r = 2p
TWICE(twice, 2)
// CHECK: nearly: not
TWICE(nearly, 3)
