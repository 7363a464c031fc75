//===- passes/AuspexPass.h - Skeletons of all functions of a module -------===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#ifndef AUSPEX_PASSES_AUSPEXPASS_H
#define AUSPEX_PASSES_AUSPEXPASS_H

#include "llvm/IR/PassManager.h"

#include <memory>

namespace auspex::passes {

class Snapshots;

/// Derives the skeleton of every function and writes it into the module as
/// notes (or prints it). The code stays as it is, but for beacons (emit/Beacons.h) in
/// the few functions that have any.
class AuspexPass : public llvm::PassInfoMixin<AuspexPass> {
public:
  struct Options {
    bool Print = false;       ///< print to stdout instead of writing notes
    bool Unoptimised = false; ///< simplify a clone first (-O0)
    bool BeforeLto = false;   ///< the module will be linked and optimised again
    bool AfterLto = false;    ///< linked: only modules without notes get some
    unsigned ProofSteps = 0;  ///< instructions that a kernel's proof may replay; 0: none
    bool Beacons = false;     ///< put probes at phase entries
    bool Device = false;      ///< modules for a GPU, before anything is optimised; no others
    std::shared_ptr<Snapshots> Before = nullptr; ///< functions as at -O2
  };
  explicit AuspexPass(Options O) : O(O) {}
  llvm::PreservedAnalyses run(llvm::Module &M, llvm::ModuleAnalysisManager &MAM);
  static bool isRequired() { return true; }

private:
  Options O;
};

} // namespace auspex::passes

#endif
