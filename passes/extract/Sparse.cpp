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
#include "llvm/IR/IntrinsicInst.h"

using namespace llvm;
using namespace auspex;
using namespace auspex::passes;
using namespace auspex::passes::extract;

/// No store in \p In goes to an array that addresses are made from.
bool Statements::readsItsIndices(const Instruction *S, const kernels::Statement &St, View &V,
                                 const Loop *In) const {
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
  for (const BasicBlock *BB : In->blocks())
    for (const Instruction &I : *BB)
      if (I.mayWriteToMemory()) {
        if (isMathematical(I, TLI))
          continue;
        const auto *W = dyn_cast<StoreInst>(&I);
        const auto *M = dyn_cast<MemIntrinsic>(&I);
        if (!W && (!M || (!isa<MemSetInst>(M) && M != S)))
          return false;
        Value *Target = W ? const_cast<Value *>(W->getPointerOperand()) : M->getRawDest();
        const kernels::Operand To =
            V.A.address(Target, W ? W->getValueOperand()->getType() : nullptr, LI.getLoopFor(BB));
        for (uint32_t Object : Indices)
          if (To.Levels.empty()
                  ? getUnderlyingObject(Target) == getUnderlyingObject(Symbols.Objects[Object])
                  : To.Object == Object)
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
        Old && Old->getType()->isIntegerTy() && SE.getSCEV(const_cast<Value *>(Old->getPointerOperand())) == Place &&
        !Old->hasOneUse())
      return false;
  if (!readsItsIndices(S, St, V, Root))
    return false;
  St.StartsAtZero = isClearedBefore(S, St, V);
  finish(std::move(St), V, S);
  return true;
}

/// A row that memcpy copies, as the loop that it stands for.
void Statements::addCopy(MemTransferInst *M) {
  constexpr uint32_t FirstCopy = kernels::FirstLane + 1024; // loops that the program has not
  const Loop *L = LI.getLoopFor(M->getParent());
  SmallVector<const Loop *, 8> Around;
  for (const Loop *X = L; X; X = X->getParentLoop())
    Around.push_back(X);
  for (const Loop *Root : reverse(Around)) {
    View &V = viewOf(Root, true, true);
    kernels::Statement St;
    St.Sparse = true;
    const kernels::Poly Bytes = V.A.value(M->getLength(), L);
    Type *Byte = Type::getInt8Ty(F.getContext());
    St.Out = V.A.address(M->getRawDest(), Byte, L);
    kernels::Operand From = V.A.address(M->getRawSource(), Byte, L);
    if (Bytes.isBad() || Bytes.mentionsAnyIndex() || St.Out.Levels.empty() || From.Levels.empty() ||
        From.Via.empty())
      continue;
    // Its elements are as large as the length is a multiple of.
    int64_t Size = 8;
    const auto Elements = [&] { return Bytes.dividedBy(Size); };
    while (Size > 1 && !Elements())
      Size /= 2;
    const demand::Type Elem = Size == 8   ? demand::Type::F64
                              : Size == 4 ? demand::Type::F32
                              : Size == 2 ? demand::Type::I16
                                          : demand::Type::I8;
    kernels::Dim Row;
    Row.Loop = FirstCopy + uint32_t(All.size());
    Row.Extent = {*Elements()};
    for (kernels::Operand *O : {&St.Out, &From}) {
      O->Elem = Elem;
      O->Levels.back() += kernels::Poly::symbol(kernels::indexOf(Row.Loop)) * kernels::Poly(Size);
      V.B.Describe(*O);
    }
    V.B.clear();
    St.Value = Dag.read(std::move(From));
    St.Loops = loopsAround(L, V);
    St.Loops.push_back(std::move(Row));
    if (!readsItsIndices(M, St, V, Root))
      continue;
    finish(std::move(St), V, M);
    return;
  }
}
