/* Ciphers and digests that keep a context between calls. */
#include <stdint.h>
#include <string.h>

#define ROL(x, n) ((x) << (n) | (x) >> (32 - (n)))

typedef struct {
  uint32_t input[16];
  uint8_t stream[64];
  unsigned left;
} chacha_ctx;

static void chacha_refill(chacha_ctx *c) {
  uint32_t x[16];
  memcpy(x, c->input, sizeof x);
  for (int i = 0; i < 10; i++) {
    for (int j = 0; j < 8; j++) {
      static const uint8_t q[8][4] = {{0, 4, 8, 12}, {1, 5, 9, 13}, {2, 6, 10, 14}, {3, 7, 11, 15},
                                      {0, 5, 10, 15}, {1, 6, 11, 12}, {2, 7, 8, 13}, {3, 4, 9, 14}};
      uint32_t *a = &x[q[j][0]], *b = &x[q[j][1]], *d = &x[q[j][3]], *e = &x[q[j][2]];
      *a += *b, *d ^= *a, *d = ROL(*d, 16);
      *e += *d, *b ^= *e, *b = ROL(*b, 12);
      *a += *b, *d ^= *a, *d = ROL(*d, 8);
      *e += *d, *b ^= *e, *b = ROL(*b, 7);
    }
  }
  for (int i = 0; i < 16; i++) {
    uint32_t v = x[i] + c->input[i];
    c->stream[4 * i] = (uint8_t)v;
    c->stream[4 * i + 1] = (uint8_t)(v >> 8);
    c->stream[4 * i + 2] = (uint8_t)(v >> 16);
    c->stream[4 * i + 3] = (uint8_t)(v >> 24);
  }
  c->input[12]++;
  c->left = 64;
}

void chacha_crypt(chacha_ctx *c, const uint8_t *in, uint8_t *out, size_t len) {
  while (len--) {
    if (c->left == 0)
      chacha_refill(c);
    *out++ = *in++ ^ c->stream[64 - c->left--];
  }
}

typedef struct {
  uint8_t s[256];
  uint8_t i, j;
} rc4_ctx;

void rc4_setup(rc4_ctx *c, const uint8_t *key, int len) {
  int i;
  uint8_t j = 0, t;
  for (i = 0; i < 256; i++)
    c->s[i] = (uint8_t)i;
  for (i = 0; i < 256; i++) {
    j = (uint8_t)(j + c->s[i] + key[i % len]);
    t = c->s[i];
    c->s[i] = c->s[j];
    c->s[j] = t;
  }
  c->i = c->j = 0;
}

void rc4_crypt(rc4_ctx *c, uint8_t *data, int len) {
  uint8_t t;
  while (len-- > 0) {
    c->i++;
    c->j += c->s[c->i];
    t = c->s[c->i];
    c->s[c->i] = c->s[c->j];
    c->s[c->j] = t;
    *data++ ^= c->s[(uint8_t)(c->s[c->i] + c->s[c->j])];
  }
}

typedef struct {
  uint32_t h[5];
  uint64_t total;
  uint8_t buf[64];
} sha1_ctx;

static void sha1_block(uint32_t h[5], const uint8_t *p) {
  uint32_t w[16], a = h[0], b = h[1], c = h[2], d = h[3], e = h[4];
  for (int t = 0; t < 80; t++) {
    uint32_t f, k;
    if (t < 16)
      w[t] = (uint32_t)p[4 * t] << 24 | (uint32_t)p[4 * t + 1] << 16 | (uint32_t)p[4 * t + 2] << 8 | p[4 * t + 3];
    else
      w[t & 15] = ROL(w[(t + 13) & 15] ^ w[(t + 8) & 15] ^ w[(t + 2) & 15] ^ w[t & 15], 1);
    switch (t / 20) {
    case 0:
      f = d ^ (b & (c ^ d)), k = 0x5a827999;
      break;
    case 1:
      f = b ^ c ^ d, k = 0x6ed9eba1;
      break;
    case 2:
      f = (b & c) | (d & (b | c)), k = 0x8f1bbcdc;
      break;
    default:
      f = b ^ c ^ d, k = 0xca62c1d6;
    }
    uint32_t n = ROL(a, 5) + f + e + k + w[t & 15];
    e = d, d = c, c = ROL(b, 30), b = a, a = n;
  }
  h[0] += a, h[1] += b, h[2] += c, h[3] += d, h[4] += e;
}

void sha1_update(sha1_ctx *c, const void *data, size_t len) {
  const uint8_t *p = (const uint8_t *)data;
  size_t have = c->total & 63;
  c->total += len;
  if (have) {
    size_t want = 64 - have;
    if (len < want) {
      memcpy(c->buf + have, p, len);
      return;
    }
    memcpy(c->buf + have, p, want);
    sha1_block(c->h, c->buf);
    p += want, len -= want;
  }
  for (; len >= 64; p += 64, len -= 64)
    sha1_block(c->h, p);
  memcpy(c->buf, p, len);
}

