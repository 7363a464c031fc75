//===- kernels/trace/trace.h - A function's behaviour on small sizes --------===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// What a function made of its inputs when it was executed with small counts: the
// elements that it read before it wrote them, and what it wrote, as graphs over them.
// How the code is written (rings, delay lines that are shifted, state in structures,
// recursion, tables) leaves no trace here.
//
//===----------------------------------------------------------------------===//
#ifndef AUSPEX_KERNELS_TRACE_TRACE_H
#define AUSPEX_KERNELS_TRACE_TRACE_H

#include "kernels/trace/graph.h"

#include <map>
#include <optional>
#include <string>
#include <string_view>

namespace auspex::kernels::trace {

/// Between the offsets of two parameters: lanes of a vector lie side by side.
inline constexpr int64_t ParameterStep = 64;

/// A place in memory, or a parameter (Object 0, Offset its number).
struct Place {
  static constexpr uint32_t Returned = ~0u, Passed = ~1u; ///< Object: a structure in registers
  uint32_t Object = 0;
  int64_t Offset = 0;
  uint8_t Bytes = 0;
  bool Real = false;   ///< a floating-point number
  bool Own = false;    ///< allocated by the function itself
  auto operator<=>(const Place &) const = default;
};

struct Write {
  Place At;
  Ref Value;
  uint32_t Call;
};

/// A comparison of numbers that the run decided by their values.
struct Choice {
  Ref A, B;
  bool Clamp;            ///< one side is a limit that the other is cut off at
  bool Equality = false; ///< they are equal or not
  bool Leaves = false;   ///< a loop ends
};

struct Trace {
  Graph G;
  std::vector<Place> Inputs;    ///< by input number
  std::vector<uint32_t> CallOf; ///< parameters: the call that it was passed to
  std::map<Place, Ref> Final;   ///< contents of what was written, at the end
  std::vector<Write> Writes;    ///< in order
  std::vector<Ref> Results;     ///< of each call, where it returns a number
  std::vector<Choice> Choices;
  std::vector<Ref> RealIndices; ///< numbers that addresses were made from
  /// Objects that an array of pointers points to, by number: the array and the place in it.
  std::map<uint32_t, std::pair<uint32_t, int64_t>> Rows;
  /// Addresses are made from the upper bits of a sum: a place between elements.
  bool FixedPositions = false;
  /// The sum overflows: a phase, over a table of this many elements; 0: it does not.
  int64_t TableSize = 0;
  bool OneOfMany = false; ///< counts were set so low that what is done again and again is done once
  uint32_t Calls = 1;
  size_t Sizes = 0; ///< integers that were taken for counts

  /// How many operations stand behind what was written or returned: below a few there is
  /// nothing to classify.
  size_t operations() const;
};

/// What the behaviour is, and what shows it.
struct Verdict {
  std::string_view Idiom;
  std::string Evidence;
  std::vector<std::pair<std::string, int64_t>> Sizes; ///< in this run
  Place Element = {}; ///< of most that comes out: its type
  std::vector<std::string_view> Roles = {};
};

/// Some numbers that come out depend on some of an array, or on what several calls passed.
bool hasSignals(const Trace &T);

/// \p Work: how many operations may be evaluated for it; becomes what is left.
std::optional<Verdict> classify(const Trace &T, uint64_t &Work);

} // namespace auspex::kernels::trace

#endif
