//===- passes/extract/Merges.cpp - Values that meet and values that stay ----===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// What a merge of values is as a polynomial: a recurrence, what a loop leaves behind,
// or one size in memory that is loaded again wherever a store may have changed it.
//
//===----------------------------------------------------------------------===//
#include "passes/extract/Body.h"

#include "llvm/ADT/ScopeExit.h"
#include "llvm/ADT/SetVector.h"
#include "llvm/Analysis/LoopInfo.h"
#include "llvm/Analysis/ScalarEvolution.h"
#include "llvm/IR/Constants.h"
#include "llvm/IR/Dominators.h"
#include "llvm/IR/Instructions.h"

using namespace llvm;
using namespace auspex;
using namespace auspex::passes;
using namespace auspex::passes::extract;
using kernels::Poly;
using kernels::Sym;

bool Affine::isSettled(LoadInst *L) {
  if (!L->getType()->isIntegerTy())
    return false;
  const Pointer P = pointer(SE.getSCEV(L->getPointerOperand()));
  return !P.Levels.empty() && none_of(P.Levels, [](const Poly &Level) {
    return Level.isBad() || Level.mentionsAnyIndex();
  }) && Here.keep(*L, Assumptions);
}

/// \p L loads from a place at a fixed distance from an object, and the function does not
/// change it: whoever loads it, and when, has the same.
bool Affine::staysInFunction(LoadInst *L) {
  if (!Symbols.All)
    return false;
  const Pointer P = pointer(SE.getSCEV(L->getPointerOperand()));
  return !P.Levels.empty() &&
         all_of(P.Levels, [](const Poly &X) { return X.constant().has_value(); }) &&
         Symbols.All->keep(*L, Assumptions);
}

Value *extract::startOf(const PHINode *P, const Loop *L) {
  Value *Start = nullptr;
  for (unsigned K = 0; K < P->getNumIncomingValues(); ++K) {
    if (L->contains(P->getIncomingBlock(K)))
      continue;
    if (Start && Start != P->getIncomingValue(K))
      return nullptr;
    Start = P->getIncomingValue(K);
  }
  return Start;
}

/// row[i] that is kept from the iteration before, where it was loaded as row[i+1].
Poly Affine::loadedBefore(PHINode *P, const Loop *L) {
  if (!Loaded.insert(P).second)
    return Poly::bad(); // through itself
  llvm::scope_exit Leave([&] { Loaded.erase(P); });
  auto *Next = L->getLoopLatch()
                   ? dyn_cast<LoadInst>(P->getIncomingValueForBlock(L->getLoopLatch()))
                   : nullptr;
  auto *First = dyn_cast_or_null<LoadInst>(startOf(P, L));
  if (!Next || !First || !Next->isSimple() || !First->isSimple() || !N.contains(L))
    return Poly::bad();
  Pointer At = pointer(SE.getSCEV(Next->getPointerOperand()));
  const Pointer From = pointer(SE.getSCEV(First->getPointerOperand()));
  const Sym I = kernels::indexOf(Symbols.loopNumber(L));
  if (At.Levels.empty() || At.Base != From.Base || At.Levels.size() != From.Levels.size())
    return Poly::bad();
  for (size_t K = 0; K < At.Levels.size(); ++K) {
    if (!(At.Levels[K].substitute(I, Poly(-1)) == From.Levels[K]))
      return Poly::bad();
    At.Levels[K] = At.Levels[K].substitute(I, Poly::symbol(I) - Poly(1));
  }
  return dataAt(At);
}

/// Visits what \p P and the merges that it is made of bring, until \p Visit answers false.
/// False also where there is too much of it.
template <typename Leaf> bool Affine::leavesOf(PHINode *P, Leaf Visit) {
  constexpr size_t MaxMerges = 32; // four loops deep, a dimension has some twelve
  SmallSetVector<PHINode *, 8> Merges;
  Merges.insert(P);
  for (size_t K = 0; K < Merges.size(); ++K)
    for (Value *V : Merges[K]->incoming_values()) {
      if (auto *Q = dyn_cast<PHINode>(V))
        Merges.insert(Q);
      else if (!isa<UndefValue>(V) && !Visit(V))
        return false;
      if (Merges.size() > MaxMerges)
        return false;
    }
  return true;
}

/// A size that is loaded again wherever a store might have changed it.
Poly Affine::reloaded(PHINode *P) {
  if (none_of(P->incoming_values(), [](const Value *V) { return isa<LoadInst, PHINode>(V); }))
    return Poly::bad();
  if (!leavesOf(P, [](const Value *V) { return isa<LoadInst>(V); }))
    return Poly::bad();
  Poly Same = Poly::bad();
  const bool All = leavesOf(P, [&](Value *V) {
    auto *L = cast<LoadInst>(V);
    if (!(N.contains(L) ? isSettled(L) : staysInFunction(L)))
      return false;
    const Poly X = poly(SE.getSCEV(L));
    if (Same.isBad())
      Same = X;
    return !X.isBad() && X == Same;
  });
  return All ? Same : Poly::bad();
}

Affine::Pointer Affine::reloadedPointer(PHINode *P) {
  if (!leavesOf(P, [](const Value *V) { return isa<LoadInst>(V); }))
    return {};
  Pointer Same;
  const bool All = leavesOf(P, [&](Value *V) {
    Pointer X = member(cast<LoadInst>(V));
    if (!Same.Base)
      Same = X;
    return X.Base && X.Base == Same.Base;
  });
  return All ? Same : Pointer{};
}

