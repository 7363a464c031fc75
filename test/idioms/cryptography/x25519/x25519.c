// The ladder on Curve25519 in four full words, whole; with another curve's constant it is none.
// RUN: %kernels %s --levels=O2,O3 | FileCheck %s --implicit-check-not=": x25519"
#include <stdint.h>
#include <string.h>

typedef unsigned __int128 wide;
typedef struct {
  uint64_t w[4];
} element;

/* 2^256 is 38. */
static void fold(element *r, uint64_t over) {
  for (int pass = 0; pass < 2; pass++) {
    wide c = (wide)over * 38;
    for (int i = 0; i < 4; i++) {
      c += r->w[i];
      r->w[i] = (uint64_t)c;
      c >>= 64;
    }
    over = (uint64_t)c;
  }
}

static element product(element a, element b) {
  uint64_t t[8] = {0};
  for (int i = 0; i < 4; i++) {
    wide c = 0;
    for (int j = 0; j < 4; j++) {
      c += (wide)a.w[i] * b.w[j] + t[i + j];
      t[i + j] = (uint64_t)c;
      c >>= 64;
    }
    t[i + 4] = (uint64_t)c;
  }
  element r;
  wide c = 0;
  for (int i = 0; i < 4; i++) {
    c += (wide)t[i + 4] * 38 + t[i];
    r.w[i] = (uint64_t)c;
    c >>= 64;
  }
  fold(&r, (uint64_t)c);
  return r;
}

static element sum(element a, element b) {
  element r;
  wide c = 0;
  for (int i = 0; i < 4; i++) {
    c += (wide)a.w[i] + b.w[i];
    r.w[i] = (uint64_t)c;
    c >>= 64;
  }
  fold(&r, (uint64_t)c);
  return r;
}

/* a + (2^256 - 38 - b), which is not negative where b is below: fold() makes it so. */
static element difference(element a, element b) {
  element not_b;
  for (int i = 0; i < 4; i++)
    not_b.w[i] = ~b.w[i];
  element r = sum(a, not_b); /* a - b - 1 + 38 */
  element less = {{~(uint64_t)0 - 37 - 37, ~(uint64_t)0, ~(uint64_t)0, ~(uint64_t)0}};
  return sum(r, less); /* - 37 */
}

static element small(uint64_t x) { return (element){{x, 0, 0, 0}}; }

static element inverse(element a) {
  element r = small(1);
  for (int i = 254; i >= 0; i--) { /* a^(2^255 - 21) */
    r = product(r, r);
    if (i > 4 || i == 3 || i == 1 || i == 0)
      r = product(r, a);
  }
  return r;
}

static void store(uint8_t *out, element a) {
  for (int pass = 0; pass < 2; pass++) { /* below 2^255 - 19 */
    uint64_t over = a.w[3] >> 63;
    a.w[3] &= ~(uint64_t)0 >> 1;
    a = sum(a, small(19 * over));
  }
  element more = sum(a, small(19));
  if (more.w[3] >> 63) {
    more.w[3] &= ~(uint64_t)0 >> 1;
    a = more;
  }
  memcpy(out, a.w, 32);
}

#define LADDER(NAME, CONSTANT)                                                                     \
  void NAME(uint8_t *out, const uint8_t *scalar, const uint8_t *point) {                           \
    uint8_t k[32];                                                                                 \
    memcpy(k, scalar, 32);                                                                         \
    k[0] &= 248;                                                                                   \
    k[31] = (k[31] & 127) | 64;                                                                    \
    element u, x2 = small(1), z2 = small(0), z3 = small(1);                                        \
    memcpy(u.w, point, 32);                                                                        \
    u.w[3] &= ~(uint64_t)0 >> 1;                                                                   \
    element x3 = u;                                                                                \
    for (int i = 254; i >= 0; i--) {                                                               \
      int bit = k[i / 8] >> i % 8 & 1;                                                             \
      element p = bit ? x3 : x2, q = bit ? z3 : z2, r = bit ? x2 : x3, s = bit ? z2 : z3;          \
      element a = sum(p, q), b = difference(p, q);                                                 \
      element aa = product(a, a), bb = product(b, b), e = difference(aa, bb);                      \
      element da = product(difference(r, s), a), cb = product(sum(r, s), b);                       \
      element plus = sum(da, cb), minus = difference(da, cb);                                      \
      element x5 = product(plus, plus), z5 = product(u, product(minus, minus));                    \
      element x4 = product(aa, bb), z4 = product(e, sum(aa, product(small(CONSTANT), e)));         \
      x2 = bit ? x5 : x4, z2 = bit ? z5 : z4, x3 = bit ? x4 : x5, z3 = bit ? z4 : z5;              \
    }                                                                                              \
    store(out, product(x2, inverse(z2)));                                                          \
  }

// CHECK: ladder: x25519 matched
LADDER(ladder, 121665)
// CHECK: other_curve: not
LADDER(other_curve, 39081)
