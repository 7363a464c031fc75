//===- passes/behaviour/Candidates.h - Which functions are worth running ----===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Ciphers, digests, checksums and generators mix integers: exclusive or, rotations, table
// lookups by data, products by large constants, carries, sums of bytes. What does none of
// it, nor calls what does, is not run. No verdict: a function that mixes may be anything.
//
//===----------------------------------------------------------------------===//
#ifndef AUSPEX_PASSES_BEHAVIOUR_CANDIDATES_H
#define AUSPEX_PASSES_BEHAVIOUR_CANDIDATES_H

#include "passes/behaviour/ModuleFacts.h"

#include "llvm/ADT/DenseMap.h"
#include "llvm/ADT/DenseSet.h"

namespace llvm {
class Argument;
class Function;
class Instruction;
class Value;
} // namespace llvm

namespace auspex::passes::behaviour {

/// How much \p I looks like mixing integers: 0 not at all.
int weightOf(const llvm::Instruction &I);

class Candidates {
public:
  /// \p Enough: how much weight makes a function one that mixes.
  Candidates(ModuleFacts &Facts, int Enough) : Facts(Facts), Enough(Enough) {}
  /// \p F mixes, or calls a function of its module that does.
  bool mixes(const llvm::Function &F);
  /// It mixes itself, and is larger than what is executed.
  bool isTooLarge(const llvm::Function &F);

private:
  static constexpr unsigned MaxInstructions = 30000;
  enum class State : uint8_t { Open, No, Yes };
  ModuleFacts &Facts;
  int Enough;
  llvm::DenseMap<const llvm::Function *, State> Known;
};

/// What decides how a function goes on: sizes have to be chosen for it, not thrown.
struct Controls {
  llvm::DenseSet<const llvm::Value *> Parameters; ///< integers that branches depend on
  /// Loads of more than a byte: those that decide how often a loop runs, other decisions.
  llvm::DenseSet<const llvm::Instruction *> Bounds, Flags;
  /// Loads whose lowest bit decides, before loops: moduli have to be odd.
  llvm::DenseSet<const llvm::Instruction *> Odd;

  /// A pointer parameter that ends the array that another begins.
  llvm::DenseMap<const llvm::Argument *, const llvm::Argument *> Ends;

  /// Loads of a pointer that lies behind another and is compared with it, or of which their
  /// distance is taken: the end of an array that the other begins (std::vector).
  llvm::DenseSet<const llvm::Instruction *> LoadedEnds;

  /// Adds those of \p F; of functions that it calls they are known where they were added
  /// before. \p Loops: FunctionFacts.
  void add(const llvm::Function &F, const llvm::DenseSet<const llvm::BasicBlock *> &Loops);

private:
  void addSources(const llvm::Value *Condition, bool InLoop);
  void addLoadedEnds(const llvm::Function &F);
};

} // namespace auspex::passes::behaviour

#endif
