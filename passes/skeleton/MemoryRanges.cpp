//===- passes/skeleton/MemoryRanges.cpp - Which bytes a loop nest touches -===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "passes/skeleton/MemoryRanges.h"

#include "passes/skeleton/Effects.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/Analysis/LoopInfo.h"
#include "llvm/Analysis/ScalarEvolution.h"
#include "llvm/Analysis/ScalarEvolutionExpressions.h"
#include "llvm/IR/Dominators.h"
#include "llvm/IR/Instructions.h"

using namespace llvm;
using namespace auspex::passes;

namespace {
constexpr uint64_t PageBytes = 4096;
/// Reads that small are not worth a step; they touch no page of their own.
constexpr uint64_t SmallRead = 64;
/// Neighbouring ranges join over gaps up to this many bytes.
constexpr int64_t JoinDistance = PageBytes;
} // namespace

/// Whether \p I stores a character that it knows.
static bool endsText(const Instruction &I) {
  const auto *S = dyn_cast<StoreInst>(&I);
  return S && S->getValueOperand()->getType()->isIntegerTy(8) &&
         isa<ConstantInt>(S->getValueOperand());
}

LoopFacts::LoopFacts(Function &F, LoopInfo &LI, ScalarEvolution &SE, const TargetLibraryInfo &TLI) {
  for (const Loop *L : LI.getLoopsInPreorder()) {
    LoopFact X;
    X.Foldable = X.Computes = true;
    const SCEV *Taken = SE.getBackedgeTakenCount(L);
    if (isa<SCEVCouldNotCompute>(Taken)) {
      Taken = SE.getSymbolicMaxBackedgeTakenCount(L);
      X.Bound = true;
    }
    // A bound that only says how far the counter's type reaches is none.
    const auto *Fixed = dyn_cast<SCEVConstant>(Taken);
    bool Vacuous = X.Bound && Fixed && Fixed->getAPInt().getActiveBits() > 30;
    if (!isa<SCEVCouldNotCompute>(Taken) && !Vacuous && Taken->getType()->isIntegerTy() &&
        Taken->getType()->getIntegerBitWidth() <= 64)
      X.BackEdges = Taken;
    Facts[L] = X;
  }
  for (const BasicBlock &BB : F)
    if (const Loop *L = LI.getLoopFor(&BB))
      for (const Instruction &I : BB) {
        Effect X = effectOf(I, TLI);
        if (isFoldable(X)) {
          // Text that is cut where its contents say so is followed.
          if (Facts[L].Bound && endsText(I))
            for (const Loop *Outer = L; Outer; Outer = Outer->getParentLoop())
              Facts[Outer].Foldable = false;
          continue;
        }
        const auto *C = dyn_cast<CallBase>(&I);
        bool Computes =
            X == Effect::Call &&
            C->getMemoryEffects().getWithoutLoc(IRMemLocation::ArgMem).onlyReadsMemory();
        for (const Loop *Outer = L; Outer; Outer = Outer->getParentLoop()) {
          Facts[Outer].Foldable = false;
          Facts[Outer].Computes &= Computes;
        }
      }
}

int MemoryRanges::signOf(const SCEV *S, const Loop *L) {
  if (SE.isKnownNonNegative(S))
    return 1;
  if (SE.isKnownNonPositive(S))
    return -1;
  const SCEV *Guarded = SE.applyLoopGuards(S, L);
  if (SE.isKnownNonNegative(Guarded))
    return 1;
  return SE.isKnownNonPositive(Guarded) ? -1 : 0;
}

/// The index of the last iteration of \p L that executes \p I, as i64 (or the
/// width of the count): one less than the header's where the loop leaves above.
const SCEV *MemoryRanges::lastIndex(const Loop *L, const Instruction &I) {
  const SCEV *Taken = Facts.of(L).BackEdges;
  Type *I64 = Type::getInt64Ty(I.getContext());
  Taken = SE.getNoopOrZeroExtend(Taken, I64);
  SmallVector<BasicBlock *, 4> Exiting;
  L->getExitingBlocks(Exiting);
  for (BasicBlock *X : Exiting)
    if (X != I.getParent() && X != L->getLoopLatch() && DT.properlyDominates(X, I.getParent()) &&
        SE.getExitCount(L, X) == Facts.of(L).BackEdges)
      return SE.getMinusSCEV(Taken, SE.getOne(I64));
  return Taken;
}

