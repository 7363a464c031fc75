// TEA, XTEA and XXTEA.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include <stddef.h>
#include <stdint.h>

#define DELTA 0x9E3779B9u

void tea_encrypt(uint32_t v[2], const uint32_t k[4]) {
  uint32_t y = v[0], z = v[1], sum = 0;
  for (int n = 0; n < 32; n++) {
    sum += DELTA;
    y += ((z << 4) + k[0]) ^ (z + sum) ^ ((z >> 5) + k[1]);
    z += ((y << 4) + k[2]) ^ (y + sum) ^ ((y >> 5) + k[3]);
  }
  v[0] = y;
  v[1] = z;
}

void tea_decrypt(uint32_t *v, const uint32_t *key) {
  uint32_t sum = DELTA * 32, a = key[0], b = key[1], c = key[2], d = key[3];
  while (sum != 0) {
    v[1] -= ((v[0] << 4) + c) ^ (v[0] + sum) ^ ((v[0] >> 5) + d);
    v[0] -= ((v[1] << 4) + a) ^ (v[1] + sum) ^ ((v[1] >> 5) + b);
    sum -= DELTA;
  }
}

/* A whole buffer, K&R habits. */
int tea_buffer(unsigned int *buf, unsigned int words, const unsigned int *k) {
  unsigned int *end = buf + (words & ~1u);
  if (!buf || !k)
    return -1;
  for (; buf < end; buf += 2) {
    register unsigned int y = buf[0], z = buf[1], sum = 0, n = 32;
    while (n-- > 0) {
      sum -= 0x61c88647u;
      y += ((z << 4) + k[0]) ^ (z + sum) ^ ((z >> 5) + k[1]);
      z += ((y << 4) + k[2]) ^ (y + sum) ^ ((y >> 5) + k[3]);
    }
    buf[0] = y;
    buf[1] = z;
  }
  return 0;
}

void xtea_encipher(unsigned rounds, uint32_t v[2], uint32_t const key[4]) {
  uint32_t v0 = v[0], v1 = v[1], sum = 0;
  for (unsigned i = 0; i < rounds; i++) {
    v0 += (((v1 << 4) ^ (v1 >> 5)) + v1) ^ (sum + key[sum & 3]);
    sum += DELTA;
    v1 += (((v0 << 4) ^ (v0 >> 5)) + v0) ^ (sum + key[(sum >> 11) & 3]);
  }
  v[0] = v0;
  v[1] = v1;
}

void xtea_decipher(uint32_t v[2], uint32_t const key[4]) {
  uint32_t sum = 32 * DELTA;
  for (int i = 32; i > 0; --i) {
    v[1] -= (((v[0] << 4) ^ (v[0] >> 5)) + v[0]) ^ (sum + key[(sum >> 11) & 3]);
    sum -= DELTA;
    v[0] -= (((v[1] << 4) ^ (v[1] >> 5)) + v[1]) ^ (sum + key[sum & 3]);
  }
}

static uint32_t be(const uint8_t *p) {
  return (uint32_t)p[0] << 24 | (uint32_t)p[1] << 16 | (uint32_t)p[2] << 8 | p[3];
}

void xtea_bytes(uint8_t *out, const uint8_t *in, const uint8_t *key) {
  uint32_t l = be(in), r = be(in + 4), sum = 0;
  int half;
  for (half = 0; half < 64; half++) {
    if (half & 1) {
      sum += DELTA;
      r += ((l << 4 ^ l >> 5) + l) ^ (sum + be(key + 4 * (sum >> 11 & 3)));
    } else {
      l += ((r << 4 ^ r >> 5) + r) ^ (sum + be(key + 4 * (sum & 3)));
    }
  }
  for (half = 0; half < 4; half++) {
    out[half] = (uint8_t)(l >> (24 - 8 * half));
    out[half + 4] = (uint8_t)(r >> (24 - 8 * half));
  }
}

/* The sums with their key words first, then the rounds over many blocks. */
void xtea_precomputed(const uint32_t key[4], uint32_t (*data)[2], size_t n) {
  uint32_t k[64], sum = 0;
  for (int i = 0; i < 32; i++) {
    k[2 * i] = sum + key[sum & 3];
    sum += DELTA;
    k[2 * i + 1] = sum + key[sum >> 11 & 3];
  }
  for (size_t b = 0; b < n; b++) {
    uint32_t y = data[b][0], z = data[b][1];
    for (int i = 0; i < 64; i += 2) {
      y += (z + (z << 4 ^ z >> 5)) ^ k[i];
      z += (y + (y << 4 ^ y >> 5)) ^ k[i + 1];
    }
    data[b][0] = y;
    data[b][1] = z;
  }
}

#define MX (((z >> 5 ^ y << 2) + (y >> 3 ^ z << 4)) ^ ((sum ^ y) + (key[(p & 3) ^ e] ^ z)))

void xxtea_encrypt(uint32_t *v, unsigned n, const uint32_t key[4]) {
  if (n < 2)
    return;
  unsigned rounds = 6 + 52 / n, p, e;
  uint32_t sum = 0, y, z = v[n - 1];
  do {
    sum += DELTA;
    e = sum >> 2 & 3;
    for (p = 0; p < n - 1; p++) {
      y = v[p + 1];
      z = v[p] += MX;
    }
    y = v[0];
    z = v[n - 1] += MX;
  } while (--rounds);
}

void xxtea_decrypt(uint32_t *v, unsigned n, const uint32_t key[4]) {
  if (n < 2)
    return;
  uint32_t sum = (6 + 52 / n) * DELTA, y = v[0], z;
  unsigned p, e;
  for (; sum; sum -= DELTA) {
    e = sum >> 2 & 3;
    for (p = n - 1; p > 0; p--) {
      z = v[p - 1];
      y = v[p] -= MX;
    }
    z = v[n - 1];
    y = v[0] -= MX;
  }
}

/* The neighbours by index arithmetic instead of carried words. */
void btea(uint32_t *v, int n, const uint32_t *k) {
  uint32_t sum = 0;
  for (int q = 6 + 52 / n; q > 0; q--) {
    sum += DELTA;
    for (int i = 0; i < n; i++) {
      uint32_t next = v[(i + 1) % n], prev = v[(i + n - 1) % n];
      v[i] += ((prev >> 5 ^ next << 2) + (next >> 3 ^ prev << 4)) ^
              ((sum ^ next) + (k[(i & 3) ^ (sum >> 2 & 3)] ^ prev));
    }
  }
}
