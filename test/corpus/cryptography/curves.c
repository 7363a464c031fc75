// Curve25519: field multiplication by three radices, the ladder, Edwards point addition.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include <stdint.h>
#include <string.h>

typedef unsigned __int128 u128;
typedef uint64_t fe51[5];
typedef int64_t gf[16];

#define MASK51 ((1ull << 51) - 1)

void fe_mul51(fe51 r, const fe51 f, const fe51 g) {
  uint64_t g1 = 19 * g[1], g2 = 19 * g[2], g3 = 19 * g[3], g4 = 19 * g[4];
  u128 t0 = (u128)f[0] * g[0] + (u128)f[1] * g4 + (u128)f[2] * g3 + (u128)f[3] * g2 + (u128)f[4] * g1;
  u128 t1 = (u128)f[0] * g[1] + (u128)f[1] * g[0] + (u128)f[2] * g4 + (u128)f[3] * g3 + (u128)f[4] * g2;
  u128 t2 = (u128)f[0] * g[2] + (u128)f[1] * g[1] + (u128)f[2] * g[0] + (u128)f[3] * g4 + (u128)f[4] * g3;
  u128 t3 = (u128)f[0] * g[3] + (u128)f[1] * g[2] + (u128)f[2] * g[1] + (u128)f[3] * g[0] + (u128)f[4] * g4;
  u128 t4 = (u128)f[0] * g[4] + (u128)f[1] * g[3] + (u128)f[2] * g[2] + (u128)f[3] * g[1] + (u128)f[4] * g[0];
  t1 += (uint64_t)(t0 >> 51);
  t2 += (uint64_t)(t1 >> 51);
  t3 += (uint64_t)(t2 >> 51);
  t4 += (uint64_t)(t3 >> 51);
  uint64_t c = 19 * (uint64_t)(t4 >> 51) + ((uint64_t)t0 & MASK51);
  r[0] = c & MASK51;
  r[1] = ((uint64_t)t1 & MASK51) + (c >> 51);
  r[2] = (uint64_t)t2 & MASK51;
  r[3] = (uint64_t)t3 & MASK51;
  r[4] = (uint64_t)t4 & MASK51;
}

static void carry16(gf o) {
  for (int i = 0; i < 16; i++) {
    int64_t c = o[i] >> 16;
    o[i] -= c * 65536;
    if (i < 15)
      o[i + 1] += c;
    else
      o[0] += 38 * c;
  }
}

void fe_mul16(gf o, const gf a, const gf b) {
  int64_t t[31] = {0};
  for (int i = 0; i < 16; i++)
    for (int j = 0; j < 16; j++)
      t[i + j] += a[i] * b[j];
  for (int i = 0; i < 15; i++)
    t[i] += 38 * t[i + 16];
  for (int i = 0; i < 16; i++)
    o[i] = t[i];
  carry16(o);
  carry16(o);
}

/* Eight full words; the upper half of the product comes back times 38. */
void fe_mul32(uint32_t r[8], const uint32_t a[8], const uint32_t b[8]) {
  uint32_t t[16] = {0};
  uint64_t c;
  for (int i = 0; i < 8; i++) {
    c = 0;
    for (int j = 0; j < 8; j++) {
      c += (uint64_t)a[i] * b[j] + t[i + j];
      t[i + j] = (uint32_t)c;
      c >>= 32;
    }
    t[i + 8] = (uint32_t)c;
  }
  c = 0;
  for (int i = 0; i < 8; i++) {
    c += (uint64_t)t[i + 8] * 38 + t[i];
    t[i] = (uint32_t)c;
    c >>= 32;
  }
  while (c) {
    c *= 38;
    for (int i = 0; i < 8; i++) {
      c += t[i];
      t[i] = (uint32_t)c;
      c >>= 32;
    }
  }
  memcpy(r, t, 32);
}

static void add16(gf o, const gf a, const gf b) {
  for (int i = 0; i < 16; i++)
    o[i] = a[i] + b[i];
}

static void sub16(gf o, const gf a, const gf b) {
  for (int i = 0; i < 16; i++)
    o[i] = a[i] - b[i];
}

static void swap16(gf p, gf q, int64_t bit) {
  for (int i = 0; i < 16; i++) {
    int64_t t = -bit & (p[i] ^ q[i]);
    p[i] ^= t;
    q[i] ^= t;
  }
}

static void invert16(gf o, const gf a) {
  gf c;
  memcpy(c, a, sizeof c);
  for (int i = 253; i >= 0; i--) {
    fe_mul16(c, c, c);
    if (i != 2 && i != 4)
      fe_mul16(c, c, a);
  }
  memcpy(o, c, sizeof c);
}

