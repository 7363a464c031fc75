/* Cryptography as in the RFCs and their reference code. */
#include <stdint.h>
#include <stddef.h>
#include <string.h>

#define ROTL(a, b) (((a) << (b)) | ((a) >> (32 - (b))))

/* RFC 8439, over a structure */
struct words16 { uint32_t w[16]; };
static void quarter(struct words16 *s, int a, int b, int c, int d) {
  uint32_t *x = s->w;
  x[a] += x[b]; x[d] ^= x[a]; x[d] = ROTL(x[d], 16);
  x[c] += x[d]; x[b] ^= x[c]; x[b] = ROTL(x[b], 12);
  x[a] += x[b]; x[d] ^= x[a]; x[d] = ROTL(x[d], 8);
  x[c] += x[d]; x[b] ^= x[c]; x[b] = ROTL(x[b], 7);
}
void chacha_block_rfc(const struct words16 *in, struct words16 *out) {
  struct words16 s = *in;
  for (int i = 0; i < 10; i++) {
    for (int k = 0; k < 4; k++) quarter(&s, k, 4 + k, 8 + k, 12 + k);
    for (int k = 0; k < 4; k++) quarter(&s, k, 4 + (k + 1) % 4, 8 + (k + 2) % 4, 12 + (k + 3) % 4);
  }
  for (int i = 0; i < 16; i++) out->w[i] = s.w[i] + in->w[i];
}

/* RFC 6234 style with a circular schedule of sixteen words */
static const uint32_t K256[64] = {
0x428a2f98,0x71374491,0xb5c0fbcf,0xe9b5dba5,0x3956c25b,0x59f111f1,0x923f82a4,0xab1c5ed5,0xd807aa98,0x12835b01,0x243185be,0x550c7dc3,0x72be5d74,0x80deb1fe,0x9bdc06a7,0xc19bf174,
0xe49b69c1,0xefbe4786,0x0fc19dc6,0x240ca1cc,0x2de92c6f,0x4a7484aa,0x5cb0a9dc,0x76f988da,0x983e5152,0xa831c66d,0xb00327c8,0xbf597fc7,0xc6e00bf3,0xd5a79147,0x06ca6351,0x14292967,
0x27b70a85,0x2e1b2138,0x4d2c6dfc,0x53380d13,0x650a7354,0x766a0abb,0x81c2c92e,0x92722c85,0xa2bfe8a1,0xa81a664b,0xc24b8b70,0xc76c51a3,0xd192e819,0xd6990624,0xf40e3585,0x106aa070,
0x19a4c116,0x1e376c08,0x2748774c,0x34b0bcb5,0x391c0cb3,0x4ed8aa4a,0x5b9cca4f,0x682e6ff3,0x748f82ee,0x78a5636f,0x84c87814,0x8cc70208,0x90befffa,0xa4506ceb,0xbef9a3f7,0xc67178f2};
void sha256_circular(uint32_t h[8], const uint8_t *m) {
  uint32_t w[16], v[8];
  memcpy(v, h, 32);
  for (int i = 0; i < 64; i++) {
    uint32_t *p = &w[i & 15];
    if (i < 16) *p = (uint32_t)m[4 * i] << 24 | m[4 * i + 1] << 16 | m[4 * i + 2] << 8 | m[4 * i + 3];
    else {
      uint32_t a = w[(i + 1) & 15], b = w[(i + 14) & 15];
      *p += w[(i + 9) & 15] + (ROTL(a, 25) ^ ROTL(a, 14) ^ a >> 3) + (ROTL(b, 15) ^ ROTL(b, 13) ^ b >> 10);
    }
    uint32_t e = v[4], t = v[7] + (ROTL(e, 26) ^ ROTL(e, 21) ^ ROTL(e, 7)) + ((e & v[5]) ^ (~e & v[6])) + K256[i] + *p;
    uint32_t a = v[0], u = (ROTL(a, 30) ^ ROTL(a, 19) ^ ROTL(a, 10)) + ((a & v[1]) ^ (a & v[2]) ^ (v[1] & v[2]));
    memmove(v + 1, v, 28);
    v[4] += t; v[0] = t + u;
  }
  for (int i = 0; i < 8; i++) h[i] += v[i];
}

