// ChaCha20, Salsa20 and RC4.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <emmintrin.h>

#define ROTL32(v, c) (((v) << (c)) | ((v) >> (32 - (c))))
#define QR(a, b, c, d) \
  a += b, d ^= a, d = ROTL32(d, 16), c += d, b ^= c, b = ROTL32(b, 12), a += b, d ^= a, \
      d = ROTL32(d, 8), c += d, b ^= c, b = ROTL32(b, 7)

void chacha20_block(uint32_t out[16], const uint32_t in[16]) {
  uint32_t x[16];
  for (int i = 0; i < 16; i++)
    x[i] = in[i];
  for (int i = 0; i < 20; i += 2) {
    QR(x[0], x[4], x[8], x[12]);
    QR(x[1], x[5], x[9], x[13]);
    QR(x[2], x[6], x[10], x[14]);
    QR(x[3], x[7], x[11], x[15]);
    QR(x[0], x[5], x[10], x[15]);
    QR(x[1], x[6], x[11], x[12]);
    QR(x[2], x[7], x[8], x[13]);
    QR(x[3], x[4], x[9], x[14]);
  }
  for (int i = 0; i < 16; i++)
    out[i] = x[i] + in[i];
}

static uint32_t le32(const uint8_t *p) {
  return p[0] | (uint32_t)p[1] << 8 | (uint32_t)p[2] << 16 | (uint32_t)p[3] << 24;
}

/* Key, 12-byte nonce, first counter, any length. */
void chacha20_xor(uint8_t *data, size_t len, const uint8_t key[32], const uint8_t nonce[12],
                  uint32_t counter) {
  uint32_t s[16] = {0x61707865, 0x3320646e, 0x79622d32, 0x6b206574};
  for (int i = 0; i < 8; i++)
    s[4 + i] = le32(key + 4 * i);
  s[12] = counter;
  for (int i = 0; i < 3; i++)
    s[13 + i] = le32(nonce + 4 * i);
  while (len) {
    uint32_t a[16];
    memcpy(a, s, sizeof a);
    for (int round = 0; round < 10; round++) {
      for (int c = 0; c < 4; c++)
        QR(a[c], a[4 + c], a[8 + c], a[12 + c]);
      for (int c = 0; c < 4; c++)
        QR(a[c], a[4 + ((c + 1) & 3)], a[8 + ((c + 2) & 3)], a[12 + ((c + 3) & 3)]);
    }
    size_t n = len < 64 ? len : 64;
    for (size_t i = 0; i < n; i++)
      data[i] ^= (uint8_t)((a[i >> 2] + s[i >> 2]) >> (8 * (i & 3)));
    s[12]++;
    data += n;
    len -= n;
  }
}

static void quarter(uint32_t *x, int a, int b, int c, int d) {
  x[a] += x[b];
  x[d] = ROTL32(x[d] ^ x[a], 16);
  x[c] += x[d];
  x[b] = ROTL32(x[b] ^ x[c], 12);
  x[a] += x[b];
  x[d] = ROTL32(x[d] ^ x[a], 8);
  x[c] += x[d];
  x[b] = ROTL32(x[b] ^ x[c], 7);
}

void chacha_core_indexed(uint8_t out[64], const uint32_t state[16], int rounds) {
  uint32_t x[16];
  memcpy(x, state, 64);
  do {
    quarter(x, 0, 4, 8, 12);
    quarter(x, 1, 5, 9, 13);
    quarter(x, 2, 6, 10, 14);
    quarter(x, 3, 7, 11, 15);
    quarter(x, 0, 5, 10, 15);
    quarter(x, 1, 6, 11, 12);
    quarter(x, 2, 7, 8, 13);
    quarter(x, 3, 4, 9, 14);
  } while ((rounds -= 2) > 0);
  for (int i = 0; i < 16; i++) {
    uint32_t v = x[i] + state[i];
    memcpy(out + 4 * i, &v, 4);
  }
}

#define VROT(v, n) _mm_or_si128(_mm_slli_epi32(v, n), _mm_srli_epi32(v, 32 - (n)))

