// RC4's key schedule with bytes that wrap; a shuffle by a generator is none.
// RUN: %kernels %s --levels=O2,O1,O3 | FileCheck %s --implicit-check-not=differs --implicit-check-not='shuffle: rc4'
#include <stdint.h>
// CHECK: rc4_init: rc4 {{matched|proved}}
void rc4_init(unsigned char *s, const unsigned char *key, int len) {
  int i, j = 0;
  for (i = 0; i < 256; i++) s[i] = (unsigned char)i;
  for (i = 0; i < 256; i++) {
    unsigned char t;
    j = (j + s[i] + key[i % len]) & 255;
    t = s[i]; s[i] = s[j]; s[j] = t;
  }
}
void shuffle(unsigned char *s, uint32_t seed) {
  for (int i = 255; i > 0; i--) {
    seed = seed * 1103515245u + 12345u;
    int j = (int)((seed >> 16) % (uint32_t)(i + 1));
    unsigned char t = s[i]; s[i] = s[j]; s[j] = t;
  }
}
