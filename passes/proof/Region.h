//===- passes/proof/Region.h - The part of a function that is a kernel ------===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// The blocks that a finding was made from: its outermost loops, and between and behind
// them what leads from one to the next and to the scalar that leaves them (a main loop,
// its remainder, the sum of several accumulators).
//
//===----------------------------------------------------------------------===//
#ifndef AUSPEX_PASSES_PROOF_REGION_H
#define AUSPEX_PASSES_PROOF_REGION_H

#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/SmallPtrSet.h"
#include "llvm/ADT/SmallVector.h"

namespace llvm {
class BasicBlock;
class DominatorTree;
class Instruction;
class Loop;
class Value;
} // namespace llvm

namespace auspex::passes::proof {

struct Region {
  /// Decides by its terminator how the region is entered; no part of it.
  const llvm::BasicBlock *Before = nullptr;
  llvm::SmallPtrSet<const llvm::BasicBlock *, 16> Blocks;
  llvm::SmallVector<const llvm::Loop *, 4> Loops; ///< the outermost ones

  bool contains(const llvm::BasicBlock *BB) const { return Blocks.contains(BB); }
  bool contains(const llvm::Instruction *I) const;
  /// \p BB is in one of the loops.
  bool isInLoops(const llvm::BasicBlock *BB) const;
};

/// The region of \p Loops (outer and inner ones) that \p Sites and \p Results are
/// computed in. Before is null where it has no single entry.
Region regionOf(llvm::ArrayRef<const llvm::Loop *> Loops,
                llvm::ArrayRef<const llvm::Instruction *> Sites, const llvm::DominatorTree &DT);

} // namespace auspex::passes::proof

#endif
