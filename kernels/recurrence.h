//===- kernels/recurrence.h - What depends on the iteration before -------===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// A recurrence in one dimension, whether what is carried on lives in registers (states)
// or is read back from the output. Everything is taken for a linear combination of
// states, past outputs and inputs, with scalar coefficients:
//
//     y[t] = sum of c*state + sum of a*y[t-k] + sum of b*x[t-k]
//
//===----------------------------------------------------------------------===//
#ifndef AUSPEX_KERNELS_RECURRENCE_H
#define AUSPEX_KERNELS_RECURRENCE_H

#include "kernels/match.h"

#include <map>
#include <optional>

namespace auspex::kernels {

/// How a state, past output or input enters.
enum class Weight : uint8_t { One, MinusOne, Other };

/// What a linear combination is made of.
struct Combination {
  std::map<uint32_t, Weight> States; ///< by Carried id
  std::map<size_t, Weight> Reads;    ///< by place in Update::Reads
  bool Constant = false;             ///< and a number or scalar
};

struct Recurrence {
  uint32_t Loop = 0;                    ///< the dimension that it runs along
  Combination Value;                    ///< the output
  std::map<uint32_t, Combination> Next; ///< of each state
  std::vector<size_t> Past;             ///< reads of the output at earlier elements
  std::vector<size_t> Inputs;           ///< other reads
  bool FeedsBack = false;               ///< something depends on itself
  bool Decays = false;                  ///< by another factor than 1
  unsigned Order = 0;                   ///< how many iterations back
  unsigned Poles = 0;                   ///< of these, of what feeds back
  unsigned Flops = 0;                   ///< per element
};

/// \p U as a linear recurrence; nothing where it is none.
std::optional<Recurrence> linearRecurrence(const Update &U, const BodyDag &B);

/// One operand is read at two places: what leaves a window is taken back.
bool readsTwice(const Update &U, const std::vector<size_t> &Inputs);

/// The letters of \p U's dimensions for a match: \p Along for \p Loop, 'c' and the
/// following for those around.
void assignLetters(Match &M, uint32_t Loop, char Along = 't');

/// \p U goes on with one state by an associative operation and what is read in this
/// iteration only: a prefix sum, product, minimum or maximum. Its loop, if so.
std::optional<uint32_t> scanLoop(const Update &U, const BodyDag &B);

} // namespace auspex::kernels

#endif