/* RFC 1321, steps in one loop with tables of shifts and positions */
static const uint32_t T5[64] = {
0xd76aa478,0xe8c7b756,0x242070db,0xc1bdceee,0xf57c0faf,0x4787c62a,0xa8304613,0xfd469501,0x698098d8,0x8b44f7af,0xffff5bb1,0x895cd7be,0x6b901122,0xfd987193,0xa679438e,0x49b40821,
0xf61e2562,0xc040b340,0x265e5a51,0xe9b6c7aa,0xd62f105d,0x02441453,0xd8a1e681,0xe7d3fbc8,0x21e1cde6,0xc33707d6,0xf4d50d87,0x455a14ed,0xa9e3e905,0xfcefa3f8,0x676f02d9,0x8d2a4c8a,
0xfffa3942,0x8771f681,0x6d9d6122,0xfde5380c,0xa4beea44,0x4bdecfa9,0xf6bb4b60,0xbebfbc70,0x289b7ec6,0xeaa127fa,0xd4ef3085,0x04881d05,0xd9d4d039,0xe6db99e5,0x1fa27cf8,0xc4ac5665,
0xf4292244,0x432aff97,0xab9423a7,0xfc93a039,0x655b59c3,0x8f0ccc92,0xffeff47d,0x85845dd1,0x6fa87e4f,0xfe2ce6e0,0xa3014314,0x4e0811a1,0xf7537e82,0xbd3af235,0x2ad7d2bb,0xeb86d391};
void md5_loop(uint32_t s[4], const uint32_t x[16]) {
  static const int r[4][4] = {{7, 12, 17, 22}, {5, 9, 14, 20}, {4, 11, 16, 23}, {6, 10, 15, 21}};
  uint32_t a = s[0], b = s[1], c = s[2], d = s[3];
  for (int i = 0; i < 64; i++) {
    uint32_t f; int g;
    switch (i / 16) {
    case 0: f = (b & c) | (~b & d); g = i; break;
    case 1: f = (d & b) | (~d & c); g = (5 * i + 1) % 16; break;
    case 2: f = b ^ c ^ d; g = (3 * i + 5) % 16; break;
    default: f = c ^ (b | ~d); g = 7 * i % 16;
    }
    uint32_t t = d; d = c; c = b;
    uint32_t z = a + f + T5[i] + x[g]; int k = r[i / 16][i % 4];
    b = b + (z << k | z >> (32 - k)); a = t;
  }
  s[0] += a; s[1] += b; s[2] += c; s[3] += d;
}

/* XTEA with the sum counted down: decryption */
void xtea_back(uint32_t v[2], const uint32_t k[4]) {
  uint32_t y = v[0], z = v[1], sum = 0xC6EF3720u;
  do {
    z -= ((y << 4 ^ y >> 5) + y) ^ (sum + k[sum >> 11 & 3]);
    sum -= 0x9E3779B9u;
    y -= ((z << 4 ^ z >> 5) + z) ^ (sum + k[sum & 3]);
  } while (sum);
  v[0] = y; v[1] = z;
}

/* key schedule of RC4 as the books have it */
void rc4_init(unsigned char *s, const unsigned char *key, int len) {
  int i, j = 0;
  for (i = 0; i < 256; i++) s[i] = (unsigned char)i;
  for (i = 0; i < 256; i++) {
    unsigned char t;
    j = (j + s[i] + key[i % len]) & 255;
    t = s[i]; s[i] = s[j]; s[j] = t;
  }
}

uint32_t adler_slow(uint32_t adler, const unsigned char *p, size_t n) {
  uint32_t a = adler & 0xffff, b = adler >> 16;
  while (n--) { a = (a + *p++) % 65521; b = (b + a) % 65521; }
  return b << 16 | a;
}
uint16_t crc_ccitt_bits(const uint8_t *p, int n) {
  uint16_t crc = 0xffff;
  for (int i = 0; i < n; i++)
    for (int bit = 7; bit >= 0; bit--) {
      int one = (crc >> 15 ^ p[i] >> bit) & 1;
      crc <<= 1;
      if (one) crc ^= 0x1021;
    }
  return crc;
}
uint64_t square_and_multiply(uint64_t b, uint64_t e, uint64_t m) {
  uint64_t r = 1 % m;
  for (b %= m; e; e >>= 1) {
    if (e & 1) r = (uint64_t)((unsigned __int128)r * b % m);
    b = (uint64_t)((unsigned __int128)b * b % m);
  }
  return r;
}

/* ---- look-alikes ---- */
/* the rotations of no standard */
void almost_chacha(uint32_t x[16]) {
  for (int i = 0; i < 10; i++)
    for (int k = 0; k < 4; k++) {
      x[k] += x[4 + k]; x[12 + k] = ROTL(x[12 + k] ^ x[k], 15);
      x[8 + k] += x[12 + k]; x[4 + k] = ROTL(x[4 + k] ^ x[8 + k], 11);
    }
}
/* shuffles by a random generator: no RC4 */
void shuffle(unsigned char *s, uint32_t seed) {
  for (int i = 255; i > 0; i--) {
    seed = seed * 1103515245u + 12345u;
    int j = (int)((seed >> 16) % (uint32_t)(i + 1));
    unsigned char t = s[i]; s[i] = s[j]; s[j] = t;
  }
}
void swap_bytes(uint32_t *p, int n) {
  for (int i = 0; i < n; i++) p[i] = p[i] << 24 | (p[i] & 0xff00) << 8 | (p[i] >> 8 & 0xff00) | p[i] >> 24;
}
