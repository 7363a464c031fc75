// The core of Salsa20, and what has its shape but not its rotations.
// RUN: %kernels %s --levels=O2,O1,O3 | FileCheck %s --implicit-check-not=differs --implicit-check-not='other_rotations: salsa'
#include <stdint.h>
#define R(a, b) (((a) << (b)) | ((a) >> (32 - (b))))
// CHECK: salsa20_core: salsa20 {{matched|proved}}
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
void other_rotations(uint32_t out[16], const uint32_t in[16]) {
  uint32_t x[16];
  int i;
  for (i = 0; i < 16; ++i)
    x[i] = in[i];
  for (i = 20; i > 0; i -= 2) {
    x[4] ^= R(x[0] + x[12], 7);
    x[8] ^= R(x[4] + x[0], 9);
    x[12] ^= R(x[8] + x[4], 14);
    x[0] ^= R(x[12] + x[8], 18);
    x[9] ^= R(x[5] + x[1], 7);
    x[13] ^= R(x[9] + x[5], 9);
    x[1] ^= R(x[13] + x[9], 14);
    x[5] ^= R(x[1] + x[13], 18);
    x[14] ^= R(x[10] + x[6], 7);
    x[2] ^= R(x[14] + x[10], 9);
    x[6] ^= R(x[2] + x[14], 14);
    x[10] ^= R(x[6] + x[2], 18);
    x[3] ^= R(x[15] + x[11], 7);
    x[7] ^= R(x[3] + x[15], 9);
    x[11] ^= R(x[7] + x[3], 14);
    x[15] ^= R(x[11] + x[7], 18);
    x[1] ^= R(x[0] + x[3], 7);
    x[2] ^= R(x[1] + x[0], 9);
    x[3] ^= R(x[2] + x[1], 14);
    x[0] ^= R(x[3] + x[2], 18);
    x[6] ^= R(x[5] + x[4], 7);
    x[7] ^= R(x[6] + x[5], 9);
    x[4] ^= R(x[7] + x[6], 14);
    x[5] ^= R(x[4] + x[7], 18);
    x[11] ^= R(x[10] + x[9], 7);
    x[8] ^= R(x[11] + x[10], 9);
    x[9] ^= R(x[8] + x[11], 14);
    x[10] ^= R(x[9] + x[8], 18);
    x[12] ^= R(x[15] + x[14], 7);
    x[13] ^= R(x[12] + x[15], 9);
    x[14] ^= R(x[13] + x[12], 14);
    x[15] ^= R(x[14] + x[13], 18);
  }
  for (i = 0; i < 16; ++i)
    out[i] = x[i] + in[i];
}
#define ROTL(a, b) R(a, b)
static const uint8_t round_of[2][4][4] = {{{0, 4, 8, 12}, {5, 9, 13, 1}, {10, 14, 2, 6}, {15, 3, 7, 11}},
                                          {{0, 1, 2, 3}, {5, 6, 7, 4}, {10, 11, 8, 9}, {15, 12, 13, 14}}};
// CHECK: by_table: salsa20 {{matched|proved}}
void by_table(uint32_t *out, const uint32_t *in) {
  uint32_t x[16];
  for (int i = 0; i < 16; i++)
    x[i] = in[i];
  for (int r = 0; r < 20; r++)
    for (int q = 0; q < 4; q++) {
      const uint8_t *p = round_of[r & 1][q];
      x[p[1]] ^= ROTL(x[p[0]] + x[p[3]], 7);
      x[p[2]] ^= ROTL(x[p[1]] + x[p[0]], 9);
      x[p[3]] ^= ROTL(x[p[2]] + x[p[1]], 13);
      x[p[0]] ^= ROTL(x[p[3]] + x[p[2]], 18);
    }
  for (int i = 0; i < 16; i++)
    out[i] = x[i] + in[i];
}
