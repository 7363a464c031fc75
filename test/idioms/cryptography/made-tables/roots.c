// Tables that another function of the file makes, at length; sums that are not reduced.
// RUN: %kernels --levels=O1,O2,O3 %s | FileCheck %s --implicit-check-not='other_roots: ntt'
#include <stdint.h>
static int16_t zeta[128], wrong[128];
static int16_t reduced(int32_t a) {
  int16_t t = (int16_t)a * -3327;
  return (a - (int32_t)t * 3329) >> 16;
}
void make(void) {
  for (int i = 0; i < 128; i++) {
    int b = 0, k;
    long v = 1, w = 1;
    for (k = 0; k < 7; k++)
      b |= (i >> k & 1) << (6 - k);
    for (k = 0; k < b; k++) {
      v = v * 17 % 3329;
      w = w * 19 % 3329;
    }
    zeta[i] = (v << 16) % 3329;
    wrong[i] = (w << 16) % 3329;
  }
}
// CHECK: transform: ntt matched
void transform(int16_t r[256]) {
  int16_t *z = zeta + 1;
  for (int len = 128; len > 1; len /= 2)
    for (int16_t *p = r; p < r + 256; p += 2 * len, z++)
      for (int j = 0; j < len; j++) {
        int16_t t = reduced(*z * p[len + j]);
        p[len + j] = p[j] - t;
        p[j] += t;
      }
}
void other_roots(int16_t r[256]) {
  int16_t *z = wrong + 1;
  for (int len = 128; len > 1; len /= 2)
    for (int16_t *p = r; p < r + 256; p += 2 * len, z++)
      for (int j = 0; j < len; j++) {
        int16_t t = reduced(*z * p[len + j]);
        p[len + j] = p[j] - t;
        p[j] += t;
      }
}
