//===- passes/extract/Buffers.cpp - Copies that a kernel works on -----------===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// A blocked product packs a row, a column or a tile into a buffer and reads it from
// there, or accumulates in a buffer that it copies out. Both are looked through:
// the operand is what was packed, the output is where the buffer is emptied to. A
// buffer is an object of its own with one store (besides clearing) and one load;
// copy and kernel meet in a loop around both, and the element that one of them
// touches at its indices is found at which indices of the other. memcpy is a copy
// whose own loop counts bytes.
//
//===----------------------------------------------------------------------===//
#include "passes/extract/Statements.h"

#include "llvm/Analysis/CFG.h"
#include "llvm/Analysis/LoopInfo.h"
#include "llvm/Analysis/ScalarEvolution.h"
#include "llvm/Analysis/ValueTracking.h"
#include "llvm/IR/Dominators.h"
#include "llvm/IR/IntrinsicInst.h"

using namespace llvm;
using namespace auspex;
using namespace auspex::passes;
using namespace auspex::passes::extract;
using kernels::Poly;
using kernels::Sym;

const Loop *Statements::commonLoop(const Instruction *X, const Instruction *Y) const {
  const Loop *L = LI.getLoopFor(X->getParent());
  while (L && !L->contains(Y))
    L = L->getParentLoop();
  return L;
}

/// \p First, where it is executed at all, comes before \p Then in each iteration of
/// the loops around both.
bool Statements::comesBefore(const Instruction *First, const Instruction *Then) const {
  if (DT.dominates(First, Then) || DT.dominates(Then, First))
    return DT.dominates(First, Then);
  // Another iteration passes the header.
  SmallPtrSet<BasicBlock *, 1> Next;
  if (const Loop *L = commonLoop(First, Then))
    Next.insert(L->getHeader());
  return isPotentiallyReachable(First, Then, &Next, &DT, &LI) &&
         !isPotentiallyReachable(Then, First, &Next, &DT, &LI);
}

/// No condition but the loops' own decides whether \p I is executed below \p Around.
bool Statements::isUnconditional(const Instruction *I, const Loop *Around, View &V) {
  for (const Loop *L = LI.getLoopFor(I->getParent()); L != Around; L = L->getParentLoop()) {
    if (!L->getLoopLatch() || !L->getLoopPreheader() ||
        !DT.dominates(I->getParent(), L->getLoopLatch()))
      return false;
    I = L->getLoopPreheader()->getTerminator();
    // The guard of a rotated loop.
    const BasicBlock *Guard = L->getLoopPreheader()->getSinglePredecessor();
    const auto *Br = Guard && LI.getLoopFor(Guard) == L->getParentLoop()
                         ? dyn_cast<BranchInst>(Guard->getTerminator())
                         : nullptr;
    if (Br && Br->isConditional() && asksWhetherRuns(Br->getCondition(), L, L->getParentLoop(), V))
      I = Br;
  }
  return !Around ||
         (Around->getLoopLatch() && DT.dominates(I->getParent(), Around->getLoopLatch()));
}

/// The byte that memcpy is at: an index that no loop has.
static constexpr Sym ByteIndex = kernels::indexOf((1u << 30) - 1);

/// What \p I reads (\p Read) or writes; null where it does not.
static Value *accessed(const Instruction *I, bool Read) {
  if (const auto *C = dyn_cast<MemCpyInst>(I))
    return Read ? C->getRawSource() : C->getRawDest();
  if (const auto *M = dyn_cast<MemSetInst>(I))
    return Read ? nullptr : M->getRawDest();
  return isa<LoadInst, StoreInst>(I) && isa<LoadInst>(I) == Read
             ? const_cast<Value *>(getLoadStorePointerOperand(I))
             : nullptr;
}

kernels::Operand Statements::addressOf(const Instruction *I, bool Read, View &V) {
  auto O = V.A.address(accessed(I, Read), nullptr, LI.getLoopFor(I->getParent()));
  if (isa<MemCpyInst>(I) && !O.Levels.empty())
    O.Levels.back() += Poly::symbol(ByteIndex);
  return O;
}

