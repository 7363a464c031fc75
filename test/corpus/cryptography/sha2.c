// SHA-256 and SHA-512: full schedule, ring schedule, unrolled, one-shot and streaming.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include <stddef.h>
#include <stdint.h>
#include <string.h>

static const uint32_t k256[64] = {
    0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5, 0x3956c25b, 0x59f111f1, 0x923f82a4, 0xab1c5ed5,
    0xd807aa98, 0x12835b01, 0x243185be, 0x550c7dc3, 0x72be5d74, 0x80deb1fe, 0x9bdc06a7, 0xc19bf174,
    0xe49b69c1, 0xefbe4786, 0x0fc19dc6, 0x240ca1cc, 0x2de92c6f, 0x4a7484aa, 0x5cb0a9dc, 0x76f988da,
    0x983e5152, 0xa831c66d, 0xb00327c8, 0xbf597fc7, 0xc6e00bf3, 0xd5a79147, 0x06ca6351, 0x14292967,
    0x27b70a85, 0x2e1b2138, 0x4d2c6dfc, 0x53380d13, 0x650a7354, 0x766a0abb, 0x81c2c92e, 0x92722c85,
    0xa2bfe8a1, 0xa81a664b, 0xc24b8b70, 0xc76c51a3, 0xd192e819, 0xd6990624, 0xf40e3585, 0x106aa070,
    0x19a4c116, 0x1e376c08, 0x2748774c, 0x34b0bcb5, 0x391c0cb3, 0x4ed8aa4a, 0x5b9cca4f, 0x682e6ff3,
    0x748f82ee, 0x78a5636f, 0x84c87814, 0x8cc70208, 0x90befffa, 0xa4506ceb, 0xbef9a3f7, 0xc67178f2,
};

static const uint64_t k512[80] = {
    0x428a2f98d728ae22ULL, 0x7137449123ef65cdULL, 0xb5c0fbcfec4d3b2fULL, 0xe9b5dba58189dbbcULL,
    0x3956c25bf348b538ULL, 0x59f111f1b605d019ULL, 0x923f82a4af194f9bULL, 0xab1c5ed5da6d8118ULL,
    0xd807aa98a3030242ULL, 0x12835b0145706fbeULL, 0x243185be4ee4b28cULL, 0x550c7dc3d5ffb4e2ULL,
    0x72be5d74f27b896fULL, 0x80deb1fe3b1696b1ULL, 0x9bdc06a725c71235ULL, 0xc19bf174cf692694ULL,
    0xe49b69c19ef14ad2ULL, 0xefbe4786384f25e3ULL, 0x0fc19dc68b8cd5b5ULL, 0x240ca1cc77ac9c65ULL,
    0x2de92c6f592b0275ULL, 0x4a7484aa6ea6e483ULL, 0x5cb0a9dcbd41fbd4ULL, 0x76f988da831153b5ULL,
    0x983e5152ee66dfabULL, 0xa831c66d2db43210ULL, 0xb00327c898fb213fULL, 0xbf597fc7beef0ee4ULL,
    0xc6e00bf33da88fc2ULL, 0xd5a79147930aa725ULL, 0x06ca6351e003826fULL, 0x142929670a0e6e70ULL,
    0x27b70a8546d22ffcULL, 0x2e1b21385c26c926ULL, 0x4d2c6dfc5ac42aedULL, 0x53380d139d95b3dfULL,
    0x650a73548baf63deULL, 0x766a0abb3c77b2a8ULL, 0x81c2c92e47edaee6ULL, 0x92722c851482353bULL,
    0xa2bfe8a14cf10364ULL, 0xa81a664bbc423001ULL, 0xc24b8b70d0f89791ULL, 0xc76c51a30654be30ULL,
    0xd192e819d6ef5218ULL, 0xd69906245565a910ULL, 0xf40e35855771202aULL, 0x106aa07032bbd1b8ULL,
    0x19a4c116b8d2d0c8ULL, 0x1e376c085141ab53ULL, 0x2748774cdf8eeb99ULL, 0x34b0bcb5e19b48a8ULL,
    0x391c0cb3c5c95a63ULL, 0x4ed8aa4ae3418acbULL, 0x5b9cca4f7763e373ULL, 0x682e6ff3d6b2b8a3ULL,
    0x748f82ee5defb2fcULL, 0x78a5636f43172f60ULL, 0x84c87814a1f0ab72ULL, 0x8cc702081a6439ecULL,
    0x90befffa23631e28ULL, 0xa4506cebde82bde9ULL, 0xbef9a3f7b2c67915ULL, 0xc67178f2e372532bULL,
    0xca273eceea26619cULL, 0xd186b8c721c0c207ULL, 0xeada7dd6cde0eb1eULL, 0xf57d4f7fee6ed178ULL,
    0x06f067aa72176fbaULL, 0x0a637dc5a2c898a6ULL, 0x113f9804bef90daeULL, 0x1b710b35131c471bULL,
    0x28db77f523047d84ULL, 0x32caab7b40c72493ULL, 0x3c9ebe0a15c9bebcULL, 0x431d67c49c100d4cULL,
    0x4cc5d4becb3e42b6ULL, 0x597f299cfc657e2aULL, 0x5fcb6fab3ad6faecULL, 0x6c44198c4a475817ULL,
};

