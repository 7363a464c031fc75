//===- passes/Snapshots.h - Functions as -O2 would have them -----------------===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Up to OptimizerEarly, -O3 differs from -O2 by two passes: it unswitches loops
// on conditions that change nothing else, and it unrolls larger ones. Neither can
// be undone. So a copy of a function is taken before the first of them runs, and
// simplified as at -O2 and read instead of the function where they did something.
// -O1 leaves some passes out: where there are loops, a copy is given them.
// Copies live in a module of their own: the host's never sees another user of
// anything while it optimises.
//
//===----------------------------------------------------------------------===//
#ifndef AUSPEX_PASSES_SNAPSHOTS_H
#define AUSPEX_PASSES_SNAPSHOTS_H

#include "passes/Clone.h"

#include "llvm/ADT/StringMap.h"

namespace auspex::passes {

class Snapshots {
public:
  /// Takes copies from now on, while the pipeline of -O3 that tells \p PIC runs.
  static std::shared_ptr<Snapshots> watch(llvm::PassInstrumentationCallbacks &PIC);
  /// Takes copies of what -O1 made, when they are wanted.
  static std::shared_ptr<Snapshots> afterO1();
  ~Snapshots();
  /// Code is that of -O1: it takes more instructions for the same.
  bool isAfterO1() const { return AfterO1; }

  /// The copies, simplified, with the globals of \p M, which \p Host has analyses of.
  void simplify(llvm::Module &M, llvm::FunctionAnalysisManager &Host);
  /// What to read instead of \p F, or null. Only after simplify().
  llvm::Function *of(const llvm::Function &F) const;
  llvm::FunctionAnalysisManager &functionAnalyses() { return Own->FAM; }
  /// Forgets all; \p M is as it was.
  void clear(llvm::Module &M);

private:
  void before(llvm::Function &F, size_t LoopBlocks);
  void after();
  void takeAll(llvm::Module &M, llvm::FunctionAnalysisManager &Host);
  bool take(llvm::Function &F);
  /// What stands for \p G among the copies; null where nothing can.
  llvm::GlobalValue *declare(const llvm::GlobalValue &G);
  struct Declarations;

  bool AfterO1 = false;
  std::unique_ptr<llvm::Module> Copies;
  std::unique_ptr<OwnPipeline> Own; ///< only where a copy is wanted
  llvm::StringMap<bool> Changed;    ///< what there is a copy of, and whether it is wanted
  llvm::Function *Now = nullptr;    ///< whose loop a pass is about to change
  size_t BlocksThen = 0;            ///< and how many blocks tell that it did
};

} // namespace auspex::passes

#endif
