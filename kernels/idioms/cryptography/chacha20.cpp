//===- kernels/idioms/cryptography/chacha20.cpp - ChaCha --------------------===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// RFC 8439, 2.1 to 2.4; the counter may have 64 bits (Bernstein, "ChaCha, a variant of
// Salsa20", 2008).
//
//===----------------------------------------------------------------------===//
#include "kernels/idioms/cryptography/cryptography.h"
#include "kernels/idioms/cryptography/key_stream.h"

namespace auspex::kernels {
namespace {

void quarter(uint32_t &A, uint32_t &B, uint32_t &C, uint32_t &D) {
  A += B, D = rotl32(D ^ A, 16);
  C += D, B = rotl32(B ^ C, 12);
  A += B, D = rotl32(D ^ A, 8);
  C += D, B = rotl32(B ^ C, 7);
}

void doubleRound(uint32_t *X) {
  for (unsigned Diagonal : {0u, 1u})
    for (unsigned I = 0; I < 4; ++I)
      quarter(X[I], X[4 + (I + Diagonal) % 4], X[8 + (I + 2 * Diagonal) % 4],
              X[12 + (I + 3 * Diagonal) % 4]);
}

constexpr RoundsOnWords Core = {
    .Quarter = quarter,
    .DoubleRound = doubleRound,
    .Constants = {0, 1, 2, 3},
    .Key = {4, 5, 6, 7, 8, 9, 10, 11},
    .Counter = {12, 13},
    .Nonce = {14, 15},
    .Vector = {12, 13, 14, 15},
};

std::optional<Explained> explain(Subject &S) { return explainRoundsOnWords(S, Core); }

} // namespace

const Idiom ChaCha20 = {
    .Name = "chacha20",
    .Family = "cryptography",
    .Form = "out = in xor rounds(key, nonce, counter)",
    .Title = "ChaCha: core on sixteen words, key stream",
    .Flops = "0",
    .Bytes = "2*n",
    .Confused = "Salsa20 (other rotations); BLAKE2s (a message is added in)",
    .Explain = explain,
};

} // namespace auspex::kernels
