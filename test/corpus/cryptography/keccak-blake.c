// Keccak, BLAKE2b, BLAKE2s, BLAKE3 and SipHash.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include <stddef.h>
#include <stdint.h>
#include <string.h>

static const uint64_t RC[24] = {
    0x0000000000000001ULL, 0x0000000000008082ULL, 0x800000000000808aULL, 0x8000000080008000ULL,
    0x000000000000808bULL, 0x0000000080000001ULL, 0x8000000080008081ULL, 0x8000000000008009ULL,
    0x000000000000008aULL, 0x0000000000000088ULL, 0x0000000080008009ULL, 0x000000008000000aULL,
    0x000000008000808bULL, 0x800000000000008bULL, 0x8000000000008089ULL, 0x8000000000008003ULL,
    0x8000000000008002ULL, 0x8000000000000080ULL, 0x000000000000800aULL, 0x800000008000000aULL,
    0x8000000080008081ULL, 0x8000000000008080ULL, 0x0000000080000001ULL, 0x8000000080008008ULL,
};

#define ROL64(x, n) ((x) << ((n) & 63) | (x) >> (-(n) & 63))

/* Theta, rho and pi in one walk, chi and iota. */
void keccak_f1600(uint64_t st[25]) {
  static const int rot[24] = {1, 3, 6, 10, 15, 21, 28, 36, 45, 55, 2, 14, 27, 41, 56, 8, 25, 43, 62, 18, 39, 61, 20, 44};
  static const int lane[24] = {10, 7, 11, 17, 18, 3, 5, 16, 8, 21, 24, 4, 15, 23, 19, 13, 12, 2, 20, 14, 22, 9, 6, 1};
  uint64_t bc[5], t;
  for (int r = 0; r < 24; r++) {
    for (int i = 0; i < 5; i++)
      bc[i] = st[i] ^ st[i + 5] ^ st[i + 10] ^ st[i + 15] ^ st[i + 20];
    for (int i = 0; i < 5; i++) {
      t = bc[(i + 4) % 5] ^ ROL64(bc[(i + 1) % 5], 1);
      for (int j = 0; j < 25; j += 5)
        st[i + j] ^= t;
    }
    t = st[1];
    for (int i = 0; i < 24; i++) {
      uint64_t next = st[lane[i]];
      st[lane[i]] = ROL64(t, rot[i]);
      t = next;
    }
    for (int j = 0; j < 25; j += 5) {
      memcpy(bc, st + j, sizeof bc);
      for (int i = 0; i < 5; i++)
        st[j + i] ^= ~bc[(i + 1) % 5] & bc[(i + 2) % 5];
    }
    st[0] ^= RC[r];
  }
}

/* The standard's five steps on a 5x5 array, constants from a shift register. */
void keccak_f_steps(uint64_t a[5][5]) {
  unsigned lfsr = 1;
  for (int round = 0; round < 24; round++) {
    uint64_t c[5], b[5][5];
    int x, y, off[5][5], px = 1, py = 0;
    for (x = 0; x < 5; x++)
      c[x] = a[0][x] ^ a[1][x] ^ a[2][x] ^ a[3][x] ^ a[4][x];
    for (y = 0; y < 5; y++)
      for (x = 0; x < 5; x++)
        a[y][x] ^= c[(x + 4) % 5] ^ ROL64(c[(x + 1) % 5], 1);
    off[0][0] = 0;
    for (int t = 0; t < 24; t++) {
      int q = (2 * px + 3 * py) % 5;
      off[py][px] = (t + 1) * (t + 2) / 2;
      px = py;
      py = q;
    }
    for (y = 0; y < 5; y++)
      for (x = 0; x < 5; x++)
        b[(2 * x + 3 * y) % 5][y] = ROL64(a[y][x], off[y][x]);
    for (y = 0; y < 5; y++)
      for (x = 0; x < 5; x++)
        a[y][x] = b[y][x] ^ (~b[y][(x + 1) % 5] & b[y][(x + 2) % 5]);
    for (int j = 0; j < 7; j++) {
      if (lfsr & 1)
        a[0][0] ^= 1ULL << ((1 << j) - 1);
      lfsr = lfsr << 1 ^ (lfsr >> 7) * 0x171;
    }
  }
}

