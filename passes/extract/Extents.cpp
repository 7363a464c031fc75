//===- passes/extract/Extents.cpp - How often loops run ---------------------===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// ScalarEvolution's counts carry max(1, n) where a loop was rotated: it runs at
// least once behind its guard. The extent of a dimension is n: behind the guard
// both agree, and before it the loop does not run. Minima stay: min(B, n - ii)
// is how a tile is clipped.
//
//===----------------------------------------------------------------------===//
#include "passes/extract/Affine.h"

#include "llvm/Analysis/LoopInfo.h"
#include "llvm/Analysis/ScalarEvolution.h"
#include "llvm/Analysis/ScalarEvolutionExpressions.h"
#include "llvm/IR/Instructions.h"

using namespace llvm;
using namespace auspex;
using namespace auspex::passes;
using namespace auspex::passes::extract;
using kernels::Poly;

static constexpr size_t MaxAlternatives = 16, MaxMinima = 32;

bool Affine::testsFirst(const Loop *L) {
  const BasicBlock *H = L->getHeader();
  if (H == L->getLoopLatch() || !L->isLoopExiting(H))
    return false;
  // The latch of a rotated loop decides; a header that exits as well leaves early.
  return !L->getLoopLatch() || !L->isLoopExiting(L->getLoopLatch());
}

Affine::Bounds Affine::bounds(const SCEV *S) {
  if (!spend())
    return {};
  if (auto It = BoundsMemo.find(S); It != BoundsMemo.end())
    return It->second;
  ++Depth;
  Bounds B = boundsOf(S);
  --Depth;
  // What is too large for a trip count anyone reads; sums of minima double with each.
  if (B.size() > MaxAlternatives ||
      any_of(B, [](const std::vector<Poly> &Min) { return Min.size() > MaxMinima; }))
    B.clear();
  if (Provisional.empty())
    BoundsMemo[S] = B;
  return B;
}

Affine::Bounds Affine::boundsOf(const SCEV *S) {
  auto Product = [](const Bounds &A, const Bounds &B, auto Join) {
    Bounds Out;
    if (A.size() * B.size() <= MaxAlternatives)
      for (const auto &X : A)
        for (const auto &Y : B)
          Out.push_back(Join(X, Y));
    return Out;
  };
  switch (S->getSCEVType()) {
  case scTruncate:
  case scZeroExtend:
  case scSignExtend: {
    const auto *Cast = cast<SCEVCastExpr>(S);
    // n modulo 4 is i2 for a while.
    if (isLowerHalf(S) || (wrapsOnPurpose(Cast) && !isLowerHalf(Cast->getOperand())))
      break;
    return bounds(Cast->getOperand());
  }
  case scSMaxExpr:
  case scUMaxExpr: {
    Bounds Out;
    for (const SCEV *Op : S->operands()) {
      Bounds B = bounds(Op);
      if (B.empty())
        return {};
      Out.append(B.begin(), B.end());
    }
    return Out;
  }
  case scSMinExpr:
  case scUMinExpr:
  case scSequentialUMinExpr: {
    Bounds Out = bounds(S->operands()[0]);
    for (const SCEV *Op : drop_begin(S->operands()))
      Out = Product(Out, bounds(Op), [](std::vector<Poly> X, const std::vector<Poly> &Y) {
        X.insert(X.end(), Y.begin(), Y.end());
        return X;
      });
    return Out;
  }
  case scAddExpr: {
    if (const auto Length = rowLength(S))
      return {{*Length}};
    Bounds Out{{Poly(0)}};
    for (const SCEV *Op : S->operands())
      Out = Product(Out, bounds(Op), [](const auto &X, const auto &Y) {
        std::vector<Poly> Sum;
        for (const Poly &P : X)
          for (const Poly &Q : Y)
            if (Sum.size() <= MaxMinima)
              Sum.push_back(P + Q);
        return Sum;
      });
    return Out;
  }
  case scMulExpr: {
    const auto *C = dyn_cast<SCEVConstant>(S->operands()[0]);
    if (!C || S->operands().size() != 2 || C->getAPInt().getSignificantBits() > 64)
      break;
    const int64_t K = C->getAPInt().getSExtValue();
    Bounds In = bounds(S->operands()[1]), Out;
    if (K >= 0) {
      for (auto &Min : In)
        for (Poly &P : Min)
          P *= Poly(K);
      return In;
    }
    if (In.size() == 1) { // -min(a, b) = max(-a, -b)
      for (const Poly &P : In[0])
        Out.push_back({P * Poly(K)});
      return Out;
    }
    Out.emplace_back(); // -max(a, b) = min(-a, -b)
    for (const auto &Min : In) {
      if (Min.size() != 1)
        return {};
      Out[0].push_back(Min[0] * Poly(K));
    }
    return In.empty() ? Bounds{} : Out;
  }
  case scUDivExpr: {
    const auto *D = cast<SCEVUDivExpr>(S);
    const Poly By = poly(D->getRHS());
    Bounds Out = bounds(D->getLHS());
    for (auto &Min : Out)
      for (Poly &P : Min)
        if (P = floorDivide(P, By); P.isBad())
          return {};
    return Out;
  }
  default:
    break;
  }
  Poly P = poly(S);
  return P.isBad() || hasPairs(P) ? Bounds{} : Bounds{{P}};
}

