// Random number generators and Reed-Solomon codes.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include <stddef.h>
#include <stdint.h>
#include <string.h>

void xorshift32_fill(uint32_t *state, uint32_t *out, size_t n) {
  uint32_t x = *state;
  for (size_t i = 0; i < n; i++) {
    x ^= x << 13;
    x ^= x >> 17;
    x ^= x << 5;
    out[i] = x;
  }
  *state = x;
}

uint64_t xorshift64_fill(uint64_t x, double *out, int n) {
  while (n-- > 0) {
    x ^= x >> 12;
    x ^= x << 25;
    x ^= x >> 27;
    *out++ = (double)(x >> 11) * 0x1p-53;
  }
  return x;
}

void xorshift128_fill(uint32_t s[4], uint32_t *out, int n) {
  for (int i = 0; i < n; i++) {
    uint32_t t = s[0] ^ (s[0] << 11);
    s[0] = s[1];
    s[1] = s[2];
    s[2] = s[3];
    s[3] = s[3] ^ (s[3] >> 19) ^ t ^ (t >> 8);
    out[i] = s[3];
  }
}

uint32_t lcg_fill(uint32_t seed, uint32_t *out, size_t n) {
  for (size_t i = 0; i < n; i++) {
    seed = seed * 1664525u + 1013904223u;
    out[i] = seed;
  }
  return seed;
}

long lcg_minstd(long x, float *u, int n) {
  int i;
  for (i = 0; i < n; i++) {
    x = x * 16807 % 2147483647;
    u[i] = (float)x / 2147483647.0f;
  }
  return x;
}

void lcg_drand48(uint64_t *x, double *out, unsigned n) {
  for (unsigned i = 0; i != n; i++) {
    *x = (*x * 0x5DEECE66DULL + 0xB) & ((1ULL << 48) - 1);
    out[i] = (double)*x / (double)(1ULL << 48);
  }
}

void mt_generate(uint32_t mt[624]) {
  for (int i = 0; i < 624; i++) {
    uint32_t y = (mt[i] & 0x80000000u) | (mt[(i + 1) % 624] & 0x7fffffffu);
    mt[i] = mt[(i + 397) % 624] ^ (y >> 1) ^ (y & 1 ? 0x9908b0dfu : 0);
  }
}

struct mt {
  uint32_t s[624];
  int at;
};

void mt19937_next_array(struct mt *m, uint32_t *out, size_t n) {
  static const uint32_t mag[2] = {0, 0x9908b0dfu};
  for (size_t k = 0; k < n; k++) {
    uint32_t y;
    if (m->at >= 624) {
      int i;
      for (i = 0; i < 227; i++) {
        y = (m->s[i] & 0x80000000u) | (m->s[i + 1] & 0x7fffffffu);
        m->s[i] = m->s[i + 397] ^ (y >> 1) ^ mag[y & 1];
      }
      for (; i < 623; i++) {
        y = (m->s[i] & 0x80000000u) | (m->s[i + 1] & 0x7fffffffu);
        m->s[i] = m->s[i - 227] ^ (y >> 1) ^ mag[y & 1];
      }
      y = (m->s[623] & 0x80000000u) | (m->s[0] & 0x7fffffffu);
      m->s[623] = m->s[396] ^ (y >> 1) ^ mag[y & 1];
      m->at = 0;
    }
    y = m->s[m->at++];
    y ^= y >> 11;
    y ^= y << 7 & 0x9d2c5680u;
    y ^= y << 15 & 0xefc60000u;
    out[k] = y ^ y >> 18;
  }
}

void mt_seed_and_twist(unsigned seed, unsigned *s, unsigned *out) {
  s[0] = seed;
  for (unsigned i = 1; i < 624; i++)
    s[i] = 1812433253u * (s[i - 1] ^ s[i - 1] >> 30) + i;
  unsigned *p = s;
  for (unsigned i = 0; i < 624; i++, p++) {
    unsigned next = i == 623 ? s[0] : p[1], far = i < 227 ? p[397] : s[i - 227];
    unsigned y = (*p & 0x80000000u) + (next & 0x7fffffffu);
    *p = far ^ y >> 1 ^ (-(y & 1u) & 0x9908b0dfu);
  }
  for (unsigned i = 0; i < 624; i++) {
    unsigned y = s[i];
    y ^= y >> 11;
    y ^= (y << 7) & 0x9d2c5680u;
    y ^= (y << 15) & 0xefc60000u;
    y ^= y >> 18;
    out[i] = y;
  }
}

typedef struct {
  uint64_t state, inc;
} pcg32;

