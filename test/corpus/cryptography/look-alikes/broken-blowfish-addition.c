// Not blowfish: blowfish addition.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include <stddef.h>
#include <stdint.h>

typedef struct {
  uint32_t p[18];
  uint32_t s[4][256];
} blowfish_ctx;

static uint32_t F(const blowfish_ctx *c, uint32_t x) {
  uint32_t a = x >> 24, b = x >> 16 & 0xff, d = x >> 8 & 0xff, e = x & 0xff;
  return ((c->s[0][a] + c->s[1][b]) + c->s[2][d]) ^ c->s[3][e];
}

void blowfish_encrypt_variant(const blowfish_ctx *c, uint32_t *left, uint32_t *right) {
  uint32_t l = *left, r = *right, t;
  for (int i = 0; i < 16; ++i) {
    l ^= c->p[i];
    r ^= F(c, l);
    t = l;
    l = r;
    r = t;
  }
  t = l;
  l = r;
  r = t;
  r ^= c->p[16];
  l ^= c->p[17];
  *left = l;
  *right = r;
}
