//===- passes/Clone.h - Simplified copies of code that cannot be read -----===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// At -O0 there is nothing to read in the code itself: every variable lives in
// memory, loops have no induction variables. The analysis then reads a clone
// that went through the simplification pipeline of -O2, and the module stays as
// it is. At -O3 some functions need one: see Snapshots.h.
//
//===----------------------------------------------------------------------===//
#ifndef AUSPEX_PASSES_CLONE_H
#define AUSPEX_PASSES_CLONE_H

#include "llvm/Analysis/CGSCCPassManager.h"
#include "llvm/Analysis/LoopAnalysisManager.h"
#include "llvm/IR/PassManager.h"
#include "llvm/Passes/PassBuilder.h"

#include <memory>

namespace auspex::passes {

/// A pipeline's builder and analyses, apart from those of the host but for what
/// \p Host knows of the target.
struct OwnPipeline {
  explicit OwnPipeline(llvm::FunctionAnalysisManager &Host,
                       const llvm::PipelineTuningOptions &Tuning = {});
  llvm::PassBuilder PB;
  llvm::LoopAnalysisManager LAM;
  llvm::FunctionAnalysisManager FAM;
  llvm::CGSCCAnalysisManager CGAM;
  llvm::ModuleAnalysisManager MAM;
};

class SimplifiedClone {
public:
  SimplifiedClone(const llvm::Module &M, llvm::FunctionAnalysisManager &Host);
  llvm::Module &module() { return *Copy; }
  llvm::FunctionAnalysisManager &functionAnalyses() { return Own.FAM; }

private:
  std::unique_ptr<llvm::Module> Copy; // outlives the managers, which refer to it
  OwnPipeline Own;
};

} // namespace auspex::passes

#endif
