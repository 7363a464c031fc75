// Poly1305, GHASH, CMAC, HMAC; CBC, CTR, GCM, XTS over a block cipher that is passed in.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include <stddef.h>
#include <stdint.h>
#include <string.h>

typedef void block_fn(const void *key, const uint8_t in[16], uint8_t out[16]);
typedef void hash_fn(const uint8_t *data, size_t len, uint8_t out[32]);

/* Five limbs of 26 bits; blocks of 16 whole bytes. */
void poly1305_blocks26(uint32_t h[5], const uint32_t r[5], const uint8_t *m, size_t n) {
  uint32_t h0 = h[0], h1 = h[1], h2 = h[2], h3 = h[3], h4 = h[4];
  uint32_t s1 = r[1] * 5, s2 = r[2] * 5, s3 = r[3] * 5, s4 = r[4] * 5;
  for (; n >= 16; n -= 16, m += 16) {
    uint32_t w[4];
    memcpy(w, m, 16);
    h0 += w[0] & 0x3ffffff;
    h1 += (uint32_t)(((uint64_t)w[1] << 32 | w[0]) >> 26) & 0x3ffffff;
    h2 += (uint32_t)(((uint64_t)w[2] << 32 | w[1]) >> 20) & 0x3ffffff;
    h3 += (uint32_t)(((uint64_t)w[3] << 32 | w[2]) >> 14) & 0x3ffffff;
    h4 += w[3] >> 8 | 1u << 24;
    uint64_t d0 = (uint64_t)h0 * r[0] + (uint64_t)h1 * s4 + (uint64_t)h2 * s3 + (uint64_t)h3 * s2 + (uint64_t)h4 * s1;
    uint64_t d1 = (uint64_t)h0 * r[1] + (uint64_t)h1 * r[0] + (uint64_t)h2 * s4 + (uint64_t)h3 * s3 + (uint64_t)h4 * s2;
    uint64_t d2 = (uint64_t)h0 * r[2] + (uint64_t)h1 * r[1] + (uint64_t)h2 * r[0] + (uint64_t)h3 * s4 + (uint64_t)h4 * s3;
    uint64_t d3 = (uint64_t)h0 * r[3] + (uint64_t)h1 * r[2] + (uint64_t)h2 * r[1] + (uint64_t)h3 * r[0] + (uint64_t)h4 * s4;
    uint64_t d4 = (uint64_t)h0 * r[4] + (uint64_t)h1 * r[3] + (uint64_t)h2 * r[2] + (uint64_t)h3 * r[1] + (uint64_t)h4 * r[0];
    d1 += d0 >> 26;
    d2 += d1 >> 26;
    d3 += d2 >> 26;
    d4 += d3 >> 26;
    h0 = (uint32_t)(d0 & 0x3ffffff) + (uint32_t)(d4 >> 26) * 5;
    h1 = (uint32_t)(d1 & 0x3ffffff) + (h0 >> 26);
    h0 &= 0x3ffffff;
    h2 = (uint32_t)d2 & 0x3ffffff;
    h3 = (uint32_t)d3 & 0x3ffffff;
    h4 = (uint32_t)d4 & 0x3ffffff;
  }
  h[0] = h0, h[1] = h1, h[2] = h2, h[3] = h3, h[4] = h4;
}

