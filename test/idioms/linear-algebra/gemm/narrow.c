// Products that lose bits before they are summed.
// RUN: %kernels %s | FileCheck %s --implicit-check-not=differs --implicit-check-not=matched
#include <stdint.h>

// A sum in its own type is a sum modulo 2^w, whatever becomes of it.
// CHECK: modular: gemm matched C[i,j] += A[i,k]*B[k,j] i=n j=n k=n
void modular(int n, const uint16_t *A, const uint16_t *B, uint16_t *C) {
  for (int i = 0; i < n; i++)
    for (int j = 0; j < n; j++) {
      uint32_t s = 0;
      for (int k = 0; k < n; k++)
        s += (uint32_t)A[i * n + k] * B[k * n + j];
      C[i * n + j] = s;
    }
}
// CHECK: widened: gemm matched C[i,j] += A[i,k]*B[k,j] i=n j=n k=n
void widened(int n, const int32_t *A, const int32_t *B, int64_t *C) {
  for (int i = 0; i < n; i++)
    for (int j = 0; j < n; j++) {
      int64_t s = 0;
      for (int k = 0; k < n; k++)
        s += (int64_t)A[i * n + k] * B[k * n + j];
      C[i * n + j] = s;
    }
}

// CHECK: byte: not dot: a factor is a function of its operand (cut to fewer bits)
unsigned byte(int n, const uint8_t *a, const uint8_t *b) {
  unsigned s = 0;
  for (int i = 0; i < n; i++)
    s += (uint8_t)(a[i] * b[i]);
  return s;
}
// CHECK: word: not gemm: a factor is a function of its operand (cut to fewer bits)
void word(int n, const int16_t *A, const int16_t *B, int32_t *C) {
  for (int i = 0; i < n; i++)
    for (int j = 0; j < n; j++) {
      int32_t s = 0;
      for (int k = 0; k < n; k++)
        s += (int16_t)(A[i * n + k] * B[k * n + j]);
      C[i * n + j] = s;
    }
}
// Unsigned products wrap before they are widened.
// CHECK: unsigned_word: not dot: a factor is a function of its operand (cut to fewer bits)
uint64_t unsigned_word(int n, const uint32_t *a, const uint32_t *b) {
  uint64_t s = 0;
  for (int i = 0; i < n; i++)
    s += a[i] * b[i];
  return s;
}
