//===- passes/extract/Guards.cpp - Conditions that a statement stands under -===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Which conditions make a statement mean something else than its loops say: those
// on data, and those on indices that leave out a part of the domain. A test that
// only asks whether a loop runs is the loop's own; one that is the same for the
// whole nest decides whether there is a kernel.
//
//===----------------------------------------------------------------------===//
#include "passes/extract/Statements.h"

#include "kernels/choice.h"

#include "llvm/Analysis/LoopInfo.h"
#include "llvm/Analysis/PostDominators.h"
#include "llvm/Analysis/ScalarEvolution.h"
#include "llvm/Analysis/ScalarEvolutionExpressions.h"
#include "llvm/IR/Dominators.h"
#include "llvm/IR/PatternMatch.h"

using namespace llvm;
using namespace llvm::PatternMatch;
using namespace auspex;
using namespace auspex::passes;
using namespace auspex::passes::extract;
using kernels::NodeRef;
using kernels::ObstacleKind;
using kernels::Statement;

/// The tests that \p Cond joins: all of them have to turn out \p WhenTrue.
static SmallVector<Value *, 4> jointTests(Value *Cond, bool WhenTrue) {
  SmallVector<Value *, 4> Tests{Cond};
  for (size_t K = 0; K < Tests.size();) {
    Value *X, *Y;
    if (WhenTrue ? match(Tests[K], m_LogicalAnd(m_Value(X), m_Value(Y)))
                 : match(Tests[K], m_LogicalOr(m_Value(X), m_Value(Y)))) {
      Tests[K] = X;
      Tests.push_back(Y);
    } else {
      ++K;
    }
  }
  return Tests;
}

/// What has to be tested for the nest to matter: nothing, where it is only asked
/// whether an inner loop runs at all.
void Statements::findGuards(Statement &S, const Instruction *At, View &V) {
  const BasicBlock *B = At->getParent();
  struct Guard {
    const BasicBlock *Block;
    BranchInst *Branch; ///< null: a switch
    bool WhenTrue, WhenFalse;
  };
  SmallVector<Guard, 4> Guards; ///< the nearest first
  for (const DomTreeNode *Y = DT.getNode(B)->getIDom(); Y; Y = Y->getIDom()) {
    BasicBlock *BB = Y->getBlock();
    const Loop *L = LI.getLoopFor(BB);
    if (!V.N.contains(L))
      break;
    if (PDT.dominates(B, BB))
      continue;
    auto *Br = dyn_cast<BranchInst>(BB->getTerminator());
    if (!Br || !Br->isConditional()) {
      if (isa<SwitchInst>(BB->getTerminator()))
        Guards.push_back({BB, nullptr, false, false});
      continue;
    }
    // Leaving the loop is the loop's business.
    if (!L->contains(Br->getSuccessor(0)) || !L->contains(Br->getSuccessor(1)))
      continue;
    Guards.push_back({BB, Br, DT.dominates(BasicBlockEdge(BB, Br->getSuccessor(0)), B),
                      DT.dominates(BasicBlockEdge(BB, Br->getSuccessor(1)), B)});
  }
  // Where neither way alone leads here ("if (x < 0) x = 0; if (x > 1) x = 1" in one store),
  // all ways from the first such test are followed at once, with what is tested on them.
  const Guard *Followed = nullptr;
  for (const Guard &G : reverse(Guards))
    if (G.Branch && G.WhenTrue == G.WhenFalse)
      if (const NodeRef Left = leftBehind(S, G.Block, B, V); Left != kernels::NoNode) {
        S.Value = Left;
        Followed = &G;
        break;
      }
  for (const Guard &G : Guards) {
    if (Followed && &G <= Followed)
      continue;
    const Loop *L = LI.getLoopFor(G.Block);
    if (!G.Branch)
      S.Obstacles.push_back({ObstacleKind::DataGuard, "a switch decides what is computed"});
    else if (G.WhenTrue != G.WhenFalse)
      for (Value *Test : jointTests(G.Branch->getCondition(), G.WhenTrue))
        findGuard(S, Test, G.WhenTrue, B, L, V);
    else if (!asksForLoopWithin(G.Branch->getCondition(), L, V) &&
             dependsOnMovingData(Dag, V.B.eval(G.Branch->getCondition(), L)))
      S.Obstacles.push_back({ObstacleKind::DataGuard, "guarded by several conditions on data"});
  }
}