/* Seventeen bytes a number, a whole tag, the way small code does it. */
void poly1305_bytes(uint8_t out[16], const uint8_t *m, size_t n, const uint8_t key[32]) {
  uint32_t h[17] = {0}, r[17], x[17], c[17], u;
  size_t i, j;
  for (j = 0; j < 16; j++)
    r[j] = key[j] & (j % 4 == 3 ? 15 : j % 4 == 0 && j ? 252 : 255);
  r[16] = 0;
  while (n > 0) {
    for (j = 0; j < 17; j++)
      c[j] = 0;
    for (j = 0; j < 16 && j < n; j++)
      c[j] = m[j];
    c[j] = 1;
    m += j;
    n -= j;
    for (u = 0, j = 0; j < 17; j++) {
      u += h[j] + c[j];
      h[j] = u & 255;
      u >>= 8;
    }
    for (i = 0; i < 17; i++) {
      x[i] = 0;
      for (j = 0; j < 17; j++)
        x[i] += h[j] * (j <= i ? r[i - j] : 320 * r[i + 17 - j]);
    }
    for (u = 0, j = 0; j < 16; j++) {
      u += x[j];
      h[j] = u & 255;
      u >>= 8;
    }
    u += x[16];
    h[16] = u & 3;
    u = 5 * (u >> 2);
    for (j = 0; j < 16; j++) {
      u += h[j];
      h[j] = u & 255;
      u >>= 8;
    }
    h[16] += u;
  }
  for (u = 5, j = 0; j < 17; j++) {
    u += h[j];
    c[j] = u & 255;
    u >>= 8;
  }
  u = c[16] >> 2 ? 1 : 0;
  for (i = 0, j = 0; j < 16; j++) {
    i += (u ? c[j] : h[j]) + key[16 + j];
    out[j] = (uint8_t)i;
    i >>= 8;
  }
}

void poly1305_limbs64(uint64_t h[3], const uint64_t r[2], const uint64_t *m, size_t blocks) {
  typedef unsigned __int128 u128;
  uint64_t r1 = r[1] + (r[1] >> 2); /* r1 is a multiple of 4 */
  for (; blocks; blocks--, m += 2) {
    u128 t = (u128)h[0] + m[0];
    uint64_t h0 = (uint64_t)t;
    t = (u128)h[1] + m[1] + (uint64_t)(t >> 64);
    uint64_t h1 = (uint64_t)t, h2 = h[2] + (uint64_t)(t >> 64) + 1;
    u128 d0 = (u128)h0 * r[0] + (u128)h1 * r1;
    u128 d1 = (u128)h0 * r[1] + (u128)h1 * r[0] + (u128)h2 * r1 + (uint64_t)(d0 >> 64);
    uint64_t d2 = h2 * r[0] + (uint64_t)(d1 >> 64);
    uint64_t c = (d2 >> 2) + (d2 & ~3ull);
    t = (u128)(uint64_t)d0 + c;
    h[0] = (uint64_t)t;
    t = (u128)(uint64_t)d1 + (uint64_t)(t >> 64);
    h[1] = (uint64_t)t;
    h[2] = (d2 & 3) + (uint64_t)(t >> 64);
  }
}

static void gf_mul(uint8_t x[16], const uint8_t y[16]) {
  uint8_t z[16] = {0}, v[16];
  memcpy(v, y, 16);
  for (int i = 0; i < 128; i++) {
    if (x[i / 8] >> (7 - i % 8) & 1)
      for (int j = 0; j < 16; j++)
        z[j] ^= v[j];
    int lsb = v[15] & 1;
    for (int j = 15; j > 0; j--)
      v[j] = (uint8_t)(v[j] >> 1 | v[j - 1] << 7);
    v[0] >>= 1;
    if (lsb)
      v[0] ^= 0xe1;
  }
  memcpy(x, z, 16);
}

void ghash_bitwise(uint8_t y[16], const uint8_t h[16], const uint8_t *data, size_t blocks) {
  while (blocks--) {
    for (int i = 0; i < 16; i++)
      y[i] ^= *data++;
    gf_mul(y, h);
  }
}

typedef struct {
  uint64_t hi, lo;
} be128;

void ghash_words(be128 *y, be128 h, const be128 *x, size_t n) {
  be128 a = *y;
  for (size_t k = 0; k < n; k++) {
    a.hi ^= x[k].hi;
    a.lo ^= x[k].lo;
    be128 z = {0, 0}, v = h;
    for (int i = 0; i < 128; i++) {
      uint64_t bit = 0 - ((i < 64 ? a.hi >> (63 - i) : a.lo >> (127 - i)) & 1);
      z.hi ^= v.hi & bit;
      z.lo ^= v.lo & bit;
      uint64_t carry = 0 - (v.lo & 1);
      v.lo = v.lo >> 1 | v.hi << 63;
      v.hi = v.hi >> 1 ^ (carry & 0xe100000000000000ull);
    }
    a = z;
  }
  *y = a;
}

