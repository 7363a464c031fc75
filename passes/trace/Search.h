//===- passes/trace/Search.h - The run that shows what a function does -----===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Executes a function with counts, flags and lengths of arrays that are set one way after
// another, until what it did to numbers is one of the idioms that are told by that.
//
//===----------------------------------------------------------------------===//
#ifndef AUSPEX_PASSES_TRACE_SEARCH_H
#define AUSPEX_PASSES_TRACE_SEARCH_H

#include "passes/trace/Measure.h"

#include "llvm/ADT/StringRef.h"

#include <initializer_list>
#include <optional>

namespace llvm {
class Function;
} // namespace llvm

namespace auspex::passes::trace {

/// Code that sums products, in numbers or in integers that are no bit patterns.
bool isCandidate(const llvm::Function &F);
/// Larger than what is executed.
bool isTooLarge(const llvm::Function &F);

/// Code that compares what it computes with exponentials, and writes integers: it may choose
/// among several by weights.
bool mayRoute(const llvm::Function &F);

/// \p F, or what it calls, calls one of these functions of the mathematical library, of
/// any type.
bool callsSome(const llvm::Function &F, std::initializer_list<llvm::StringRef> Names,
               unsigned Depth = 0);

struct Outcome {
  kernels::trace::Verdict V;
  std::optional<Measured> Sizes; ///< what the sizes of V depend on, where runs show it
};

/// \p Left: instructions that may still be executed. \p Loops: \p F has some of its own;
/// without, it is a step that is called again and again, or hands on to others.
std::optional<Outcome> search(const llvm::Function &F, uint64_t &Left, bool Loops);

} // namespace auspex::passes::trace

#endif
