// Bit tricks: reversal, population counts, Gray and Morton codes, scramblers, tables with XOR.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include <stddef.h>
#include <stdint.h>

void reverse_bits_buffer(uint8_t *p, size_t n) {
  for (size_t i = 0; i < n; i++) {
    uint8_t b = p[i];
    b = (uint8_t)(b << 4 | b >> 4);
    b = (uint8_t)((b & 0x33) << 2 | (b & 0xcc) >> 2);
    p[i] = (uint8_t)((b & 0x55) << 1 | (b & 0xaa) >> 1);
  }
}

unsigned popcount_table(const uint8_t *p, size_t n, const uint8_t table[256]) {
  unsigned c = 0;
  while (n--)
    c += table[*p++];
  return c;
}

int parity_words(const uint32_t *p, int n) {
  uint32_t x = 0;
  int odd = 0;
  for (int i = 0; i < n; i++) {
    x = p[i];
    x ^= x >> 16;
    x ^= x >> 8;
    x ^= x >> 4;
    odd += (0x6996 >> (x & 15)) & 1;
  }
  return odd;
}

void gray_code_table(uint32_t *out, uint32_t n) {
  for (uint32_t i = 0; i < n; i++)
    out[i] = i ^ i >> 1;
}

void gray_decode(uint32_t *v, size_t n) {
  for (size_t i = 0; i < n; i++) {
    uint32_t x = v[i];
    x ^= x >> 1;
    x ^= x >> 2;
    x ^= x >> 4;
    x ^= x >> 8;
    x ^= x >> 16;
    v[i] = x;
  }
}

void morton_interleave(const uint16_t *x, const uint16_t *y, uint32_t *z, size_t n) {
  for (size_t i = 0; i < n; i++) {
    uint32_t a = x[i], b = y[i];
    a = (a | a << 8) & 0x00ff00ff;
    a = (a | a << 4) & 0x0f0f0f0f;
    a = (a | a << 2) & 0x33333333;
    a = (a | a << 1) & 0x55555555;
    b = (b | b << 8) & 0x00ff00ff;
    b = (b | b << 4) & 0x0f0f0f0f;
    b = (b | b << 2) & 0x33333333;
    b = (b | b << 1) & 0x55555555;
    z[i] = a | b << 1;
  }
}

/* An additive scrambler: the register runs without the data. */
void lfsr_scramble(uint8_t *bits, size_t n, uint16_t *reg) {
  uint16_t s = *reg;
  for (size_t i = 0; i < n; i++) {
    uint16_t fb = (s >> 14 ^ s >> 13) & 1;
    s = (uint16_t)(s << 1 | fb);
    bits[i] ^= (uint8_t)fb;
  }
  *reg = s;
}

/* Self-synchronising: the register takes received bits. */
void v34_descramble(uint8_t *bits, int n, uint32_t *reg) {
  for (int i = 0; i < n; i++) {
    uint32_t in = bits[i];
    bits[i] = (uint8_t)((in ^ *reg >> 17 ^ *reg >> 22) & 1);
    *reg = (*reg << 1 | in) & 0x7fffff;
  }
}

uint64_t zobrist_board(const uint8_t board[64], const uint64_t keys[12][64]) {
  uint64_t h = 0;
  for (int sq = 0; sq < 64; sq++)
    if (board[sq] < 12)
      h ^= keys[board[sq]][sq];
  return h;
}

void tabulation_hash(const uint32_t *key, uint32_t *out, size_t n, const uint32_t t[4][256]) {
  for (size_t i = 0; i < n; i++)
    out[i] = t[0][key[i] & 255] ^ t[1][key[i] >> 8 & 255] ^ t[2][key[i] >> 16 & 255] ^ t[3][key[i] >> 24];
}

void swap_bytes_buffer(uint32_t *w, size_t n) {
  for (size_t i = 0; i < n; i++)
    w[i] = w[i] << 24 | (w[i] & 0xff00) << 8 | (w[i] >> 8 & 0xff00) | w[i] >> 24;
}

void xor_swap_arrays(uint8_t *a, uint8_t *b, size_t n) {
  for (size_t i = 0; i < n; i++) {
    a[i] ^= b[i];
    b[i] ^= a[i];
    a[i] ^= b[i];
  }
}

void xor_delta(uint64_t *v, size_t n) {
  for (size_t i = n; i-- > 1;)
    v[i] ^= v[i - 1] << 1;
}

void gf2_matrix_product(const uint64_t a[64], const uint64_t b[64], uint64_t c[64]) {
  for (int i = 0; i < 64; i++) {
    uint64_t row = 0;
    for (int k = 0; k < 64; k++)
      if (a[i] >> k & 1)
        row ^= b[k];
    c[i] = row;
  }
}

void hamming_encode(const uint8_t *nibble, uint8_t *code, size_t n) {
  for (size_t i = 0; i < n; i++) {
    unsigned d = nibble[i], d0 = d & 1, d1 = d >> 1 & 1, d2 = d >> 2 & 1, d3 = d >> 3 & 1;
    code[i] = (uint8_t)((d0 ^ d1 ^ d3) | (d0 ^ d2 ^ d3) << 1 | d0 << 2 | (d1 ^ d2 ^ d3) << 3 | (d >> 1) << 4);
  }
}