static void pack16(uint8_t *o, const gf n) {
  gf t, m;
  memcpy(t, n, sizeof t);
  carry16(t);
  carry16(t);
  carry16(t);
  for (int k = 0; k < 2; k++) {
    m[0] = t[0] - 0xffed;
    for (int i = 1; i < 16; i++) {
      m[i] = t[i] - (i < 15 ? 0xffff : 0x7fff) - (m[i - 1] >> 16 & 1);
      m[i - 1] &= 0xffff;
    }
    int64_t borrow = m[15] >> 16 & 1;
    m[15] &= 0xffff;
    swap16(t, m, 1 - borrow);
  }
  for (int i = 0; i < 16; i++) {
    o[2 * i] = (uint8_t)t[i];
    o[2 * i + 1] = (uint8_t)(t[i] >> 8);
  }
}

static const gf k121665 = {0xdb41, 1};

void x25519_scalarmult(uint8_t q[32], const uint8_t n[32], const uint8_t p[32]) {
  uint8_t z[32];
  gf x, a = {1}, b, c = {0}, d = {1}, e, f;
  memcpy(z, n, 32);
  z[31] = (uint8_t)((n[31] & 127) | 64);
  z[0] &= 248;
  for (int i = 0; i < 16; i++)
    b[i] = x[i] = p[2 * i] + ((int64_t)p[2 * i + 1] << 8);
  x[15] &= 0x7fff;
  b[15] &= 0x7fff;
  for (int i = 254; i >= 0; --i) {
    int64_t r = z[i >> 3] >> (i & 7) & 1;
    swap16(a, b, r);
    swap16(c, d, r);
    add16(e, a, c);
    sub16(a, a, c);
    add16(c, b, d);
    sub16(b, b, d);
    fe_mul16(d, e, e);
    fe_mul16(f, a, a);
    fe_mul16(a, c, a);
    fe_mul16(c, b, e);
    add16(e, a, c);
    sub16(a, a, c);
    fe_mul16(b, a, a);
    sub16(c, d, f);
    fe_mul16(a, c, k121665);
    add16(a, a, d);
    fe_mul16(c, c, a);
    fe_mul16(a, d, f);
    fe_mul16(d, b, x);
    fe_mul16(b, e, e);
    swap16(a, b, r);
    swap16(c, d, r);
  }
  invert16(c, c);
  fe_mul16(a, a, c);
  pack16(q, a);
}

static void add51(fe51 o, const fe51 a, const fe51 b) {
  for (int i = 0; i < 5; i++)
    o[i] = a[i] + b[i];
}

static void sub51(fe51 o, const fe51 a, const fe51 b) {
  static const fe51 p4 = {4 * (MASK51 - 18), 4 * MASK51, 4 * MASK51, 4 * MASK51, 4 * MASK51};
  static const fe51 one = {1};
  fe51 t;
  for (int i = 0; i < 5; i++)
    t[i] = a[i] + p4[i] - b[i];
  fe_mul51(o, t, one);
}

/* Without the last inversion: x and z of the point. */
void x25519_ladder51(fe51 x2, fe51 z2, const fe51 x1, const uint8_t k[32]) {
  static const fe51 a24 = {121665};
  fe51 x3, z3 = {1}, a, aa, b, bb, e, c, d, t;
  uint64_t swap = 0;
  memset(x2, 0, sizeof(fe51));
  memset(z2, 0, sizeof(fe51));
  x2[0] = 1;
  memcpy(x3, x1, sizeof x3);
  for (int pos = 254; pos >= 0; pos--) {
    uint64_t bit = k[pos / 8] >> (pos & 7) & 1;
    swap ^= bit;
    for (int i = 0; i < 5; i++) {
      uint64_t m = 0 - swap, u = m & (x2[i] ^ x3[i]), v = m & (z2[i] ^ z3[i]);
      x2[i] ^= u, x3[i] ^= u, z2[i] ^= v, z3[i] ^= v;
    }
    swap = bit;
    add51(a, x2, z2);
    fe_mul51(aa, a, a);
    sub51(b, x2, z2);
    fe_mul51(bb, b, b);
    sub51(e, aa, bb);
    add51(c, x3, z3);
    sub51(d, x3, z3);
    fe_mul51(d, d, a);
    fe_mul51(c, c, b);
    add51(t, d, c);
    fe_mul51(x3, t, t);
    sub51(t, d, c);
    fe_mul51(t, t, t);
    fe_mul51(z3, x1, t);
    fe_mul51(x2, aa, bb);
    fe_mul51(t, a24, e);
    add51(t, aa, t);
    fe_mul51(z2, e, t);
  }
  if (swap) {
    memcpy(x2, x3, sizeof x3);
    memcpy(z2, z3, sizeof z3);
  }
}

