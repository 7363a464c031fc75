//===- passes/extract/Pointers.cpp - Addresses as a base and polynomials ---===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "passes/extract/Affine.h"

#include "llvm/Analysis/LoopInfo.h"
#include "llvm/Analysis/ScalarEvolution.h"
#include "llvm/Analysis/ScalarEvolutionExpressions.h"
#include "llvm/Analysis/ValueTracking.h"
#include "llvm/IR/DataLayout.h"
#include "llvm/IR/Instructions.h"
#include "llvm/IR/Operator.h"

using namespace llvm;
using namespace auspex;
using namespace auspex::passes;
using namespace auspex::passes::extract;
using kernels::Poly;

Affine::Pointer Affine::pointer(const SCEV *S) {
  if (!S->getType()->isPointerTy() || !spend())
    return {};
  if (auto It = PointerMemo.find(S); It != PointerMemo.end())
    return It->second;
  ++Depth;
  Pointer P = pointerOf(S);
  --Depth;
  if (Provisional.empty())
    PointerMemo[S] = P;
  return P;
}

Affine::Pointer Affine::pointerOf(const SCEV *S) {
  const auto *Base = dyn_cast<SCEVUnknown>(SE.getPointerBase(S));
  if (!Base) {
    Why = "an address has no single base";
    return {};
  }
  // Once solved, a base is known: nothing may solve it again halfway.
  Pointer P = S == Base ? pointerValue(Base->getValue()) : pointer(Base);
  if (!P.Levels.empty()) {
    P.Levels.back() += poly(SE.removePointerBase(S));
    if (P.Levels.back().isBad()) {
      if (Why.empty())
        Why = "an address is not affine in the loops";
      P.Levels.clear();
    }
  }
  return P;
}

/// A pointer that is kept in one place all the while (a member of a struct): whichever
/// load of it, in the nest or before it, is meant.
Affine::Pointer Affine::member(LoadInst *L) {
  if (!L->getType()->isPointerTy() || !staysInFunction(L))
    return {};
  const Pointer At = pointer(SE.getSCEV(L->getPointerOperand()));
  return {Symbols.Members.try_emplace({At.Base, keyOf(At)}, L).first->second, {Poly(0)}};
}

/// The size of the structures that \p L loads a member of, where it goes over an array of them;
/// 0: of none.
static uint64_t structureAround(const LoadInst &L) {
  const Value *At = L.getPointerOperand();
  while (const auto *G = dyn_cast<GEPOperator>(At)) {
    if (G->getSourceElementType()->isStructTy() && !G->hasAllConstantIndices())
      return L.getDataLayout().getTypeAllocSize(G->getSourceElementType());
    At = G->getPointerOperand();
  }
  return 0;
}