unsigned hamming_decode(uint16_t *word, size_t n) {
  unsigned fixed = 0;
  for (size_t i = 0; i < n; i++) {
    unsigned syndrome = 0;
    for (unsigned bit = 1; bit < 16; bit++)
      if (word[i] >> bit & 1)
        syndrome ^= bit;
    if (syndrome) {
      word[i] ^= (uint16_t)(1u << syndrome);
      fixed++;
    }
  }
  return fixed;
}

int encode_8b10b(const uint8_t *in, uint16_t *out, size_t n, const uint16_t table[2][256]) {
  int rd = 0;
  for (size_t i = 0; i < n; i++) {
    out[i] = table[rd][in[i]];
    rd ^= __builtin_popcount(out[i]) != 5;
  }
  return rd;
}

void bloom_insert(uint64_t *filter, uint32_t mask, const uint64_t *hashes, size_t n) {
  for (size_t i = 0; i < n; i++) {
    uint32_t h1 = (uint32_t)hashes[i], h2 = (uint32_t)(hashes[i] >> 32) | 1;
    for (uint32_t k = 0; k < 7; k++) {
      uint32_t bit = (h1 + k * h2) & mask;
      filter[bit >> 6] |= 1ull << (bit & 63);
    }
  }
}

long open_addressing_find(const uint64_t *slots, size_t mask, uint64_t key) {
  size_t at = (size_t)(key * 0x9E3779B97F4A7C15ull >> 32) & mask;
  for (size_t step = 1; slots[at]; step++) {
    if (slots[at] == key)
      return (long)at;
    at = (at + step) & mask;
  }
  return -1;
}

void knight_attacks(uint64_t table[64]) {
  for (int sq = 0; sq < 64; sq++) {
    uint64_t b = 1ull << sq;
    uint64_t l1 = b >> 1 & 0x7f7f7f7f7f7f7f7full, l2 = b >> 2 & 0x3f3f3f3f3f3f3f3full;
    uint64_t r1 = b << 1 & 0xfefefefefefefefeull, r2 = b << 2 & 0xfcfcfcfcfcfcfcfcull;
    uint64_t h1 = l1 | r1, h2 = l2 | r2;
    table[sq] = h1 << 16 | h1 >> 16 | h2 << 8 | h2 >> 8;
  }
}

void life_step(const uint64_t *in, uint64_t *out, int rows) {
  for (int y = 0; y < rows; y++) {
    uint64_t s0 = 0, s1 = 0, s2 = 0, n[8];
    uint64_t a = in[(y + rows - 1) % rows], b = in[y], c = in[(y + 1) % rows];
    n[0] = a, n[1] = a << 1, n[2] = a >> 1, n[3] = b << 1, n[4] = b >> 1, n[5] = c, n[6] = c << 1, n[7] = c >> 1;
    for (int i = 0; i < 8; i++) {
      uint64_t c0 = s0 & n[i];
      s0 ^= n[i];
      uint64_t c1 = s1 & c0;
      s1 ^= c0;
      s2 |= c1;
    }
    out[y] = s1 & ~s2 & (s0 | b);
  }
}

void card_shuffle(uint8_t deck[52], unsigned rounds) {
  uint8_t t[52];
  while (rounds--) {
    for (int i = 0; i < 26; i++) {
      t[2 * i] = deck[26 + i];
      t[2 * i + 1] = deck[i];
    }
    for (int i = 0; i < 52; i++)
      deck[i] = t[i];
  }
}

void raid_parity(uint8_t *const *disks, int count, uint8_t *parity, size_t n) {
  for (size_t i = 0; i < n; i++) {
    uint8_t p = 0;
    for (int d = 0; d < count; d++)
      p ^= disks[d][i];
    parity[i] = p;
  }
}

void transpose_8x8_bits(uint64_t *m, size_t n) {
  for (size_t i = 0; i < n; i++) {
    uint64_t x = m[i], t;
    t = (x ^ x >> 7) & 0x00aa00aa00aa00aaull;
    x ^= t ^ t << 7;
    t = (x ^ x >> 14) & 0x0000cccc0000ccccull;
    x ^= t ^ t << 14;
    t = (x ^ x >> 28) & 0x00000000f0f0f0f0ull;
    m[i] = x ^ t ^ t << 28;
  }
}

uint32_t rotate_sum(const uint32_t *p, size_t n) {
  uint32_t s = 0x6a09e667;
  for (size_t i = 0; i < n; i++)
    s = (s << 5 | s >> 27) + p[i];
  return s;
}

void manchester_encode(const uint8_t *in, uint16_t *out, size_t n) {
  for (size_t i = 0; i < n; i++) {
    uint16_t w = 0;
    for (int b = 7; b >= 0; b--)
      w = (uint16_t)(w << 2 | (in[i] >> b & 1 ? 1 : 2));
    out[i] = w;
  }
}
