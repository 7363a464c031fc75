// Long multiplication, Montgomery multiplication, modular exponentiation, RSA.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#define MAX 128

void bn_mul(uint32_t *r, const uint32_t *a, int na, const uint32_t *b, int nb) {
  memset(r, 0, (size_t)(na + nb) * 4);
  for (int i = 0; i < na; i++) {
    uint64_t carry = 0;
    for (int j = 0; j < nb; j++) {
      carry += (uint64_t)a[i] * b[j] + r[i + j];
      r[i + j] = (uint32_t)carry;
      carry >>= 32;
    }
    r[i + nb] = (uint32_t)carry;
  }
}

void mpn_mul_wide(uint64_t *restrict out, const uint64_t *x, const uint64_t *y, size_t n) {
  for (size_t i = 0; i < 2 * n; i++)
    out[i] = 0;
  for (size_t j = 0; j < n; j++) {
    uint64_t c = 0, *o = out + j;
    const uint64_t *p = x;
    for (size_t k = n; k--; o++) {
      unsigned __int128 t = (unsigned __int128)*p++ * y[j] + *o + c;
      *o = (uint64_t)t;
      c = (uint64_t)(t >> 64);
    }
    *o = c;
  }
}

/* Column by column with a three-word accumulator. */
void comba_mul8(uint32_t z[16], const uint32_t x[8], const uint32_t y[8]) {
  uint64_t acc = 0;
  uint32_t top = 0;
  for (int k = 0; k < 15; k++) {
    int first = k < 8 ? 0 : k - 7, last = k < 8 ? k : 7;
    for (int i = first; i <= last; i++) {
      uint64_t p = (uint64_t)x[i] * y[k - i];
      acc += p;
      top += acc < p;
    }
    z[k] = (uint32_t)acc;
    acc = acc >> 32 | (uint64_t)top << 32;
    top = 0;
  }
  z[15] = (uint32_t)acc;
}

static void sub_if_ge(uint32_t *r, const uint32_t *t, const uint32_t *m, int n) {
  uint32_t d[MAX];
  uint64_t borrow = 0;
  for (int i = 0; i < n; i++) {
    borrow = (uint64_t)t[i] - m[i] - borrow;
    d[i] = (uint32_t)borrow;
    borrow = borrow >> 63;
  }
  uint32_t keep = 0 - (uint32_t)(borrow > t[n]);
  for (int i = 0; i < n; i++)
    r[i] = (t[i] & keep) | (d[i] & ~keep);
}

/* Coarsely integrated operand scanning; n < 128 words, m0 is -1/m mod 2^32. */
void mont_mul(uint32_t *r, const uint32_t *a, const uint32_t *b, const uint32_t *m, uint32_t m0, int n) {
  uint32_t t[MAX + 2] = {0};
  for (int i = 0; i < n; i++) {
    uint64_t c = 0;
    for (int j = 0; j < n; j++) {
      c += (uint64_t)a[j] * b[i] + t[j];
      t[j] = (uint32_t)c;
      c >>= 32;
    }
    c += t[n];
    t[n] = (uint32_t)c;
    t[n + 1] = (uint32_t)(c >> 32);
    uint32_t q = t[0] * m0;
    c = ((uint64_t)q * m[0] + t[0]) >> 32;
    for (int j = 1; j < n; j++) {
      c += (uint64_t)q * m[j] + t[j];
      t[j - 1] = (uint32_t)c;
      c >>= 32;
    }
    c += t[n];
    t[n - 1] = (uint32_t)c;
    t[n] = t[n + 1] + (uint32_t)(c >> 32);
  }
  sub_if_ge(r, t, m, n);
}

/* The whole product first, then the reduction. */
void mont_reduce_after(uint32_t *r, const uint32_t *a, const uint32_t *b, const uint32_t *m, uint32_t m0, int n) {
  uint32_t t[2 * MAX + 1];
  bn_mul(t, a, n, b, n);
  t[2 * n] = 0;
  for (int i = 0; i < n; i++) {
    uint32_t q = t[i] * m0;
    uint64_t c = 0;
    int j;
    for (j = 0; j < n; j++) {
      c += (uint64_t)q * m[j] + t[i + j];
      t[i + j] = (uint32_t)c;
      c >>= 32;
    }
    for (j += i; c && j <= 2 * n; j++) {
      c += t[j];
      t[j] = (uint32_t)c;
      c >>= 32;
    }
  }
  sub_if_ge(r, t + n, m, n);
}