Affine::Pointer Affine::pointerValue(Value *V) {
  auto *I = dyn_cast<Instruction>(V);
  if (!I)
    return {V, {Poly(0)}};
  if (auto *L = dyn_cast<LoadInst>(I))
    if (Pointer M = member(L); M.Base)
      return M;
  if (!N.contains(I)) {
    if (auto *P = dyn_cast<PHINode>(I); P && mergesLoopsOfNest(P))
      if (Pointer X = pointerPhi(P); !X.Levels.empty())
        return X;
    return {V, {Poly(0)}};
  }
  if (auto *P = dyn_cast<PHINode>(I))
    return pointerPhi(P);
  if (auto *F = dyn_cast<FreezeInst>(I))
    return pointer(SE.getSCEV(F->getOperand(0)));
  if (auto *L = dyn_cast<LoadInst>(I)) {
    if (!Here.keepRow(*L, Assumptions)) {
      Why = "the pointers that lead to the data are changed in the nest";
      return {};
    }
    Pointer P = pointer(SE.getSCEV(L->getPointerOperand()));
    // A row that data choose (a pivot) and that changes places: as the one that it becomes.
    if (P.Levels.empty())
      for (User *U : L->users())
        if (auto *S = dyn_cast<StoreInst>(U);
            S && S->getValueOperand() == L && N.contains(S) && exchanges(S) && P.Levels.empty())
          P = pointer(SE.getSCEV(S->getPointerOperand()));
    constexpr size_t MaxLevels = 5;
    if (P.Levels.empty() || P.Levels.size() >= MaxLevels)
      return {};
    if (const uint64_t Size = structureAround(*L); Size && !P.Levels.back().constant()) {
      constexpr int64_t MaxSize = 4096;
      const int64_t Offset = P.Levels.back().coefficient({}) % int64_t(Size);
      P.Member = Offset > 0 ? (P.Member * MaxSize) % (int64_t(1) << 48) + Offset : P.Member;
    }
    P.Levels.push_back(Poly(0));
    return P;
  }
  // One of two arrays, by what does not depend on the place in them: an array by itself.
  if (auto *S = dyn_cast<SelectInst>(I)) {
    auto Stands = [&](Value *X) {
      const Pointer P = pointer(SE.getSCEV(X));
      return P.Base && !P.Levels.empty() &&
             none_of(P.Levels, [](const Poly &Level) { return Level.mentionsAnyIndex(); });
    };
    // Chosen anew for every element it is none: the loop that chooses may not move in it.
    const Loop *Around = LI.getLoopFor(S->getParent());
    const bool Varies = Around && !Around->isLoopInvariant(S->getCondition()) &&
                        any_of(S->users(), [&](const User *U) {
                          const auto *Step = dyn_cast<GetElementPtrInst>(U);
                          return Step && any_of(Step->indices(), [&](Value *X) {
                                   return !SE.isLoopInvariant(SE.getSCEV(X), Around) &&
                                          LI.getLoopFor(Step->getParent()) == Around;
                                 });
                        });
    if (!Varies && Stands(S->getTrueValue()) && Stands(S->getFalseValue())) {
      Assumptions.insert("an array that is chosen is none of the others");
      return {V, {Poly(0)}};
    }
  }
  Why = "the base of an address is chosen or computed in the nest";
  return {};
}

/// The comparison that holds on the way from \p From to \p To, where it tests for one number.
static const ICmpInst *equalityBefore(const BasicBlock *From, const BasicBlock *To) {
  constexpr unsigned MaxSteps = 4;
  for (unsigned Step = 0; From && Step < MaxSteps; ++Step) {
    const auto *Br = dyn_cast<BranchInst>(From->getTerminator());
    const auto *Cmp = Br && Br->isConditional() ? dyn_cast<ICmpInst>(Br->getCondition()) : nullptr;
    if (Cmp && Cmp->isEquality() && isa<ConstantInt>(Cmp->getOperand(1)) &&
        Br->getSuccessor(Cmp->getPredicate() == ICmpInst::ICMP_NE) == To)
      return Cmp;
    To = From;
    From = From->getSinglePredecessor();
  }
  return nullptr;
}

/// \p Special is \p General for the one number that an index has on the way from \p From to
/// \p To: an optimiser writes what it knows there into addresses.
bool Affine::isSpecialCase(const Pointer &Special, const Pointer &General, const BasicBlock *From,
                           const BasicBlock *To) {
  const ICmpInst *Cmp = equalityBefore(From, To);
  if (!Cmp)
    return false;
  const Poly X = value(Cmp->getOperand(0), LI.getLoopFor(To)) -
                 Poly(cast<ConstantInt>(Cmp->getOperand(1))->getSExtValue());
  return !X.isBad() && any_of(X.terms(), [&](const auto &T) {
           if (T.first.size() != 1 || !kernels::isIndex(T.first[0]) || T.second != 1)
             return false;
           const Poly At = Poly::symbol(T.first[0]) - X;
           return At.constant() && std::equal(Special.Levels.begin(), Special.Levels.end(),
                                              General.Levels.begin(), [&](const Poly &S, const Poly &G) {
                                                return G.substitute(T.first[0], At) ==
                                                       S.substitute(T.first[0], At);
                                              });
         });
}

