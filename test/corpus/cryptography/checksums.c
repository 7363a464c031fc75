// Adler-32, Fletcher, the Internet checksum, FNV, djb2, Jenkins, Murmur3, xxHash.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include <stddef.h>
#include <stdint.h>
#include <string.h>

uint32_t adler32_simple(const uint8_t *data, size_t len) {
  uint32_t a = 1, b = 0;
  for (size_t i = 0; i < len; ++i) {
    a = (a + data[i]) % 65521;
    b = (b + a) % 65521;
  }
  return b << 16 | a;
}

uint32_t adler32_blocks(uint32_t adler, const uint8_t *p, size_t n) {
  uint32_t lo = adler & 0xffff, hi = adler >> 16;
  while (n > 0) {
    size_t m = n > 5552 ? 5552 : n;
    n -= m;
    do {
      lo += *p++;
      hi += lo;
    } while (--m);
    lo %= 65521u;
    hi %= 65521u;
  }
  return (hi << 16) + lo;
}

#define DO1(i) s1 += p[i], s2 += s1
#define DO4(i) DO1(i), DO1(i + 1), DO1(i + 2), DO1(i + 3)
unsigned long adler32_unrolled(const unsigned char *p, int len) {
  unsigned long s1 = 1, s2 = 0;
  for (; len >= 16; len -= 16, p += 16) {
    DO4(0), DO4(4), DO4(8), DO4(12);
    s1 %= 65521;
    s2 %= 65521;
  }
  while (len-- > 0) {
    s1 += *p++;
    s2 += s1;
  }
  return (s2 % 65521) << 16 | s1 % 65521;
}

uint16_t fletcher16(const uint8_t *d, int n) {
  uint16_t x = 0, y = 0;
  for (int i = 0; i < n; i++) {
    x = (uint16_t)((x + d[i]) % 255);
    y = (uint16_t)((y + x) % 255);
  }
  return (uint16_t)(y << 8 | x);
}

uint32_t fletcher32(const uint16_t *w, size_t words) {
  uint32_t c0 = 0, c1 = 0;
  while (words--) {
    c0 = (c0 + *w++) % 65535;
    c1 = (c1 + c0) % 65535;
  }
  return c1 << 16 | c0;
}

uint16_t fletcher_deferred(const uint8_t *p, size_t n) {
  uint32_t a = 0, b = 0;
  for (size_t i = 0; i < n;) {
    size_t stop = n - i > 5000 ? i + 5000 : n;
    for (; i < stop; i++) {
      a += p[i];
      b += a;
    }
    a %= 255;
    b %= 255;
  }
  return (uint16_t)(b * 256 + a);
}

uint16_t ip_checksum(const void *buf, size_t len) {
  const uint8_t *p = buf;
  uint32_t sum = 0;
  for (size_t i = 0; i + 1 < len; i += 2)
    sum += (uint32_t)p[i] << 8 | p[i + 1];
  if (len & 1)
    sum += (uint32_t)p[len - 1] << 8;
  while (sum >> 16)
    sum = (sum & 0xffff) + (sum >> 16);
  return (uint16_t)~sum;
}

unsigned short in_cksum(unsigned short *addr, int len) {
  int left = len;
  unsigned int sum = 0;
  unsigned short *w = addr;
  while (left > 1) {
    sum += *w++;
    left -= 2;
  }
  if (left == 1)
    sum += *(unsigned char *)w;
  sum = (sum >> 16) + (sum & 0xffff);
  sum += sum >> 16;
  return (unsigned short)~sum;
}

uint16_t inet_sum_wide(const uint32_t *p, size_t words) {
  uint64_t s = 0;
  for (size_t i = 0; i < words; i++)
    s += p[i];
  s = (s & 0xffffffff) + (s >> 32);
  s = (s & 0xffffffff) + (s >> 32);
  s = (s & 0xffff) + (s >> 16);
  s = (s & 0xffff) + (s >> 16);
  return (uint16_t)~s;
}

uint32_t fnv1a_32(const void *key, size_t n) {
  const unsigned char *p = key;
  uint32_t h = 2166136261u;
  for (size_t i = 0; i < n; i++)
    h = (h ^ p[i]) * 16777619u;
  return h;
}

uint64_t fnv1a_64(const uint8_t *p, const uint8_t *end) {
  uint64_t h = 0xcbf29ce484222325ULL;
  for (; p < end; p++) {
    h ^= *p;
    h *= 0x100000001b3ULL;
  }
  return h;
}

unsigned fnv1a_string(const char *s) {
  unsigned h = 0x811c9dc5;
  while (*s) {
    h ^= (unsigned char)*s++;
    h += (h << 1) + (h << 4) + (h << 7) + (h << 8) + (h << 24);
  }
  return h;
}