__attribute__((flatten)) void sha3_256(const uint8_t *in, size_t len, uint8_t out[32]) {
  uint64_t s[25] = {0};
  size_t at = 0;
  for (size_t i = 0; i < len; i++) {
    s[at / 8] ^= (uint64_t)in[i] << 8 * (at % 8);
    if (++at == 136) {
      keccak_f1600(s);
      at = 0;
    }
  }
  s[at / 8] ^= (uint64_t)6 << 8 * (at % 8);
  s[16] ^= 1ULL << 63;
  keccak_f1600(s);
  memcpy(out, s, 32);
}

static const uint8_t SIGMA[10][16] = {
    {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15}, {14, 10, 4, 8, 9, 15, 13, 6, 1, 12, 0, 2, 11, 7, 5, 3},
    {11, 8, 12, 0, 5, 2, 15, 13, 10, 14, 3, 6, 7, 1, 9, 4}, {7, 9, 3, 1, 13, 12, 11, 14, 2, 6, 5, 10, 4, 0, 15, 8},
    {9, 0, 5, 7, 2, 4, 10, 15, 14, 1, 11, 12, 6, 8, 3, 13}, {2, 12, 6, 10, 0, 11, 8, 3, 4, 13, 7, 5, 15, 14, 1, 9},
    {12, 5, 1, 15, 14, 13, 4, 10, 0, 7, 6, 3, 9, 2, 8, 11}, {13, 11, 7, 14, 12, 1, 3, 9, 5, 0, 15, 4, 8, 6, 2, 10},
    {6, 15, 14, 9, 11, 3, 0, 8, 12, 2, 13, 7, 1, 4, 10, 5}, {10, 2, 8, 4, 7, 6, 1, 5, 15, 11, 9, 14, 3, 12, 13, 0}};

static const uint64_t IV64[8] = {
    0x6a09e667f3bcc908ULL, 0xbb67ae8584caa73bULL, 0x3c6ef372fe94f82bULL, 0xa54ff53a5f1d36f1ULL,
    0x510e527fade682d1ULL, 0x9b05688c2b3e6c1fULL, 0x1f83d9abfb41bd6bULL, 0x5be0cd19137e2179ULL,
};

static const uint32_t IV32[8] = {
    0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a, 0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19,
};

#define ROR64(x, n) ((x) >> (n) | (x) << (64 - (n)))
#define ROR32(x, n) ((x) >> (n) | (x) << (32 - (n)))

static void g64(uint64_t v[16], int a, int b, int c, int d, uint64_t x, uint64_t y) {
  v[a] += v[b] + x;
  v[d] = ROR64(v[d] ^ v[a], 32);
  v[c] += v[d];
  v[b] = ROR64(v[b] ^ v[c], 24);
  v[a] += v[b] + y;
  v[d] = ROR64(v[d] ^ v[a], 16);
  v[c] += v[d];
  v[b] = ROR64(v[b] ^ v[c], 63);
}

void blake2b_compress(uint64_t h[8], const uint8_t block[128], uint64_t count, int last) {
  uint64_t v[16], m[16];
  for (int i = 0; i < 8; i++) {
    v[i] = h[i];
    v[i + 8] = IV64[i];
  }
  v[12] ^= count;
  if (last)
    v[14] = ~v[14];
  memcpy(m, block, 128);
  for (int r = 0; r < 12; r++) {
    const uint8_t *s = SIGMA[r % 10];
    g64(v, 0, 4, 8, 12, m[s[0]], m[s[1]]);
    g64(v, 1, 5, 9, 13, m[s[2]], m[s[3]]);
    g64(v, 2, 6, 10, 14, m[s[4]], m[s[5]]);
    g64(v, 3, 7, 11, 15, m[s[6]], m[s[7]]);
    g64(v, 0, 5, 10, 15, m[s[8]], m[s[9]]);
    g64(v, 1, 6, 11, 12, m[s[10]], m[s[11]]);
    g64(v, 2, 7, 8, 13, m[s[12]], m[s[13]]);
    g64(v, 3, 4, 9, 14, m[s[14]], m[s[15]]);
  }
  for (int i = 0; i < 8; i++)
    h[i] ^= v[i] ^ v[i + 8];
}

