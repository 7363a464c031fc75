// What a kernel carries besides its name and its costs: which dimensions are parallel,
// parameters, instruction needs and what would take less.
// RUN: %auspex_clang -O2 -g -c %s -o %t.o
// RUN: %auspex inspect %t.o --why product | FileCheck %s --check-prefix=PRODUCT
// RUN: %auspex inspect %t.o --why blocked | FileCheck %s --check-prefix=BLOCKED
// RUN: %auspex inspect %t.o --why bytes | FileCheck %s --check-prefix=BYTES
// RUN: %auspex inspect %t.o --why paths | FileCheck %s --check-prefix=PATHS
// RUN: %auspex inspect %t.o --why transform | FileCheck %s --check-prefix=TRANSFORM
// RUN: %auspex inspect %t.o --why strided | FileCheck %s --check-prefix=STRIDED
// RUN: %auspex inspect %t.o --why few | FileCheck %s --check-prefix=FEW
// RUN: %auspex inspect %t.o --why many | FileCheck %s --check-prefix=MANY
// RUN: %auspex inspect %t.o --why pole | FileCheck %s --check-prefix=POLE
// RUN: %auspex inspect %t.o --json | FileCheck %s --check-prefix=JSON
#include <math.h>
#include <stdint.h>

// JSON: "idiom": "gemm"
// JSON: "roles": []
// JSON: "kind": "parallel"
// JSON: "parameters": {
// JSON-NEXT: "transposed": "B"
// JSON: "needs": [
// JSON-NEXT: "fma"
// JSON: "better": {
// JSON-NEXT: "algorithm": "blocked-product"
// JSON-NEXT: "measure": "bytes"
// JSON-NEXT: "ratio": "

// PRODUCT: blocked-product takes fewer bytes: by a factor of 8*min({{.*}}) > 1048576 ? 181 : 1
// PRODUCT: parallel i, j; reduction k; transposed B; uses fma
void product(long m, long n, long k, double *restrict C, const double *restrict A, const double *restrict B) {
  for (long i = 0; i < m; i++)
    for (long j = 0; j < n; j++)
      for (long l = 0; l < k; l++)
        C[i * n + j] += A[i * k + l] * B[j * k + l];
}

// BLOCKED: kernel gemm
// BLOCKED-NOT: takes fewer
// BLOCKED: parallel i, j; reduction k; uses fma
void blocked(long n, double *restrict C, const double *restrict A, const double *restrict B) {
  for (long ii = 0; ii < n; ii += 64)
    for (long jj = 0; jj < n; jj += 64)
      for (long kk = 0; kk < n; kk += 64)
        for (long i = ii; i < ii + 64; i++)
          for (long j = jj; j < jj + 64; j++)
            for (long k = kk; k < kk + 64; k++)
              C[i * n + j] += A[i * n + k] * B[k * n + j];
}

// BYTES: kernel gemm
// BYTES: uses dot8, matrix8
void bytes(long m, long n, long k, int32_t *restrict C, const int8_t *restrict A, const int8_t *restrict B) {
  for (long i = 0; i < m; i++)
    for (long j = 0; j < n; j++)
      for (long l = 0; l < k; l++)
        C[i * n + j] += A[i * k + l] * B[l * n + j];
}

// PATHS: kernel min-plus-product
// PATHS: semiring min,+
// PATHS-NOT: uses fma
void paths(long n, int *restrict C, const int *restrict A, const int *restrict B) {
  for (long i = 0; i < n; i++)
    for (long j = 0; j < n; j++)
      for (long l = 0; l < n; l++) {
        int d = A[i * n + l] + B[l * n + j];
        C[i * n + j] = d < C[i * n + j] ? d : C[i * n + j];
      }
}

// TRANSFORM: kernel dft
// TRANSFORM: fft takes fewer flops: by a factor of {{.*}}log2
void transform(int n, double *restrict re, const double *restrict x) {
  for (int k = 0; k < n; k++) {
    double s = 0;
    for (int t = 0; t < n; t++)
      s += x[t] * cos(2 * 3.14159265358979 * k * t / n);
    re[k] = s;
  }
}

// STRIDED: kernel conv2d
// STRIDED-NOT: takes fewer
// STRIDED: taps 9; stride 2
void strided(int h, int w, float *restrict O, const float *restrict I, const float *restrict K) {
  for (int i = 0; i < h; i++)
    for (int j = 0; j < w; j++) {
      float s = 0;
      for (int p = 0; p < 3; p++)
        for (int q = 0; q < 3; q++)
          s += K[p * 3 + q] * I[(2 * i + p) * 1024 + 2 * j + q];
      O[i * w + j] = s;
    }
}

// 25 taps are too few for transforms; 1024 are not.
// FEW: kernel conv2d
// FEW-NOT: takes fewer
// FEW: taps 25
void few(int h, int w, float *restrict O, const float *restrict I, const float *restrict K) {
  for (int i = 0; i < h; i++)
    for (int j = 0; j < w; j++) {
      float s = 0;
      for (int p = 0; p < 5; p++)
        for (int q = 0; q < 5; q++)
          s += K[p * 5 + q] * I[(i + p) * 1024 + j + q];
      O[i * w + j] = s;
    }
}
// MANY: kernel fir
// MANY: fft-convolution takes fewer flops: by a factor of 24.
void many(int n, float *restrict y, const float *restrict x, const float *restrict h) {
  for (int t = 0; t < n; t++) {
    float s = 0;
    for (int k = 0; k < 1024; k++)
      s += h[k] * x[t + k];
    y[t] = s;
  }
}

// POLE: kernel iir
// POLE: sequential t; order 1; uses fma
void pole(int n, float *restrict y, const float *restrict x, float a) {
  float s = 0;
  for (int t = 0; t < n; t++) {
    s = (1 - a) * x[t] + a * s;
    y[t] = s;
  }
}