#define ROR(x, n) ((x) >> (n) | (x) << (32 - (n)))
#define ROR64(x, n) ((x) >> (n) | (x) << (64 - (n)))

void sha256_compress(uint32_t state[8], const uint8_t block[64]) {
  uint32_t w[64], a, b, c, d, e, f, g, h;
  for (int i = 0; i < 16; i++)
    w[i] = (uint32_t)block[4 * i] << 24 | (uint32_t)block[4 * i + 1] << 16 |
           (uint32_t)block[4 * i + 2] << 8 | block[4 * i + 3];
  for (int i = 16; i < 64; i++) {
    uint32_t s0 = ROR(w[i - 15], 7) ^ ROR(w[i - 15], 18) ^ w[i - 15] >> 3;
    uint32_t s1 = ROR(w[i - 2], 17) ^ ROR(w[i - 2], 19) ^ w[i - 2] >> 10;
    w[i] = w[i - 16] + s0 + w[i - 7] + s1;
  }
  a = state[0], b = state[1], c = state[2], d = state[3];
  e = state[4], f = state[5], g = state[6], h = state[7];
  for (int i = 0; i < 64; i++) {
    uint32_t t1 = h + (ROR(e, 6) ^ ROR(e, 11) ^ ROR(e, 25)) + ((e & f) ^ (~e & g)) + k256[i] + w[i];
    uint32_t t2 = (ROR(a, 2) ^ ROR(a, 13) ^ ROR(a, 22)) + ((a & b) ^ (a & c) ^ (b & c));
    h = g;
    g = f;
    f = e;
    e = d + t1;
    d = c;
    c = b;
    b = a;
    a = t1 + t2;
  }
  state[0] += a, state[1] += b, state[2] += c, state[3] += d;
  state[4] += e, state[5] += f, state[6] += g, state[7] += h;
}

#define S0(x) (ROR(x, 2) ^ ROR(x, 13) ^ ROR(x, 22))
#define S1(x) (ROR(x, 6) ^ ROR(x, 11) ^ ROR(x, 25))
#define G0(x) (ROR(x, 7) ^ ROR(x, 18) ^ ((x) >> 3))
#define G1(x) (ROR(x, 17) ^ ROR(x, 19) ^ ((x) >> 10))
#define P(a, b, c, d, e, f, g, h, x, k) \
  h += S1(e) + (g ^ (e & (f ^ g))) + (k) + (x), d += h, h += S0(a) + ((a & b) | (c & (a | b)))
#define EIGHT(i, X) \
  P(a, b, c, d, e, f, g, h, X(0), k256[i]), P(h, a, b, c, d, e, f, g, X(1), k256[i + 1]), \
      P(g, h, a, b, c, d, e, f, X(2), k256[i + 2]), P(f, g, h, a, b, c, d, e, X(3), k256[i + 3]), \
      P(e, f, g, h, a, b, c, d, X(4), k256[i + 4]), P(d, e, f, g, h, a, b, c, X(5), k256[i + 5]), \
      P(c, d, e, f, g, h, a, b, X(6), k256[i + 6]), P(b, c, d, e, f, g, h, a, X(7), k256[i + 7])

