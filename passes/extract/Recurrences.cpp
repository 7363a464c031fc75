//===- passes/extract/Recurrences.cpp - Values that loops carry on --------===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Recurrences that are reductions in disguise, or an element seen one iteration later.
//
//===----------------------------------------------------------------------===//
#include "kernels/evaluate.h"
#include "passes/extract/Body.h"

#include "llvm/Analysis/LoopInfo.h"
#include "llvm/Analysis/TargetLibraryInfo.h"
#include "llvm/IR/Instructions.h"
#include "llvm/IR/IntrinsicInst.h"

#include <cmath>
#include <map>
#include <tuple>

using namespace llvm;
using namespace auspex;
using namespace auspex::passes;
using namespace auspex::passes::extract;
using kernels::Fn;
using kernels::NodeRef;
using kernels::NoNode;

/// s' * c'^2 = s * c^2 + x^2, where \p P is s and \p Q is c, which becomes \p Scale: a sum of
/// squares that nothing lets overflow (Blue's and LAPACK's norms).
bool Body::isScaledSquare(PHINode *P, PHINode *Q, NodeRef Next, NodeRef Scale) {
  const NodeRef Sum = Dag.carried(scalarId(P)), Unit = Dag.carried(scalarId(Q));
  const auto Reads = Dag.readsOf(Next);
  if (Reads.size() != 1 || !Dag.mentionsCarried(Next, Dag[Sum].Id) ||
      !Dag.applies(Next, Fn::Recip) || Dag.readsOf(Scale) != Reads)
    return false;
  const NodeRef X = Dag.read(Dag.operand(Reads[0]));
  for (const auto &[S, C, V] : {std::tuple(1.3, 0.7, 0.4),
                                {1.9, 0.8, -2.5},
                                {2.2, 1.1, 3.0},
                                {1.5, 0.9, -0.3},
                                {1.0, 2.0, 5.0}}) {
    const std::map<NodeRef, double> At{{Sum, S}, {Unit, C}, {X, V}};
    const auto NewSum = kernels::evaluateAt(Dag, Next, At),
               NewUnit = kernels::evaluateAt(Dag, Scale, At);
    constexpr double Tolerance = 1e-9;
    if (!NewSum || !NewUnit ||
        std::abs(*NewSum * *NewUnit * *NewUnit - (S * C * C + V * V)) > Tolerance)
      return false;
  }
  return true;
}

/// \p P and \p Q, which are s and c of such a sum over \p L, start with s * c^2 = 0, and what
/// leaves the loop is s * c * c or c * sqrt(s): in units of c, s by itself says nothing.
static bool leavesWithUnit(const PHINode *P, const PHINode *Q, const Loop *L,
                           const TargetLibraryInfo &TLI) {
  auto IsZero = [&](const PHINode *X) {
    const auto *C = dyn_cast_or_null<ConstantFP>(startOf(X, L));
    return C && C->isZero();
  };
  if (!IsZero(P) && !IsZero(Q))
    return false;
  // What the loop leaves of either, merges with where it did not run included.
  auto Ends = [&](const PHINode *X) {
    SmallPtrSet<const Value *, 8> Known{X, X->getIncomingValueForBlock(L->getLoopLatch())};
    const Value *Start = startOf(X, L);
    for (bool Grows = true; Grows;) {
      Grows = false;
      for (const Value *V : SmallVector<const Value *, 8>(Known.begin(), Known.end()))
        for (const User *U : V->users())
          if (const auto *M = dyn_cast<PHINode>(U);
              M && !L->contains(M) && !Known.contains(M) &&
              all_of(M->incoming_values(),
                     [&](const Value *In) { return In == Start || Known.contains(In); })) {
            Known.insert(M);
            Grows = true;
          }
    }
    return Known;
  };
  const auto Sums = Ends(P), Units = Ends(Q);
  auto IsProduct = [](const User *U) {
    const auto *I = dyn_cast<Instruction>(U);
    return I && I->getOpcode() == Instruction::FMul;
  };
  auto IsRoot = [&](const User *U) {
    const auto *C = dyn_cast<CallBase>(U);
    LibFunc Called;
    return C &&
           (C->getIntrinsicID() == Intrinsic::sqrt ||
            (TLI.getLibFunc(*C, Called) && (Called == LibFunc_sqrt || Called == LibFunc_sqrtf)));
  };
  auto Other = [](const User *Product, const Value *V) {
    return Product->getOperand(Product->getOperand(0) == V);
  };
  auto IsSquare = [&](const Value *V) {
    const auto *I = dyn_cast<Instruction>(V);
    return I && IsProduct(I) && Units.contains(I->getOperand(0)) &&
           Units.contains(I->getOperand(1));
  };
  /// All uses of \p V are products with c.
  auto OnlyByUnit = [&](const Value *V) {
    return all_of(V->users(),
                  [&](const User *U) { return IsProduct(U) && Units.contains(Other(U, V)); });
  };
  return all_of(Sums, [&](const Value *S) {
    return all_of(S->users(), [&](const User *U) {
      const auto *I = dyn_cast<Instruction>(U);
      if (!I || L->contains(I) || Sums.contains(I))
        return I != nullptr && !isa<StoreInst>(I);
      if (IsRoot(U))
        return OnlyByUnit(U);
      return IsProduct(U) &&
             (IsSquare(Other(U, S)) || (Units.contains(Other(U, S)) && OnlyByUnit(U)));
    });
  });
}