/// What \p S leaves of an element that it stores in \p B on some of the ways from \p Top: a
/// function of the element itself. NoNode where it is none.
NodeRef Statements::leftBehind(const Statement &S, const BasicBlock *Top, const BasicBlock *B,
                               View &V) {
  const auto *Y = PDT.getNode(Top) ? PDT.getNode(Top)->getIDom() : nullptr;
  const BasicBlock *Meet = Y ? Y->getBlock() : nullptr;
  const Loop *L = LI.getLoopFor(Top);
  if (S.ToScalar || !Meet)
    return kernels::NoNode;
  const NodeRef OldValue = Dag.read(S.Out);
  unsigned Steps = 24;
  bool Reached = false;
  auto OfItself = [&](NodeRef C) {
    return !Dag.mentionsKind(C, kernels::NodeKind::Opaque) &&
           !Dag.mentionsKind(C, kernels::NodeKind::Carried) &&
           llvm::all_of(Dag.readsOf(C), [&](uint32_t Id) {
             return Dag.operand(Id).sameAddress(S.Out) ||
                    !dependsOnMovingData(Dag, Dag.read(Dag.operand(Id)));
           });
  };
  auto Ways = [&](auto &Self, const BasicBlock *X) -> NodeRef {
    if (X == B) {
      Reached = true;
      return S.Value;
    }
    if (X == Meet)
      return OldValue;
    const auto *Br = dyn_cast<BranchInst>(X->getTerminator());
    if (!Br || !Steps || LI.getLoopFor(X) != L)
      return kernels::NoNode;
    --Steps;
    const NodeRef T = Self(Self, Br->getSuccessor(0));
    if (!Br->isConditional() || T == kernels::NoNode)
      return T;
    const NodeRef F = Self(Self, Br->getSuccessor(1)), C = V.B.eval(Br->getCondition(), L);
    return F == kernels::NoNode || !OfItself(C) ? kernels::NoNode : kernels::choose(Dag, C, T, F);
  };
  const NodeRef Left = Ways(Ways, Top);
  return Reached ? Left : kernels::NoNode;
}

namespace {
/// An end of a loop: the largest or smallest of some.
struct LoopEnd {
  enum { One, Largest, Smallest } Which = One;
  std::vector<kernels::Poly> Of;
};
} // namespace

/// \p V as one, where it is written as a minimum, a maximum or a choice that is one.
static LoopEnd endOf(Value *V, const Loop *At, Affine &A) {
  while (auto *C = dyn_cast<CastInst>(V))
    V = C->getOperand(0);
  auto Number = [&](Value *X) { return A.value(X, At); };
  Value *X, *Y;
  if (match(V, m_SMax(m_Value(X), m_Value(Y))) || match(V, m_UMax(m_Value(X), m_Value(Y))))
    return {LoopEnd::Largest, {Number(X), Number(Y)}};
  if (match(V, m_SMin(m_Value(X), m_Value(Y))) || match(V, m_UMin(m_Value(X), m_Value(Y))))
    return {LoopEnd::Smallest, {Number(X), Number(Y)}};
  // i < 0 ? -i : 0, where the comparison is as wide as the counter and the choice is not.
  CmpPredicate P;
  Value *L, *R;
  if (match(V, m_Select(m_ICmp(P, m_Value(L), m_Value(R)), m_Value(X), m_Value(Y))) &&
      ICmpInst::isRelational(P)) {
    const kernels::Poly IfTrue = Number(X), IfFalse = Number(Y);
    kernels::Poly Gap = Number(L) - Number(R);
    if (ICmpInst::isLT(P) || ICmpInst::isLE(P))
      Gap = kernels::Poly(0) - Gap;
    // Gap is positive where the first is taken.
    if (IfTrue - IfFalse == Gap)
      return {LoopEnd::Largest, {IfTrue, IfFalse}};
    if (IfFalse - IfTrue == Gap)
      return {LoopEnd::Smallest, {IfTrue, IfFalse}};
  }
  return {LoopEnd::One, {Number(V)}};
}

