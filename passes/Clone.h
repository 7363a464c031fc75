//===- passes/Clone.h - A simplified clone of an unoptimised module -------===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// At -O0 there is nothing to read in the code itself: every variable lives in
// memory, loops have no induction variables. The analysis then reads a clone
// that went through a simplification pipeline, and the module stays as it is.
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

class SimplifiedClone {
public:
  explicit SimplifiedClone(const llvm::Module &M);
  llvm::Module &module() { return *Copy; }
  llvm::FunctionAnalysisManager &functionAnalyses() { return FAM; }

private:
  std::unique_ptr<llvm::Module> Copy; // outlives the managers, which refer to it
  llvm::LoopAnalysisManager LAM;
  llvm::FunctionAnalysisManager FAM;
  llvm::CGSCCAnalysisManager CGAM;
  llvm::ModuleAnalysisManager MAM;
};

} // namespace auspex::passes

#endif
