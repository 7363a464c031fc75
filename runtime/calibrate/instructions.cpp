//===- runtime/calibrate/instructions.cpp - AES, SHA, CRC -----------------------===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Bytes a second of the instructions as a good implementation strings them
// together: AES-128 on eight blocks at once, SHA-256 one block after another,
// CRC-32C eight bytes at a time.
//
//===----------------------------------------------------------------------===//
#include "runtime/calibrate/calibrate.h"
#include "runtime/calibrate/timing.h"

#if defined(__x86_64__)
#include <immintrin.h>
#endif

namespace auspex::calibrate {

#if defined(__x86_64__)
namespace {

constexpr int Blocks = 8, Rounds = 10;

__attribute__((target("aes"), noinline)) void aesBlocks(uint64_t N) {
  __m128i Key = _mm_set1_epi32(0x01234567), X[Blocks] = {};
  for (uint64_t I = 0; I != N; ++I)
    for (int R = 0; R != Rounds; ++R)
#pragma unroll
      for (int B = 0; B != Blocks; ++B) {
        X[B] = _mm_aesenc_si128(X[B], Key);
        opaqueVector(X[B]);
      }
}

/// 64 rounds, two an instruction, and the message schedule beside them.
__attribute__((target("sha,sse4.1"), noinline)) void shaBlocks(uint64_t N) {
  __m128i A = _mm_set1_epi32(1), B = _mm_set1_epi32(2), W = _mm_set1_epi32(3);
  for (uint64_t I = 0; I != N; ++I)
#pragma unroll
    for (int R = 0; R != 16; ++R) {
      B = _mm_sha256rnds2_epu32(B, A, W);
      A = _mm_sha256rnds2_epu32(A, B, W);
      W = _mm_sha256msg2_epu32(_mm_sha256msg1_epu32(W, A), B);
      opaqueVector(W);
    }
  opaqueVector(A);
}

__attribute__((target("sse4.2"), noinline)) void crcWords(uint64_t N) {
  uint64_t C = 0, X = 0x0123456789abcdef;
  opaque(X);
  for (uint64_t I = 0; I != N; ++I)
#pragma unroll
    for (int K = 0; K != 64; ++K)
      C = _mm_crc32_u64(C, X);
  opaque(C);
}

} // namespace

void measureCrypto(demand::MachineModel &M) {
  if (M.AesBytes > 0)
    M.AesBytes = 16 * Blocks * unitsPerSecond(aesBlocks);
  if (M.ShaBytes > 0)
    M.ShaBytes = 64 * unitsPerSecond(shaBlocks);
  if (M.CrcBytes > 0)
    M.CrcBytes = 64 * 8 * unitsPerSecond(crcWords);
}
#else
void measureCrypto(demand::MachineModel &) {}
#endif

} // namespace auspex::calibrate
