//===- passes/skeleton/FlowGraph.h - Control flow as the forecast sees it -===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// The blocks that normal execution reaches: no unwinding edges, and nothing
// after a call that does not return. On it: post-dominators and control
// dependence (Ferrante, Ottenstein, Warren, TOPLAS 1987), which say what a slice
// must keep of the control flow. LLVM's own post-dominator tree follows unwind
// edges, and then every call decides about everything behind it.
//
//===----------------------------------------------------------------------===//
#ifndef AUSPEX_PASSES_SKELETON_FLOWGRAPH_H
#define AUSPEX_PASSES_SKELETON_FLOWGRAPH_H

#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/DenseMap.h"
#include "llvm/ADT/SmallVector.h"

namespace llvm {
class BasicBlock;
class CallBase;
class Function;
} // namespace llvm

namespace auspex::passes {

class FlowGraph {
public:
  static constexpr unsigned None = ~0u;

  explicit FlowGraph(const llvm::Function &F);

  /// Blocks in reverse post-order; 0 is the entry.
  unsigned size() const { return Blocks.size(); }
  const llvm::BasicBlock *block(unsigned B) const { return Blocks[B]; }
  /// None where normal execution does not reach \p BB.
  unsigned indexOf(const llvm::BasicBlock *BB) const;

  /// Successors in the order of the terminator's operands, repeated as there.
  llvm::ArrayRef<unsigned> successors(unsigned B) const { return Succs[B]; }
  llvm::ArrayRef<unsigned> predecessors(unsigned B) const { return Preds[B]; }
  /// Where control goes next whatever happens in between; None: nowhere.
  unsigned postDominator(unsigned B) const;
  /// Branches that decide whether \p B is executed.
  llvm::ArrayRef<unsigned> deciders(unsigned B) const { return Deciders[B]; }
  /// Whether control leaves \p B for more than one block.
  bool branches(unsigned B) const;
  /// The call at which execution of \p B ends; null: its terminator.
  const llvm::CallBase *lastCall(unsigned B) const { return LastCall[B]; }

private:
  void findBlocks(const llvm::Function &F);
  void findPostDominators();
  void findDeciders();

  llvm::SmallVector<const llvm::BasicBlock *, 32> Blocks;
  llvm::DenseMap<const llvm::BasicBlock *, unsigned> Index;
  llvm::SmallVector<llvm::SmallVector<unsigned, 2>, 32> Succs, Preds, Deciders;
  llvm::SmallVector<const llvm::CallBase *, 32> LastCall;
  llvm::SmallVector<unsigned, 32> PostDom; ///< size() stands for the exit
};

} // namespace auspex::passes

#endif
