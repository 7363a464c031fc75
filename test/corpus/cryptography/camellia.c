// Camellia with 128- and 256-bit keys: S-box rotations, joined tables, key schedule.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include <stdint.h>

static const uint8_t SBOX1[256] = {
    0x70, 0x82, 0x2c, 0xec, 0xb3, 0x27, 0xc0, 0xe5, 0xe4, 0x85, 0x57, 0x35, 0xea, 0x0c, 0xae, 0x41,
    0x23, 0xef, 0x6b, 0x93, 0x45, 0x19, 0xa5, 0x21, 0xed, 0x0e, 0x4f, 0x4e, 0x1d, 0x65, 0x92, 0xbd,
    0x86, 0xb8, 0xaf, 0x8f, 0x7c, 0xeb, 0x1f, 0xce, 0x3e, 0x30, 0xdc, 0x5f, 0x5e, 0xc5, 0x0b, 0x1a,
    0xa6, 0xe1, 0x39, 0xca, 0xd5, 0x47, 0x5d, 0x3d, 0xd9, 0x01, 0x5a, 0xd6, 0x51, 0x56, 0x6c, 0x4d,
    0x8b, 0x0d, 0x9a, 0x66, 0xfb, 0xcc, 0xb0, 0x2d, 0x74, 0x12, 0x2b, 0x20, 0xf0, 0xb1, 0x84, 0x99,
    0xdf, 0x4c, 0xcb, 0xc2, 0x34, 0x7e, 0x76, 0x05, 0x6d, 0xb7, 0xa9, 0x31, 0xd1, 0x17, 0x04, 0xd7,
    0x14, 0x58, 0x3a, 0x61, 0xde, 0x1b, 0x11, 0x1c, 0x32, 0x0f, 0x9c, 0x16, 0x53, 0x18, 0xf2, 0x22,
    0xfe, 0x44, 0xcf, 0xb2, 0xc3, 0xb5, 0x7a, 0x91, 0x24, 0x08, 0xe8, 0xa8, 0x60, 0xfc, 0x69, 0x50,
    0xaa, 0xd0, 0xa0, 0x7d, 0xa1, 0x89, 0x62, 0x97, 0x54, 0x5b, 0x1e, 0x95, 0xe0, 0xff, 0x64, 0xd2,
    0x10, 0xc4, 0x00, 0x48, 0xa3, 0xf7, 0x75, 0xdb, 0x8a, 0x03, 0xe6, 0xda, 0x09, 0x3f, 0xdd, 0x94,
    0x87, 0x5c, 0x83, 0x02, 0xcd, 0x4a, 0x90, 0x33, 0x73, 0x67, 0xf6, 0xf3, 0x9d, 0x7f, 0xbf, 0xe2,
    0x52, 0x9b, 0xd8, 0x26, 0xc8, 0x37, 0xc6, 0x3b, 0x81, 0x96, 0x6f, 0x4b, 0x13, 0xbe, 0x63, 0x2e,
    0xe9, 0x79, 0xa7, 0x8c, 0x9f, 0x6e, 0xbc, 0x8e, 0x29, 0xf5, 0xf9, 0xb6, 0x2f, 0xfd, 0xb4, 0x59,
    0x78, 0x98, 0x06, 0x6a, 0xe7, 0x46, 0x71, 0xba, 0xd4, 0x25, 0xab, 0x42, 0x88, 0xa2, 0x8d, 0xfa,
    0x72, 0x07, 0xb9, 0x55, 0xf8, 0xee, 0xac, 0x0a, 0x36, 0x49, 0x2a, 0x68, 0x3c, 0x38, 0xf1, 0xa4,
    0x40, 0x28, 0xd3, 0x7b, 0xbb, 0xc9, 0x43, 0xc1, 0x15, 0xe3, 0xad, 0xf4, 0x77, 0xc7, 0x80, 0x9e,
};

