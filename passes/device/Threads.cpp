//===- passes/device/Threads.cpp - Which numbers of threads a kernel reads ===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "passes/device/Threads.h"

#include "llvm/IR/Constants.h"
#include "llvm/IR/Function.h"
#include "llvm/IR/IRBuilder.h"
#include "llvm/IR/InstIterator.h"
#include "llvm/IR/IntrinsicInst.h"
#include "llvm/IR/IntrinsicsNVPTX.h"
#include "llvm/IR/PatternMatch.h"
#include "llvm/IR/ValueHandle.h"
#include "llvm/Transforms/Utils/Local.h"

using namespace llvm;
using namespace llvm::PatternMatch;
using namespace auspex;
using namespace auspex::passes;

const Value *passes::withoutExtension(const Value *V) {
  while (const auto *Cast = dyn_cast<CastInst>(V)) {
    if (!isa<ZExtInst>(Cast) && !isa<SExtInst>(Cast))
      break;
    V = Cast->getOperand(0);
  }
  return V;
}

namespace {

using List = SmallVector<Instruction *, 2>;

/// Where a read of the special register \p Id is noted.
List *placeOf(Intrinsic::ID Id, ThreadDimensions &D) {
  switch (Id) {
#define DIMENSION(LETTER, I)                                                                       \
  case Intrinsic::nvvm_read_ptx_sreg_tid_##LETTER:                                                 \
    return &D[I].Thread;                                                                           \
  case Intrinsic::nvvm_read_ptx_sreg_ctaid_##LETTER:                                               \
    return &D[I].Block;                                                                            \
  case Intrinsic::nvvm_read_ptx_sreg_ntid_##LETTER:                                                \
    return &D[I].BlockExtent;                                                                      \
  case Intrinsic::nvvm_read_ptx_sreg_nctaid_##LETTER:                                              \
    return &D[I].GridExtent;
    DIMENSION(x, 0)
    DIMENSION(y, 1)
    DIMENSION(z, 2)
#undef DIMENSION
  default:
    return nullptr;
  }
}

bool isIn(const List &L, const Value *V) {
  return is_contained(L, dyn_cast<Instruction>(withoutExtension(V)));
}

bool isProductOf(const Value *V, const List &A, const List &B) {
  const Value *X, *Y;
  return match(withoutExtension(V), m_Mul(m_Value(X), m_Value(Y))) &&
         ((isIn(A, X) && isIn(B, Y)) || (isIn(A, Y) && isIn(B, X)));
}

/// All uses of what is in \p Reads, extensions looked through, serve \p Wanted.
bool onlyServes(const List &Reads, function_ref<bool(const Instruction *)> Wanted) {
  SmallVector<const Instruction *, 8> Work(Reads.begin(), Reads.end());
  while (!Work.empty())
    for (const User *U : Work.pop_back_val()->users()) {
      const auto *I = cast<Instruction>(U);
      if (Wanted(I))
        continue;
      if (!isa<ZExtInst>(I) && !isa<SExtInst>(I))
        return false;
      Work.push_back(I);
    }
  return true;
}

} // namespace

/// `tid + 1 + block*blockDim` as `(block*blockDim + tid) + 1`.
static void bringTogether(Function &F, const ThreadDimension &D) {
  auto IsPair = [&](Value *X, Value *Y) {
    return (isIn(D.Thread, X) && isProductOf(Y, D.Block, D.BlockExtent)) ||
           (isIn(D.Thread, Y) && isProductOf(X, D.Block, D.BlockExtent));
  };
  SmallVector<WeakTrackingVH, 4> Gone;
  for (Instruction &I : instructions(F)) {
    Value *A, *B;
    if (!match(&I, m_AddLike(m_Value(A), m_Value(B))))
      continue;
    if (!match(A, m_AddLike(m_Value(), m_Value())))
      std::swap(A, B);
    Value *C, *E;
    if (!match(A, m_AddLike(m_Value(C), m_Value(E))))
      continue;
    if (!IsPair(B, C))
      std::swap(C, E);
    if (!IsPair(B, C))
      continue;
    IRBuilder<> Here(&I);
    I.replaceAllUsesWith(Here.CreateAdd(Here.CreateAdd(B, C), E));
    Gone.push_back(&I);
  }
  for (WeakTrackingVH &V : Gone)
    RecursivelyDeleteTriviallyDeadInstructions(V);
}

bool passes::isThreadCount(const Value *V, const ThreadDimension &D) {
  return isProductOf(V, D.GridExtent, D.BlockExtent);
}

ThreadDimensions passes::threadDimensions(Function &F) {
  ThreadDimensions All;
  for (Instruction &I : instructions(F))
    if (auto *Read = dyn_cast<IntrinsicInst>(&I))
      if (List *Place = placeOf(Read->getIntrinsicID(), All))
        Place->push_back(Read);
  for (ThreadDimension &D : All) {
    bringTogether(F, D);
    for (Instruction &I : instructions(F)) {
      const Value *X, *Y;
      if (!match(&I, m_AddLike(m_Value(X), m_Value(Y))))
        continue;
      if (isIn(D.Thread, Y) && isProductOf(X, D.Block, D.BlockExtent))
        D.Global.push_back(&I);
      else if (isIn(D.Thread, X) && isProductOf(Y, D.Block, D.BlockExtent))
        D.Global.push_back(&I);
    }
    auto IsGlobal = [&](const Instruction *I) {
      return is_contained(D.Global, const_cast<Instruction *>(I));
    };
    auto IsFactor = [&](const Instruction *I) {
      return isProductOf(I, D.Block, D.BlockExtent) &&
             onlyServes({const_cast<Instruction *>(I)}, IsGlobal);
    };
    D.Joined = !D.Global.empty() && onlyServes(D.Thread, IsGlobal) && onlyServes(D.Block, IsFactor);
  }
  return All;
}

bool passes::dropBarriers(Function &F) {
  bool Exchanges = false;
  for (Instruction &I : make_early_inc_range(instructions(F))) {
    auto *Call = dyn_cast<IntrinsicInst>(&I);
    if (!Call || !Intrinsic::isTargetIntrinsic(Call->getIntrinsicID()))
      continue;
    StringRef Name = Call->getCalledFunction()->getName();
    const bool Orders = Name.starts_with("llvm.nvvm.bar") || Name.starts_with("llvm.nvvm.membar") ||
                        Name.starts_with("llvm.nvvm.fence");
    const bool Moves = Name.starts_with("llvm.nvvm.shfl") || Name.starts_with("llvm.nvvm.vote") ||
                       Name.starts_with("llvm.nvvm.match") || Name.starts_with("llvm.nvvm.redux");
    Exchanges |= Orders || Moves;
    if (!Orders)
      continue;
    if (!Call->getType()->isVoidTy())
      Call->replaceAllUsesWith(PoisonValue::get(Call->getType()));
    Call->eraseFromParent();
  }
  return Exchanges;
}
