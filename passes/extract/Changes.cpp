//===- passes/extract/Changes.cpp - Who else writes to a kernel's operands --===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// A kernel's factors are what they were before it, and its output is what it
// alone accumulates. Every other write in the loops that the kernel spans is held
// against both. It does no harm where it touches an element only in that
// iteration, of all the loops around both, in which the kernel does: before (an
// output that is cleared or scaled, a block that is packed) or after (an epilogue).
// Objects with different bases are taken for different, as everywhere.
//
//===----------------------------------------------------------------------===//
#include "passes/extract/Statements.h"

#include "llvm/Analysis/CFG.h"
#include "llvm/Analysis/LoopInfo.h"
#include "llvm/Analysis/ScalarEvolution.h"
#include "llvm/Analysis/TargetLibraryInfo.h"
#include "llvm/Analysis/ValueTracking.h"
#include "llvm/IR/Dominators.h"
#include "llvm/IR/IntrinsicInst.h"

using namespace llvm;
using namespace auspex;
using namespace auspex::passes;
using namespace auspex::passes::extract;
using kernels::Poly;

const SmallVector<const Instruction *, 0> &Statements::writersIn(const Loop *L) {
  auto [It, New] = Writers.try_emplace(L);
  if (New)
    for (const BasicBlock *BB : L->blocks())
      for (const Instruction &I : *BB) {
        const auto *C = dyn_cast<CallBase>(&I);
        if (C ? !isHarmless(*C, TLI) : isa<StoreInst, AtomicRMWInst, AtomicCmpXchgInst>(I))
          It->second.push_back(&I);
      }
  return It->second;
}

/// Where \p W writes to; null: anywhere.
static Value *targetOf(const Instruction *W) {
  if (const auto *M = dyn_cast<MemIntrinsic>(W))
    return M->getRawDest();
  return isa<CallBase>(W) ? nullptr : const_cast<Value *>(getLoadStorePointerOperand(W))
                                    ?: W->getOperand(0);
}

/// Where \p X, of a kernel, reads from (packing included), or else writes to.
static Value *sourceOf(const Instruction *X) {
  const auto *M = dyn_cast<MemCpyInst>(X);
  return M ? M->getRawSource() : targetOf(X);
}

static Type *elementOf(const Instruction *I) {
  if (const auto *S = dyn_cast<StoreInst>(I))
    return S->getValueOperand()->getType();
  return isa<LoadInst>(I) ? I->getType() : Type::getInt8Ty(I->getContext());
}

/// The outermost loop that moves \p U and has a part of statement \p Tag in it.
const Loop *Statements::spanOf(const kernels::Update &U, uint32_t Tag) const {
  const Loop *Span = nullptr;
  for (uint32_t Number : U.Origin) {
    const Loop *L = Number < Symbols.Loops.size() ? Symbols.Loops[Number] : nullptr;
    if (!L || (Span && Span->getLoopDepth() <= L->getLoopDepth()))
      continue;
    if (L->contains(Sites[Tag]) ||
        any_of(Sources[Tag].Loads, [&](const Instruction *Ld) { return L->contains(Ld); }))
      Span = L;
  }
  return Span;
}

/// The end of what \p I, at \p P, touches within one iteration of the loops around both
/// accesses, from where it begins.
Poly Statements::reachOf(const Poly &P, const Instruction *I, const Loop *Common, View &V) {
  const auto *M = dyn_cast<MemIntrinsic>(I);
  Poly Reach = M ? V.A.value(M->getLength(), LI.getLoopFor(I->getParent()))
                 : Poly(int64_t(F.getDataLayout().getTypeStoreSize(elementOf(I))));
  for (const Loop *L = LI.getLoopFor(I->getParent()); L != Common; L = L->getParentLoop()) {
    const Poly Stride = P.coefficientOf(kernels::indexOf(Symbols.loopNumber(L)));
    const std::vector<Poly> &E = V.A.extent(L);
    if (!Stride.isZero())
      Reach += E.size() == 1 && Stride.isNonNegative() ? Stride * (E[0] - Poly(1)) : Poly::bad();
  }
  return Reach;
}

