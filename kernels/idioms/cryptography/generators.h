//===- kernels/idioms/cryptography/generators.h - Random number generators ===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// A generator is a state that is stepped and numbers drawn from it. Seen from outside: a
// state in memory that is read and written again, or an argument that is the state;
// numbers that are returned or written one after the other, as words or as fractions.
//
//===----------------------------------------------------------------------===//
#ifndef AUSPEX_KERNELS_IDIOMS_CRYPTOGRAPHY_GENERATORS_H
#define AUSPEX_KERNELS_IDIOMS_CRYPTOGRAPHY_GENERATORS_H

#include "kernels/idioms/cryptography/hash.h"

namespace auspex::kernels {

/// Words that are a generator's state, the same ones in every trial.
struct StateSpot {
  Behaviour::Site At = {};
  std::optional<size_t> Arg; ///< a single word: an argument
  size_t Words = 1;
  unsigned Width = 8;

  std::optional<std::vector<uint64_t>> before(const Behaviour &B) const;
  std::optional<std::vector<uint64_t>> after(const Behaviour &B) const;
};
/// States in memory, read and written; with \p Scalars also arguments.
std::vector<StateSpot> states(const Behaviour &B, size_t Words, unsigned Width, bool Scalars);

/// Numbers that are drawn: the result, or words written one after the other.
struct Draws {
  std::optional<Behaviour::Site> At; ///< none: the result
  unsigned Width;                    ///< of a number in memory
  /// Numbers are real: the high bits of a word, in [0, 1).
  bool Fractions = false;

  /// Number \p K is \p Value, a word of \p Bits bits (of a fraction: its high bits).
  bool is(const Behaviour &B, size_t K, uint64_t Value, unsigned Bits) const;
  /// How many are there at most.
  size_t count(const Behaviour &B) const;
};
/// What may be draws of words of \p Width bytes.
std::vector<Draws> draws(const Behaviour &B, unsigned Width);

/// A state of \p Words words of \p Width bytes is stepped, up to a few hundred times.
std::optional<Explained> explainSteps(Subject &S, size_t Words, unsigned Width,
                                      void (*Step)(uint64_t *State));

// References.
uint64_t splitmix64(uint64_t State); ///< the number drawn after the step
uint32_t pcg32(uint64_t State);      ///< XSH-RR
void twist(uint32_t *State);         ///< MT19937: 624 words
uint32_t temper(uint32_t X);
void mersenneSeed(uint32_t *State, uint32_t Seed);
void xoshiro256(uint64_t *State), xoshiro128(uint64_t *State), xoroshiro128(uint64_t *State);

} // namespace auspex::kernels

#endif