/* Sixteen multiples of h, four bits a step. */
void ghash_nibble_table(uint64_t y[2], const uint64_t t[16][2], const uint8_t *p, size_t blocks) {
  static const uint16_t red[16] = {0x0000, 0x1c20, 0x3840, 0x2460, 0x7080, 0x6ca0, 0x48c0, 0x54e0,
                                   0xe100, 0xfd20, 0xd940, 0xc560, 0x9180, 0x8da0, 0xa9c0, 0xb5e0};
  for (; blocks--; p += 16) {
    uint8_t x[16];
    for (int i = 0; i < 16; i++)
      x[i] = p[i] ^ (uint8_t)(y[i / 8] >> (56 - 8 * (i & 7)));
    uint64_t hi = 0, lo = 0;
    for (int i = 31; i >= 0; i--) {
      unsigned nib = i & 1 ? x[i / 2] & 15 : x[i / 2] >> 4;
      if (i != 31) {
        unsigned out = lo & 15;
        lo = hi << 60 | lo >> 4;
        hi = hi >> 4 ^ (uint64_t)red[out] << 48;
      }
      hi ^= t[nib][0];
      lo ^= t[nib][1];
    }
    y[0] = hi;
    y[1] = lo;
  }
}

static void dbl(uint8_t b[16]) {
  uint8_t top = b[0] >> 7;
  for (int i = 0; i < 15; i++)
    b[i] = (uint8_t)(b[i] << 1 | b[i + 1] >> 7);
  b[15] = (uint8_t)(b[15] << 1 ^ (top ? 0x87 : 0));
}

void cmac(block_fn *e, const void *key, const uint8_t *m, size_t n, uint8_t tag[16]) {
  uint8_t sub[16] = {0}, x[16] = {0};
  e(key, sub, sub);
  dbl(sub);
  while (n > 16) {
    for (int i = 0; i < 16; i++)
      x[i] ^= m[i];
    e(key, x, x);
    m += 16;
    n -= 16;
  }
  for (size_t i = 0; i < n; i++)
    x[i] ^= m[i];
  if (n < 16) {
    x[n] ^= 0x80;
    dbl(sub);
  }
  for (int i = 0; i < 16; i++)
    x[i] ^= sub[i];
  e(key, x, tag);
}

void cmac_loop(block_fn *e, const void *key, const uint8_t k1[16], const uint8_t k2[16],
               const uint8_t *m, size_t n, uint8_t tag[16]) {
  size_t blocks = n ? (n + 15) / 16 : 1;
  memset(tag, 0, 16);
  for (size_t b = 0; b < blocks; b++) {
    for (size_t i = 0; i < 16; i++) {
      size_t at = 16 * b + i;
      tag[i] ^= at < n ? m[at] : at == n ? 0x80 : 0;
      if (b + 1 == blocks)
        tag[i] ^= n && n % 16 == 0 ? k1[i] : k2[i];
    }
    e(key, tag, tag);
  }
}

/* Whole blocks only, 64-bit halves. */
void cbc_mac_subkeys(void (*e)(const void *, uint64_t *), const void *key, const uint64_t *m, size_t blocks, uint64_t tag[2]) {
  uint64_t k[2] = {0, 0}, x[2] = {0, 0};
  e(key, k);
  uint64_t carry = 0 - (k[0] >> 63);
  k[0] = k[0] << 1 | k[1] >> 63;
  k[1] = k[1] << 1 ^ (carry & 0x87);
  for (size_t b = 0; b < blocks; b++) {
    x[0] ^= m[2 * b];
    x[1] ^= m[2 * b + 1];
    if (b == blocks - 1) {
      x[0] ^= k[0];
      x[1] ^= k[1];
    }
    e(key, x);
  }
  tag[0] = x[0];
  tag[1] = x[1];
}

