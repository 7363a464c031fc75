//===- passes/skeleton/Placement.cpp - Steps of a slice where they happen ===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "passes/skeleton/Names.h"
#include "passes/skeleton/Slice.h"
#include "passes/skeleton/StackObjects.h"

#include "llvm/Analysis/LoopInfo.h"
#include "llvm/Analysis/ScalarEvolution.h"
#include "llvm/Analysis/ScalarEvolutionExpressions.h"
#include "llvm/Analysis/ValueTracking.h"
#include "llvm/IR/IntrinsicInst.h"

using namespace llvm;
using namespace auspex;
using namespace auspex::passes;
using demand::ExprRef;
using demand::StepKind;

/// Instructions that a stored number's formula may span; more is data.
static constexpr unsigned StoredValueFuel = 24;

void Slice::place(const Instruction &I, demand::Step S) {
  unsigned B = G.indexOf(I.getParent());
  keep(B);
  if (Collapsed[B])
    B = G.indexOf(Collapsed[B]->getHeader());
  S.Line = lineOf(I);
  std::vector<Placed> &Here = Steps[B];
  Here.push_back({&I, unsigned(Here.size()), std::move(S)});
}

void Slice::placeTouch(const Range &R) {
  unsigned Header = G.indexOf(R.Before->getHeader());
  if (Header == FlowGraph::None)
    return;
  const Loop *Outside = R.Before->getParentLoop();
  demand::Step S;
  S.Kind = StepKind::Touch;
  S.Write = R.Write;
  S.Line = lineOf(*R.At);
  if (R.Offset) {
    ExprRef Base = E.scev(R.Base, Outside);
    S.Args = {D.Exprs.ptrAdd(Base, E.scev(R.Offset, Outside)), E.scev(R.Bytes, Outside)};
  } else {
    S.Args = {E.scev(R.Base, Outside), demand::NoExpr};
  }
  if (R.Places)
    S.Args.push_back(E.scev(R.Places, Outside));
  if (R.Places && R.PlaceBytes)
    S.Args.push_back(E.scev(R.PlaceBytes, Outside));
  Before[R.Before].push_back(S);
  if (!R.Pointers)
    return;
  S.Kind = StepKind::Forget;
  S.Write = false;
  S.Args.resize(2);
  Before[R.Before].push_back(std::move(S));
}

/// Something in a collapsed loop, or in a function without detail, writes
/// somewhere into an object.
void Slice::touchWhole(const Instruction &I, const Value *Pointer) {
  const Loop *L = Collapsed[G.indexOf(I.getParent())];
  const Loop *Top = L;
  if (!L)
    for (Top = loopAt(I); Top && Facts.of(Top).Foldable && Top->getParentLoop() &&
                          Facts.of(Top->getParentLoop()).Foldable;)
      Top = Top->getParentLoop();
  if (!L && Top && !Facts.of(Top).Foldable)
    Top = nullptr;
  const Value *Base = getUnderlyingObject(Pointer, 12);
  const auto *Made = dyn_cast<Instruction>(Base);
  if (Made && Top && Top->contains(Made))
    Base = nullptr; // an address that the loop itself computes
  if (const auto *Object = dyn_cast_or_null<AllocaInst>(Base))
    if (!isLarge(*Object) && isPrivate(Object) && !E.knownLocal(Object))
      return;
  if (!TouchedWhole.insert({Top, Base}).second)
    return;
  const Loop *Scope = Top ? Top->getParentLoop() : loopAt(I);
  demand::Step S;
  S.Kind = StepKind::Touch, S.Write = true;
  S.Line = lineOf(I);
  bool WasWeak = std::exchange(Weak, false);
  S.Args = {Base ? E.value(Base, Scope)
                 : E.unknown("an address computed from data", demand::Type::Ptr),
            demand::NoExpr};
  Weak = WasWeak;
  demand::Step Contents = S; // pointers as well
  Contents.Kind = StepKind::Forget;
  Contents.Write = false;
  for (demand::Step *X : {&S, &Contents})
    if (Top)
      Before[Top].push_back(std::move(*X));
    else
      place(I, std::move(*X));
}

