//===- passes/behaviour/ModuleFacts.h - What is asked again and again -------===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// A function is looked at for itself and for each of those that reach it, and run with many
// sizes. What does not depend on who asks is found in one pass over it and kept, its decoded
// code too, as long as the module is not changed.
//
//===----------------------------------------------------------------------===//
#ifndef AUSPEX_PASSES_BEHAVIOUR_MODULEFACTS_H
#define AUSPEX_PASSES_BEHAVIOUR_MODULEFACTS_H

#include "kernels/behaviour.h"
#include "passes/execute/Code.h"

#include "llvm/ADT/DenseSet.h"
#include "llvm/ADT/STLFunctionalExtras.h"
#include "llvm/ADT/SetVector.h"

namespace llvm {
class GlobalVariable;
class Module;
} // namespace llvm

namespace auspex::passes::behaviour {

struct FunctionFacts {
  unsigned Instructions = 0, Mixing = 0, Real = 0; ///< all; those that mix; those on numbers
  int Weight = 0;                                  ///< of the mixing (weightOf)
  bool Xors = false;                               ///< adds modulo two
  bool CallsAny = false; ///< a function that is not here, with two pointers or more
  bool Resizes = false;  ///< memory, by realloc
  llvm::SmallSetVector<const llvm::Function *, 4> Callees; ///< that are here
  /// Variables of this module alone that it refers to.
  llvm::SmallSetVector<const llvm::GlobalVariable *, 2> Variables;
  /// Blocks from which a loop is entered, left or gone on with.
  llvm::DenseSet<const llvm::BasicBlock *> Loops;
};

class ModuleFacts {
public:
  const FunctionFacts &of(const llvm::Function &F);
  /// What executing \p BB once takes.
  kernels::Work workOf(const llvm::BasicBlock &BB);
  /// Functions that write \p G: those that make a table are among them.
  const llvm::SmallSetVector<const llvm::Function *, 4> &makersOf(const llvm::GlobalVariable &G);
  /// Those of all variables of \p M that no other module sees.
  const llvm::SmallSetVector<const llvm::Function *, 4> &makersIn(const llvm::Module &M);

  /// What a variable holds when its makers have run.
  struct Table {
    const llvm::GlobalVariable *Of;
    std::vector<uint8_t> Bytes;
  };
  /// Of all variables of \p M that no other module sees and that somebody writes; made by
  /// \p Make when they are asked for first.
  const std::vector<Table> &
  tablesOf(const llvm::Module &M,
           llvm::function_ref<std::vector<Table>(const llvm::SmallSetVector<const llvm::Function *, 4> &)> Make);

  execute::CodeCache Codes{execute::Arithmetic::Double};

private:
  llvm::DenseMap<const llvm::Function *, std::unique_ptr<FunctionFacts>> Functions;
  llvm::DenseMap<const llvm::BasicBlock *, kernels::Work> Works;
  using Makers = llvm::SmallSetVector<const llvm::Function *, 4>;
  llvm::DenseMap<const llvm::GlobalVariable *, std::unique_ptr<Makers>> MakersOf;
  llvm::DenseMap<const llvm::Module *, std::unique_ptr<Makers>> MakersIn;
  llvm::DenseMap<const llvm::Module *, std::unique_ptr<std::vector<Table>>> Tables;
};

} // namespace auspex::passes::behaviour

#endif
