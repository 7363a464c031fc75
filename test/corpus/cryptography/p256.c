// NIST P-256: Jacobian doubling, mixed addition, scalar multiplication over Montgomery words.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include <stdint.h>
#include <string.h>

typedef uint64_t fe[4];
typedef unsigned __int128 u128;

static const fe P = {0xffffffffffffffffull, 0x00000000ffffffffull, 0, 0xffffffff00000001ull};

static void reduce_once(fe r, const uint64_t t[5]) {
  fe d;
  uint64_t borrow = 0;
  for (int i = 0; i < 4; i++) {
    u128 s = (u128)t[i] - P[i] - borrow;
    d[i] = (uint64_t)s;
    borrow = (uint64_t)(s >> 64) & 1;
  }
  uint64_t keep = 0 - (uint64_t)(borrow > t[4]);
  for (int i = 0; i < 4; i++)
    r[i] = (t[i] & keep) | (d[i] & ~keep);
}

/* -1/p mod 2^64 is 1. */
static void mul(fe r, const fe a, const fe b) {
  uint64_t t[6] = {0};
  for (int i = 0; i < 4; i++) {
    u128 c = 0;
    for (int j = 0; j < 4; j++) {
      c += (u128)a[j] * b[i] + t[j];
      t[j] = (uint64_t)c;
      c >>= 64;
    }
    c += t[4];
    t[4] = (uint64_t)c;
    t[5] = (uint64_t)(c >> 64);
    uint64_t q = t[0];
    c = ((u128)q * P[0] + t[0]) >> 64;
    for (int j = 1; j < 4; j++) {
      c += (u128)q * P[j] + t[j];
      t[j - 1] = (uint64_t)c;
      c >>= 64;
    }
    c += t[4];
    t[3] = (uint64_t)c;
    t[4] = t[5] + (uint64_t)(c >> 64);
  }
  reduce_once(r, t);
}

static void add(fe r, const fe a, const fe b) {
  uint64_t t[5];
  u128 c = 0;
  for (int i = 0; i < 4; i++) {
    c += (u128)a[i] + b[i];
    t[i] = (uint64_t)c;
    c >>= 64;
  }
  t[4] = (uint64_t)c;
  reduce_once(r, t);
}

static void sub(fe r, const fe a, const fe b) {
  uint64_t borrow = 0;
  fe d;
  for (int i = 0; i < 4; i++) {
    u128 s = (u128)a[i] - b[i] - borrow;
    d[i] = (uint64_t)s;
    borrow = (uint64_t)(s >> 64) & 1;
  }
  u128 c = 0;
  for (int i = 0; i < 4; i++) {
    c += (u128)d[i] + (P[i] & (0 - borrow));
    r[i] = (uint64_t)c;
    c >>= 64;
  }
}

struct jacobian {
  fe x, y, z;
};

/* The curve's a is -3. */
void p256_double(struct jacobian *r, const struct jacobian *p) {
  fe delta, gamma, beta, alpha, t, u;
  mul(delta, p->z, p->z);
  mul(gamma, p->y, p->y);
  mul(beta, p->x, gamma);
  sub(t, p->x, delta);
  add(u, p->x, delta);
  mul(t, t, u);
  add(alpha, t, t);
  add(alpha, alpha, t);
  add(t, p->y, p->z);
  mul(t, t, t);
  sub(t, t, gamma);
  sub(r->z, t, delta);
  add(beta, beta, beta);
  add(beta, beta, beta);
  mul(t, alpha, alpha);
  sub(t, t, beta);
  sub(r->x, t, beta);
  sub(t, beta, r->x);
  mul(t, alpha, t);
  mul(u, gamma, gamma);
  add(u, u, u);
  add(u, u, u);
  add(u, u, u);
  sub(r->y, t, u);
}

/* Another point, its z being one; neither may be the neutral one or the other's own. */
void p256_add_affine(fe x1, fe y1, fe z1, const fe x2, const fe y2) {
  fe zz, h, r, hh, hhh, v, t;
  mul(zz, z1, z1);
  mul(h, x2, zz);
  sub(h, h, x1);
  mul(t, z1, zz);
  mul(r, y2, t);
  sub(r, r, y1);
  mul(hh, h, h);
  mul(hhh, hh, h);
  mul(v, x1, hh);
  mul(z1, z1, h);
  mul(t, y1, hhh);
  mul(x1, r, r);
  sub(x1, x1, hhh);
  sub(x1, x1, v);
  sub(x1, x1, v);
  sub(v, v, x1);
  mul(v, r, v);
  sub(y1, v, t);
}

/* Double and add; the top bit of k that is set starts with the point itself. */
void p256_scalar_mul(struct jacobian *r, const struct jacobian *g, const uint8_t k[32]) {
  int started = 0;
  for (int i = 0; i < 256; i++) {
    if (started)
      p256_double(r, r);
    if (k[i / 8] >> (7 - i % 8) & 1) {
      if (started)
        p256_add_affine(r->x, r->y, r->z, g->x, g->y);
      else
        *r = *g;
      started = 1;
    }
  }
}