static uint64_t f(uint64_t in, uint64_t ke) {
  uint8_t t[8], y[8];
  in ^= ke;
  for (int i = 0; i < 8; i++)
    t[i] = (uint8_t)(in >> (56 - 8 * i));
  t[0] = SBOX1[t[0]];
  t[1] = (uint8_t)(SBOX1[t[1]] << 1 | SBOX1[t[1]] >> 7);
  t[2] = (uint8_t)(SBOX1[t[2]] << 7 | SBOX1[t[2]] >> 1);
  t[3] = SBOX1[(uint8_t)(t[3] << 1 | t[3] >> 7)];
  t[4] = (uint8_t)(SBOX1[t[4]] << 1 | SBOX1[t[4]] >> 7);
  t[5] = (uint8_t)(SBOX1[t[5]] << 7 | SBOX1[t[5]] >> 1);
  t[6] = SBOX1[(uint8_t)(t[6] << 1 | t[6] >> 7)];
  t[7] = SBOX1[t[7]];
  y[0] = t[0] ^ t[2] ^ t[3] ^ t[5] ^ t[6] ^ t[7];
  y[1] = t[0] ^ t[1] ^ t[3] ^ t[4] ^ t[6] ^ t[7];
  y[2] = t[0] ^ t[1] ^ t[2] ^ t[4] ^ t[5] ^ t[7];
  y[3] = t[1] ^ t[2] ^ t[3] ^ t[4] ^ t[5] ^ t[6];
  y[4] = t[0] ^ t[1] ^ t[5] ^ t[6] ^ t[7];
  y[5] = t[1] ^ t[2] ^ t[4] ^ t[6] ^ t[7];
  y[6] = t[2] ^ t[3] ^ t[4] ^ t[5] ^ t[7];
  y[7] = t[0] ^ t[3] ^ t[4] ^ t[5] ^ t[6];
  uint64_t out = 0;
  for (int i = 0; i < 8; i++)
    out = out << 8 | y[i];
  return out;
}

static uint64_t fl(uint64_t x, uint64_t k) {
  uint32_t l = (uint32_t)(x >> 32), r = (uint32_t)x, t = l & (uint32_t)(k >> 32);
  r ^= t << 1 | t >> 31;
  l ^= r | (uint32_t)k;
  return (uint64_t)l << 32 | r;
}

static uint64_t fl_inv(uint64_t y, uint64_t k) {
  uint32_t l = (uint32_t)(y >> 32), r = (uint32_t)y, t;
  l ^= r | (uint32_t)k;
  t = l & (uint32_t)(k >> 32);
  r ^= t << 1 | t >> 31;
  return (uint64_t)l << 32 | r;
}

struct camellia_key {
  uint64_t kw[4], k[24], ke[6];
  int groups; /* of six rounds: 3 or 4 */
};

static void rotl128(const uint64_t in[2], int n, uint64_t *hi, uint64_t *lo) {
  uint64_t a = in[n >= 64], b = in[n < 64];
  n &= 63;
  *hi = n ? a << n | b >> (64 - n) : a;
  *lo = n ? b << n | a >> (64 - n) : b;
}

void camellia_schedule_128(struct camellia_key *s, const uint64_t kl[2]) {
  static const uint64_t sigma[4] = {0xA09E667F3BCC908BULL, 0xB67AE8584CAA73B2ULL,
                                    0xC6EF372FE94F82BEULL, 0x54FF53A5F1D36F1CULL};
  uint64_t d1 = kl[0], d2 = kl[1], ka[2], skip;
  d2 ^= f(d1, sigma[0]);
  d1 ^= f(d2, sigma[1]);
  d1 ^= kl[0];
  d2 ^= kl[1];
  d2 ^= f(d1, sigma[2]);
  d1 ^= f(d2, sigma[3]);
  ka[0] = d1;
  ka[1] = d2;
  s->groups = 3;
  rotl128(kl, 0, &s->kw[0], &s->kw[1]);
  rotl128(ka, 0, &s->k[0], &s->k[1]);
  rotl128(kl, 15, &s->k[2], &s->k[3]);
  rotl128(ka, 15, &s->k[4], &s->k[5]);
  rotl128(ka, 30, &s->ke[0], &s->ke[1]);
  rotl128(kl, 45, &s->k[6], &s->k[7]);
  rotl128(ka, 45, &s->k[8], &skip);
  rotl128(kl, 60, &skip, &s->k[9]);
  rotl128(ka, 60, &s->k[10], &s->k[11]);
  rotl128(kl, 77, &s->ke[2], &s->ke[3]);
  rotl128(kl, 94, &s->k[12], &s->k[13]);
  rotl128(ka, 94, &s->k[14], &s->k[15]);
  rotl128(kl, 111, &s->k[16], &s->k[17]);
  rotl128(ka, 111, &s->kw[2], &s->kw[3]);
}

