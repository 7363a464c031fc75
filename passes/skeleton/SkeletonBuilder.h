//===- passes/skeleton/SkeletonBuilder.h - From a function to its skeleton ===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#ifndef AUSPEX_PASSES_SKELETON_SKELETONBUILDER_H
#define AUSPEX_PASSES_SKELETON_SKELETONBUILDER_H

#include "demand/skeleton.h"

#include "llvm/ADT/SetVector.h"

namespace llvm {
class BlockFrequencyInfo;
class BranchProbabilityInfo;
class DominatorTree;
class Function;
class GlobalValue;
class LoopInfo;
class ScalarEvolution;
class TargetLibraryInfo;
} // namespace llvm

namespace auspex::passes {
namespace proof {
struct Steps;
}

/// What the skeleton is derived from; all current for the function.
struct Analyses {
  llvm::LoopInfo &LI;
  llvm::ScalarEvolution &SE;
  llvm::DominatorTree &DT;
  llvm::BlockFrequencyInfo &BFI;
  llvm::BranchProbabilityInfo &BPI;
  llvm::TargetLibraryInfo &TLI;
  proof::Steps &Proof; ///< what kernels may still be proved with
};

/// Functions past these sizes get a Reason instead of a skeleton.
inline constexpr unsigned MaxBlocks = 8000, MaxInstructions = 80000;

/// The skeleton of \p F. Never fails: where it gives up, Nodes is empty and
/// Reason says why. Adds the globals that its formulas refer to.
demand::Function buildSkeleton(llvm::Function &F, const Analyses &A,
                               llvm::SetVector<const llvm::GlobalValue *> &Globals);

} // namespace auspex::passes

#endif