/// \p Inner is the loop of the access: what guards it guards the access.
bool MemoryRanges::widen(Range &R, const Loop *L, const Loop *Inner, const SCEV *Last,
                         SmallVectorImpl<Dim> &Dims, bool &Regular) {
  const SCEV *End = SE.getAddExpr(R.Offset, R.Bytes);
  auto Split = [&](const SCEV *S, const SCEV *&Start, const SCEV *&Step) {
    if (SE.isLoopInvariant(S, L)) {
      Start = S, Step = SE.getZero(S->getType());
      return true;
    }
    const auto *A = dyn_cast<SCEVAddRecExpr>(S);
    if (!A || A->getLoop() != L || !A->isAffine())
      return false;
    Start = A->getStart(), Step = A->getStepRecurrence(SE);
    return SE.isLoopInvariant(Start, L) && SE.isLoopInvariant(Step, L);
  };
  const SCEV *Low, *LowStep, *High, *HighStep;
  if (!Split(R.Offset, Low, LowStep) || !Split(End, High, HighStep))
    return false;
  Regular &= LowStep == HighStep;
  const SCEV *Zero = SE.getZero(Low->getType());
  // The least offset is the first or the last one, by the sign of the step.
  if (!LowStep->isZero()) {
    int Sign = signOf(LowStep, Inner);
    const SCEV *Travel = SE.getMulExpr(LowStep, Last);
    if (Sign <= 0)
      Low = SE.getAddExpr(Low, Sign < 0 ? Travel : SE.getSMinExpr(Zero, Travel));
    const SCEV *Stride = Sign > 0   ? LowStep
                         : Sign < 0 ? SE.getNegativeSCEV(LowStep)
                                    : SE.getAbsExpr(LowStep, /*IsNSW=*/true);
    Dims.push_back({Stride, SE.getAddExpr(Last, SE.getOne(Last->getType()))});
  }
  if (!HighStep->isZero()) {
    int Sign = signOf(HighStep, Inner);
    const SCEV *Travel = SE.getMulExpr(HighStep, Last);
    if (Sign >= 0)
      High = SE.getAddExpr(High, Sign > 0 ? Travel : SE.getSMaxExpr(Zero, Travel));
  }
  R.Offset = Low;
  R.Bytes = SE.getMinusSCEV(High, Low);
  return true;
}

/// Loops that move by no more than what the faster ones cover make one dense
/// chunk; the others multiply places.
void MemoryRanges::spread(Range &R, const SCEV *Chunk, SmallVectorImpl<Dim> &Dims) {
  auto Fits = [&](const Dim &X) {
    if (const auto *C = dyn_cast<SCEVConstant>(X.Stride))
      if (C->getAPInt().ule(PageBytes))
        return true;
    return X.Stride == Chunk || SE.isKnownPredicate(CmpInst::ICMP_SLE, X.Stride, Chunk);
  };
  Type *T = Chunk->getType();
  while (!Dims.empty()) {
    auto It = find_if(Dims, [](const Dim &X) { return isa<SCEVConstant>(X.Stride); });
    if (It == Dims.end() || !Fits(*It))
      It = find_if(Dims, Fits);
    if (It == Dims.end())
      break;
    const SCEV *More = SE.getMinusSCEV(It->Count, SE.getOne(T));
    Chunk = SE.getAddExpr(Chunk, SE.getMulExpr(It->Stride, More));
    Dims.erase(It);
  }
  if (Dims.empty())
    return;
  R.Places = Dims.front().Count;
  for (const Dim &X : drop_begin(Dims))
    R.Places = SE.getMulExpr(R.Places, X.Count);
  R.PlaceBytes = Chunk;
}

std::optional<Range> MemoryRanges::rangeOf(const Instruction &I, const Value *Pointer,
                                           const SCEV *Bytes, bool Write) {
  const Loop *Inner = LI.getLoopFor(I.getParent());
  if (!Inner || !Facts.folds(Inner) || !SE.isSCEVable(Pointer->getType()))
    return std::nullopt;
  const SCEV *Address = SE.getSCEV(const_cast<Value *>(Pointer));
  auto [It, New] = Known.try_emplace({I.getParent(), Address, Bytes});
  if (New)
    It->second = compute(I, Address, Bytes);
  std::optional<Range> R = It->second;
  if (R)
    R->Write = Write, R->At = &I;
  return R;
}

