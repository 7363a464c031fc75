// Doubling on P-256 in Jacobian coordinates, elements in Montgomery's form; of a curve with
// another coefficient, or with a slip, it is none.
// RUN: %kernels %s --levels=O1,O2,O3 | FileCheck %s --implicit-check-not=": ecc-p256"
#include <stdint.h>

typedef unsigned __int128 wide;
typedef struct {
  uint64_t w[4];
} element;

static const element P = {{0xffffffffffffffff, 0x00000000ffffffff, 0, 0xffffffff00000001}};

/* a, or a - P where \p over or a is not below. */
static element reduced(element a, uint64_t over) {
  element less;
  wide borrow = 0;
  for (int i = 0; i < 4; i++) {
    wide d = (wide)a.w[i] - P.w[i] - (uint64_t)borrow;
    less.w[i] = (uint64_t)d;
    borrow = d >> 64 & 1;
  }
  return over || !borrow ? less : a;
}

// CHECK: product: ecc-p256 matched r = a * b mod p
__attribute__((noinline)) element product(element a, element b) { /* a b / 2^256 */
  uint64_t t[6] = {0};
  for (int i = 0; i < 4; i++) {
    wide c = 0;
    for (int j = 0; j < 4; j++) {
      c += (wide)a.w[j] * b.w[i] + t[j];
      t[j] = (uint64_t)c;
      c >>= 64;
    }
    c += t[4];
    t[4] = (uint64_t)c;
    t[5] = (uint64_t)(c >> 64);
    uint64_t m = t[0]; /* -1/P modulo a word is 1 */
    c = ((wide)m * P.w[0] + t[0]) >> 64;
    for (int j = 1; j < 4; j++) {
      c += (wide)m * P.w[j] + t[j];
      t[j - 1] = (uint64_t)c;
      c >>= 64;
    }
    c += t[4];
    t[3] = (uint64_t)c;
    t[4] = t[5] + (uint64_t)(c >> 64);
  }
  return reduced((element){{t[0], t[1], t[2], t[3]}}, t[4]);
}

static element sum(element a, element b) {
  element r;
  wide c = 0;
  for (int i = 0; i < 4; i++) {
    c += (wide)a.w[i] + b.w[i];
    r.w[i] = (uint64_t)c;
    c >>= 64;
  }
  return reduced(r, (uint64_t)c);
}

static element difference(element a, element b) {
  element r;
  wide borrow = 0, c = 0;
  for (int i = 0; i < 4; i++) {
    wide d = (wide)a.w[i] - b.w[i] - (uint64_t)borrow;
    r.w[i] = (uint64_t)d;
    borrow = d >> 64 & 1;
  }
  for (int i = 0; i < 4; i++) {
    c += (wide)r.w[i] + (borrow ? P.w[i] : 0);
    r.w[i] = (uint64_t)c;
    c >>= 64;
  }
  return r;
}

static element times(int n, element a) {
  element r = a;
  while (--n > 0)
    r = sum(r, a);
  return r;
}

typedef struct {
  element x, y, z;
} point;

#define TWICE(NAME, ALPHA, LAST)                                                                   \
  void NAME(point *r, const point *p) {                                                            \
    element zz = product(p->z, p->z), yy = product(p->y, p->y), b = product(p->x, yy);             \
    element alpha = times(3, ALPHA), yz = sum(p->y, p->z);                                         \
    element x = difference(product(alpha, alpha), times(8, b));                                    \
    element z = difference(difference(product(yz, yz), yy), zz);                                   \
    element y = product(alpha, difference(times(4, b), x));                                        \
    r->y = difference(y, times(LAST, product(yy, yy)));                                            \
    r->x = x;                                                                                      \
    r->z = z;                                                                                      \
  }

// CHECK: twice: ecc-p256 matched r = 2p
TWICE(twice, product(difference(p->x, zz), sum(p->x, zz)), 8)
// y^2 = x^3 + b
// CHECK: without_a: not
TWICE(without_a, product(p->x, p->x), 8)
// CHECK: slip: not
TWICE(slip, product(difference(p->x, zz), sum(p->x, zz)), 4)