Affine::Pointer Affine::pointerPhi(PHINode *P) {
  if (Provisional.count(P))
    return {P, {Poly(0)}};
  if (Pointer Same = reloadedPointer(P); Same.Base)
    return Same;
  const Loop *L = LI.getLoopFor(P->getParent());
  auto LeaveAll = [&](Pointer X) {
    for (Poly &Level : X.Levels) {
      Level = leave(Level, L);
      if (Level.isBad())
        return Pointer{};
    }
    return X;
  };
  if (L && L->getHeader() == P->getParent()) {
    const BasicBlock *Latch = L->getLoopLatch();
    Value *Start = startOf(P, L);
    if (!Latch || !Start)
      return {};
    Provisional[P] = 0; // the phi is its own base while it is solved
    Pointer Next = LeaveAll(pointer(SE.getSCEV(P->getIncomingValueForBlock(Latch))));
    Provisional.erase(P);
    Pointer From = pointer(SE.getSCEV(Start));
    if (!Next.Levels.empty() && Next.Base == From.Base && Next.Levels == From.Levels &&
        none_of(Next.Levels, [&](const Poly &Level) {
          return Level.mentions(kernels::indexOf(Symbols.loopNumber(L)));
        }))
      return From; // loaded again in every iteration
    const kernels::Sym Index = kernels::indexOf(Symbols.loopNumber(L));
    const bool Grows = Next.Base == P && Next.Levels.size() == 1 && Next.Levels[0].mentions(Index);
    if (Next.Base != P || Next.Levels.size() != 1 || (Grows && (splitOf(L) || !N.contains(L)))) {
      Why = "a pointer does not advance by a fixed stride";
      return {};
    }
    for (Poly &Level : From.Levels)
      Level = leave(Level, L->getParentLoop());
    if (!From.Levels.empty())
      From.Levels.back() +=
          Grows ? sumOfSteps(Next.Levels[0], Index) : Next.Levels[0] * indexPoly(L);
    if (!From.Levels.empty() && From.Levels.back().isBad())
      From.Levels.clear();
    return From;
  }
  // A row that stays and one that moves are both rows of a table.
  const bool AreLoaded = all_of(P->incoming_values(), IsaPred<LoadInst>);
  auto Incoming = [&](unsigned K, bool AsRow) {
    auto *L = AsRow ? dyn_cast<LoadInst>(P->getIncomingValue(K)) : nullptr;
    Pointer V = LeaveAll(pointer(SE.getSCEV(L ? L->getPointerOperand() : P->getIncomingValue(K))));
    if (L && (V.Levels.empty() || !Here.keepRow(*L, Assumptions)))
      return Pointer{};
    if (L)
      V.Levels.push_back(Poly(0));
    return V;
  };
  const bool AsRows = AreLoaded && P->getNumIncomingValues() == 2 &&
                      Incoming(0, false).Base != Incoming(1, false).Base;
  Pointer General;
  for (unsigned K = 0; K < P->getNumIncomingValues(); ++K) {
    Pointer V = Incoming(K, AsRows);
    if (V.Levels.empty())
      return {};
    if (!General.Base) {
      General = V;
      continue;
    }
    if (V.Base != General.Base || V.Levels.size() != General.Levels.size()) {
      Why = "the base of an address is chosen in the nest";
      return {};
    }
    if (V.Levels == General.Levels)
      continue;
    if (isSpecialCase(V, General, P->getIncomingBlock(K), P->getParent()))
      continue;
    if (K == 1 && isSpecialCase(General, V, P->getIncomingBlock(0), P->getParent())) {
      General = V;
      continue;
    }
    if (!differByLoopsLeft(V.Levels.back() - General.Levels.back(), L))
      return {};
    if (V.Levels.back().terms().size() >= General.Levels.back().terms().size())
      General = V;
  }
  return General;
}

kernels::Operand Affine::address(Value *Ptr, Type *Elem, const Loop *At) {
  kernels::Operand O;
  Why.clear();
  if (!SE.isSCEVable(Ptr->getType()))
    return O;
  Pointer P = pointer(SE.getSCEV(Ptr));
  for (Poly &Level : P.Levels) {
    Level = leave(Level, At);
    if (Level.isBad())
      return O;
  }
  if (P.Levels.empty())
    return O;
  std::vector<Poly> Ends = rowAndPlace(P.Levels.back());
  if (Ends.empty()) {
    Why = "an address is not affine in the loops";
    return O;
  }
  P.Levels.pop_back();
  P.Levels.insert(P.Levels.end(), Ends.begin(), Ends.end());
  O.Object = Symbols.memberNumber(P.Base, P.Member);
  O.Levels = std::move(P.Levels);
  addVia(O);
  return O;
}