/// \p X is the larger of some and \p Y the smaller of others, between which \p L counts.
static bool areClippedEnds(Value *X, Value *Y, const Loop *L, const Loop *At, Affine &A) {
  const LoopEnd From = endOf(X, At, A), To = endOf(Y, At, A);
  if (From.Which == LoopEnd::Smallest || To.Which == LoopEnd::Largest ||
      (From.Which == LoopEnd::One && To.Which == LoopEnd::One))
    return false;
  const std::vector<kernels::Poly> &Extent = A.extent(L);
  std::vector<kernels::Poly> Gaps;
  for (const kernels::Poly &F : From.Of)
    for (const kernels::Poly &T : To.Of)
      if (!is_contained(Gaps, T - F))
        Gaps.push_back(T - F);
  return Gaps.size() == Extent.size() && all_of(Gaps, [&](const kernels::Poly &G) {
           return !G.isBad() && is_contained(Extent, G);
         });
}

/// \p Test, in loop \p At, compares what \p L counts between: whether it runs at all.
bool Statements::asksWhetherRuns(const Value *Test, const Loop *L, const Loop *At, View &V) {
  const auto *Cmp = dyn_cast<ICmpInst>(Test);
  if (Cmp && Cmp->getOperand(0)->getType()->isPointerTy()) {
    Value *X = Cmp->getOperand(0), *Y = Cmp->getOperand(1);
    return comparesEnds(*Cmp, L) || any_of(V.A.extent(L), [&](const kernels::Poly &E) {
             return V.A.isDistance(E, X, Y) || V.A.isDistance(E, Y, X);
           });
  }
  if (!Cmp || !Cmp->getOperand(0)->getType()->isIntegerTy())
    return false;
  const kernels::Poly Gap = V.A.value(Cmp->getOperand(1), At) - V.A.value(Cmp->getOperand(0), At);
  for (const kernels::Poly &E : V.A.extent(L))
    for (int64_t Off : {-1, 0, 1})
      for (int64_t Sign : {-1, 1})
        if (E + kernels::Poly(Off) == Gap * kernels::Poly(Sign))
          return true;
  // In bytes, for a vector between two pointers.
  if (Cmp->isEquality() && !Gap.isBad() &&
      any_of(V.A.extent(L), [&](const kernels::Poly &E) {
        return V.A.isCount(E, Gap) || V.A.isCount(E, kernels::Poly(0) - Gap);
      }))
    return true;
  if (comparesEnds(*Cmp, L) || areClippedEnds(Cmp->getOperand(0), Cmp->getOperand(1), L, At, V.A) ||
      areClippedEnds(Cmp->getOperand(1), Cmp->getOperand(0), L, At, V.A))
    return true;
  // The smaller or larger of several: what the loop was found to count.
  const SCEV *Count = SE.getBackedgeTakenCount(L);
  if (!V.N.Gathers || isa<SCEVCouldNotCompute>(Count))
    return false;
  Type *Ty = Cmp->getOperand(0)->getType();
  const SCEV *Times = SE.getTruncateOrNoop(SE.getAddExpr(Count, SE.getOne(Count->getType())),
                                           SE.getTypeSizeInBits(Ty) < SE.getTypeSizeInBits(Count->getType()) ? Ty : Count->getType());
  const SCEV *X = SE.getSCEV(Cmp->getOperand(0)), *Y = SE.getSCEV(Cmp->getOperand(1));
  return Times->getType() == Ty && (SE.getMinusSCEV(Y, X) == Times || SE.getMinusSCEV(X, Y) == Times);
}

/// \p Cmp compares where \p L begins with where it ends, neither of which need be a
/// polynomial: a window that is clipped at both borders, a row from one iterator to another.
bool Statements::comparesEnds(const ICmpInst &Cmp, const Loop *L) {
  const auto *Exit = L->getLatchCmpInst();
  if (!Exit || !(Cmp.isRelational() || Exit->isEquality()) ||
      !SE.isSCEVable(Exit->getOperand(0)->getType()))
    return false;
  for (const unsigned K : {0u, 1u}) {
    const auto *Counter = dyn_cast<SCEVAddRecExpr>(SE.getSCEV(Exit->getOperand(1 - K)));
    if (!Counter || Counter->getLoop() != L || !Counter->isAffine())
      continue;
    Type *Ty = Counter->getType();
    const SCEV *Bound = SE.getSCEV(Exit->getOperand(K)), *Step = Counter->getStepRecurrence(SE);
    // Either end may have been extended, and the latch compares the next iteration's counter.
    auto Is = [&](const Value *X, auto Same) {
      const SCEV *S = SE.getSCEV(const_cast<Value *>(X));
      if (S->getType()->isPointerTy() || Ty->isPointerTy())
        return S->getType() == Ty && Same(S);
      return SE.getTypeSizeInBits(S->getType()) <= SE.getTypeSizeInBits(Ty) &&
             (Same(SE.getNoopOrSignExtend(S, Ty)) || Same(SE.getNoopOrZeroExtend(S, Ty)));
    };
    for (const unsigned B : {0u, 1u})
      if (Is(Cmp.getOperand(B), [&](const SCEV *S) { return S == Bound; }) &&
          Is(Cmp.getOperand(1 - B),
             [&](const SCEV *S) { return SE.getAddExpr(S, Step) == Counter->getStart(); }))
        return true;
  }
  return false;
}