uint32_t fnv1_32(const uint8_t *p, size_t n) {
  uint32_t h = 0x811c9dc5;
  while (n--) {
    h *= 0x01000193;
    h ^= *p++;
  }
  return h;
}

uint64_t fnv1_64(const char *str) {
  uint64_t h = 14695981039346656037ull;
  for (int i = 0; str[i] != '\0'; i++)
    h = h * 1099511628211ull ^ (uint8_t)str[i];
  return h;
}

uint64_t fnv1_shifts(uint64_t h, const uint8_t *p, size_t n) {
  for (size_t i = 0; i < n; i++) {
    h += (h << 1) + (h << 4) + (h << 5) + (h << 7) + (h << 8) + (h << 40);
    h ^= p[i];
  }
  return h;
}

unsigned long djb2_string(const unsigned char *str) {
  unsigned long hash = 5381;
  int c;
  while ((c = *str++))
    hash = ((hash << 5) + hash) + (unsigned long)c;
  return hash;
}

uint32_t djb2_buffer(const uint8_t *p, size_t n) {
  uint32_t h = 5381;
  for (size_t i = 0; i < n; i++)
    h = h * 33 + p[i];
  return h;
}

uint32_t djb2_xor_free_unrolled(const uint8_t *p, size_t n) {
  uint32_t h = 5381;
  for (; n >= 4; n -= 4, p += 4) {
    h = (h << 5) + h + p[0];
    h = (h << 5) + h + p[1];
    h = (h << 5) + h + p[2];
    h = (h << 5) + h + p[3];
  }
  while (n--)
    h = (h << 5) + h + *p++;
  return h;
}

uint32_t jenkins_one_at_a_time(const uint8_t *key, size_t len) {
  uint32_t h = 0;
  for (size_t i = 0; i != len; i++) {
    h += key[i];
    h += h << 10;
    h ^= h >> 6;
  }
  h += h << 3;
  h ^= h >> 11;
  h += h << 15;
  return h;
}

uint32_t jenkins_string(const char *s) {
  uint32_t h = 0;
  for (; *s; ++s) {
    h += (uint8_t)*s;
    h *= 1025;
    h ^= h >> 6;
  }
  h *= 9;
  h ^= h >> 11;
  return h * 32769;
}

#define ROT(x, k) ((x) << (k) | (x) >> (32 - (k)))

/* lookup3 on whole words. */
uint32_t jenkins_lookup3_words(const uint32_t *k, size_t n, uint32_t seed) {
  uint32_t a, b, c;
  a = b = c = 0xdeadbeef + ((uint32_t)n << 2) + seed;
  while (n > 3) {
    a += k[0];
    b += k[1];
    c += k[2];
    a -= c, a ^= ROT(c, 4), c += b;
    b -= a, b ^= ROT(a, 6), a += c;
    c -= b, c ^= ROT(b, 8), b += a;
    a -= c, a ^= ROT(c, 16), c += b;
    b -= a, b ^= ROT(a, 19), a += c;
    c -= b, c ^= ROT(b, 4), b += a;
    n -= 3;
    k += 3;
  }
  switch (n) {
  case 3:
    c += k[2];
    __attribute__((fallthrough));
  case 2:
    b += k[1];
    __attribute__((fallthrough));
  case 1:
    a += k[0];
    c ^= b, c -= ROT(b, 14);
    a ^= c, a -= ROT(c, 11);
    b ^= a, b -= ROT(a, 25);
    c ^= b, c -= ROT(b, 16);
    a ^= c, a -= ROT(c, 4);
    b ^= a, b -= ROT(a, 14);
    c ^= b, c -= ROT(b, 24);
  }
  return c;
}

static uint32_t fmix(uint32_t h) {
  h ^= h >> 16;
  h *= 0x85ebca6b;
  h ^= h >> 13;
  h *= 0xc2b2ae35;
  return h ^ h >> 16;
}

uint32_t murmur3_32(const void *key, int len, uint32_t seed) {
  const uint8_t *p = key;
  uint32_t h = seed, k;
  int i;
  for (i = 0; i + 4 <= len; i += 4) {
    memcpy(&k, p + i, 4);
    k *= 0xcc9e2d51;
    k = ROT(k, 15);
    k *= 0x1b873593;
    h ^= k;
    h = ROT(h, 13);
    h = h * 5 + 0xe6546b64;
  }
  k = 0;
  for (int j = len - 1; j >= i; j--)
    k = k << 8 | p[j];
  k *= 0xcc9e2d51;
  h ^= ROT(k, 15) * 0x1b873593;
  return fmix(h ^ (uint32_t)len);
}