/* Four words of 64 bits, multiplication and reduction in one inner loop; m below 2^255. */
void mont_mul_64(uint64_t r[4], const uint64_t a[4], const uint64_t b[4], const uint64_t m[4], uint64_t inv) {
  uint64_t t[5] = {0};
  for (int i = 0; i < 4; i++) {
    unsigned __int128 u = (unsigned __int128)a[0] * b[i] + t[0];
    uint64_t q = (uint64_t)u * inv;
    unsigned __int128 v = (unsigned __int128)q * m[0] + (uint64_t)u;
    uint64_t c1 = (uint64_t)(u >> 64), c2 = (uint64_t)(v >> 64);
    for (int j = 1; j < 4; j++) {
      u = (unsigned __int128)a[j] * b[i] + t[j] + c1;
      v = (unsigned __int128)q * m[j] + (uint64_t)u + c2;
      t[j - 1] = (uint64_t)v;
      c1 = (uint64_t)(u >> 64);
      c2 = (uint64_t)(v >> 64);
    }
    u = (unsigned __int128)c1 + c2 + t[4];
    t[3] = (uint64_t)u;
    t[4] = (uint64_t)(u >> 64);
  }
  uint64_t d[4], borrow = 0;
  for (int i = 0; i < 4; i++) {
    unsigned __int128 s = (unsigned __int128)t[i] - m[i] - borrow;
    d[i] = (uint64_t)s;
    borrow = (uint64_t)(s >> 64) & 1;
  }
  for (int i = 0; i < 4; i++)
    r[i] = borrow > t[4] ? t[i] : d[i];
}

/* Square and multiply from the left; base and one in Montgomery form. */
void bn_mod_exp(uint32_t *r, const uint32_t *base, const uint32_t *one, const uint32_t *e, int ebits,
                const uint32_t *m, uint32_t m0, int n) {
  uint32_t x[MAX];
  memcpy(x, one, (size_t)n * 4);
  for (int i = ebits - 1; i >= 0; i--) {
    mont_mul(x, x, x, m, m0, n);
    if (e[i / 32] >> (i % 32) & 1)
      mont_mul(x, x, base, m, m0, n);
  }
  memcpy(r, x, (size_t)n * 4);
}

void bn_pow_ladder(uint32_t *r, const uint32_t *base, const uint32_t *one, const uint8_t *e, size_t bytes,
                   const uint32_t *m, uint32_t m0, int n) {
  uint32_t x[2][MAX];
  memcpy(x[0], one, (size_t)n * 4);
  memcpy(x[1], base, (size_t)n * 4);
  for (size_t i = 0; i < 8 * bytes; i++) {
    int bit = e[i / 8] >> (7 - i % 8) & 1;
    mont_reduce_after(x[!bit], x[0], x[1], m, m0, n);
    mont_reduce_after(x[bit], x[bit], x[bit], m, m0, n);
  }
  memcpy(r, x[0], (size_t)n * 4);
}

/* From the right, four 64-bit words. */
void pow_mod_words(uint64_t r[4], const uint64_t base[4], const uint64_t one[4], const uint64_t e[4],
                   const uint64_t m[4], uint64_t inv) {
  uint64_t b[4], x[4];
  memcpy(b, base, 32);
  memcpy(x, one, 32);
  for (int w = 0; w < 4; w++)
    for (uint64_t bits = e[w], k = 0; k < 64; k++, bits >>= 1) {
      if (bits & 1)
        mont_mul_64(x, x, b, m, inv);
      mont_mul_64(b, b, b, m, inv);
    }
  memcpy(r, x, 32);
}

/* rr is 2^(64 n) mod m. */
void rsa_public_65537(uint32_t *out, const uint32_t *in, const uint32_t *m, const uint32_t *rr, uint32_t m0, int n) {
  uint32_t a[MAX], x[MAX], one[MAX] = {1};
  mont_mul(a, in, rr, m, m0, n);
  memcpy(x, a, (size_t)n * 4);
  for (int i = 0; i < 16; i++)
    mont_mul(x, x, x, m, m0, n);
  mont_mul(x, x, a, m, m0, n);
  mont_mul(out, x, one, m, m0, n);
}

int rsa_public_cube(uint32_t *io, const uint32_t *m, const uint32_t *rr, uint32_t m0, int n) {
  uint32_t a[MAX], b[MAX], one[MAX] = {1};
  if (n < 1 || n >= MAX || !(m[0] & 1))
    return -1;
  mont_reduce_after(a, io, rr, m, m0, n);
  mont_reduce_after(b, a, a, m, m0, n);
  mont_reduce_after(b, b, a, m, m0, n);
  mont_reduce_after(io, b, one, m, m0, n);
  return 0;
}

/* One prime's half of a private operation: into Montgomery form, power, and back. */
void rsa_private_crt_half(uint32_t *out, const uint32_t *c, const uint32_t *dp, const uint32_t *p,
                          const uint32_t *rr, uint32_t p0, int n) {
  uint32_t base[MAX], x[MAX], one[MAX] = {1};
  mont_mul(base, c, rr, p, p0, n);
  mont_mul(x, rr, one, p, p0, n);
  for (int i = 32 * n - 1; i >= 0; i--) {
    mont_mul(x, x, x, p, p0, n);
    if (dp[i >> 5] >> (i & 31) & 1)
      mont_mul(x, x, base, p, p0, n);
  }
  mont_mul(out, x, one, p, p0, n);
}