/// \p Test is the one that loop \p L, around it, goes on with: as long as it runs,
/// it holds. The bound may be no polynomial (the end of a clipped tile).
bool Statements::isLoopsOwn(const Value *Test, const Loop *L) {
  const auto *Cmp = dyn_cast<ICmpInst>(Test);
  const auto *Exit = L->getLatchCmpInst();
  if (!Cmp || !Exit || !Cmp->isRelational() || !Cmp->getOperand(0)->getType()->isIntegerTy() ||
      !SE.isSCEVable(Exit->getOperand(0)->getType()))
    return false;
  auto Plain = [&](const Value *X) {
    const SCEV *S = SE.getSCEV(const_cast<Value *>(X));
    while (const auto *C = dyn_cast<SCEVIntegralCastExpr>(S))
      S = C->getOperand();
    return S;
  };
  const SCEV *First = Plain(Cmp->getOperand(0)), *Second = Plain(Cmp->getOperand(1));
  for (const unsigned K : {0u, 1u}) {
    const SCEV *Bound = Plain(Exit->getOperand(K)), *Next = Plain(Exit->getOperand(1 - K));
    const auto *Counter = dyn_cast<SCEVAddRecExpr>(Next);
    if (!Counter || Counter->getLoop() != L || (Bound != First && Bound != Second))
      continue;
    // The latch compares the counter of the next iteration.
    const SCEV *Now = SE.getMinusSCEV(Counter, Counter->getStepRecurrence(SE));
    if (Now == (Bound == First ? Second : First))
      return true;
  }
  return false;
}

/// \p Test compares with the bound of \p L, which may be data: whether it runs at all.
static bool comparesBound(const Value *Test, const Loop *L, ScalarEvolution &SE) {
  const auto *Cmp = dyn_cast<ICmpInst>(Test);
  const auto *Exit = L->getLatchCmpInst();
  if (!Cmp || !Exit || !Cmp->isRelational() || !Cmp->getOperand(0)->getType()->isIntegerTy())
    return false;
  auto Plain = [&](const Value *X) {
    const SCEV *S = SE.getSCEV(const_cast<Value *>(X));
    while (const auto *C = dyn_cast<SCEVIntegralCastExpr>(S))
      S = C->getOperand();
    return S;
  };
  for (const Value *Op : Exit->operands())
    if (SE.isSCEVable(Op->getType()) && SE.isLoopInvariant(SE.getSCEV(const_cast<Value *>(Op)), L))
      for (const Value *X : Cmp->operands())
        if (!isa<Constant>(X) && Plain(X) == Plain(Op))
          return true;
  return false;
}

/// \p Test only asks whether loops in \p L run, whose bounds may be data.
bool Statements::asksForLoopWithin(Value *Test, const Loop *L, View &V) {
  SmallVector<Value *, 4> Tests{Test};
  constexpr size_t MaxTests = 8;
  for (size_t K = 0; K < Tests.size(); ++K) {
    Value *X, *Y;
    if (Tests.size() > MaxTests)
      return false;
    if (match(Tests[K], m_LogicalAnd(m_Value(X), m_Value(Y))) ||
        match(Tests[K], m_LogicalOr(m_Value(X), m_Value(Y)))) {
      Tests.append({X, Y});
      continue;
    }
    if (none_of(L->getSubLoops(), [&](const Loop *Sub) {
          return asksWhetherRuns(Tests[K], Sub, L, V) ||
                 (V.N.Gathers && comparesBound(Tests[K], Sub, SE));
        }))
      return false;
  }
  return true;
}

