// Number-theoretic transforms of Kyber and Dilithium; scrypt's and Argon2's mixing.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#define Q 3329
static const int16_t zetas[128] = {
    0x001, 0x6c1, 0xa14, 0xcd9, 0xa52, 0x276, 0x769, 0x350, 0x426, 0x77f, 0x0c1, 0x31d, 0xae2,
    0xcbc, 0x239, 0x6d2, 0x128, 0x98f, 0x53b, 0x5c4, 0xbe6, 0x038, 0x8c0, 0x535, 0x592, 0x82e,
    0x217, 0xb42, 0x959, 0xb3f, 0x7b6, 0x335, 0x121, 0x14b, 0xcb5, 0x6dc, 0x4ad, 0x900, 0x8e5,
    0x807, 0x28a, 0x7b9, 0x9d1, 0x278, 0xb31, 0x021, 0x528, 0x77b, 0x90f, 0x59b, 0x327, 0x1c4,
    0x59e, 0xb34, 0x5fe, 0x962, 0xa57, 0xa39, 0x5c9, 0x288, 0x9aa, 0xc26, 0x4cb, 0x38e, 0x011,
    0xac9, 0x247, 0xa59, 0x665, 0x2d3, 0x8f0, 0x44c, 0x581, 0xa66, 0xcd1, 0x0e9, 0x2f4, 0x86c,
    0xbc7, 0xbea, 0x6a7, 0x673, 0xae5, 0x6fd, 0x737, 0x3b8, 0x5b5, 0xa7f, 0x3ab, 0x904, 0x985,
    0x954, 0x2dd, 0x921, 0x10c, 0x281, 0x630, 0x8fa, 0x7f5, 0xc94, 0x177, 0x9f5, 0x82a, 0x66d,
    0x427, 0x13f, 0xad5, 0x2f5, 0x833, 0x231, 0x9a2, 0xa22, 0xaf4, 0x444, 0x193, 0x402, 0x477,
    0x866, 0xad7, 0x376, 0x6ba, 0x4bc, 0x752, 0x405, 0x83e, 0xb77, 0x375, 0x86a,
};

static int16_t mulmod(int16_t a, int16_t b) { return (int16_t)((int32_t)a * b % Q); }

void kyber_ntt(int16_t r[256]) {
  unsigned k = 1;
  for (unsigned len = 128; len >= 2; len >>= 1)
    for (unsigned start = 0; start < 256; start += 2 * len) {
      int16_t zeta = zetas[k++];
      for (unsigned j = start; j < start + len; j++) {
        int16_t t = mulmod(zeta, r[j + len]);
        r[j + len] = (int16_t)((r[j] - t + Q) % Q);
        r[j] = (int16_t)((r[j] + t) % Q);
      }
    }
}

void kyber_inverse_ntt(int16_t r[256]) {
  int k = 127;
  for (int len = 2; len <= 128; len <<= 1)
    for (int start = 0; start < 256; start += 2 * len) {
      int16_t zeta = zetas[k--];
      for (int j = start; j < start + len; j++) {
        int16_t t = r[j];
        r[j] = (int16_t)((t + r[j + len]) % Q);
        r[j + len] = mulmod(zeta, (int16_t)((r[j + len] - t + Q) % Q));
      }
    }
  for (int j = 0; j < 256; j++)
    r[j] = mulmod(r[j], 3303);
}

