//===- passes/extract/Recognise.h - Kernels of a function -------------------===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Loop nests to kernel normal form to names: fills Kernels and Rejected of a
// skeleton. Wants mem2reg'd code with simple loops, as it is at OptimizerEarly
// or on a canonicalised clone; changes nothing. Work is bounded: past the caps a
// function is looked at in part and a rejection says so. A skeleton may be made again
// with less detail: the names stay, only the formulas are written anew.
//
//===----------------------------------------------------------------------===//
#ifndef AUSPEX_PASSES_EXTRACT_RECOGNISE_H
#define AUSPEX_PASSES_EXTRACT_RECOGNISE_H

#include "demand/skeleton.h"

#include <memory>

namespace llvm {
class Function;
}

namespace auspex::passes {
class ExprBuilder;
struct Analyses;
} // namespace auspex::passes

namespace auspex::passes::extract {

class Kernels {
public:
  Kernels(llvm::Function &F, const Analyses &A);
  ~Kernels();
  /// Fills in what was found, with formulas of \p EB.
  void write(ExprBuilder &EB, demand::Function &Out);

private:
  struct Found;
  llvm::Function &F;
  const Analyses &A;
  std::unique_ptr<Found> In; ///< made when it is first asked for; none without loops
};

/// Names \p F, which has no loops, where it is an element-wise idiom's function.
void recogniseElement(llvm::Function &F, const Analyses &A, ExprBuilder &EB,
                      demand::Function &Out);

} // namespace auspex::passes::extract

#endif