/* Eight rounds a step with renamed variables; the schedule is updated sixteen at a time. */
void sha256_blocks_rotating(uint32_t s[8], const uint8_t *p, size_t n) {
  while (n >= 64) {
    uint32_t w[16], a = s[0], b = s[1], c = s[2], d = s[3], e = s[4], f = s[5], g = s[6], h = s[7];
    for (int i = 0; i < 16; i++) {
      uint32_t v;
      memcpy(&v, p + 4 * i, sizeof v);
      w[i] = __builtin_bswap32(v);
    }
    for (int i = 0; i < 64; i += 16) {
      if (i)
        for (int j = 0; j < 16; j++)
          w[j] += G1(w[(j + 14) & 15]) + w[(j + 9) & 15] + G0(w[(j + 1) & 15]);
#define LOW(j) w[j]
#define HIGH(j) w[8 + j]
      EIGHT(i, LOW);
      EIGHT(i + 8, HIGH);
    }
    s[0] += a, s[1] += b, s[2] += c, s[3] += d, s[4] += e, s[5] += f, s[6] += g, s[7] += h;
    p += 64;
    n -= 64;
  }
}

/* The state is shifted through an array; the schedule is extended on the way. */
void sha256_array_state(uint32_t *digest, const uint32_t *message) {
  uint32_t v[8], w[16];
  int i, j;
  for (i = 0; i < 8; i++)
    v[i] = digest[i];
  for (i = 0; i < 64; i++) {
    uint32_t x, t;
    if (i < 16)
      x = message[i];
    else
      x = G1(w[(i - 2) % 16]) + w[(i - 7) % 16] + G0(w[(i - 15) % 16]) + w[i % 16];
    w[i % 16] = x;
    t = v[7] + S1(v[4]) + ((v[4] & v[5]) | (~v[4] & v[6])) + k256[i] + x;
    x = S0(v[0]) + ((v[0] & v[1]) | (v[0] & v[2]) | (v[1] & v[2]));
    for (j = 7; j > 0; j--)
      v[j] = v[j - 1];
    v[4] += t;
    v[0] = t + x;
  }
  for (i = 0; i < 8; i++)
    digest[i] += v[i];
}

void sha256(const void *data, size_t len, uint8_t out[32]) {
  uint32_t h[8] = {
    0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a, 0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19,
  };
  const uint8_t *p = data;
  uint8_t last[128];
  size_t left = len, end;
  for (; left >= 64; left -= 64, p += 64)
    sha256_compress(h, p);
  memset(last, 0, sizeof last);
  memcpy(last, p, left);
  last[left] = 0x80;
  end = left >= 56 ? 128 : 64;
  for (size_t i = 0; i < 8; i++)
    last[end - 1 - i] = (uint8_t)((uint64_t)len << 3 >> 8 * i);
  for (size_t i = 0; i < end; i += 64)
    sha256_compress(h, last + i);
  for (size_t i = 0; i < 32; i++)
    out[i] = (uint8_t)(h[i / 4] >> (24 - 8 * (i % 4)));
}

typedef struct {
  uint32_t h[8];
  uint64_t total;
  size_t used;
  uint8_t buffer[64];
} sha256_state;

void sha256_update(sha256_state *s, const uint8_t *p, size_t n) {
  s->total += n;
  while (n > 0) {
    size_t room = 64 - s->used, take = n < room ? n : room;
    memcpy(s->buffer + s->used, p, take);
    s->used += take;
    p += take;
    n -= take;
    if (s->used == 64) {
      sha256_compress(s->h, s->buffer);
      s->used = 0;
    }
  }
}