#define DQ 8380417
static const int32_t dzetas[256] = {
    0x000001, 0x495e02, 0x397567, 0x396569, 0x4f062b, 0x53df73, 0x4fe033, 0x4f066b, 0x76b1ae,
    0x360dd5, 0x28edb0, 0x207fe4, 0x397283, 0x70894a, 0x088192, 0x6d3dc8, 0x4c7294, 0x41e0b4,
    0x28a3d2, 0x66528a, 0x4a18a7, 0x794034, 0x0a52ee, 0x6b7d81, 0x4e9f1d, 0x1a2877, 0x2571df,
    0x1649ee, 0x7611bd, 0x492bb7, 0x2af697, 0x22d8d5, 0x36f72a, 0x30911e, 0x29d13f, 0x492673,
    0x50685f, 0x2010a2, 0x3887f7, 0x11b2c3, 0x0603a4, 0x0e2bed, 0x10b72c, 0x4a5f35, 0x1f9d15,
    0x428cd4, 0x3177f4, 0x20e612, 0x341c1d, 0x1ad873, 0x736681, 0x49553f, 0x3952f6, 0x62564a,
    0x65ad05, 0x439a1c, 0x53aa5f, 0x30b622, 0x087f38, 0x3b0e6d, 0x2c83da, 0x1c496e, 0x330e2b,
    0x1c5b70, 0x2ee3f1, 0x137eb9, 0x57a930, 0x3ac6ef, 0x3fd54c, 0x4eb2ea, 0x503ee1, 0x7bb175,
    0x2648b4, 0x1ef256, 0x1d90a2, 0x45a6d4, 0x2ae59b, 0x52589c, 0x6ef1f5, 0x3f7288, 0x175102,
    0x075d59, 0x1187ba, 0x52aca9, 0x773e9e, 0x0296d8, 0x2592ec, 0x4cff12, 0x404ce8, 0x4aa582,
    0x1e54e6, 0x4f16c1, 0x1a7e79, 0x03978f, 0x4e4817, 0x31b859, 0x5884cc, 0x1b4827, 0x5b63d0,
    0x5d787a, 0x35225e, 0x400c7e, 0x6c09d1, 0x5bd532, 0x6bc4d3, 0x258ecb, 0x2e534c, 0x097a6c,
    0x3b8820, 0x6d285c, 0x2ca4f8, 0x337caa, 0x14b2a0, 0x558536, 0x28f186, 0x55795d, 0x4af670,
    0x234a86, 0x75e826, 0x78de66, 0x05528c, 0x7adf59, 0x0f6e17, 0x5bf3da, 0x459b7e, 0x628b34,
    0x5dbecb, 0x1a9e7b, 0x0006d9, 0x6257c5, 0x574b3c, 0x69a8ef, 0x289838, 0x64b5fe, 0x7ef8f5,
    0x2a4e78, 0x120a23, 0x0154a8, 0x09b7ff, 0x435e87, 0x437ff8, 0x5cd5b4, 0x4dc04e, 0x4728af,
    0x7f735d, 0x0c8d0d, 0x0f66d5, 0x5a6d80, 0x61ab98, 0x185d96, 0x437f31, 0x468298, 0x662960,
    0x4bd579, 0x28de06, 0x465d8d, 0x49b0e3, 0x09b434, 0x7c0db3, 0x5a68b0, 0x409ba9, 0x64d3d5,
    0x21762a, 0x658591, 0x246e39, 0x48c39b, 0x7bc759, 0x4f5859, 0x392db2, 0x230923, 0x12eb67,
    0x454df2, 0x30c31c, 0x285424, 0x13232e, 0x7faf80, 0x2dbfcb, 0x022a0b, 0x7e832c, 0x26587a,
    0x6b3375, 0x095b76, 0x6be1cc, 0x5e061e, 0x78e00d, 0x628c37, 0x3da604, 0x4ae53c, 0x1f1d68,
    0x6330bb, 0x7361b8, 0x5ea06c, 0x671ac7, 0x201fc6, 0x5ba4ff, 0x60d772, 0x08f201, 0x6de024,
    0x080e6d, 0x56038e, 0x695688, 0x1e6d3e, 0x2603bd, 0x6a9dfa, 0x07c017, 0x6dbfd4, 0x74d0bd,
    0x63e1e3, 0x519573, 0x7ab60d, 0x2867ba, 0x2decd4, 0x58018c, 0x3f4cf5, 0x0b7009, 0x427e23,
    0x3cbd37, 0x273333, 0x673957, 0x1a4b5d, 0x196926, 0x1ef206, 0x11c14e, 0x4c76c8, 0x3cf42f,
    0x7fb19a, 0x6af66c, 0x2e1669, 0x3352d6, 0x034760, 0x085260, 0x741e78, 0x2f6316, 0x6f0a11,
    0x07c0f1, 0x776d0b, 0x0d1ff0, 0x345824, 0x0223d4, 0x68c559, 0x5e8885, 0x2faa32, 0x23fc65,
    0x5e6942, 0x51e0ed, 0x65adb3, 0x2ca5e6, 0x79e1fe, 0x7b4064, 0x35e1dd, 0x433aac, 0x464ade,
    0x1cfe14, 0x73f1ce, 0x10170e, 0x74b6d7,
};