/* The buffer has room for 64 bytes before the message. */
void hmac(hash_fn *hash, const uint8_t *key, size_t klen, uint8_t *room, size_t mlen, uint8_t mac[32]) {
  uint8_t k[64] = {0}, outer[96];
  if (klen > 64)
    hash(key, klen, k);
  else
    memcpy(k, key, klen);
  for (int i = 0; i < 64; i++) {
    room[i] = k[i] ^ 0x36;
    outer[i] = k[i] ^ 0x5c;
  }
  hash(room, 64 + mlen, outer + 64);
  hash(outer, 96, mac);
}

struct hash_api {
  void (*init)(void *), (*update)(void *, const uint8_t *, size_t), (*final)(void *, uint8_t *);
};

void hmac_pads(const struct hash_api *h, void *ctx, const uint8_t k[64], const uint8_t *m, size_t n, uint8_t *out) {
  uint8_t pad[64];
  int i;
  for (i = 0; i < 64; i++)
    pad[i] = k[i] ^ 0x36;
  h->init(ctx);
  h->update(ctx, pad, 64);
  h->update(ctx, m, n);
  h->final(ctx, out);
  for (i = 0; i < 64; i++)
    pad[i] ^= 0x36 ^ 0x5c;
  h->init(ctx);
  h->update(ctx, pad, 64);
  h->update(ctx, out, 32);
  h->final(ctx, out);
}

/* With a compression function and words: a message of one padded block. */
void hmac_two_parts(void (*f)(uint32_t *, const uint32_t *), const uint32_t iv[8], const uint32_t key[16],
                    const uint32_t msg[16], uint32_t out[8]) {
  uint32_t in[8], b[16], i;
  for (i = 0; i < 8; i++)
    in[i] = out[i] = iv[i];
  for (i = 0; i < 16; i++)
    b[i] = key[i] ^ 0x36363636;
  f(in, b);
  f(in, msg);
  for (i = 0; i < 16; i++)
    b[i] = key[i] ^ 0x5c5c5c5c;
  f(out, b);
  memcpy(b, in, 32);
  b[8] = 0x80000000;
  for (i = 9; i < 15; i++)
    b[i] = 0;
  b[15] = 768;
  f(out, b);
}

void cbc_encrypt(block_fn *e, const void *key, uint8_t iv[16], const uint8_t *in, uint8_t *out, size_t len) {
  for (size_t off = 0; off + 16 <= len; off += 16) {
    for (int i = 0; i < 16; i++)
      iv[i] ^= in[off + (size_t)i];
    e(key, iv, iv);
    memcpy(out + off, iv, 16);
  }
}

void cbc_decrypt(block_fn *d, const void *key, const uint8_t *iv, const uint8_t *in, uint8_t *out, size_t blocks) {
  while (blocks--) {
    d(key, in, out);
    for (int i = 0; i < 16; i++)
      out[i] ^= iv[i];
    iv = in;
    in += 16;
    out += 16;
  }
}

void cbc_in_place(void (*e)(const void *, uint64_t *), const void *key, const uint64_t iv[2], uint64_t *data, int n) {
  const uint64_t *prev = iv;
  for (int i = 0; i < n; i++, data += 2) {
    data[0] ^= prev[0];
    data[1] ^= prev[1];
    e(key, data);
    prev = data;
  }
}

void ctr_xor(block_fn *e, const void *key, uint8_t counter[16], uint8_t *data, size_t len) {
  uint8_t pad[16];
  size_t n = 16;
  for (size_t i = 0; i < len; i++) {
    if (n == 16) {
      e(key, counter, pad);
      for (int j = 15; j >= 0 && ++counter[j] == 0; j--)
        ;
      n = 0;
    }
    data[i] ^= pad[n++];
  }
}

void ctr_stream(block_fn *e, const void *key, const uint8_t nonce[12], uint32_t start, const uint8_t *in,
                uint8_t *out, size_t len) {
  uint8_t block[16], stream[16];
  memcpy(block, nonce, 12);
  while (len > 0) {
    size_t take = len < 16 ? len : 16;
    for (int i = 0; i < 4; i++)
      block[12 + i] = (uint8_t)(start >> (24 - 8 * i));
    e(key, block, stream);
    for (size_t i = 0; i < take; i++)
      out[i] = in[i] ^ stream[i];
    in += take, out += take, len -= take;
    start++;
  }
}