void sha512_compress(uint64_t st[8], const uint8_t *blk) {
  uint64_t w[80], v[8];
  for (int i = 0; i < 16; i++) {
    w[i] = 0;
    for (int j = 0; j < 8; j++)
      w[i] = w[i] << 8 | blk[8 * i + j];
  }
  for (int i = 16; i < 80; i++)
    w[i] = (ROR64(w[i - 2], 19) ^ ROR64(w[i - 2], 61) ^ w[i - 2] >> 6) + w[i - 7] +
           (ROR64(w[i - 15], 1) ^ ROR64(w[i - 15], 8) ^ w[i - 15] >> 7) + w[i - 16];
  memcpy(v, st, sizeof v);
  for (int i = 0; i < 80; i++) {
    uint64_t t1 = v[7] + (ROR64(v[4], 14) ^ ROR64(v[4], 18) ^ ROR64(v[4], 41)) +
                  ((v[4] & v[5]) ^ (~v[4] & v[6])) + k512[i] + w[i];
    uint64_t t2 = (ROR64(v[0], 28) ^ ROR64(v[0], 34) ^ ROR64(v[0], 39)) +
                  ((v[0] & v[1]) ^ (v[0] & v[2]) ^ (v[1] & v[2]));
    v[7] = v[6];
    v[6] = v[5];
    v[5] = v[4];
    v[4] = v[3] + t1;
    v[3] = v[2];
    v[2] = v[1];
    v[1] = v[0];
    v[0] = t1 + t2;
  }
  for (int i = 0; i < 8; i++)
    st[i] += v[i];
}

typedef unsigned long long u64;
#define BS0(x) (ROR64(x, 28) ^ ROR64(x, 34) ^ ROR64(x, 39))
#define BS1(x) (ROR64(x, 14) ^ ROR64(x, 18) ^ ROR64(x, 41))
#define SS0(x) (ROR64(x, 1) ^ ROR64(x, 8) ^ ((x) >> 7))
#define SS1(x) (ROR64(x, 19) ^ ROR64(x, 61) ^ ((x) >> 6))
#define Q(n, j) (S[(n + 80 - (j)) & 7])
#define ONE(j) \
  { \
    u64 x = r ? (W[j] += SS1(W[(j + 14) & 15]) + W[(j + 9) & 15] + SS0(W[(j + 1) & 15])) : W[j]; \
    Q(7, j) += BS1(Q(4, j)) + (Q(6, j) ^ (Q(4, j) & (Q(5, j) ^ Q(6, j)))) + k512[r + j] + x; \
    Q(3, j) += Q(7, j); \
    Q(7, j) += BS0(Q(0, j)) + ((Q(0, j) & Q(1, j)) | (Q(2, j) & (Q(0, j) | Q(1, j)))); \
  }

void sha512_unrolled(u64 *state, const u64 *message) {
  u64 W[16], S[8];
  unsigned i, r;
  for (i = 0; i < 16; i++)
    W[i] = message[i];
  for (i = 0; i < 8; i++)
    S[i] = state[i];
  for (r = 0; r < 80; r += 16) {
    ONE(0) ONE(1) ONE(2) ONE(3) ONE(4) ONE(5) ONE(6) ONE(7)
    ONE(8) ONE(9) ONE(10) ONE(11) ONE(12) ONE(13) ONE(14) ONE(15)
  }
  for (i = 0; i < 8; i++)
    state[i] += S[i];
}

void sha512_digest(const uint8_t *m, size_t n, uint8_t *out) {
  uint64_t h[8] = {
    0x6a09e667f3bcc908ULL, 0xbb67ae8584caa73bULL, 0x3c6ef372fe94f82bULL, 0xa54ff53a5f1d36f1ULL,
    0x510e527fade682d1ULL, 0x9b05688c2b3e6c1fULL, 0x1f83d9abfb41bd6bULL, 0x5be0cd19137e2179ULL,
  };
  uint8_t block[128];
  size_t pos = 0, used = 0;
  int stage = 0;
  while (stage < 2) {
    for (used = 0; used < 128 && pos < n; used++)
      block[used] = m[pos++];
    if (used < 128 && stage == 0) {
      block[used++] = 0x80;
      stage = 1;
      while (used < 128)
        block[used++] = 0;
      if (n % 128 < 112)
        stage = 2;
    } else if (used < 128) {
      memset(block, 0, 128);
      stage = 2;
    }
    if (stage == 2)
      for (int i = 0; i < 8; i++)
        block[127 - i] = (uint8_t)((uint64_t)n * 8 >> 8 * i);
    sha512_compress(h, block);
  }
  for (int i = 0; i < 64; i++)
    out[i] = (uint8_t)(h[i / 8] >> (56 - 8 * (i % 8)));
}