static uint32_t pcg_next(pcg32 *r) {
  uint64_t old = r->state;
  r->state = old * 6364136223846793005ULL + (r->inc | 1);
  uint32_t x = (uint32_t)((old >> 18 ^ old) >> 27), rot = (uint32_t)(old >> 59);
  return x >> rot | x << (-rot & 31);
}

void pcg32_fill(pcg32 *r, uint32_t *out, size_t n) {
  for (size_t i = 0; i < n; i++)
    out[i] = pcg_next(r);
}

uint64_t pcg32_buffer(uint64_t s, uint64_t stream, unsigned *out, int n) {
  int i = 0;
  while (i < n) {
    unsigned v = (unsigned)((s ^ s >> 18) >> 27);
    unsigned k = (unsigned)(s >> 59);
    out[i++] = __builtin_rotateright32(v, k);
    s = s * 0x5851F42D4C957F2DULL + (stream << 1 | 1);
  }
  return s;
}

void pcg_bytes(pcg32 *r, uint8_t *p, size_t n) {
  for (; n >= 4; n -= 4, p += 4) {
    uint32_t v = pcg_next(r);
    memcpy(p, &v, 4);
  }
  if (n) {
    uint32_t v = pcg_next(r);
    memcpy(p, &v, n);
  }
}

void splitmix64_fill(uint64_t *x, uint64_t *out, size_t n) {
  for (size_t i = 0; i < n; i++) {
    uint64_t z = (*x += 0x9e3779b97f4a7c15ULL);
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9ULL;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebULL;
    out[i] = z ^ (z >> 31);
  }
}

void splitmix_seed(uint64_t seed, uint64_t state[4]) {
  int i = 4;
  do {
    uint64_t z;
    seed += 0x9e3779b97f4a7c15ULL;
    z = seed ^ seed >> 30;
    z *= 0xbf58476d1ce4e5b9ULL;
    z ^= z >> 27;
    z *= 0x94d049bb133111ebULL;
    z ^= z >> 31;
    *state++ = z;
  } while (--i);
}

/* Any index without the ones before it. */
void splitmix_counter(uint64_t seed, uint64_t first, double *u, size_t n) {
  for (size_t i = 0; i < n; i++) {
    uint64_t z = seed + (first + i + 1) * 0x9e3779b97f4a7c15ULL;
    z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9ULL;
    z = (z ^ z >> 27) * 0x94d049bb133111ebULL;
    u[i] = (double)((z ^ z >> 31) >> 11) / 9007199254740992.0;
  }
}

/* GF(256) by logarithms over x^8+x^4+x^3+x^2+1; gen is the monic generator, highest power left out. */
void rs_encode(const uint8_t *data, int k, uint8_t *parity, int nroots, const uint8_t *gen,
               const uint8_t exps[510], const uint8_t logs[256]) {
  memset(parity, 0, (size_t)nroots);
  for (int i = 0; i < k; i++) {
    uint8_t fb = data[i] ^ parity[0];
    memmove(parity, parity + 1, (size_t)nroots - 1);
    parity[nroots - 1] = 0;
    if (fb)
      for (int j = 0; j < nroots; j++)
        if (gen[j])
          parity[j] ^= exps[logs[fb] + logs[gen[j]]];
  }
}

int rs_syndromes(const uint8_t *cw, int n, uint8_t *syn, int nroots, const uint8_t *exps,
                 const uint8_t *logs) {
  int bad = 0;
  for (int r = 0; r < nroots; r++) {
    uint8_t s = 0;
    for (int i = 0; i < n; i++)
      s = cw[i] ^ (s ? exps[(logs[s] + r) % 255] : 0);
    syn[r] = s;
    bad |= s;
  }
  return bad != 0;
}

static uint8_t gf_mul(uint8_t a, uint8_t b) {
  uint8_t r = 0;
  while (b) {
    if (b & 1)
      r ^= a;
    a = (uint8_t)(a << 1 ^ (a & 0x80 ? 0x1d : 0));
    b >>= 1;
  }
  return r;
}

#define PARITY 16
void rs_encode_bitwise(const uint8_t *msg, size_t n, const uint8_t gen[PARITY], uint8_t out[PARITY]) {
  uint8_t reg[PARITY] = {0};
  for (size_t i = 0; i < n; i++) {
    uint8_t f = msg[i] ^ reg[PARITY - 1];
    for (int j = PARITY - 1; j > 0; j--)
      reg[j] = reg[j - 1] ^ gf_mul(f, gen[PARITY - 1 - j]);
    reg[0] = gf_mul(f, gen[PARITY - 1]);
  }
  for (int j = 0; j < PARITY; j++)
    out[j] = reg[PARITY - 1 - j];
}