std::vector<Poly> Affine::computeExtent(const Loop *L) {
  const SCEV *Count = SE.getBackedgeTakenCount(L);
  const BasicBlock *Latch = L->getLoopLatch();
  if (isa<SCEVCouldNotCompute>(Count) && Latch && L->isLoopExiting(Latch))
    Count = SE.getExitCount(L, Latch);
  if (isa<SCEVCouldNotCompute>(Count) && L->isLoopExiting(L->getHeader()))
    Count = SE.getExitCount(L, L->getHeader());
  if (isa<SCEVCouldNotCompute>(Count))
    return extentFromExit(L);
  Bounds B = bounds(Count);
  for (auto &Min : B)
    for (Poly &P : Min) {
      if (!testsFirst(L))
        P += Poly(1);
      if (P.isBad())
        return {};
    }
  // Alternatives that only say "at least once".
  if (B.size() > 1)
    erase_if(B, [](const std::vector<Poly> &Min) {
      for (const Poly &P : Min)
        if (auto C = P.constant(); C && *C <= 1)
          return true;
      return false;
    });
  if (B.size() > 1) { // the same bound twice
    bool Same = true;
    for (const auto &Min : B)
      Same &= Min == B[0];
    if (Same)
      B.resize(1);
  }
  if (B.size() == 1) {
    std::vector<Poly> Min;
    for (const Poly &P : B[0])
      if (!is_contained(Min, P))
        Min.push_back(P);
    return Min;
  }
  if (!isFixed(Count))
    return {};
  return {atom(Count, true) + Poly(testsFirst(L) ? 0 : 1)};
}

bool Affine::isDistance(const Poly &N, Value *From, Value *To) {
  const SCEV *A = SE.getLosslessPtrToIntExpr(SE.getSCEV(From)),
             *B = SE.getLosslessPtrToIntExpr(SE.getSCEV(To));
  if (isa<SCEVCouldNotCompute>(A) || isa<SCEVCouldNotCompute>(B))
    return false;
  return isCount(N, poly(SE.getMinusSCEV(B, A)));
}

bool Affine::isCount(const Poly &N, const Poly &Bytes) {
  constexpr int64_t Sizes[] = {1, 2, 4, 8, 12, 16, 24, 32};
  return !Bytes.isBad() && any_of(Sizes, [&](int64_t Size) {
    const Poly Q = floorDivide(Bytes, Poly(Size));
    return Q == N || N * Poly(Size) == Bytes;
  });
}

/// How far \p B is from \p A, integers or pointers into one object.
Poly Affine::gap(Value *A, Value *B, const Loop *L) {
  if (!A->getType()->isPointerTy())
    return value(B, L) - value(A, L);
  Pointer PA = pointer(SE.getSCEV(A)), PB = pointer(SE.getSCEV(B));
  if (PA.Levels.empty() || PA.Base != PB.Base || PA.Levels.size() != PB.Levels.size())
    return Poly::bad();
  for (size_t K = 0; K + 1 < PA.Levels.size(); ++K)
    if (!(PA.Levels[K] == PB.Levels[K]))
      return Poly::bad();
  return leave(PB.Levels.back(), L) - leave(PA.Levels.back(), L);
}