void ctr_blocks(void (*e)(const void *, uint64_t *), const void *key, uint64_t hi, uint64_t lo, uint64_t *data, size_t n) {
#pragma clang loop unroll(disable)
  for (size_t b = 0; b < n; b++) {
    uint64_t x[2] = {hi, lo + b};
    if (x[1] < lo)
      x[0]++;
    e(key, x);
    data[2 * b] ^= x[0];
    data[2 * b + 1] ^= x[1];
  }
}

static void xor_mul(uint8_t y[16], const uint8_t h[16], const uint8_t *p, size_t n) {
  while (n) {
    size_t take = n < 16 ? n : 16;
    for (size_t i = 0; i < take; i++)
      y[i] ^= p[i];
    gf_mul(y, h);
    p += take, n -= take;
  }
}

void gcm_encrypt(block_fn *e, const void *key, const uint8_t iv[12], const uint8_t *aad, size_t alen,
                 const uint8_t *in, uint8_t *out, size_t len, uint8_t tag[16]) {
  uint8_t h[16] = {0}, j[16] = {0}, s[16] = {0}, pad[16], lens[16];
  e(key, h, h);
  memcpy(j, iv, 12);
  j[15] = 1;
  e(key, j, tag);
  xor_mul(s, h, aad, alen);
  for (size_t i = 0; i < len; i++) {
    if (i % 16 == 0) {
      for (int k = 15; k >= 12 && ++j[k] == 0; k--)
        ;
      e(key, j, pad);
    }
    out[i] = in[i] ^ pad[i % 16];
  }
  xor_mul(s, h, out, len);
  for (int i = 0; i < 8; i++) {
    lens[i] = (uint8_t)((uint64_t)alen * 8 >> (56 - 8 * i));
    lens[8 + i] = (uint8_t)((uint64_t)len * 8 >> (56 - 8 * i));
  }
  xor_mul(s, h, lens, 16);
  for (int i = 0; i < 16; i++)
    tag[i] ^= s[i];
}

/* The tag of a ciphertext: GHASH under E(0), masked by E(J0). */
void gcm_tag(block_fn *e, const void *key, const uint8_t j0[16], const uint8_t *ct, size_t len, uint8_t tag[16]) {
  uint8_t h[16] = {0}, mask[16], y[16] = {0};
  e(key, h, h);
  e(key, j0, mask);
  for (size_t at = 0; at < len; at += 16) {
    for (size_t i = 0; i < 16 && at + i < len; i++)
      y[i] ^= ct[at + i];
    gf_mul(y, h);
  }
  for (int i = 0; i < 8; i++)
    y[15 - i] ^= (uint8_t)((uint64_t)len * 8 >> 8 * i);
  gf_mul(y, h);
  for (int i = 0; i < 16; i++)
    tag[i] = y[i] ^ mask[i];
}

/* Counter mode and hash in one pass, in place. */
void gcm_seal(block_fn *e, const void *key, uint8_t *buf, size_t blocks, uint8_t ctr[16], const uint8_t h[16], uint8_t y[16]) {
  uint8_t pad[16];
  for (; blocks; blocks--, buf += 16) {
    uint32_t c = (uint32_t)ctr[12] << 24 | (uint32_t)ctr[13] << 16 | (uint32_t)ctr[14] << 8 | ctr[15];
    c++;
    ctr[12] = (uint8_t)(c >> 24), ctr[13] = (uint8_t)(c >> 16), ctr[14] = (uint8_t)(c >> 8), ctr[15] = (uint8_t)c;
    e(key, ctr, pad);
    for (int i = 0; i < 16; i++) {
      buf[i] ^= pad[i];
      y[i] ^= buf[i];
    }
    gf_mul(y, h);
  }
}