/// d' = d*e^(m - m') + e^(x - m') with m' = max(m, x), where \p P is d: a sum of e^(x - m)
/// with the last m, that is rescaled whenever the maximum grows (the online softmax).
/// NoNode where \p Next is something else.
NodeRef Body::rescaledSum(PHINode *P, const Loop *L, NodeRef Next) {
  const NodeRef Sum = Dag.carried(scalarId(P));
  auto Exp = [&](NodeRef X, NodeRef Less) {
    return Dag.apply(Fn::Exp, {Dag.add(X, Dag.negate(Less))});
  };
  for (PHINode &Q : L->getHeader()->phis()) {
    const NodeRef Max = Dag.carried(scalarId(&Q));
    if (&Q == P || Q.getType() != P->getType() || Busy.contains(&Q) ||
        !Dag.mentionsCarried(Next, Dag[Max].Id))
      continue;
    const NodeRef Grown = eval(Q.getIncomingValueForBlock(L->getLoopLatch()), L);
    if (isScaledSquare(P, &Q, Next, Grown) && leavesWithUnit(P, &Q, L, N.TLI)) {
      const NodeRef X = Dag.read(Dag.operand(Dag.readsOf(Next)[0]));
      Reduced.insert(L);
      A.Assumptions.insert("no element of a sum of squares in units of the largest is infinite");
      Unlike = "the sum is kept in units of its largest element";
      return Dag.sum({{1, {X, X}, {A.dim(L).Loop}}});
    }
    const kernels::Node N = Dag[Grown];
    if (N.Kind != kernels::NodeKind::Fold || N.Op != Fn::Max || N.Terms.size() != 2)
      continue;
    for (size_t K : {0, 1}) {
      const NodeRef X = N.Terms[1 - K].Factors[0];
      if (N.Terms[K].Factors[0] != Max || Dag.mentionsKind(X, kernels::NodeKind::Carried))
        continue;
      const NodeRef Always = Dag.add(Dag.multiply(Sum, Exp(Max, Grown)), Exp(X, Grown)),
                    Grows = Dag.add(Dag.multiply(Sum, Exp(Max, X)), Dag.constant(1)),
                    Stays = Dag.add(Sum, Exp(X, Max));
      const kernels::Node &Choice = Dag[Next];
      const bool Chosen = Choice.Kind == kernels::NodeKind::Apply && Choice.Op == Fn::Select &&
                          ((Choice.Args[1] == Grows && Choice.Args[2] == Stays) ||
                           (Choice.Args[1] == Stays && Choice.Args[2] == Grows));
      if (Next != Always && !Chosen)
        continue;
      const NodeRef Last = reduce(&Q, L);
      return Dag.sum({{1, {Exp(X, Last)}, {A.dim(L).Loop}}});
    }
  }
  return NoNode;
}

/// \p R counts the iterations of \p L from 1.
bool Body::countsFromOne(NodeRef R, const Loop *L) {
  const kernels::Poly Now = kernels::Poly::symbol(kernels::indexOf(A.dim(L).Loop));
  if (R == Dag.index(Now + kernels::Poly(1)))
    return true;
  return any_of(L->getHeader()->phis(), [&](PHINode &P) { // n += 1.0
    Value *Start = startOf(&P, L);
    return P.getType()->isFloatingPointTy() && Start && L->getLoopLatch() &&
           R == Dag.add(Dag.carried(scalarId(&P)), Dag.constant(1)) &&
           eval(Start, L->getParentLoop()) == Dag.constant(0) &&
           eval(P.getIncomingValueForBlock(L->getLoopLatch()), L) == R;
  });
}

