//===- passes/proof/Inputs.h - What a replayed kernel starts from -----------===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// One assignment of values to what a kernel's region uses and does not compute, the same
// for the code and for the reference. Arithmetic is evaluated; what it ends at gets a
// value when first asked for: integers that extents are made of become small sizes,
// other integers (leading dimensions, strides) more than every extent, pointers objects
// of their own, real numbers arbitrary. What is loaded is loaded from the replay's
// memory, so that code that loads it again finds the same.
//
//===----------------------------------------------------------------------===//
#ifndef AUSPEX_PASSES_PROOF_INPUTS_H
#define AUSPEX_PASSES_PROOF_INPUTS_H

#include "kernels/poly.h"
#include "passes/execute/Executor.h"
#include "passes/proof/Region.h"

#include "llvm/ADT/DenseMap.h"

namespace llvm {
class DataLayout;
class SCEV;
class ScalarEvolution;
} // namespace llvm

namespace auspex::passes::extract {
struct SymbolTable;
}

namespace auspex::passes::proof {

/// How sizes are chosen.
struct Choice {
  static constexpr unsigned Levels = 6, Turns = 4;
  unsigned Level = 0; ///< how large
  unsigned Turn = 0;  ///< which of the level's sizes is the first
  /// Multiples of eight instead: code on vectors may take whole ones for granted.
  bool Whole = false;
};

class Inputs {
public:
  Inputs(execute::Executor &E, const extract::SymbolTable &Symbols, llvm::ScalarEvolution &SE,
         const llvm::DataLayout &DL, const Region &R, Choice C)
      : E(E), Symbols(Symbols), SE(SE), DL(DL), R(R), C(C) {}

  /// Nothing: \p V is computed in the region or is of a type that is not modelled.
  std::optional<execute::Slot> value(const llvm::Value *V);
  /// Extended with its sign.
  std::optional<int64_t> evaluate(const llvm::SCEV *S);
  std::optional<int64_t> atom(kernels::Sym S);
  std::optional<int64_t> evaluate(const kernels::Poly &P); ///< without indices
  /// From now on integers are no extents, and larger than \p Extent.
  void extentsAreKnown(int64_t Extent) { Largest = Extent; }

  /// An integer was chosen that a loop before the region leaves: others may decide it.
  bool ChoseResult = false;

private:
  std::optional<execute::Slot> compute(const llvm::Value *V);
  std::optional<int64_t> compute(const llvm::SCEV *S);
  std::optional<execute::Slot> arithmetic(const llvm::Instruction *I);
  std::optional<execute::Slot> load(const llvm::Instruction *I);
  std::optional<execute::Slot> leaf(const llvm::Value *V);
  uint64_t choose(unsigned Bits);

  execute::Executor &E;
  const extract::SymbolTable &Symbols;
  llvm::ScalarEvolution &SE;
  const llvm::DataLayout &DL;
  const Region &R;
  Choice C;
  std::optional<int64_t> Largest;
  unsigned Sizes = 0, Others = 0, Numbers = 0, Depth = 0;
  llvm::DenseMap<const llvm::Value *, execute::Slot> Known;
  llvm::DenseMap<const llvm::SCEV *, int64_t> Evaluated;
};

} // namespace auspex::passes::proof

#endif