void dilithium_ntt(int32_t a[256]) {
  int k = 0, len = 128;
  do {
    for (int32_t *p = a; p < a + 256; p += 2 * len) {
      int64_t z = dzetas[++k];
      for (int j = 0; j < len; j++) {
        int32_t t = (int32_t)(z * p[j + len] % DQ);
        p[j + len] = p[j] - t < 0 ? p[j] - t + DQ : p[j] - t;
        p[j] = p[j] + t >= DQ ? p[j] + t - DQ : p[j] + t;
      }
    }
  } while (len >>= 1);
}

/* Any modulus and length; roots[i] is the n-th root of unity to the i; input in bit-reversed order. */
void ntt_plain_mod(uint32_t *x, unsigned n, const uint32_t *roots, uint32_t m) {
  for (unsigned half = 1; half < n; half *= 2)
    for (unsigned block = 0; block < n; block += 2 * half)
      for (unsigned j = 0; j < half; j++) {
        uint32_t u = x[block + j], v = (uint32_t)((uint64_t)x[block + j + half] * roots[j * (n / (2 * half))] % m);
        x[block + j] = (uint32_t)(((uint64_t)u + v) % m);
        x[block + j + half] = (uint32_t)(((uint64_t)u + m - v) % m);
      }
}

#define ROL(x, n) ((x) << (n) | (x) >> (32 - (n)))

static void quarter(uint32_t *x, int a, int b, int c, int d) {
  x[b] ^= ROL(x[a] + x[d], 7);
  x[c] ^= ROL(x[b] + x[a], 9);
  x[d] ^= ROL(x[c] + x[b], 13);
  x[a] ^= ROL(x[d] + x[c], 18);
}

static void salsa8(uint32_t b[16]) {
  uint32_t x[16];
  memcpy(x, b, 64);
  for (int i = 0; i < 4; i++) {
    quarter(x, 0, 4, 8, 12);
    quarter(x, 5, 9, 13, 1);
    quarter(x, 10, 14, 2, 6);
    quarter(x, 15, 3, 7, 11);
    quarter(x, 0, 1, 2, 3);
    quarter(x, 5, 6, 7, 4);
    quarter(x, 10, 11, 8, 9);
    quarter(x, 15, 12, 13, 14);
  }
  for (int i = 0; i < 16; i++)
    b[i] += x[i];
}

void scrypt_block_mix(const uint32_t *in, uint32_t *out, size_t r) {
  uint32_t x[16];
  memcpy(x, in + 16 * (2 * r - 1), 64);
  for (size_t i = 0; i < 2 * r; i++) {
    for (int j = 0; j < 16; j++)
      x[j] ^= in[16 * i + (size_t)j];
    salsa8(x);
    memcpy(out + 16 * (i / 2 + (i & 1) * r), x, 64);
  }
}

void scrypt_ro_mix(uint32_t *b, uint32_t *v, uint32_t *scratch, size_t r, uint64_t n) {
  size_t words = 32 * r;
  for (uint64_t i = 0; i < n; i++) {
    memcpy(v + i * words, b, words * 4);
    scrypt_block_mix(v + i * words, b, r);
  }
  for (uint64_t i = 0; i < n; i++) {
    uint64_t j = b[16 * (2 * r - 1)] & (n - 1);
    for (size_t k = 0; k < words; k++)
      scratch[k] = b[k] ^ v[j * words + k];
    scrypt_block_mix(scratch, b, r);
  }
}