void Slice::placeStore(const StoreInst &S, unsigned B) {
  const Loop *L = loopAt(S);
  const Value *V = S.getValueOperand();
  if (Collapsed[B])
    return touchWhole(S, S.getPointerOperand());
  demand::Type T = typeOf(V->getType());
  bool Pointer = T == demand::Type::Ptr;
  // The range of a folded store has been touched in front of the loop; numbers
  // in it are data.
  if (isFolded(S)) {
    Pointer |= movesWord(S);
    if (!Pointer || !laysOutPointers(S))
      return;
  }
  if (Level >= Detail::Sketch || (Level == Detail::Minimal && !Pointer))
    return touchWhole(S, S.getPointerOperand());
  demand::Step Out;
  // Where something is stored, and addresses themselves, decide what is touched.
  bool WasWeak = std::exchange(Weak, false);
  ExprRef Address = E.value(S.getPointerOperand(), L);
  Weak = WasWeak && !Pointer;
  if (T == demand::Type::Void) {
    Out.Kind = StepKind::Touch, Out.Write = true;
    Out.Args = {Address, D.Exprs.integer(int64_t(
                             S.getDataLayout().getTypeStoreSize(V->getType()).getKnownMinValue()))};
    Weak = WasWeak;
    return place(S, std::move(Out));
  }
  Out.Kind = StepKind::Store;
  Out.Ty = T;
  Out.Args = {Address, storedValue(S, L)};
  Weak = WasWeak;
  place(S, std::move(Out));
}

/// Whether \p S puts a word elsewhere, in a loop that handles pointers: what the
/// optimiser makes of moving a smart pointer.
bool Slice::movesWord(const StoreInst &S) const {
  const auto *Word = dyn_cast<LoadInst>(S.getValueOperand());
  const Loop *L = loopAt(S);
  if (!Word || !L || loopAt(*Word) != L || !Word->getType()->isIntegerTy(64))
    return false;
  return any_of(L->blocks(), [](const BasicBlock *BB) {
    return any_of(*BB, [](const Instruction &I) {
      const auto *T = dyn_cast<StoreInst>(&I);
      return T && T->getValueOperand()->getType()->isPointerTy();
    });
  });
}

/// Whether the pointers that the loop around \p S stores where \p S does are worth
/// keeping, which they are together or not at all: addresses that it lays out (row
/// pointers), and those that it copies in order to another place (a vector that moves).
bool Slice::laysOutPointers(const StoreInst &S) {
  const Loop *L = loopAt(S);
  auto BaseOf = [&](const Value *P) {
    return A.SE.getPointerBase(A.SE.getSCEV(const_cast<Value *>(P)));
  };
  const SCEV *Base = BaseOf(S.getPointerOperand());
  auto [It, New] = LaysOut.try_emplace({L, Base}, true);
  if (!New)
    return It->second;
  auto InOrder = [&](const Value *P) {
    const auto *R = dyn_cast<SCEVAddRecExpr>(A.SE.getSCEV(const_cast<Value *>(P)));
    return R && R->getLoop() == L && R->isAffine();
  };
  bool Worth = true;
  for (const BasicBlock *BB : L->blocks())
    for (const Instruction &I : *BB) {
      const auto *T = dyn_cast<StoreInst>(&I);
      if (!T || BaseOf(T->getPointerOperand()) != Base ||
          (!T->getValueOperand()->getType()->isPointerTy() && !movesWord(*T)))
        continue;
      unsigned Fuel = StoredValueFuel;
      const Value *V = T->getValueOperand();
      if (const auto *Copied = dyn_cast<LoadInst>(V))
        Worth &= loopAt(*Copied) == L && InOrder(T->getPointerOperand()) &&
                 InOrder(Copied->getPointerOperand()) &&
                 BaseOf(Copied->getPointerOperand()) != Base;
      else
        Worth &= isCheap(V, Fuel);
    }
  return LaysOut[{L, Base}] = Worth;
}

ExprRef Slice::storedValue(const StoreInst &S, const Loop *Scope) {
  const Value *V = S.getValueOperand();
  unsigned Fuel = StoredValueFuel;
  if (!isCheap(V, Fuel))
    return E.unknown("computed data is stored", typeOf(V->getType()));
  return E.value(V, Scope);
}

/// Whether \p V's formula stays within \p Fuel instructions.
bool Slice::isCheap(const Value *V, unsigned &Fuel) const {
  const auto *I = dyn_cast<Instruction>(V);
  if (!I || isa<PHINode, AllocaInst, CallBase>(I) || E.knownLocal(I))
    return true;
  if (Fuel-- == 0)
    return false;
  if (isa<LoadInst>(I))
    return Fuel >= 8 ? (Fuel -= 8, true) : false;
  return all_of(I->operands(), [&](const Value *Operand) { return isCheap(Operand, Fuel); });
}