/* A row a register. */
void chacha_permute_sse(__m128i row[4]) {
  __m128i a = row[0], b = row[1], c = row[2], d = row[3];
  for (int i = 0; i < 20; i++) {
    a = _mm_add_epi32(a, b);
    d = _mm_xor_si128(d, a);
    d = VROT(d, 16);
    c = _mm_add_epi32(c, d);
    b = _mm_xor_si128(b, c);
    b = VROT(b, 12);
    a = _mm_add_epi32(a, b);
    d = _mm_xor_si128(d, a);
    d = VROT(d, 8);
    c = _mm_add_epi32(c, d);
    b = _mm_xor_si128(b, c);
    b = VROT(b, 7);
    if (i & 1) {
      b = _mm_shuffle_epi32(b, 0x93);
      c = _mm_shuffle_epi32(c, 0x4e);
      d = _mm_shuffle_epi32(d, 0x39);
    } else {
      b = _mm_shuffle_epi32(b, 0x39);
      c = _mm_shuffle_epi32(c, 0x4e);
      d = _mm_shuffle_epi32(d, 0x93);
    }
  }
  row[0] = _mm_add_epi32(row[0], a);
  row[1] = _mm_add_epi32(row[1], b);
  row[2] = _mm_add_epi32(row[2], c);
  row[3] = _mm_add_epi32(row[3], d);
}

#define R(a, b) ROTL32(a, b)

void salsa20_core(uint32_t out[16], const uint32_t in[16]) {
  uint32_t x[16];
  int i;
  for (i = 0; i < 16; ++i)
    x[i] = in[i];
  for (i = 20; i > 0; i -= 2) {
    x[4] ^= R(x[0] + x[12], 7);
    x[8] ^= R(x[4] + x[0], 9);
    x[12] ^= R(x[8] + x[4], 13);
    x[0] ^= R(x[12] + x[8], 18);
    x[9] ^= R(x[5] + x[1], 7);
    x[13] ^= R(x[9] + x[5], 9);
    x[1] ^= R(x[13] + x[9], 13);
    x[5] ^= R(x[1] + x[13], 18);
    x[14] ^= R(x[10] + x[6], 7);
    x[2] ^= R(x[14] + x[10], 9);
    x[6] ^= R(x[2] + x[14], 13);
    x[10] ^= R(x[6] + x[2], 18);
    x[3] ^= R(x[15] + x[11], 7);
    x[7] ^= R(x[3] + x[15], 9);
    x[11] ^= R(x[7] + x[3], 13);
    x[15] ^= R(x[11] + x[7], 18);
    x[1] ^= R(x[0] + x[3], 7);
    x[2] ^= R(x[1] + x[0], 9);
    x[3] ^= R(x[2] + x[1], 13);
    x[0] ^= R(x[3] + x[2], 18);
    x[6] ^= R(x[5] + x[4], 7);
    x[7] ^= R(x[6] + x[5], 9);
    x[4] ^= R(x[7] + x[6], 13);
    x[5] ^= R(x[4] + x[7], 18);
    x[11] ^= R(x[10] + x[9], 7);
    x[8] ^= R(x[11] + x[10], 9);
    x[9] ^= R(x[8] + x[11], 13);
    x[10] ^= R(x[9] + x[8], 18);
    x[12] ^= R(x[15] + x[14], 7);
    x[13] ^= R(x[12] + x[15], 9);
    x[14] ^= R(x[13] + x[12], 13);
    x[15] ^= R(x[14] + x[13], 18);
  }
  for (i = 0; i < 16; ++i)
    out[i] = x[i] + in[i];
}

static void salsa_quarter(uint32_t *a, uint32_t *b, uint32_t *c, uint32_t *d) {
  *b ^= ROTL32(*a + *d, 7);
  *c ^= ROTL32(*b + *a, 9);
  *d ^= ROTL32(*c + *b, 13);
  *a ^= ROTL32(*d + *c, 18);
}

/* Columns, then transposed columns: one loop nest. */
void salsa20_core_rounds(uint32_t x[4][4], int double_rounds) {
  uint32_t y[4][4];
  memcpy(y, x, sizeof y);
  for (int n = 0; n < double_rounds; n++) {
    for (int c = 0; c < 4; c++)
      salsa_quarter(&y[c][c], &y[(c + 1) & 3][c], &y[(c + 2) & 3][c], &y[(c + 3) & 3][c]);
    for (int r = 0; r < 4; r++)
      salsa_quarter(&y[r][r], &y[r][(r + 1) & 3], &y[r][(r + 2) & 3], &y[r][(r + 3) & 3]);
  }
  for (int i = 0; i < 4; i++)
    for (int j = 0; j < 4; j++)
      x[i][j] += y[i][j];
}

