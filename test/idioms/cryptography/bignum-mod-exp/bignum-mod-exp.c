// Powers in Montgomery's form, numbers behind one pointer each; a modulus that has to be odd.
// RUN: %kernels %s --levels=O1,O2,O3 | FileCheck %s --implicit-check-not=": rsa" --implicit-check-not=": bignum-mod-exp"
#include <stdint.h>

enum { words = 3 };

static void montgomery(uint64_t *r, const uint64_t *a, const uint64_t *b, const uint64_t *m, uint64_t m0) {
  uint64_t t[words + 1] = {0};
  for (int i = 0; i < words; i++) {
    unsigned __int128 c = 0;
    for (int j = 0; j < words; j++, c >>= 64)
      t[j] = (uint64_t)(c += (unsigned __int128)a[j] * b[i] + t[j]);
    unsigned __int128 top = c + t[words];
    uint64_t q = t[0] * m0;
    c = ((unsigned __int128)q * m[0] + t[0]) >> 64;
    for (int j = 1; j < words; j++, c >>= 64)
      t[j - 1] = (uint64_t)(c += (unsigned __int128)q * m[j] + t[j]);
    top += c;
    t[words - 1] = (uint64_t)top;
    t[words] = (uint64_t)(top >> 64);
  }
  uint64_t less[words], borrow = 0;
  for (int j = 0; j < words; j++) {
    unsigned __int128 d = (unsigned __int128)t[j] - m[j] - borrow;
    less[j] = (uint64_t)d;
    borrow = (uint64_t)(d >> 64) & 1;
  }
  for (int j = 0; j < words; j++)
    r[j] = borrow > t[words] ? t[j] : less[j];
}

// CHECK: from_the_left: bignum-mod-exp matched r = a ^ e mod m
int from_the_left(uint64_t *x, const uint64_t *a, const uint64_t *one, const uint8_t *e, const uint64_t *m, uint64_t m0) {
  if ((m[0] & 1) == 0)
    return -1;
  for (int j = 0; j < words; j++)
    x[j] = one[j];
  for (int i = 0; i < 64; i++) {
    montgomery(x, x, x, m, m0);
    if (e[i / 8] & 128 >> i % 8)
      montgomery(x, x, a, m, m0);
  }
  return 0;
}

// Squares between the bits are left out.
void no_squares(uint64_t *x, const uint64_t *a, const uint64_t *one, const uint8_t *e, const uint64_t *m, uint64_t m0) {
  for (int j = 0; j < words; j++)
    x[j] = one[j];
  for (int i = 0; i < 64; i++)
    if (e[i / 8] >> (i % 8) & 1)
      montgomery(x, x, a, m, m0);
}

// CHECK: verify: rsa matched
void verify(uint64_t *x, const uint64_t *signature, const uint64_t *square, const uint64_t *m, uint64_t m0) {
  static const uint64_t unit[words] = {1};
  uint64_t s[words];
  montgomery(s, signature, square, m, m0);
  montgomery(x, s, s, m, m0);
  for (int i = 1; i < 16; i++)
    montgomery(x, x, x, m, m0);
  montgomery(x, x, s, m, m0);
  montgomery(x, x, unit, m, m0);
}
// CHECK: no_squares: not