void xts_encrypt(block_fn *e, const void *k1, const void *k2, const uint8_t sector[16], const uint8_t *in, uint8_t *out, size_t blocks) {
  uint8_t t[16], x[16];
  e(k2, sector, t);
  while (blocks--) {
    for (int i = 0; i < 16; i++)
      x[i] = in[i] ^ t[i];
    e(k1, x, x);
    for (int i = 0; i < 16; i++)
      out[i] = x[i] ^ t[i];
    in += 16, out += 16;
    int carry = t[15] >> 7;
    for (int i = 15; i > 0; i--)
      t[i] = (uint8_t)(t[i] << 1 | t[i - 1] >> 7);
    t[0] = (uint8_t)(t[0] << 1 ^ (carry ? 0x87 : 0));
  }
}

void xts_words(void (*e)(const void *, uint64_t *), const void *key, uint64_t tweak[2], uint64_t *p, long n) {
  for (long i = 0; i < n; i++, p += 2) {
    p[0] ^= tweak[0];
    p[1] ^= tweak[1];
    e(key, p);
    p[0] ^= tweak[0];
    p[1] ^= tweak[1];
    uint64_t c = (uint64_t)((int64_t)tweak[1] >> 63) & 0x87;
    tweak[1] = tweak[1] << 1 | tweak[0] >> 63;
    tweak[0] = tweak[0] << 1 ^ c;
  }
}

void xts_sector(block_fn *d, block_fn *e, const void *k1, const void *k2, uint64_t number, uint8_t *buf, size_t len) {
  uint64_t t[2] = {number, 0}, x[2];
  uint8_t b[16];
  memcpy(b, t, 16);
  e(k2, b, b);
  memcpy(t, b, 16);
  for (uint8_t *p = buf; p + 16 <= buf + len; p += 16) {
    memcpy(x, p, 16);
    x[0] ^= t[0], x[1] ^= t[1];
    memcpy(b, x, 16);
    d(k1, b, b);
    memcpy(x, b, 16);
    x[0] ^= t[0], x[1] ^= t[1];
    memcpy(p, x, 16);
    uint64_t top = t[1] >> 63;
    t[1] = t[1] << 1 | t[0] >> 63;
    t[0] = t[0] << 1 ^ top * 135;
  }
}

typedef void prf_fn(const void *key, const uint8_t *in, size_t n, uint8_t out[32]);

/* The salt has room for four more bytes. */
void pbkdf2(prf_fn *prf, const void *pw, uint8_t *salt, size_t slen, unsigned iterations, uint8_t *out, size_t outlen) {
  uint8_t u[32], t[32];
  for (uint32_t block = 1; outlen; block++) {
    for (int i = 0; i < 4; i++)
      salt[slen + (size_t)i] = (uint8_t)(block >> (24 - 8 * i));
    prf(pw, salt, slen + 4, u);
    memcpy(t, u, 32);
    for (unsigned c = 1; c < iterations; c++) {
      prf(pw, u, 32, u);
      for (int i = 0; i < 32; i++)
        t[i] ^= u[i];
    }
    size_t take = outlen < 32 ? outlen : 32;
    memcpy(out, t, take);
    out += take;
    outlen -= take;
  }
}

void pbkdf2_block(prf_fn *prf, const void *pw, const uint8_t first[32], int count, uint8_t result[32]) {
  uint8_t u[32];
  int j;
  memcpy(result, first, 32);
  memcpy(u, first, 32);
  while (--count > 0) {
    prf(pw, u, 32, u);
    for (j = 0; j < 32; j++)
      result[j] ^= u[j];
  }
}

/* Inner and outer states of the password are known; u is hashed as one padded block. */
void pbkdf2_words(void (*f)(uint32_t *, const uint32_t *), const uint32_t inner[8], const uint32_t outer[8],
                  uint32_t u[8], uint32_t t[8], unsigned rounds) {
  uint32_t b[16] = {0}, s[8];
  b[8] = 0x80000000u;
  b[15] = 768;
  memcpy(t, u, 32);
  for (unsigned r = 1; r < rounds; r++) {
    memcpy(b, u, 32);
    memcpy(s, inner, 32);
    f(s, b);
    memcpy(b, s, 32);
    memcpy(s, outer, 32);
    f(s, b);
    for (int i = 0; i < 8; i++) {
      u[i] = s[i];
      t[i] ^= s[i];
    }
  }
}