/* Each round is a column round followed by a transposition. */
void salsa20_words(const uint32_t *in, uint32_t *out) {
  uint32_t x[16], t[16];
  memcpy(x, in, 64);
  for (int round = 0; round < 20; round++) {
    for (int c = 0; c < 4; c++) {
      int i = 5 * c, j = (i + 4) % 16, k = (i + 8) % 16, l = (i + 12) % 16;
      x[j] ^= ROTL32(x[i] + x[l], 7);
      x[k] ^= ROTL32(x[j] + x[i], 9);
      x[l] ^= ROTL32(x[k] + x[j], 13);
      x[i] ^= ROTL32(x[l] + x[k], 18);
    }
    for (int c = 0; c < 16; c++)
      t[c] = x[4 * (c % 4) + c / 4];
    memcpy(x, t, 64);
  }
  for (int i = 0; i < 16; i++)
    out[i] = x[i] + in[i];
}

void salsa20_encrypt(uint32_t s[16], const uint8_t *in, uint8_t *out, size_t n) {
  uint32_t z[16];
  for (size_t i = 0; i < n; i++) {
    if (i % 64 == 0) {
      memcpy(z, s, 64);
      for (int r = 0; r < 10; r++) {
        salsa_quarter(z, z + 4, z + 8, z + 12);
        salsa_quarter(z + 5, z + 9, z + 13, z + 1);
        salsa_quarter(z + 10, z + 14, z + 2, z + 6);
        salsa_quarter(z + 15, z + 3, z + 7, z + 11);
        salsa_quarter(z, z + 1, z + 2, z + 3);
        salsa_quarter(z + 5, z + 6, z + 7, z + 4);
        salsa_quarter(z + 10, z + 11, z + 8, z + 9);
        salsa_quarter(z + 15, z + 12, z + 13, z + 14);
      }
      for (int k = 0; k < 16; k++)
        z[k] += s[k];
      if (++s[8] == 0)
        ++s[9];
    }
    out[i] = in[i] ^ (uint8_t)(z[i / 4 % 16] >> 8 * (i % 4));
  }
}

struct rc4_state {
  uint8_t s[256], i, j;
};

void rc4_init(struct rc4_state *st, const uint8_t *key, unsigned len) {
  uint8_t j = 0, t;
  for (int i = 0; i < 256; i++)
    st->s[i] = (uint8_t)i;
  for (int i = 0; i < 256; i++) {
    j = (uint8_t)(j + st->s[i] + key[i % len]);
    t = st->s[i];
    st->s[i] = st->s[j];
    st->s[j] = t;
  }
  st->i = st->j = 0;
}

void rc4_crypt(struct rc4_state *st, const uint8_t *in, uint8_t *out, size_t n) {
  while (n--) {
    uint8_t a = st->s[++st->i];
    st->j += a;
    uint8_t b = st->s[st->j];
    st->s[st->i] = b;
    st->s[st->j] = a;
    *out++ = *in++ ^ st->s[(uint8_t)(a + b)];
  }
}

/* Words for the state, counters in registers, key stream only. */
void arcfour_stream(unsigned int state[256], int *px, int *py, unsigned char *out, int n) {
  int x = *px, y = *py, k;
  for (k = 0; k < n; k++) {
    unsigned int a, b;
    x = (x + 1) & 255;
    a = state[x];
    y = (int)((unsigned)y + a) & 255;
    b = state[y];
    state[x] = b;
    state[y] = a;
    out[k] = (unsigned char)state[(a + b) & 255];
  }
  *px = x;
  *py = y;
}

void arc4_one_shot(char *text, size_t length, const char *key, size_t keylen) {
  unsigned char s[256], t;
  size_t i, j = 0, k;
  for (i = 0; i < 256; i++)
    s[i] = (unsigned char)i;
  for (i = 0; i < 256; i++) {
    j = (j + s[i] + (unsigned char)key[i % keylen]) % 256;
    t = s[i], s[i] = s[j], s[j] = t;
  }
  for (i = j = k = 0; k < length; k++) {
    i = (i + 1) % 256;
    j = (j + s[i]) % 256;
    t = s[i], s[i] = s[j], s[j] = t;
    text[k] = (char)(text[k] ^ s[(s[i] + s[j]) % 256]);
  }
}