/// \p W writes to elements that \p X, of the kernel, reads or writes in another
/// iteration of a loop around both.
bool Statements::meetsAcross(const Instruction *W, const Instruction *X, Value *XPtr,
                             const Loop *Span, View &V, bool Itself) {
  Value *WPtr = targetOf(W);
  const Loop *WLoop = LI.getLoopFor(W->getParent()), *XLoop = LI.getLoopFor(X->getParent());
  kernels::Operand OW = V.A.address(WPtr, elementOf(W), WLoop),
                   OX = V.A.address(XPtr, elementOf(X), XLoop);
  if (OW.Levels.empty() || OX.Levels.empty())
    return getUnderlyingObject(WPtr) == getUnderlyingObject(XPtr);
  if (OW.Object != OX.Object || OW.Levels.size() != OX.Levels.size())
    return false;
  OW.Elem = elementType(elementOf(W));
  OX.Elem = elementType(elementOf(X));
  if (!isa<MemIntrinsic>(W) && !isa<MemIntrinsic>(X) && OW.Elem != demand::Type::Void &&
      OX.Elem != demand::Type::Void) {
    std::vector<kernels::Dim> Dims = loopsAround(WLoop, V);
    for (kernels::Dim &D : loopsAround(XLoop, V))
      if (!is_contained(Dims, D))
        Dims.push_back(std::move(D));
    if (kernels::disjoint(OW, OX, Dims))
      return false;
  }
  const Loop *Common = commonLoop(W, X);
  for (const Loop *L = Common; L && Span->contains(L) && (Itself || L != Span);
       L = L->getParentLoop()) {
    // Apart where both move by the same stride from the same start, and neither
    // is seen to reach further than that.
    auto IsApart = [&](size_t K) {
      const kernels::Sym Index = kernels::indexOf(Symbols.loopNumber(L));
      const Poly Stride = OW.Levels[K].coefficientOf(Index);
      if (Stride.isZero() || !(Stride == OX.Levels[K].coefficientOf(Index)))
        return false;
      auto Start = [](Poly P) {
        for (bool Moves = true; Moves;) {
          Moves = false;
          for (const auto &[M, C] : P.terms())
            if (!M.empty() && kernels::isIndex(M.back())) {
              P = P.substitute(M.back(), Poly(0));
              Moves = true;
              break;
            }
        }
        return P;
      };
      const Poly Size = Stride.isNonNegative() ? Stride : Poly(0) - Stride;
      auto TooFar = [&](const Instruction *I, const Poly &P, const Poly &From) {
        const Poly Beyond = From + reachOf(P, I, Common, V) - Size;
        return Beyond.isNonNegative() && !Beyond.isZero();
      };
      // One may begin later than the other.
      const Poly Later = Start(OX.Levels[K]) - Start(OW.Levels[K]);
      if (const auto By = Later.constant(); !By)
        return false;
      else if (*By >= 0)
        return !TooFar(W, OW.Levels[K], 0) && !TooFar(X, OX.Levels[K], Later);
      return !TooFar(W, OW.Levels[K], Poly(0) - Later) && !TooFar(X, OX.Levels[K], 0);
    };
    bool Apart = false;
    for (size_t K = 0; K < OW.Levels.size(); ++K)
      Apart |= IsApart(K);
    if (!Apart)
      return true;
  }
  return false;
}

