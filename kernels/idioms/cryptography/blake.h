//===- kernels/idioms/cryptography/blake.h - What the BLAKE digests share -===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#ifndef AUSPEX_KERNELS_IDIOMS_CRYPTOGRAPHY_BLAKE_H
#define AUSPEX_KERNELS_IDIOMS_CRYPTOGRAPHY_BLAKE_H

#include "kernels/behaviour.h"

namespace auspex::kernels {

/// G number \p I of a round: columns 0 to 3, then diagonals.
template <typename Word> void blakeMix(Word *V, unsigned I, Word X, Word Y) {
  constexpr bool Wide = sizeof(Word) == 8;
  const unsigned K = I % 4, Turn = I / 4;
  Word &A = V[K], &B = V[4 + (K + Turn) % 4], &C = V[8 + (K + 2 * Turn) % 4],
       &D = V[12 + (K + 3 * Turn) % 4];
  auto Right = [](Word W, unsigned N) { return Word(W >> N | W << (8 * sizeof(Word) - N)); };
  A = Word(A + B + X), D = Right(D ^ A, Wide ? 32 : 16);
  C = Word(C + D), B = Right(B ^ C, Wide ? 24 : 12);
  A = Word(A + B + Y), D = Right(D ^ A, Wide ? 16 : 8);
  C = Word(C + D), B = Right(B ^ C, Wide ? 63 : 7);
}

/// The order of a message's words in each round of BLAKE2.
extern const uint8_t BlakeSigma[10][16];
/// Rounds of BLAKE2 on sixteen words.
template <typename Word> void blakeRounds(Word *V, const Word *M, unsigned Rounds);

} // namespace auspex::kernels

#endif