#define G(a, b, c, d, x, y) \
  a += b + (x), d ^= a, d = ROR64(d, 32), c += d, b ^= c, b = ROR64(b, 24), a += b + (y), d ^= a, \
      d = ROR64(d, 16), c += d, b ^= c, b = ROR64(b, 63)

/* v is prepared by the caller; rounds as macros over columns and diagonals. */
void blake2b_rounds_macro(unsigned long long v[16], const unsigned long long *m) {
  for (unsigned r = 0; r < 12; r++) {
    const unsigned char *s = SIGMA[r > 9 ? r - 10 : r];
    for (unsigned i = 0; i < 4; i++)
      G(v[i], v[4 + i], v[8 + i], v[12 + i], m[s[2 * i]], m[s[2 * i + 1]]);
    for (unsigned i = 0; i < 4; i++)
      G(v[i], v[4 + ((i + 1) & 3)], v[8 + ((i + 2) & 3)], v[12 + ((i + 3) & 3)], m[s[8 + 2 * i]], m[s[9 + 2 * i]]);
  }
}

__attribute__((flatten)) void blake2b_hash(const uint8_t *in, size_t len, uint8_t *out, size_t outlen) {
  uint64_t h[8], done = 0;
  uint8_t last[128] = {0};
  memcpy(h, IV64, sizeof h);
  h[0] ^= 0x01010000 ^ outlen;
  while (len - done > 128) {
    done += 128;
    blake2b_compress(h, in + done - 128, done, 0);
  }
  memcpy(last, in + done, len - done);
  blake2b_compress(h, last, len, 1);
  memcpy(out, h, outlen);
}

static void g32(uint32_t *a, uint32_t *b, uint32_t *c, uint32_t *d, uint32_t x, uint32_t y) {
  *a += *b + x;
  *d = ROR32(*d ^ *a, 16);
  *c += *d;
  *b = ROR32(*b ^ *c, 12);
  *a += *b + y;
  *d = ROR32(*d ^ *a, 8);
  *c += *d;
  *b = ROR32(*b ^ *c, 7);
}

void blake2s_compress(uint32_t h[8], const uint8_t *block, uint64_t t, uint32_t f0) {
  uint32_t v[16], m[16];
  for (int i = 0; i < 16; i++)
    m[i] = (uint32_t)block[4 * i] | (uint32_t)block[4 * i + 1] << 8 | (uint32_t)block[4 * i + 2] << 16 | (uint32_t)block[4 * i + 3] << 24;
  for (int i = 0; i < 8; i++)
    v[i] = h[i], v[8 + i] = IV32[i];
  v[12] ^= (uint32_t)t;
  v[13] ^= (uint32_t)(t >> 32);
  v[14] ^= f0;
  for (int r = 0; r < 10; r++)
    for (int i = 0; i < 8; i++) {
      int k = i & 3, diag = i >> 2;
      g32(&v[k], &v[4 + ((k + diag) & 3)], &v[8 + ((k + 2 * diag) & 3)], &v[12 + ((k + 3 * diag) & 3)],
          m[SIGMA[r][2 * i]], m[SIGMA[r][2 * i + 1]]);
    }
  for (int i = 0; i < 8; i++)
    h[i] ^= v[i] ^ v[8 + i];
}

void blake2s_indexed(uint32_t *h, const uint32_t *m, uint32_t t0, int final) {
  uint32_t v[16];
  memcpy(v, h, 32);
  memcpy(v + 8, IV32, 32);
  v[12] ^= t0;
  v[14] = final ? ~v[14] : v[14];
  const uint8_t *s = &SIGMA[0][0];
  do {
    g32(v + 0, v + 4, v + 8, v + 12, m[s[0]], m[s[1]]);
    g32(v + 1, v + 5, v + 9, v + 13, m[s[2]], m[s[3]]);
    g32(v + 2, v + 6, v + 10, v + 14, m[s[4]], m[s[5]]);
    g32(v + 3, v + 7, v + 11, v + 15, m[s[6]], m[s[7]]);
    g32(v + 0, v + 5, v + 10, v + 15, m[s[8]], m[s[9]]);
    g32(v + 1, v + 6, v + 11, v + 12, m[s[10]], m[s[11]]);
    g32(v + 2, v + 7, v + 8, v + 13, m[s[12]], m[s[13]]);
    g32(v + 3, v + 4, v + 9, v + 14, m[s[14]], m[s[15]]);
    s += 16;
  } while (s != &SIGMA[0][0] + 160);
  for (int i = 0; i < 8; i++)
    h[i] = h[i] ^ v[i] ^ v[i + 8];
}