/// Who accesses an object of the nest.
Statements::View::Traffic &Statements::trafficOf(uint32_t Object, View &V) {
  if (!V.KnowsTraffic) {
    V.KnowsTraffic = true;
    auto Look = [&](const BasicBlock &BB) {
      if (!V.N.contains(LI.getLoopFor(&BB)))
        return;
      for (const Instruction &I : BB)
        for (const bool Read : {true, false}) {
          const auto O = accessed(&I, Read) ? addressOf(&I, Read, V) : kernels::Operand();
          if (O.Levels.empty())
            continue;
          const auto *S = dyn_cast<StoreInst>(&I);
          View::Traffic &T = V.Buffers[O.Object];
          if (Read)
            T.Readers.push_back(&I);
          else if (isa<MemSetInst>(I) || (S && isa<Constant>(S->getValueOperand())))
            T.Clears.push_back(&I);
          else
            T.Writers.push_back(&I);
        }
    };
    if (V.N.Root)
      for (const BasicBlock *BB : V.N.Root->blocks())
        Look(*BB);
    else
      for (const BasicBlock &BB : F)
        Look(BB);
  }
  return V.Buffers[Object];
}

/// Only the accesses of the nest reach \p Object.
bool Statements::isBuffer(uint32_t Object) const {
  const Value *Base = Symbols.Objects[Object];
  if (isa<GlobalVariable>(Base))
    return cast<GlobalVariable>(Base)->hasLocalLinkage();
  return isa<AllocaInst>(Base) || (isa<CallBase>(Base) && isDistinctObject(Base));
}

/// The indices of \p Copy's own loops at which it reads (\p Read) or writes what
/// \p Kernel accesses at its indices. Nothing where that is not to be seen.
std::optional<Statements::Places> Statements::placesIn(const Instruction *Copy, bool Read,
                                                       const Instruction *Kernel, View &V) {
  const auto OC = addressOf(Copy, Read, V), OK = addressOf(Kernel, isa<LoadInst>(Kernel), V);
  Type *Elem = getLoadStoreType(Kernel);
  if (OC.Levels.size() != 1 || OK.Levels.size() != 1 || OC.Object != OK.Object ||
      (!isa<MemCpyInst>(Copy) && getLoadStoreType(Copy) != Elem))
    return std::nullopt;
  const Loop *Common = commonLoop(Copy, Kernel);
  if (!V.N.contains(Common))
    return std::nullopt;
  struct Free {
    Sym Index;
    Poly Stride, Place;
    std::vector<Poly> Extent;
  };
  SmallVector<Free, 4> Frees;
  Poly Rest = OK.Levels[0], Base = OC.Levels[0];
  for (const Loop *L = LI.getLoopFor(Copy->getParent()); L != Common; L = L->getParentLoop()) {
    const Sym I = kernels::indexOf(Symbols.loopNumber(L));
    Frees.push_back({I, Base.coefficientOf(I), Poly(0), V.A.extent(L)});
    Base = Base.substitute(I, Poly(0));
  }
  if (const auto *C = dyn_cast<MemCpyInst>(Copy)) {
    const auto Size = int64_t(F.getDataLayout().getTypeStoreSize(Elem));
    Frees.push_back({ByteIndex,
                     Poly(1),
                     Poly(0),
                     {V.A.value(C->getLength(), LI.getLoopFor(C->getParent())) - Poly(Size - 1)}});
    Base = Base.substitute(ByteIndex, Poly(0));
  }
  Rest = Rest - Base;
  if (Rest.isBad())
    return std::nullopt;
  // Rows before columns: each term belongs to the largest stride that divides it.
  llvm::sort(Frees, [](const Free &X, const Free &Y) {
    const auto CX = X.Stride.constant(), CY = Y.Stride.constant();
    return CX && CY ? *CX > *CY : X.Stride.degree() > Y.Stride.degree();
  });
  for (const auto &[M, C] : Rest.terms()) {
    Poly Term(C);
    for (Sym S : M)
      Term *= Poly::symbol(S);
    bool Placed = false;
    for (Free &F : Frees)
      if (auto Q = Placed || F.Stride.isBad() ? std::nullopt : Term.quotient(F.Stride)) {
        F.Place += *Q;
        Placed = true;
      }
    if (!Placed)
      return std::nullopt;
  }
  Places Out;
  for (const Free &F : Frees) {
    // The copy must have been there: all the kernel's indices lie in its loop.
    Poly Last = F.Place;
    bool Fits = false;
    for (const Loop *L = LI.getLoopFor(Kernel->getParent()); L != Common; L = L->getParentLoop()) {
      const Sym I = kernels::indexOf(Symbols.loopNumber(L));
      const std::vector<Poly> &E = V.A.extent(L);
      Fits |= F.Place == Poly::symbol(I) && E == F.Extent;
      if (F.Place.coefficientOf(I).isZero())
        continue;
      if (E.size() != 1 || !F.Place.coefficientOf(I).isNonNegative())
        Last = Poly::bad();
      else
        Last = Last.substitute(I, E[0] - Poly(1));
    }
    if (!Fits && !(F.Extent.size() == 1 && (F.Extent[0] - Poly(1) - Last).isNonNegative()))
      return std::nullopt;
    Out.emplace_back(F.Index, F.Place);
  }
  return Out;
}

