// Number-theoretic transforms whose length, modulus and roots are parameters, results in
// whatever order; butterflies that take the wrong root or lose a sign are none.
// RUN: %kernels %s --levels=O1,O2,O3 | FileCheck %s --implicit-check-not=": ntt"
#include <stdint.h>

#define TRANSFORM(NAME, INDEX, SECOND)                                                             \
  void NAME(uint32_t *x, unsigned n, const uint32_t *roots, uint32_t m) {                          \
    for (unsigned half = n / 2, step = 1; half > 0; half /= 2, step *= 2)                          \
      for (uint32_t *p = x; p < x + n; p += 2 * half)                                              \
        for (unsigned j = 0; j < half; j++) {                                                      \
          uint64_t a = p[j] % m, b = p[j + half] % m;                                              \
          p[j] = (uint32_t)((a + b) % m);                                                          \
          uint32_t c = (uint32_t)(SECOND % m);                                                     \
          p[j + half] = (uint32_t)((uint64_t)c * roots[INDEX] % m);                                \
        }                                                                                          \
  }

// CHECK: decimates_in_frequency: ntt matched
TRANSFORM(decimates_in_frequency, j * step, (a + m - b))
// CHECK: wrong_root: not
TRANSFORM(wrong_root, j, (a + m - b))
// CHECK: lost_sign: not
TRANSFORM(lost_sign, j * step, (a + b))

// A product of polynomials.
// CHECK: convolves: not
void convolves(uint32_t *x, unsigned n, const uint32_t *roots, uint32_t m) {
  for (unsigned i = n; i-- > 0;) {
    uint64_t sum = 0;
    for (unsigned j = 0; j <= i; j++)
      sum = (sum + (uint64_t)x[j] * roots[(i - j) / 2]) % m;
    x[i] = (uint32_t)sum;
  }
}