struct blake2s {
  uint32_t h[8];
  uint64_t t;
  size_t used;
  uint8_t buf[64];
};

__attribute__((flatten)) void blake2s_update(struct blake2s *s, const uint8_t *p, size_t n) {
  while (n--) {
    if (s->used == 64) {
      s->t += 64;
      blake2s_compress(s->h, s->buf, s->t, 0);
      s->used = 0;
    }
    s->buf[s->used++] = *p++;
  }
}

static const uint8_t PERM[16] = {2, 6, 3, 10, 7, 0, 4, 13, 1, 11, 12, 5, 9, 14, 15, 8};

/* The message words are permuted after each round. */
void blake3_compress(const uint32_t cv[8], const uint32_t block[16], uint64_t counter, uint32_t len,
                     uint32_t flags, uint32_t out[16]) {
  uint32_t s[16], m[16], t[16];
  memcpy(s, cv, 32);
  memcpy(s + 8, IV32, 16);
  s[12] = (uint32_t)counter, s[13] = (uint32_t)(counter >> 32), s[14] = len, s[15] = flags;
  memcpy(m, block, 64);
  for (int r = 0; r < 7; r++) {
    for (int i = 0; i < 4; i++)
      g32(&s[i], &s[4 + i], &s[8 + i], &s[12 + i], m[2 * i], m[2 * i + 1]);
    for (int i = 0; i < 4; i++)
      g32(&s[i], &s[4 + (i + 1) % 4], &s[8 + (i + 2) % 4], &s[12 + (i + 3) % 4], m[8 + 2 * i], m[9 + 2 * i]);
    for (int i = 0; i < 16; i++)
      t[i] = m[PERM[i]];
    memcpy(m, t, 64);
  }
  for (int i = 0; i < 8; i++) {
    out[i] = s[i] ^ s[i + 8];
    out[i + 8] = s[i + 8] ^ cv[i];
  }
}

/* An index that is permuted instead; the chaining value in place. */
void blake3_compress_schedule(uint32_t cv[8], const uint8_t *block, uint8_t len, uint64_t counter, uint8_t flags) {
  uint8_t idx[16], next[16];
  uint32_t m[16], s[16] = {cv[0], cv[1], cv[2], cv[3], cv[4], cv[5], cv[6], cv[7], IV32[0], IV32[1], IV32[2],
                           IV32[3], (uint32_t)counter, (uint32_t)(counter >> 32), len, flags};
  for (uint8_t i = 0; i < 16; i++) {
    idx[i] = i;
    memcpy(m + i, block + 4 * i, 4);
  }
  for (int round = 7; round > 0; round--) {
    g32(s, s + 4, s + 8, s + 12, m[idx[0]], m[idx[1]]);
    g32(s + 1, s + 5, s + 9, s + 13, m[idx[2]], m[idx[3]]);
    g32(s + 2, s + 6, s + 10, s + 14, m[idx[4]], m[idx[5]]);
    g32(s + 3, s + 7, s + 11, s + 15, m[idx[6]], m[idx[7]]);
    g32(s, s + 5, s + 10, s + 15, m[idx[8]], m[idx[9]]);
    g32(s + 1, s + 6, s + 11, s + 12, m[idx[10]], m[idx[11]]);
    g32(s + 2, s + 7, s + 8, s + 13, m[idx[12]], m[idx[13]]);
    g32(s + 3, s + 4, s + 9, s + 14, m[idx[14]], m[idx[15]]);
    for (int i = 0; i < 16; i++)
      next[i] = idx[PERM[i]];
    memcpy(idx, next, 16);
  }
  for (int i = 0; i < 8; i++)
    cv[i] = s[i] ^ s[i + 8];
}

