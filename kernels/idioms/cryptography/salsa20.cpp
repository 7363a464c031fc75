//===- kernels/idioms/cryptography/salsa20.cpp - Salsa20 --------------------===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Bernstein, "Salsa20 specification", 2005.
//
//===----------------------------------------------------------------------===//
#include "kernels/idioms/cryptography/cryptography.h"
#include "kernels/idioms/cryptography/key_stream.h"

namespace auspex::kernels {
namespace {

void quarter(uint32_t &A, uint32_t &B, uint32_t &C, uint32_t &D) {
  B ^= rotl32(A + D, 7);
  C ^= rotl32(B + A, 9);
  D ^= rotl32(C + B, 13);
  A ^= rotl32(D + C, 18);
}

void doubleRound(uint32_t *X) {
  // Columns from the diagonal down, then rows from the diagonal to the right.
  for (unsigned I = 0; I < 4; ++I)
    quarter(X[5 * I], X[(5 * I + 4) % 16], X[(5 * I + 8) % 16], X[(5 * I + 12) % 16]);
  for (unsigned I = 0; I < 4; ++I)
    quarter(X[5 * I], X[4 * I + (I + 1) % 4], X[4 * I + (I + 2) % 4], X[4 * I + (I + 3) % 4]);
}

std::optional<Explained> explain(Subject &S) { return explainRoundsOnWords(S, SalsaCore); }

} // namespace

const RoundsOnWords SalsaCore = {
    .Quarter = quarter,
    .DoubleRound = doubleRound,
    .Constants = {0, 5, 10, 15},
    .Key = {1, 2, 3, 4, 11, 12, 13, 14},
    .Counter = {8, 9},
    .Nonce = {6, 7},
    .Vector = {6, 7, 8, 9},
};

const Idiom Salsa20 = {
    .Name = "salsa20",
    .Family = "cryptography",
    .Form = "out = in xor rounds(key, nonce, counter)",
    .Title = "Salsa20: core on sixteen words, key stream",
    .Flops = "0",
    .Bytes = "2*n",
    .Confused = "ChaCha (other rotations); scrypt (a mix of blocks)",
    .Explain = explain,
};

} // namespace auspex::kernels