static void moveTo(kernels::Operand &O, const std::vector<std::pair<Sym, Poly>> &Places) {
  for (Poly &Level : O.Levels)
    for (const auto &[Index, Place] : Places)
      Level = Level.substitute(Index, Place);
}

const Instruction *Statements::unpack(const LoadInst *X, kernels::Operand &O, View &V) {
  // A work array of the caller's holds the copy as well, whatever is done with it later.
  if (!isBuffer(O.Object) && !isa<Argument>(Symbols.Objects[O.Object]))
    return nullptr;
  const View::Traffic &T = trafficOf(O.Object, V);
  if (T.Writers.size() != 1 || !T.Clears.empty())
    return nullptr;
  const Instruction *W = T.Writers[0], *From = W;
  if (const auto *S = dyn_cast<StoreInst>(W)) {
    const auto *L = dyn_cast<LoadInst>(S->getValueOperand());
    if (!L || !L->isSimple() || !S->isSimple() || L->getParent() != S->getParent())
      return nullptr;
    From = L;
  }
  if (!comesBefore(W, X) || !isUnconditional(W, commonLoop(W, X), V))
    return nullptr;
  const auto Where = placesIn(W, false, X, V);
  if (!Where)
    return nullptr;
  auto Source = addressOf(From, true, V);
  moveTo(Source, *Where);
  if (Source.Levels.empty() || Source.Levels.back().isBad())
    return nullptr;
  O = std::move(Source);
  return From;
}

/// \p S accumulates in a buffer: its output is where that is emptied to, by the only
/// reader besides itself.
const Instruction *Statements::emptiedInto(const StoreInst *S, kernels::Statement &St, View &V) {
  if (!isBuffer(St.Out.Object))
    return nullptr;
  const View::Traffic &T = trafficOf(St.Out.Object, V);
  if (T.Writers.size() != 1 || T.Clears.empty())
    return nullptr;
  const Instruction *Y = nullptr;
  for (const Instruction *I : T.Readers) {
    if (SE.getSCEV(accessed(I, true)) == SE.getSCEV(accessed(S, false)))
      continue;
    if (Y)
      return nullptr;
    Y = I;
  }
  const Loop *Common = Y ? commonLoop(S, Y) : nullptr;
  if (!Common || !comesBefore(S, Y) || !isUnconditional(Y, Common, V))
    return nullptr;
  // Cleared anew in every iteration of the loops around both.
  if (none_of(T.Clears,
              [&](const Instruction *C) { return Common->contains(C) && comesBefore(C, S); }))
    return nullptr;
  // What is stored is the element, or a function of it.
  const Instruction *Target = Y;
  constexpr unsigned MaxSteps = 6;
  for (unsigned Step = 0; Step < MaxSteps && isa<LoadInst>(Y) && !isa<StoreInst>(Target); ++Step) {
    if (!Target->hasOneUse())
      return nullptr;
    Target = cast<Instruction>(*Target->user_begin());
    if (Target->getParent() != Y->getParent())
      return nullptr;
  }
  if (!accessed(Target, false))
    return nullptr;
  const auto Where = placesIn(Y, true, S, V);
  auto Out = addressOf(Target, false, V);
  if (!Where || Out.Levels.empty() || Out.Object == St.Out.Object)
    return nullptr;
  moveTo(Out, *Where);
  if (Out.Levels.back().isBad())
    return nullptr;
  const auto *Z = dyn_cast<StoreInst>(Target);
  Out.Elem = Z ? elementType(Z->getValueOperand()->getType()) : St.Out.Elem;
  V.B.Describe(Out);
  St.EmptiedTo = std::move(Out);
  St.StartsAtZero = none_of(*Target->getParent(), [&](const Instruction &I) {
    const auto *L = dyn_cast<LoadInst>(&I);
    return L && L->getPointerOperand() == accessed(Target, false);
  });
  return Target;
}