std::optional<Range> MemoryRanges::compute(const Instruction &I, const SCEV *Address,
                                           const SCEV *Bytes) {
  const Loop *Inner = LI.getLoopFor(I.getParent());
  const SCEV *Base = SE.getPointerBase(Address);
  Range R;
  R.Base = Base;
  R.Offset = SE.removePointerBase(Address);
  R.Bytes = Bytes ? SE.getNoopOrZeroExtend(Bytes, R.Offset->getType()) : nullptr;
  const SCEV *Chunk = R.Bytes;
  SmallVector<Dim, 4> Dims;
  bool Regular = true;
  if (R.Bytes)
    for (const Loop *L = Inner; L && Facts.folds(L) && SE.isLoopInvariant(Base, L);
         L = L->getParentLoop()) {
      const SCEV *Last = lastIndex(L, I);
      if (!SE.isLoopInvariant(Last, L) || !widen(R, L, Inner, Last, Dims, Regular))
        break;
      R.Before = L;
    }
  if (R.Before) {
    const Loop *Outside = R.Before->getParentLoop();
    bool Expressible = !SCEVExprContains(R.Bytes, [&](const SCEV *S) {
      const auto *A = dyn_cast<SCEVAddRecExpr>(S);
      return A && !(Outside && A->getLoop()->contains(Outside));
    });
    if (Expressible) {
      if (Regular)
        spread(R, Chunk, Dims);
      return R;
    }
  }
  // No formula: anywhere in the object, as often as the loops go round.
  R.Before = nullptr, R.Offset = R.Bytes = nullptr;
  const SCEV *Count = nullptr;
  for (const Loop *L = Inner; L && Facts.folds(L) && SE.isLoopInvariant(Base, L);
       L = L->getParentLoop()) {
    const SCEV *Times = SE.getAddExpr(lastIndex(L, I), SE.getOne(Type::getInt64Ty(I.getContext())));
    if (Count && !SE.isLoopInvariant(Count, L))
      break;
    Count = Count ? SE.getMulExpr(Count, Times) : Times;
    R.Before = L;
  }
  R.Places = Count;
  return R.Before ? std::optional(R) : std::nullopt;
}

void MemoryRanges::merge(SmallVectorImpl<Range> &Ranges, ScalarEvolution &SE) {
  auto Alike = [](const Range &A, const Range &B) {
    return A.Before == B.Before && A.Base == B.Base &&
           (A.Offset == nullptr) == (B.Offset == nullptr);
  };
  auto Join = [&](Range &A, const Range &B) {
    if (!Alike(A, B) || A.Write != B.Write)
      return false;
    if (!A.Offset) {
      A.Pointers |= B.Pointers;
      return true;
    }
    std::optional<APInt> Gap = SE.computeConstantDifference(B.Offset, A.Offset);
    std::optional<APInt> Grow = SE.computeConstantDifference(B.Bytes, A.Bytes);
    if (!Gap || !Grow || Gap->abs().sgt(JoinDistance) || Grow->abs().sgt(JoinDistance))
      return false;
    int64_t G = Gap->getSExtValue(), End = G + Grow->getSExtValue();
    Type *T = A.Bytes->getType();
    const SCEV *Low = G < 0 ? B.Offset : A.Offset;
    int64_t Longer = std::max<int64_t>(End, 0) - std::min<int64_t>(G, 0);
    A.Bytes = SE.getAddExpr(A.Bytes, SE.getConstant(T, Longer, /*isSigned=*/true));
    A.Offset = Low;
    A.Pointers |= B.Pointers;
    if (!B.Places)
      A.Places = nullptr;
    return true;
  };
  SmallVector<Range, 8> Out;
  for (const Range &R : Ranges)
    if (none_of(Out, [&](Range &Old) { return Join(Old, R); }))
      Out.push_back(R);
  Ranges.clear();
  for (const Range &R : Out) {
    if (!R.Write) {
      if (R.Bytes && isa<SCEVConstant>(R.Bytes) &&
          cast<SCEVConstant>(R.Bytes)->getAPInt().ule(SmallRead))
        continue;
      if (any_of(Out, [&](const Range &W) {
            return W.Write && Alike(W, R) && W.Offset == R.Offset && W.Bytes == R.Bytes;
          }))
        continue;
    }
    Ranges.push_back(R);
  }
}