void tea_words(uint32_t v[2], const uint32_t k[4]) {
  uint32_t y = v[0], z = v[1], sum = 0, n = 32;
  while (n-- > 0) {
    sum += 0x9e3779b9;
    y += ((z << 4) + k[0]) ^ (z + sum) ^ ((z >> 5) + k[1]);
    z += ((y << 4) + k[2]) ^ (y + sum) ^ ((y >> 5) + k[3]);
  }
  v[0] = y;
  v[1] = z;
}

static uint32_t crc_tab[8][256];

void crc_tables(void) {
  for (int i = 0; i < 256; i++) {
    uint32_t c = i;
    for (int k = 0; k < 8; k++)
      c = c & 1 ? c >> 1 ^ 0xedb88320u : c >> 1;
    crc_tab[0][i] = c;
  }
  for (int i = 0; i < 256; i++)
    for (int k = 1; k < 8; k++)
      crc_tab[k][i] = crc_tab[k - 1][i] >> 8 ^ crc_tab[0][crc_tab[k - 1][i] & 0xff];
}

uint16_t crc_modbus(const uint8_t *p, size_t n) {
  uint16_t crc = 0xffff;
  for (; n; n--) {
    crc ^= *p++;
    for (int b = 8; b; b--) {
      int lsb = crc & 1;
      crc >>= 1;
      if (lsb)
        crc ^= 0xa001;
    }
  }
  return crc;
}

#define SIPROUND                                                                                                       \
  do {                                                                                                                 \
    v0 += v1, v1 = v1 << 13 | v1 >> 51, v1 ^= v0, v0 = v0 << 32 | v0 >> 32;                                            \
    v2 += v3, v3 = v3 << 16 | v3 >> 48, v3 ^= v2;                                                                      \
    v0 += v3, v3 = v3 << 21 | v3 >> 43, v3 ^= v0;                                                                      \
    v2 += v1, v1 = v1 << 17 | v1 >> 47, v1 ^= v2, v2 = v2 << 32 | v2 >> 32;                                            \
  } while (0)

uint64_t sip_bytes(const uint8_t *in, size_t len, uint64_t k0, uint64_t k1) {
  uint64_t v0 = 0x736f6d6570736575 ^ k0, v1 = 0x646f72616e646f6d ^ k1, v2 = 0x6c7967656e657261 ^ k0, v3 = 0x7465646279746573 ^ k1;
  uint64_t word = 0;
  for (size_t i = 0; i < len; i++) {
    word |= (uint64_t)in[i] << 8 * (i % 8);
    if (i % 8 == 7) {
      v3 ^= word;
      SIPROUND;
      SIPROUND;
      v0 ^= word;
      word = 0;
    }
  }
  word |= (uint64_t)len << 56;
  v3 ^= word;
  SIPROUND;
  SIPROUND;
  v0 ^= word;
  v2 ^= 0xff;
  SIPROUND;
  SIPROUND;
  SIPROUND;
  SIPROUND;
  return v0 ^ v1 ^ v2 ^ v3;
}

/* Montgomery arithmetic on one word. */
static uint64_t redc(unsigned __int128 t, uint64_t n, uint64_t ninv) {
  uint64_t m = (uint64_t)t * ninv;
  unsigned __int128 mn = (unsigned __int128)m * n;
  uint64_t hi = (uint64_t)(t >> 64), mh = (uint64_t)(mn >> 64);
  return hi >= mh ? hi - mh : hi - mh + n;
}

uint64_t pow_redc(uint64_t a, uint64_t e, uint64_t n) {
  uint64_t inv = n;
  for (int i = 0; i < 5; i++)
    inv *= 2 - n * inv;
  uint64_t r2 = (uint64_t)(-(unsigned __int128)n % n);
  uint64_t one = redc(r2, n, inv), x = redc((unsigned __int128)(a % n) * r2, n, inv), r = one;
  for (; e; e >>= 1) {
    if (e & 1)
      r = redc((unsigned __int128)r * x, n, inv);
    x = redc((unsigned __int128)x * x, n, inv);
  }
  return redc(r, n, inv);
}

/* Look-alikes. */
uint32_t reverse_bits(uint32_t x) {
  uint32_t r = 0;
  for (int i = 0; i < 32; i++) {
    r = r << 1 | (x & 1);
    x >>= 1;
  }
  return r;
}

int ones(const uint8_t *p, size_t n) {
  static const uint8_t nibble[16] = {0, 1, 1, 2, 1, 2, 2, 3, 1, 2, 2, 3, 2, 3, 3, 4};
  int c = 0;
  while (n--) {
    c += nibble[*p & 15] + nibble[*p >> 4];
    p++;
  }
  return c;
}

void shuffle_bytes(uint8_t *s, uint32_t seed) {
  for (int i = 255; i > 0; i--) {
    seed ^= seed << 13;
    seed ^= seed >> 17;
    seed ^= seed << 5;
    int j = seed % (i + 1);
    uint8_t t = s[i];
    s[i] = s[j];
    s[j] = t;
  }
}

uint8_t parity_of(const uint8_t *p, int n) {
  uint8_t x = 0;
  while (n--)
    x ^= *p++;
  return x;
}