Poly Affine::phi(PHINode *P) {
  if (auto It = Provisional.find(P); It != Provisional.end())
    return Poly::symbol(It->second);
  if (Poly Same = reloaded(P); !Same.isBad())
    return Same;
  const Loop *L = LI.getLoopFor(P->getParent());
  if (L && L->getHeader() == P->getParent()) {
    if (N.Gathers)
      if (Poly D = loadedBefore(P, L); !D.isBad())
        return D;
    // phi = start, then phi + delta: solve with a symbol in the phi's place.
    const BasicBlock *Latch = L->getLoopLatch();
    Value *Start = startOf(P, L);
    if (!Latch || !Start)
      return Poly::bad();
    const Sym X = Sym(Symbols.Atoms.size());
    Symbols.Atoms.push_back({SE.getUnknown(P), nullptr, {}, {}, false});
    Provisional[P] = X;
    const Poly Next = value(P->getIncomingValueForBlock(Latch), L);
    Provisional.erase(P);
    const Poly Delta = Next - Poly::symbol(X);
    const Poly From = value(Start, L->getParentLoop());
    if (Next == From && !Next.mentions(kernels::indexOf(Symbols.loopNumber(L))))
      return From; // loaded again in every iteration
    // Of a loop that runs twice the second value may have been propagated: 0, then 1.
    const unsigned Rounds = SE.getSmallConstantMaxTripCount(L);
    if (!Next.isBad() && !Next.mentions(X) && (Rounds == 1 || Rounds == 2) && !splitOf(L) &&
        !Next.mentions(kernels::indexOf(Symbols.loopNumber(L))))
      return From + (Next - From) * indexPoly(L);
    if (Delta.isBad() || Delta.mentions(X))
      return Poly::bad();
    if (const Sym I = kernels::indexOf(Symbols.loopNumber(L)); Delta.mentions(I))
      return splitOf(L) || !N.contains(L) ? Poly::bad() : From + sumOfSteps(Delta, I);
    return From + Delta * indexPoly(L);
  }
  // A merge after a loop that may not run at all: its exit value covers both.
  Poly General = Poly::bad();
  for (unsigned K = 0; K < P->getNumIncomingValues(); ++K) {
    if (isa<UndefValue>(P->getIncomingValue(K)))
      continue;
    const Poly V = value(P->getIncomingValue(K), L);
    if (V.isBad())
      return V;
    if (General.isBad() || V == General) {
      General = V;
      continue;
    }
    if (!differByLoopsLeft(V - General, L))
      return Poly::bad();
    // Whichever mentions the count is the exit value.
    if (V.terms().size() >= General.terms().size())
      General = V;
  }
  return General;
}

/// Of the two values of \p P the first is the one where \p Br's condition holds.
bool Body::bringsFirst(const BranchInst &Br, const PHINode *P) const {
  const BasicBlock *First = P->getIncomingBlock(0);
  return First == Br.getParent() ? Br.getSuccessor(0) == P->getParent()
                                 : DT.dominates(Br.getSuccessor(0), First);
}

/// "i == 0 ? a[0] : a[i] + sum" is a[i] + sum where the sum is empty for i = 0: what an
/// optimiser knows in one arm is written into it. NoNode where it is not that.
kernels::NodeRef Body::whereOneIndexDiffers(const BranchInst &Br, const PHINode *P,
                                            kernels::NodeRef First, kernels::NodeRef Second,
                                            const Loop *L) {
  const auto *Cmp = dyn_cast<ICmpInst>(Br.getCondition());
  const auto *Number = Cmp ? dyn_cast<ConstantInt>(Cmp->getOperand(1)) : nullptr;
  if (!Number || !Cmp->isEquality() || Number->getValue().getSignificantBits() > 64)
    return kernels::NoNode;
  const Poly X = A.value(Cmp->getOperand(0), L) - Poly(Number->getSExtValue());
  if (X.isBad() || !X.mentionsAnyIndex())
    return kernels::NoNode;
  const bool FirstIsEqual = bringsFirst(Br, P) == (Cmp->getPredicate() == ICmpInst::ICMP_EQ);
  const kernels::NodeRef Special = FirstIsEqual ? First : Second,
                         General = FirstIsEqual ? Second : First;
  for (const Loop *Around = L; N.contains(Around); Around = Around->getParentLoop()) {
    const Sym I = kernels::indexOf(Symbols.loopNumber(Around));
    const Poly Rest = X - Poly::symbol(I);
    if (!(X.coefficientOf(I) == Poly(1)) || !Rest.constant())
      continue;
    const Poly At = Poly(0) - Rest;
    auto IsEmpty = [&](uint32_t Number) {
      const Loop *Sum = Number < Symbols.Loops.size() ? Symbols.Loops[Number] : nullptr;
      const std::vector<Poly> E = Sum && !Sum->contains(L) ? A.extent(Sum) : std::vector<Poly>();
      return E.size() == 1 && E[0].substitute(I, At).isZero();
    };
    if (Dag.extends(Dag.substitute(General, I, At), Dag.substitute(Special, I, At), IsEmpty))
      return General;
  }
  return kernels::NoNode;
}