/// \p R turns out \p WhenTrue for what is an index: all that is not negative, or all but one
/// number that none has (-1, of any width).
static bool isNoPadding(const kernels::BodyDag &Dag, NodeRef R, bool WhenTrue) {
  const kernels::Node &N = Dag[R];
  if (N.Kind != kernels::NodeKind::Apply || N.Op != kernels::Fn::Compare || N.Args.size() != 2)
    return false;
  auto Is = [&](NodeRef X, kernels::NodeKind Kind) { return Dag[X].Kind == Kind; };
  auto P = CmpInst::Predicate(N.Id);
  NodeRef Index = N.Args[0], Number = N.Args[1];
  if (Is(Index, kernels::NodeKind::Constant)) {
    std::swap(Index, Number);
    P = CmpInst::getSwappedPredicate(P);
  }
  if (!Is(Index, kernels::NodeKind::Read) || !Is(Number, kernels::NodeKind::Constant))
    return false;
  if (!WhenTrue)
    P = CmpInst::getInversePredicate(P);
  const double X = Dag[Number].Value;
  return P == CmpInst::ICMP_SGT   ? X == -1
         : P == CmpInst::ICMP_SGE ? X == 0
         : P == CmpInst::ICMP_NE  ? X < 0
                                  : false;
}

/// One test that has to turn out \p WhenTrue in loop \p L for block \p B to run.
void Statements::findGuard(Statement &S, Value *Test, bool WhenTrue, const BasicBlock *B,
                           const Loop *L, View &V) {
  const NodeRef C = V.B.eval(Test, L);
  // The bounds of a loop may be data, too: the ends of a row.
  if (const bool OnData = dependsOnMovingData(Dag, C); OnData || V.N.Gathers)
    for (const Loop *Sub = LI.getLoopFor(B); Sub && Sub != L; Sub = Sub->getParentLoop())
      if (asksWhetherRuns(Test, Sub, L, V) || (V.N.Gathers && comparesBound(Test, Sub, SE)))
        return;
  if (dependsOnMovingData(Dag, C)) {
    // "if (a != 0) c += a*b" leaves out what adds nothing.
    if (const kernels::Node &N = Dag[C];
        N.Kind == kernels::NodeKind::Apply && N.Op == kernels::Fn::Compare && N.Args.size() == 2) {
      const auto P = CmpInst::Predicate(N.Id);
      const bool Differs =
          P == CmpInst::FCMP_UNE || P == CmpInst::FCMP_ONE || P == CmpInst::ICMP_NE;
      const bool Equals = P == CmpInst::FCMP_OEQ || P == CmpInst::FCMP_UEQ || P == CmpInst::ICMP_EQ;
      const NodeRef X =
          Dag[N.Args[1]].Kind == kernels::NodeKind::Constant && Dag[N.Args[1]].Value == 0
              ? N.Args[0]
              : kernels::NoNode;
      bool IsFactor = X != kernels::NoNode && (WhenTrue ? Differs : Equals);
      if (IsFactor && !S.ToScalar) {
        const NodeRef OldValue = Dag.read(S.Out);
        for (const kernels::Term &T : Dag.sumTerms(S.Value))
          IsFactor &=
              is_contained(T.Factors, X) || (T.Factors.size() == 1 && T.Factors[0] == OldValue);
      }
      const bool IsOutput = X != kernels::NoNode && (WhenTrue ? Differs : Equals) && !S.ToScalar &&
                            X == Dag.read(S.Out);
      if (IsOutput) {
        S.Obstacles.push_back(
            {ObstacleKind::Pattern, "only elements that are not 0 already are changed"});
        return;
      }
      if (IsFactor) {
        V.A.Assumptions.insert("zero factors that are left out meet no infinity or NaN");
        return;
      }
    }
    // "if (v < y) y = v" where y is kept in a register beside its place.
    if (!S.ToScalar && S.StartsAtZero)
      for (const uint32_t Id : Dag.idsBelow(C, kernels::NodeKind::Carried)) {
        auto *P = const_cast<PHINode *>(dyn_cast<PHINode>(Symbols.Scalars[Id]));
        const Loop *Of = P ? LI.getLoopFor(P->getParent()) : nullptr;
        if (!Of || !Of->getLoopLatch())
          continue;
        const NodeRef Next = V.B.eval(P->getIncomingValueForBlock(Of->getLoopLatch()), Of);
        const kernels::Node X = Dag[Next];
        if (X.Kind == kernels::NodeKind::Fold && X.Op != kernels::Fn::Add &&
            Next == Dag.fold(X.Op, S.Value, Dag.carried(Id))) {
          S.Value = Dag.fold(X.Op, S.Value, Dag.read(S.Out));
          return;
        }
      }
    // "if (v < y) y = v" is y = min(y, v).
    if (!S.ToScalar) {
      const NodeRef OldValue = Dag.read(S.Out);
      const NodeRef Chosen =
          kernels::choose(Dag, C, WhenTrue ? S.Value : OldValue, WhenTrue ? OldValue : S.Value);
      // "if (x < 0) x *= a" is a function of x.
      const bool OfItself = llvm::all_of(
          Dag.readsOf(C), [&](uint32_t Id) { return Dag.operand(Id).sameAddress(S.Out); });
      // "if (m <= 0) x = 0" is a mask of x.
      const bool Masks = Dag[S.Value].Kind == kernels::NodeKind::Constant;
      if (Dag[Chosen].Kind == kernels::NodeKind::Fold ||
          ((OfItself || Masks) && !Dag.mentionsKind(C, kernels::NodeKind::Opaque) &&
           !Dag.mentionsKind(C, kernels::NodeKind::Carried))) {
        S.Value = Chosen;
        return;
      }
    }
    // "if (a) c |= b" is c |= a & b.
    if (const kernels::Node X = Dag[S.Value]; !S.ToScalar && X.Kind == kernels::NodeKind::Fold &&
                                              X.Op == kernels::Fn::Or && X.Terms.size() > 1) {
      const NodeRef OldValue = Dag.read(S.Out);
      NodeRef Rest = kernels::NoNode;
      bool Kept = false, Plain = true;
      for (const kernels::Term &T : X.Terms) {
        Plain &= T.Over.empty() && T.Factors.size() == 1;
        if (Plain && T.Factors[0] == OldValue)
          Kept = true;
        else if (Plain)
          Rest = Rest == kernels::NoNode ? T.Factors[0]
                                         : Dag.fold(kernels::Fn::Or, Rest, T.Factors[0]);
      }
      if (Kept && Plain && Rest != kernels::NoNode) {
        const NodeRef Zero = Dag.constant(0);
        S.Value = Dag.fold(kernels::Fn::Or, OldValue,
                           kernels::choose(Dag, C, WhenTrue ? Rest : Zero, WhenTrue ? Zero : Rest));
        return;
      }
    }
    // An index array says by a number that no index is (-1) which entries are none.
    if (V.N.Gathers && !Dag.mentionsKind(C, kernels::NodeKind::Opaque) &&
        !Dag.mentionsKind(C, kernels::NodeKind::Carried) && isNoPadding(Dag, C, WhenTrue)) {
      auto IsIndex = [&](uint32_t Of) {
        return any_of(Dag.readsOf(S.Value), [&](uint32_t Id) {
          return any_of(Dag.operand(Id).Via, [&](const kernels::Operand &Via) {
            return Via.sameAddress(Dag.operand(Of));
          });
        });
      };
      if (llvm::all_of(Dag.readsOf(C), IsIndex)) {
        V.A.Assumptions.insert("entries that are left out by their index are padding");
        return;
      }
    }
    S.Obstacles.push_back({ObstacleKind::DataGuard, "guarded by a condition on data"});
    return;
  }
  if (!Dag.mentionsKind(C, kernels::NodeKind::Index))
    return; // the same for the whole nest: whether the kernel runs at all
  // A condition on indices: that an inner loop runs, or a smaller domain.
  bool IsTripTest = false;
  for (const Loop *Sub = LI.getLoopFor(B); Sub && Sub != L; Sub = Sub->getParentLoop())
    IsTripTest |= asksWhetherRuns(Test, Sub, L, V);
  for (const Loop *Around = L; V.N.contains(Around); Around = Around->getParentLoop())
    IsTripTest |= isLoopsOwn(Test, Around);
  if (!IsTripTest)
    S.Obstacles.push_back({ObstacleKind::IndexGuard,
                           "a condition on the loop indices leaves out a part of the domain",
                           kernels::comparedIn(Dag, C)});
}
