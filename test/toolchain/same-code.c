// What is copied to be read at -O1 and -O3 leaves no trace in what is compiled.
// RUN: for level in 1 2 3; do \
// RUN:   %clang -O$level -c %s -o %t.plain.o && llvm-objcopy -O binary --only-section=.text %t.plain.o %t.plain && \
// RUN:   %auspex_clang -O$level -c %s -o %t.noted.o && llvm-objcopy -O binary --only-section=.text %t.noted.o %t.noted && \
// RUN:   cmp %t.plain %t.noted && %auspex inspect %t.noted.o | FileCheck %s || exit 1; done
// CHECK: spmm
#include <stddef.h>

static const float scale[4] = {1, 2, 4, 8};
static double calls;

static float scaled(float x, size_t kind) { return calls++, x * scale[kind]; }

void halves(float *x, size_t n) {
  if (n < 2)
    return;
  halves(x, n / 2);
  for (size_t i = 0; i < n; ++i)
    for (size_t k = 0; k < 4; ++k)
      x[i] += scaled(x[i], k);
}

// Unswitched at -O3 on whether a row is empty.
void product(size_t m, size_t k, const size_t *ptr, const unsigned *col, const float *val, const float *b,
             size_t ldb, float *c, size_t ldc) {
  for (size_t i = 0; i < m; ++i)
    for (size_t j = 0; j < k; ++j) {
      float s = 0;
      for (size_t p = ptr[i]; p != ptr[i + 1]; ++p)
        s += val[p] * b[col[p] * ldb + j];
      c[i * ldc + j] = s;
    }
}