std::optional<std::string> Statements::changed(const kernels::Update &U) {
  auto IsOwn = [&](const Instruction *W) {
    return Dead.contains(W) ||
           any_of(U.Tags, [&](uint32_t T) { return Sites[T] == W || Sources[T].Target == W; });
  };
  for (uint32_t Tag : U.Tags) {
    const Loop *Span = spanOf(U, Tag);
    if (!Span)
      continue;
    View &V = *Sources[Tag].In;
    for (const Instruction *W : writersIn(Span)) {
      if (IsOwn(W))
        continue;
      if (!targetOf(W))
        return "a call in the loop may change an operand";
      if (neverMeet(W, Sites[Tag], Span))
        continue;
      // What is left of an element is what the last store says of it.
      const bool OncePerElement = !U.ToScalar && all_of(U.Dims, [&](const kernels::Dim &D) {
        return U.Out.moves(kernels::indexOf(D.Loop));
      });
      if (OncePerElement && !DT.dominates(W, Sites[Tag]) &&
          SE.getSCEV(targetOf(W)) == SE.getSCEV(targetOf(Sites[Tag])))
        return "another store changes the same element again";
      // A buffer is begun anew in every iteration that empties it.
      const Instruction *Target = Sources[Tag].Target, *Site = Sites[Tag];
      const Loop *Begun = Target ? commonLoop(Site, Target) : Span;
      if (!All[Tag].ToScalar && (meetsAcross(W, Site, targetOf(Site), Begun, V, !Target) ||
                                 (Target && meetsAcross(W, Target, targetOf(Target), Span, V))))
        return "another store in the loops changes the output while it is computed";
      for (const Instruction *X : Sources[Tag].Loads) {
        const bool IsBuffer = Target && SE.getSCEV(sourceOf(X)) == SE.getSCEV(targetOf(Sites[Tag]));
        if (!Span->contains(X) || IsBuffer)
          continue;
        if (meetsAcross(W, X, sourceOf(X), Span, V))
          return "a store in the loops changes an operand while it is still read";
        if (!DT.dominates(X, W) && !U.ToScalar && feedsBack(W, X, U, V))
          return "an operand is computed from the output (self-dependence)";
      }
    }
  }
  return std::nullopt;
}

/// What \p W stores for \p X to read depends on the output of \p U.
bool Statements::feedsBack(const Instruction *W, const Instruction *X, const kernels::Update &U,
                           View &V) {
  const auto It = llvm::find(Sites, W);
  if (It == Sites.end() || All[It - Sites.begin()].Value == kernels::NoNode)
    return false;
  const auto OW = V.A.address(targetOf(W), elementOf(W), LI.getLoopFor(W->getParent())),
             OX = V.A.address(sourceOf(X), elementOf(X), LI.getLoopFor(X->getParent()));
  return !OW.Levels.empty() && OW.Object == OX.Object && OW.Object != U.Out.Object &&
         any_of(Dag.readsOf(All[It - Sites.begin()].Value),
                [&](uint32_t Id) { return Dag.operand(Id).Object == U.Out.Object; });
}

/// A condition that does not change while \p Span runs decides between \p X and \p Y.
bool Statements::neverMeet(const Instruction *X, const Instruction *Y, const Loop *Span) const {
  const BasicBlock *BX = X->getParent(), *BY = Y->getParent();
  const BasicBlock *D = DT.findNearestCommonDominator(BX, BY);
  const auto *Br = dyn_cast<BranchInst>(D->getTerminator());
  if (D == BX || D == BY || !Br || !Br->isConditional() ||
      !Span->isLoopInvariant(Br->getCondition()))
    return false;
  const BasicBlock *T = Br->getSuccessor(0), *F = Br->getSuccessor(1);
  return (DT.dominates(T, BX) && DT.dominates(F, BY)) ||
         (DT.dominates(F, BX) && DT.dominates(T, BY));
}

bool Statements::areAlternatives(uint32_t Tag, uint32_t Other) const {
  const Instruction *X = Sites[Tag], *Y = Sites[Other];
  const Loop *Common = commonLoop(X, Y);
  // Another iteration passes the header.
  SmallPtrSet<BasicBlock *, 1> Next;
  if (Common)
    Next.insert(Common->getHeader());
  return !DT.dominates(X->getParent(), Y->getParent()) &&
         !DT.dominates(Y->getParent(), X->getParent()) &&
         !isPotentiallyReachable(X, Y, &Next, &DT, &LI) &&
         !isPotentiallyReachable(Y, X, &Next, &DT, &LI);
}
