//===- passes/skeleton/Paces.h - How innermost loops run ------------------===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#ifndef AUSPEX_PASSES_SKELETON_PACES_H
#define AUSPEX_PASSES_SKELETON_PACES_H

#include "demand/skeleton.h"
#include "passes/skeleton/SkeletonBuilder.h"

#include <vector>

namespace auspex::passes {

class Slice;

/// The pace of each innermost loop that is a loop of the skeleton, by the skeleton's
/// numbers. What the vectoriser will do is foretold by its own rules as far as they
/// are simple; nothing is asked that costs more than the loop's instructions.
std::vector<demand::Pace> pacesOf(Slice &S, const Analyses &A);

} // namespace auspex::passes

#endif