unsigned murmur3_words(const unsigned *w, unsigned n) {
  unsigned h = 0;
  for (const unsigned *e = w + n; w < e; ++w) {
    unsigned k = *w * 0xcc9e2d51u;
    h ^= ROT(k, 15) * 0x1b873593u;
    h = ROT(h, 13) * 5u + 0xe6546b64u;
  }
  return fmix(h ^ n * 4);
}

static uint64_t rot64(uint64_t x, int r) { return x << r | x >> (64 - r); }

void murmur3_128_body(uint64_t h[2], const uint64_t *blocks, size_t n) {
  const uint64_t c1 = 0x87c37b91114253d5ULL, c2 = 0x4cf5ad432745937fULL;
  uint64_t h1 = h[0], h2 = h[1];
  for (size_t i = 0; i < n; i++) {
    uint64_t k1 = blocks[2 * i], k2 = blocks[2 * i + 1];
    h1 ^= rot64(k1 * c1, 31) * c2;
    h1 = (rot64(h1, 27) + h2) * 5 + 0x52dce729;
    h2 ^= rot64(k2 * c2, 33) * c1;
    h2 = (rot64(h2, 31) + h1) * 5 + 0x38495ab5;
  }
  h[0] = h1;
  h[1] = h2;
}

#define P1 0x9E3779B1u
#define P2 0x85EBCA77u
#define P3 0xC2B2AE3Du
#define P4 0x27D4EB2Fu
#define P5 0x165667B1u

uint32_t xxh32(const uint8_t *p, size_t len, uint32_t seed) {
  uint32_t h, w;
  size_t n = len;
  if (n >= 16) {
    uint32_t v[4] = {seed + P1 + P2, seed + P2, seed, seed - P1};
    do {
      for (int i = 0; i < 4; i++, p += 4) {
        memcpy(&w, p, 4);
        v[i] += w * P2;
        v[i] = ROT(v[i], 13) * P1;
      }
      n -= 16;
    } while (n >= 16);
    h = ROT(v[0], 1) + ROT(v[1], 7) + ROT(v[2], 12) + ROT(v[3], 18);
  } else {
    h = seed + P5;
  }
  h += (uint32_t)len;
  for (; n >= 4; n -= 4, p += 4) {
    memcpy(&w, p, 4);
    h += w * P3;
    h = ROT(h, 17) * P4;
  }
  for (; n; n--, p++) {
    h += *p * P5;
    h = ROT(h, 11) * P1;
  }
  h = (h ^ h >> 15) * P2;
  h = (h ^ h >> 13) * P3;
  return h ^ h >> 16;
}

#define Q1 0x9E3779B185EBCA87ULL
#define Q2 0xC2B2AE3D27D4EB4FULL
#define Q3 0x165667B19E3779F9ULL
#define Q4 0x85EBCA77C2B2AE63ULL
#define Q5 0x27D4EB2F165667C5ULL

static uint64_t round64(uint64_t acc, uint64_t x) { return rot64(acc + x * Q2, 31) * Q1; }

void xxh64_stripes(uint64_t acc[4], const uint64_t *in, size_t stripes) {
  uint64_t a = acc[0], b = acc[1], c = acc[2], d = acc[3];
  while (stripes--) {
    a = round64(a, *in++);
    b = round64(b, *in++);
    c = round64(c, *in++);
    d = round64(d, *in++);
  }
  acc[0] = a, acc[1] = b, acc[2] = c, acc[3] = d;
}

uint64_t xxh64(const void *data, size_t len, uint64_t seed) {
  const uint8_t *p = data, *end = p + len;
  uint64_t h, x;
  uint32_t y;
  if (len >= 32) {
    uint64_t v[4] = {seed + Q1 + Q2, seed + Q2, seed, seed - Q1};
    for (; end - p >= 32;)
      for (int i = 0; i < 4; i++, p += 8) {
        memcpy(&x, p, 8);
        v[i] = round64(v[i], x);
      }
    h = rot64(v[0], 1) + rot64(v[1], 7) + rot64(v[2], 12) + rot64(v[3], 18);
    for (int i = 0; i < 4; i++)
      h = (h ^ round64(0, v[i])) * Q1 + Q4;
  } else {
    h = seed + Q5;
  }
  h += len;
  for (; end - p >= 8; p += 8) {
    memcpy(&x, p, 8);
    h = rot64(h ^ round64(0, x), 27) * Q1 + Q4;
  }
  if (end - p >= 4) {
    memcpy(&y, p, 4);
    h = rot64(h ^ y * Q1, 23) * Q2 + Q3;
    p += 4;
  }
  for (; p < end; p++)
    h = rot64(h ^ *p * Q5, 11) * Q1;
  h = (h ^ h >> 33) * Q2;
  h = (h ^ h >> 29) * Q3;
  return h ^ h >> 32;
}