/// The count of a loop whose bound stays in memory (`i < m->rows` where a store
/// may alias): from the comparison that leaves it.
std::vector<Poly> Affine::extentFromExit(const Loop *L) {
  const BasicBlock *E = testsFirst(L) ? L->getHeader() : L->getLoopLatch();
  const auto *Br = E ? dyn_cast<BranchInst>(E->getTerminator()) : nullptr;
  const auto *Cmp = Br && Br->isConditional() ? dyn_cast<ICmpInst>(Br->getCondition()) : nullptr;
  if (!Cmp || !L->isLoopExiting(E))
    return {};
  ICmpInst::Predicate Stay = Cmp->getPredicate();
  if (!L->contains(Br->getSuccessor(0)))
    Stay = ICmpInst::getInversePredicate(Stay);
  Value *VA = Cmp->getOperand(0), *VB = Cmp->getOperand(1);
  if (Stay == ICmpInst::ICMP_SGT || Stay == ICmpInst::ICMP_UGT || Stay == ICmpInst::ICMP_SGE ||
      Stay == ICmpInst::ICMP_UGE) {
    std::swap(VA, VB);
    Stay = ICmpInst::getSwappedPredicate(Stay);
  }
  const kernels::Sym I = kernels::indexOf(Symbols.loopNumber(L));
  Poly Gap = gap(VA, VB, L); // stays while it is positive
  // The step divides the distance: for (; p != end; p += n).
  const Poly Step = Poly(0) - Gap.coefficientOf(I);
  if (!Step.constant() &&
      (Stay == ICmpInst::ICMP_SLT || Stay == ICmpInst::ICMP_ULT || Stay == ICmpInst::ICMP_NE))
    if (auto Q = Gap.substitute(I, Poly(0)).quotient(Step); Q && !Q->mentions(I))
      return {*Q + Poly(testsFirst(L) ? 0 : 1)};
  // From one end to the other of an array whose ends lie in memory (iterators).
  if (Stay == ICmpInst::ICMP_NE && VA->getType()->isPointerTy() && Gap.isBad())
    for (const auto &[At, End] : {std::pair(VA, VB), std::pair(VB, VA)}) {
      const auto *R = dyn_cast<SCEVAddRecExpr>(SE.getSCEV(At));
      const auto *Step = R && R->getLoop() == L ? dyn_cast<SCEVConstant>(R->getStepRecurrence(SE)) : nullptr;
      if (!Step || !Step->getAPInt().isStrictlyPositive() || !SE.isLoopInvariant(SE.getSCEV(End), L))
        continue;
      const SCEV *From = SE.getLosslessPtrToIntExpr(R->getStart()), *To = SE.getLosslessPtrToIntExpr(SE.getSCEV(End));
      if (isa<SCEVCouldNotCompute>(From) || isa<SCEVCouldNotCompute>(To))
        return {};
      const SCEV *Span = SE.getMinusSCEV(To, From);
      if (!isFixed(Span) && (!isa<SCEVAddExpr>(Span) || !rowLength(Span)))
        return {};
      const Poly Count = floorDivide(poly(Span), Poly(Step->getAPInt().getSExtValue()));
      return Count.isBad() ? std::vector<Poly>() : std::vector<Poly>{Count + Poly(testsFirst(L) ? 0 : 1)};
    }
  // A step that is a variable (a block size): ceil((end - start) / step).
  if (const auto *R = dyn_cast<SCEVAddRecExpr>(SE.getSCEV(VA));
      R && R->getLoop() == L && R->isAffine() && !isa<SCEVConstant>(R->getStepRecurrence(SE))) {
    const SCEV *Step = R->getStepRecurrence(SE), *End = SE.getSCEV(VB);
    const bool Equal = Stay == ICmpInst::ICMP_SLE || Stay == ICmpInst::ICMP_ULE;
    if (!Equal && Stay != ICmpInst::ICMP_SLT && Stay != ICmpInst::ICMP_ULT)
      return {};
    const SCEV *Span = SE.getMinusSCEV(End, R->getStart());
    if (isa<SCEVCouldNotCompute>(Span)) // pointers into different objects
      return {};
    if (Equal)
      Span = SE.getAddExpr(Span, SE.getOne(Span->getType()));
    if (!testsFirst(L)) // the first test comes after a step
      Span = SE.getAddExpr(Span, Step);
    if (!isFixed(Span) || !isFixed(Step))
      return {};
    return {floorDivide(poly(Span) - Poly(1), poly(Step)) + Poly(1)};
  }
  const auto Slope = Gap.coefficientOf(I).constant();
  if (!Slope || *Slope >= 0)
    return {};
  Gap = Gap.substitute(I, Poly(0));
  if (Stay == ICmpInst::ICMP_SLE || Stay == ICmpInst::ICMP_ULE)
    Gap += Poly(1);
  else if (Stay != ICmpInst::ICMP_SLT && Stay != ICmpInst::ICMP_ULT && Stay != ICmpInst::ICMP_NE)
    return {};
  // ceil(Gap / step) tests succeed.
  if (*Slope != -1) {
    const int64_t R = Gap.coefficient({});
    const int64_t Step = -*Slope;
    auto Q = (Gap - Poly(R)).dividedBy(Step);
    if (!Q) // rounded up; a loop that tests behind its body has run once more
      return {floorDivide(Gap + Poly(Step * (testsFirst(L) ? 1 : 2) - 1), Poly(Step))};
    Gap = *Q + Poly(R > 0 ? (R - 1) / Step + 1 : R / Step);
  }
  return {Gap + Poly(testsFirst(L) ? 0 : 1)};
}

const std::vector<Poly> &Affine::extent(const Loop *L) {
  auto It = Extents.find(L);
  if (It != Extents.end())
    return It->second;
  Extents[L] = {}; // asked for while it is computed: not known
  std::vector<Poly> E = computeExtent(L);
  return Extents[L] = std::move(E);
}

kernels::Dim Affine::dim(const Loop *L) {
  kernels::Dim D;
  D.Loop = Symbols.loopNumber(L);
  D.Extent = extent(L);
  return D;
}
