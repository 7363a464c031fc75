// Not sha-256: sha256 schedule.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include <stddef.h>
#include <stdint.h>

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

#define ROR(x, n) ((x) >> (n) | (x) << (32 - (n)))
#define ROR64(x, n) ((x) >> (n) | (x) << (64 - (n)))

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

/* The state is shifted through an array; the schedule is extended on the way. */
void sha256_array_state_variant(uint32_t *digest, const uint32_t *message) {
  uint32_t v[8], w[16];
  int i, j;
  for (i = 0; i < 8; i++)
    v[i] = digest[i];
  for (i = 0; i < 64; i++) {
    uint32_t x, t;
    if (i < 16)
      x = message[i];
    else
      x = G1(w[(i - 2) % 16]) + w[(i - 6) % 16] + G0(w[(i - 15) % 16]) + w[i % 16];
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