/* r is 1: two blocks of sixteen words. */
void smix(uint32_t X[32], uint32_t (*V)[32], uint32_t N) {
  for (uint32_t i = 0; i < 2 * N; i++) {
    if (i < N) {
      memcpy(V[i], X, 128);
    } else {
      const uint32_t *from = V[X[16] & (N - 1)];
      for (int k = 0; k < 32; k++)
        X[k] ^= from[k];
    }
    for (int k = 0; k < 16; k++)
      X[k] ^= X[16 + k];
    salsa8(X);
    for (int k = 0; k < 16; k++)
      X[16 + k] ^= X[k];
    salsa8(X + 16);
  }
}

static uint64_t mix(uint64_t x, uint64_t y) { return x + y + 2 * (uint64_t)(uint32_t)x * (uint32_t)y; }

#define ROR64(x, n) ((x) >> (n) | (x) << (64 - (n)))
#define G(a, b, c, d) \
  a = mix(a, b), d = ROR64(d ^ a, 32), c = mix(c, d), b = ROR64(b ^ c, 24), a = mix(a, b), \
      d = ROR64(d ^ a, 16), c = mix(c, d), b = ROR64(b ^ c, 63)

static void round16(uint64_t *v, size_t pair, size_t stride) {
#define V(i) v[(size_t)(i) / 2 * stride + (size_t)(i) % 2 * pair]
  G(V(0), V(4), V(8), V(12));
  G(V(1), V(5), V(9), V(13));
  G(V(2), V(6), V(10), V(14));
  G(V(3), V(7), V(11), V(15));
  G(V(0), V(5), V(10), V(15));
  G(V(1), V(6), V(11), V(12));
  G(V(2), V(7), V(8), V(13));
  G(V(3), V(4), V(9), V(14));
}

/* Argon2's G on blocks of 1024 bytes. */
void argon2_compress(const uint64_t *x, const uint64_t *y, uint64_t *out) {
  uint64_t r[128], z[128];
  for (int i = 0; i < 128; i++)
    z[i] = r[i] = x[i] ^ y[i];
  for (int i = 0; i < 8; i++)
    round16(z + 16 * i, 1, 2);
  for (int i = 0; i < 8; i++)
    round16(z + 2 * i, 1, 16);
  for (int i = 0; i < 128; i++)
    out[i] = r[i] ^ z[i];
}

typedef struct {
  uint64_t v[128];
} block;

/* Later passes add what was there. */
void argon2_fill_block(const block *prev, const block *ref, block *next, int with_xor) {
  block t, keep;
  for (int i = 0; i < 128; i++) {
    t.v[i] = ref->v[i] ^ prev->v[i];
    keep.v[i] = with_xor ? t.v[i] ^ next->v[i] : t.v[i];
  }
  for (unsigned i = 0; i < 128; i += 16) {
    uint64_t *a = t.v + i;
    for (unsigned k = 0; k < 4; k++)
      G(a[k], a[4 + k], a[8 + k], a[12 + k]);
    for (unsigned k = 0; k < 4; k++)
      G(a[k], a[4 + (k + 1) % 4], a[8 + (k + 2) % 4], a[12 + (k + 3) % 4]);
  }
  for (unsigned i = 0; i < 16; i += 2)
    round16(t.v + i, 1, 16);
  for (int i = 0; i < 128; i++)
    next->v[i] = keep.v[i] ^ t.v[i];
}

/* The permutation alone, the 8x16 matrix copied out and back for columns. */
void argon2_permute_rows(uint64_t m[8][16]) {
  for (int row = 0; row < 8; row++)
    round16(m[row], 1, 2);
  for (int c = 0; c < 16; c += 2) {
    uint64_t t[16];
    for (int row = 0; row < 8; row++) {
      t[2 * row] = m[row][c];
      t[2 * row + 1] = m[row][c + 1];
    }
    round16(t, 1, 2);
    for (int row = 0; row < 8; row++) {
      m[row][c] = t[2 * row];
      m[row][c + 1] = t[2 * row + 1];
    }
  }
}