/* One chunk of at most 1024 bytes as the root: a whole hash. */
__attribute__((flatten)) void blake3_chunk(const uint8_t *data, size_t len, uint8_t out[32]) {
  uint32_t cv[8];
  memcpy(cv, IV32, 32);
  uint8_t flags = 1;
  while (len > 64) {
    blake3_compress_schedule(cv, data, 64, 0, flags);
    flags = 0;
    data += 64;
    len -= 64;
  }
  uint8_t last[64] = {0};
  memcpy(last, data, len);
  blake3_compress_schedule(cv, last, (uint8_t)len, 0, flags | 2 | 8);
  memcpy(out, cv, 32);
}

#define SIPROUND \
  do { \
    v0 += v1, v1 = ROL64(v1, 13), v1 ^= v0, v0 = ROL64(v0, 32); \
    v2 += v3, v3 = ROL64(v3, 16), v3 ^= v2; \
    v0 += v3, v3 = ROL64(v3, 21), v3 ^= v0; \
    v2 += v1, v1 = ROL64(v1, 17), v1 ^= v2, v2 = ROL64(v2, 32); \
  } while (0)

uint64_t siphash24(const uint8_t *in, size_t len, const uint8_t key[16]) {
  uint64_t k0, k1, m;
  memcpy(&k0, key, 8);
  memcpy(&k1, key + 8, 8);
  uint64_t v0 = k0 ^ 0x736f6d6570736575ULL, v1 = k1 ^ 0x646f72616e646f6dULL;
  uint64_t v2 = k0 ^ 0x6c7967656e657261ULL, v3 = k1 ^ 0x7465646279746573ULL;
  const uint8_t *end = in + len / 8 * 8;
  for (; in != end; in += 8) {
    memcpy(&m, in, 8);
    v3 ^= m;
    SIPROUND;
    SIPROUND;
    v0 ^= m;
  }
  m = (uint64_t)len << 56;
  for (size_t i = 0; i < (len & 7); i++)
    m |= (uint64_t)in[i] << 8 * i;
  v3 ^= m;
  SIPROUND;
  SIPROUND;
  v0 ^= m;
  v2 ^= 0xff;
  for (int i = 0; i < 4; i++)
    SIPROUND;
  return v0 ^ v1 ^ v2 ^ v3;
}

static void sip(uint64_t v[4], int rounds) {
  while (rounds--) {
    v[0] += v[1];
    v[2] += v[3];
    v[1] = ROL64(v[1], 13) ^ v[0];
    v[3] = ROL64(v[3], 16) ^ v[2];
    v[0] = ROL64(v[0], 32);
    v[2] += v[1];
    v[0] += v[3];
    v[1] = ROL64(v[1], 17) ^ v[2];
    v[3] = ROL64(v[3], 21) ^ v[0];
    v[2] = ROL64(v[2], 32);
  }
}

uint64_t siphash_words(const uint64_t *w, size_t n, uint64_t k0, uint64_t k1, int c, int d) {
  uint64_t v[4] = {k0 ^ 0x736f6d6570736575ULL, k1 ^ 0x646f72616e646f6dULL, k0 ^ 0x6c7967656e657261ULL, k1 ^ 0x7465646279746573ULL};
  for (size_t i = 0; i <= n; i++) {
    uint64_t m = i < n ? w[i] : (uint64_t)n << 59;
    v[3] ^= m;
    sip(v, c);
    v[0] ^= m;
  }
  v[2] ^= 0xff;
  sip(v, d);
  return v[0] ^ v[1] ^ v[2] ^ v[3];
}

uint64_t siphash13_string(const char *s, uint64_t k0, uint64_t k1) {
  uint64_t v[4] = {k0 ^ 0x736f6d6570736575ULL, k1 ^ 0x646f72616e646f6dULL, k0 ^ 0x6c7967656e657261ULL, k1 ^ 0x7465646279746573ULL};
  uint64_t m = 0, len = 0;
  for (; *s; s++) {
    m |= (uint64_t)(uint8_t)*s << 8 * (len & 7);
    if ((++len & 7) == 0) {
      v[3] ^= m;
      sip(v, 1);
      v[0] ^= m;
      m = 0;
    }
  }
  m |= len << 56;
  v[3] ^= m;
  sip(v, 1);
  v[0] ^= m;
  v[2] ^= 0xff;
  sip(v, 3);
  return v[0] ^ v[1] ^ v[2] ^ v[3];
}