void camellia_encrypt(const struct camellia_key *s, uint64_t block[2]) {
  uint64_t d1 = block[0] ^ s->kw[0], d2 = block[1] ^ s->kw[1];
  for (int g = 0; g < s->groups; g++) {
    if (g) {
      d1 = fl(d1, s->ke[2 * g - 2]);
      d2 = fl_inv(d2, s->ke[2 * g - 1]);
    }
    for (int i = 6 * g; i < 6 * g + 6; i += 2) {
      d2 ^= f(d1, s->k[i]);
      d1 ^= f(d2, s->k[i + 1]);
    }
  }
  block[0] = d2 ^ s->kw[2];
  block[1] = d1 ^ s->kw[3];
}

void camellia128_decrypt(const struct camellia_key *s, uint64_t block[2]) {
  uint64_t d1 = block[0] ^ s->kw[2], d2 = block[1] ^ s->kw[3], t;
  for (int i = 17; i >= 0; i--) {
    d2 ^= f(d1, s->k[i]);
    t = d1;
    d1 = d2;
    d2 = t;
    if (i == 12 || i == 6) {
      d1 = fl(d1, s->ke[i == 12 ? 3 : 1]);
      d2 = fl_inv(d2, s->ke[i == 12 ? 2 : 0]);
    }
  }
  block[0] = d2 ^ s->kw[0];
  block[1] = d1 ^ s->kw[1];
}

/* The F function by eight columns that spread a byte to where the P layer takes it. */
static uint64_t spread(unsigned v, uint64_t mask) { return (uint64_t)v * mask; }

void camellia_crypt_words(const uint64_t *kw, const uint64_t *k, const uint64_t *ke, int rounds,
                          const uint8_t in[16], uint8_t out[16]) {
  static const uint64_t column[8] = {
      0x0101010001000001ULL, 0x0001010101010000ULL, 0x0100010100010100ULL, 0x0101000100000101ULL,
      0x0001010100010101ULL, 0x0100010101000101ULL, 0x0101000101010001ULL, 0x0101010001010100ULL,
  };
  uint64_t x[2] = {0, 0};
  for (int i = 0; i < 16; i++)
    x[i >> 3] = x[i >> 3] << 8 | in[i];
  x[0] ^= kw[0];
  x[1] ^= kw[1];
  for (int r = 0; r < rounds; r++) {
    uint64_t v = x[r & 1] ^ k[r], y = 0;
    for (int i = 0; i < 8; i++) {
      unsigned b = (unsigned)(v >> (56 - 8 * i)) & 255;
      switch (i) {
      case 1:
      case 4:
        b = SBOX1[b];
        b = (b << 1 | b >> 7) & 255;
        break;
      case 2:
      case 5:
        b = SBOX1[b];
        b = (b << 7 | b >> 1) & 255;
        break;
      case 3:
      case 6:
        b = SBOX1[(b << 1 | b >> 7) & 255];
        break;
      default:
        b = SBOX1[b];
      }
      y ^= spread(b, column[i]);
    }
    x[~r & 1] ^= y;
    if (r % 6 == 5 && r + 1 < rounds) {
      x[0] = fl(x[0], *ke++);
      x[1] = fl_inv(x[1], *ke++);
    }
  }
  x[1] ^= kw[2];
  x[0] ^= kw[3];
  for (int i = 0; i < 8; i++) {
    out[i] = (uint8_t)(x[1] >> (56 - 8 * i));
    out[i + 8] = (uint8_t)(x[0] >> (56 - 8 * i));
  }
}
