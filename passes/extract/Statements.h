//===- passes/extract/Statements.h - The statements of a function -----------===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Every store in a loop, and every scalar that leaves a loop as a reduction,
// becomes a kernels::Statement. A store is looked at in the outermost loop in
// which its value and address have a normal form; a loop around that (time
// steps that exchange pointers, a loop over files) repeats the kernel.
//
//===----------------------------------------------------------------------===//
#ifndef AUSPEX_PASSES_EXTRACT_STATEMENTS_H
#define AUSPEX_PASSES_EXTRACT_STATEMENTS_H

#include "passes/extract/Body.h"
#include "passes/extract/Names.h"

#include <memory>

namespace llvm {
class BasicBlock;
class DominatorTree;
class PostDominatorTree;
class StoreInst;
} // namespace llvm

namespace auspex::passes::extract {

class Statements {
public:
  Statements(llvm::Function &F, llvm::LoopInfo &LI, llvm::DominatorTree &DT,
             llvm::PostDominatorTree &PDT, llvm::ScalarEvolution &SE);

  ~Statements();

  /// Fills All. Stops with a reason where the function is too large.
  void collect();

  kernels::BodyDag Dag;
  SymbolTable Symbols;
  std::vector<kernels::Statement> All;          ///< Tag is the index here
  std::vector<const llvm::Instruction *> Sites; ///< by Tag
  std::string GaveUp;                           ///< why some of the function was not looked at

private:
  struct View; ///< a nest with its analyses
  View &viewOf(Nest N);
  void addStore(llvm::StoreInst *S);
  bool tryStore(llvm::StoreInst *S, const llvm::Loop *Root, bool Last);
  void addScalars(const llvm::Loop *L);
  void addScalar(llvm::PHINode *P, const llvm::Loop *L);
  void findChanges(kernels::Statement &S, View &V);
  void findGuards(kernels::Statement &S, const llvm::Instruction *At, View &V);
  void findGuard(kernels::Statement &S, llvm::Value *Test, bool WhenTrue,
                 const llvm::BasicBlock *B, const llvm::Loop *L, View &V);
  void findFeedback(kernels::Statement &S, const View &V, const llvm::Loop *L);
  kernels::Dim dim(const llvm::Loop *L, View &V);
  std::vector<kernels::Dim> loopsAround(const llvm::Loop *L, View &V);
  bool isClearedBefore(const llvm::StoreInst *S, const kernels::Statement &St, View &V);
  const llvm::Loop *placeOfFinalStore(llvm::StoreInst *S, const kernels::Operand &Out, View &V);
  bool finish(kernels::Statement S, View &V, const llvm::Instruction *At);
  bool leavesEarly(const llvm::Loop *L) const;

  llvm::Function &F;
  llvm::LoopInfo &LI;
  llvm::DominatorTree &DT;
  llvm::PostDominatorTree &PDT;
  llvm::ScalarEvolution &SE;
  Names N;
  std::map<std::pair<const llvm::Loop *, bool>, std::unique_ptr<View>> Views;
  llvm::SmallPtrSet<const llvm::PHINode *, 16> Consumed; ///< accumulators of a store's statement
  struct Scalar {
    uint32_t Tag;
    llvm::SmallPtrSet<const llvm::PHINode *, 8> Accumulators;
  };
  std::vector<Scalar> Scalars;
  llvm::SmallPtrSet<const llvm::Value *, 16> Tops; ///< scalars that have a statement
};

} // namespace auspex::passes::extract

#endif