/// m' = m + (x - m)/k in the k-th iteration, where \p P is m: the mean of x so far
/// (Welford, Technometrics 1962).
Body::Mean Body::runningMean(PHINode *P, const Loop *L, NodeRef Next) {
  const NodeRef M = Dag.carried(scalarId(P));
  const std::vector<kernels::Poly> Count = A.dim(L).Extent;
  if (Count.size() != 1 || !Dag.mentionsCarried(Next, Dag[M].Id) || !Dag.applies(Next, Fn::Recip))
    return {};
  const auto Counts = Dag.collect(Next, [](const kernels::Node &N) {
    return N.Kind == kernels::NodeKind::Apply && N.Op == Fn::Recip;
  });
  const auto Distances = Dag.collect(Next, [&](const kernels::Node &N) {
    return N.Kind == kernels::NodeKind::Fold && N.Op == Fn::Add &&
           is_contained(N.Terms, kernels::Term{-1, {M}, {}});
  });
  for (const NodeRef D : Distances)
    for (const NodeRef K : Counts) {
      const NodeRef X = Dag.add(D, M);
      if (Dag.mentionsKind(X, kernels::NodeKind::Carried) || !countsFromOne(Dag[K].Args[0], L) ||
          Next != Dag.add(M, Dag.multiply(D, K)))
        continue;
      const NodeRef Sum = Dag.sum({{1, {X}, {A.dim(L).Loop}}});
      return {X, Dag.multiply(Sum, Dag.apply(Fn::Recip, {Dag.index(Count[0])}))};
    }
  return {};
}

/// s' = s + (x - m)*(x - m') beside such a mean m, where \p P is s: the sum of the
/// squared distances from the last m.
NodeRef Body::runningSquares(PHINode *P, const Loop *L, NodeRef Init, NodeRef Next) {
  const NodeRef S = Dag.carried(scalarId(P));
  for (PHINode &Q : L->getHeader()->phis()) {
    const NodeRef M = Dag.carried(scalarId(&Q));
    if (&Q == P || Q.getType() != P->getType() || !Dag.mentionsCarried(Next, Dag[M].Id))
      continue;
    const NodeRef Grown = eval(Q.getIncomingValueForBlock(L->getLoopLatch()), L);
    const Mean Of = runningMean(&Q, L, Grown);
    if (Of.Last == NoNode ||
        Next != Dag.add(S, Dag.multiply(Dag.add(Of.Element, Dag.negate(M)),
                                        Dag.add(Of.Element, Dag.negate(Grown)))))
      continue;
    const NodeRef D = Dag.add(Of.Element, Dag.negate(Of.Last));
    return Dag.add(Init, Dag.sum({{1, {D, D}, {A.dim(L).Loop}}}));
  }
  return NoNode;
}

/// What is kept from the iteration before where that was an element that was loaded:
/// x[i+1] is x[i] one iteration later.
NodeRef Body::delayed(PHINode *P, const Loop *L, unsigned Steps) {
  constexpr unsigned MaxSteps = 8;
  const BasicBlock *Latch = L->getLoopLatch();
  auto *First = dyn_cast_or_null<LoadInst>(startOf(P, L));
  if (!Latch || !First || Steps > MaxSteps || A.isSplit(L) || !P->getType()->isFPOrFPVectorTy() ||
      LI.getLoopFor(First->getParent()) == L)
    return NoNode;
  Value *Next = P->getIncomingValueForBlock(Latch);
  NodeRef R = NoNode;
  if (auto *Q = dyn_cast<PHINode>(Next); Q && Q->getParent() == P->getParent() && Q != P)
    R = delayed(Q, L, Steps + 1);
  else if (auto *X = dyn_cast<LoadInst>(Next); X && LI.getLoopFor(X->getParent()) == L)
    R = eval(X, L);
  if (R == NoNode || Dag[R].Kind != kernels::NodeKind::Read)
    return NoNode;
  const kernels::Sym I = kernels::indexOf(Symbols.loopNumber(L));
  const NodeRef Now = Dag.substitute(R, I, kernels::Poly::symbol(I) - kernels::Poly(1));
  const kernels::Operand Start =
      A.address(First->getPointerOperand(), First->getType(), L->getParentLoop());
  const NodeRef At = Dag.substitute(Now, I, kernels::Poly(0));
  return Dag[At].Kind == kernels::NodeKind::Read &&
                 Dag.operand(Dag[At].Id).Object == Start.Object &&
                 Dag.operand(Dag[At].Id).Levels == Start.Levels
             ? Now
             : NoNode;
}
