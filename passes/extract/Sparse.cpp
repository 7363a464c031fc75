//===- passes/extract/Sparse.cpp - Statements that follow index arrays ---===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Where an address or a loop's bounds are data (x[column[p]], p from row[i] to
// row[i+1]), the statement is looked at once more in a view in which what is loaded
// is a symbol as an index is. The index arrays must not be written in the nest, and
// nothing else may be done with the old value that is accumulated into (a position
// that is counted up and used is no histogram).
//
//===----------------------------------------------------------------------===//
#include "passes/extract/Statements.h"

#include "llvm/Analysis/LoopInfo.h"
#include "llvm/Analysis/ScalarEvolution.h"
#include "llvm/Analysis/ValueTracking.h"
#include "llvm/IR/Instructions.h"

using namespace llvm;
using namespace auspex;
using namespace auspex::passes;
using namespace auspex::passes::extract;

/// No store of the nest goes to an array that addresses are made from.
bool Statements::readsItsIndices(const StoreInst *S, const kernels::Statement &St, View &V) const {
  std::set<uint32_t> Indices;
  auto Add = [&](auto &Self, const kernels::Operand &O) -> void {
    for (const kernels::Operand &X : O.Via) {
      Indices.insert(X.Object);
      Self(Self, X);
    }
  };
  Add(Add, St.Out);
  for (uint32_t Id : Dag.readsOf(St.Value))
    Add(Add, Dag.operand(Id));
  for (const BasicBlock *BB : V.N.Root->blocks())
    for (const Instruction &I : *BB)
      if (I.mayWriteToMemory()) {
        const auto *W = dyn_cast<StoreInst>(&I);
        if (!W && !isMathematical(I, TLI))
          return false;
        for (uint32_t Object : Indices)
          if (W && getUnderlyingObject(W->getPointerOperand()) ==
                       getUnderlyingObject(Symbols.Objects[Object]))
            return false;
      }
  return true;
}

bool Statements::trySparse(StoreInst *S, const Loop *Root) {
  if (!S->isSimple() || !S->getValueOperand()->getType()->isSingleValueType() ||
      S->getValueOperand()->getType()->isPtrOrPtrVectorTy() ||
      S->getValueOperand()->getType()->isVectorTy())
    return false;
  View &V = viewOf(Root, true, true);
  const Loop *L = LI.getLoopFor(S->getParent());
  Type *Elem = S->getValueOperand()->getType();
  kernels::Statement St;
  St.Sparse = true;
  St.Out = V.A.address(S->getPointerOperand(), Elem, L);
  if (St.Out.Levels.empty())
    return false;
  St.Out.Elem = elementType(Elem);
  V.B.Describe(St.Out);
  V.B.clear();
  const Loop *At = placeOfFinalStore(S, St.Out, V);
  St.Value = V.B.eval(S->getValueOperand(), At);
  if (Dag.mentionsKind(St.Value, kernels::NodeKind::Opaque) ||
      Dag.mentionsKind(St.Value, kernels::NodeKind::Carried))
    return false;
  St.Loops = loopsAround(At, V);
  const SCEV *Place = SE.getSCEV(S->getPointerOperand());
  for (const Instruction *X : V.B.Loads)
    if (const auto *Old = dyn_cast<LoadInst>(X);
        Old && SE.getSCEV(const_cast<Value *>(Old->getPointerOperand())) == Place &&
        !Old->hasOneUse())
      return false;
  if (!readsItsIndices(S, St, V))
    return false;
  St.StartsAtZero = isClearedBefore(S, St, V);
  finish(std::move(St), V, S);
  return true;
}
