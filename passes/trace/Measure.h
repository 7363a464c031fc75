//===- passes/trace/Measure.h - Sizes of a behaviour as formulas -----------===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// A run shows how many outputs, taps or points there were, not why. Runs with one of the
// function's parameters doubled show on which of them each depends, and how: a sum of
// parameters with factors, or a product of them. A run with all of them doubled decides.
//
//===----------------------------------------------------------------------===//
#ifndef AUSPEX_PASSES_TRACE_MEASURE_H
#define AUSPEX_PASSES_TRACE_MEASURE_H

#include "demand/skeleton.h"
#include "kernels/trace/trace.h"

namespace auspex::passes::trace {

using RunSizes = std::vector<std::pair<std::string, int64_t>>;

/// A parameter, its value in the first run, and the sizes of the run where it was doubled;
/// None: a number that is no parameter.
struct Doubled {
  static constexpr uint32_t None = ~0u;
  uint32_t Parameter;
  int64_t Value;
  RunSizes Sizes;
};

struct Measured {
  std::vector<Doubled> Each;
  RunSizes All; ///< of the run with all of them doubled
};

/// The size \p Name of the first run \p Base as a formula of the function \p D; NoExpr
/// where the run with all parameters doubled says otherwise.
demand::ExprRef extentOf(const std::string &Name, const RunSizes &Base, const Measured &M,
                         demand::Function &D);

} // namespace auspex::passes::trace

#endif
