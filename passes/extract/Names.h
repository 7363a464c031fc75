//===- passes/extract/Names.h - Source names and places ---------------------===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// What the source called a value, and where an instruction was written. Names
// need debug information (-g) or are those of arguments and globals; places
// need line tables (-g1, -gline-tables-only).
//
//===----------------------------------------------------------------------===//
#ifndef AUSPEX_PASSES_EXTRACT_NAMES_H
#define AUSPEX_PASSES_EXTRACT_NAMES_H

#include "kernels/body.h"

#include "llvm/ADT/DenseMap.h"

#include <string>

namespace llvm {
class DebugLoc;
class DISubprogram;
class Function;
class Instruction;
class Loop;
class Value;
} // namespace llvm

namespace auspex::passes::extract {

class Names {
public:
  explicit Names(llvm::Function &F);
  /// The source variable that holds \p V, or empty.
  std::string of(const llvm::Value *V) const;

private:
  llvm::DenseMap<const llvm::Value *, std::string> Variables;
};

/// No other object of the function overlaps what \p Base points to.
bool isDistinctObject(const llvm::Value *Base);

/// The linkage name; without the underscore that Fortran's have at the end.
std::string sourceNameOf(const llvm::DISubprogram &SP);

struct Place {
  std::string Function, File;
  uint32_t Line = 0;
};
/// Where \p I, or else \p L, was written: the source function after inlining.
Place placeOf(const llvm::Function &F, const llvm::Loop *L, const llvm::Instruction *I);

} // namespace auspex::passes::extract

#endif