struct pair {
  gf x, z;
};

static void dbl_add(struct pair *p, struct pair *q, const gf x) {
  gf s, d, u, v, t, w;
  add16(s, p->x, p->z);
  sub16(d, p->x, p->z);
  add16(u, q->x, q->z);
  sub16(v, q->x, q->z);
  fe_mul16(v, v, s);
  fe_mul16(u, u, d);
  add16(t, v, u);
  fe_mul16(q->x, t, t);
  sub16(t, v, u);
  fe_mul16(t, t, t);
  fe_mul16(q->z, t, x);
  fe_mul16(s, s, s);
  fe_mul16(d, d, d);
  fe_mul16(p->x, s, d);
  sub16(t, s, d);
  fe_mul16(w, t, k121665);
  add16(w, w, s);
  fe_mul16(p->z, t, w);
}

/* Branches instead of swaps; x in, x/z out. */
void curve25519_steps(uint8_t out[32], const uint8_t k[32], const gf x) {
  struct pair a = {{1}, {0}}, b = {{0}, {1}};
  memcpy(b.x, x, sizeof(gf));
  for (int i = 254; i >= 0; i--) {
    if (k[i / 8] >> (i % 8) & 1)
      dbl_add(&b, &a, x);
    else
      dbl_add(&a, &b, x);
  }
  invert16(a.z, a.z);
  fe_mul16(a.x, a.x, a.z);
  pack16(out, a.x);
}

static const gf D2 = {0xf159, 0x26b2, 0x9b94, 0xebd6, 0xb156, 0x8283, 0x149a, 0x00e0,
                      0xd130, 0xeef3, 0x80f2, 0x198e, 0xfce7, 0x56df, 0xd9dc, 0x2406};

/* Extended coordinates: x, y, z, t. */
void ed25519_add(gf p[4], const gf q[4]) {
  gf a, b, c, d, t, e, f, g, h;
  sub16(a, p[1], p[0]);
  sub16(t, q[1], q[0]);
  fe_mul16(a, a, t);
  add16(b, p[0], p[1]);
  add16(t, q[0], q[1]);
  fe_mul16(b, b, t);
  fe_mul16(c, p[3], q[3]);
  fe_mul16(c, c, D2);
  fe_mul16(d, p[2], q[2]);
  add16(d, d, d);
  sub16(e, b, a);
  sub16(f, d, c);
  add16(g, d, c);
  add16(h, b, a);
  fe_mul16(p[0], e, f);
  fe_mul16(p[1], h, g);
  fe_mul16(p[2], g, f);
  fe_mul16(p[3], e, h);
}

typedef struct {
  fe51 x, y, z, t;
} point51;

/* d2 is twice the curve's constant. */
void ed25519_add51(point51 *r, const point51 *p, const point51 *q, const fe51 d2) {
  fe51 a, b, c, d, u, v;
  sub51(u, p->y, p->x);
  sub51(v, q->y, q->x);
  fe_mul51(a, u, v);
  add51(u, p->y, p->x);
  add51(v, q->y, q->x);
  fe_mul51(b, u, v);
  fe_mul51(u, p->t, q->t);
  fe_mul51(c, u, d2);
  fe_mul51(u, p->z, q->z);
  add51(d, u, u);
  sub51(u, b, a);
  sub51(v, d, c);
  add51(d, d, c);
  add51(b, b, a);
  fe_mul51(r->x, u, v);
  fe_mul51(r->y, d, b);
  fe_mul51(r->z, v, d);
  fe_mul51(r->t, u, b);
}

void ed25519_scalar_multiply(gf p[4], gf q[4], const uint8_t *s) {
  for (int i = 0; i < 4; i++)
    memset(p[i], 0, sizeof(gf));
  p[1][0] = p[2][0] = 1;
  for (int i = 255; i >= 0; --i) {
    int64_t bit = s[i / 8] >> (i & 7) & 1;
    for (int k = 0; k < 4; k++)
      swap16(p[k], q[k], bit);
    ed25519_add(q, p);
    ed25519_add(p, p);
    for (int k = 0; k < 4; k++)
      swap16(p[k], q[k], bit);
  }
}
