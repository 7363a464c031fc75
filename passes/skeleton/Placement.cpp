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

/// What an atomic operation \p O makes of the number that is there.
static std::optional<demand::Op> atomicOp(AtomicRMWInst::BinOp O) {
  switch (O) {
  case AtomicRMWInst::Add:
    return demand::Op::Add;
  case AtomicRMWInst::Sub:
    return demand::Op::Sub;
  case AtomicRMWInst::And:
    return demand::Op::And;
  case AtomicRMWInst::Or:
    return demand::Op::Or;
  case AtomicRMWInst::Max:
    return demand::Op::SMax;
  case AtomicRMWInst::Min:
    return demand::Op::SMin;
  default:
    return std::nullopt;
  }
}

/// One thread is followed, to which it is like reading and then writing.
void Slice::placeAtomic(const Instruction &I) {
  const auto *RMW = dyn_cast<AtomicRMWInst>(&I);
  Type *T = RMW ? I.getType() : I.getOperand(1)->getType();
  const Loop *L = loopAt(I);
  const ExprRef Address = E.value(I.getOperand(0), L);
  const auto Op = RMW ? atomicOp(RMW->getOperation()) : std::nullopt;
  const demand::Type Ty = typeOf(T);
  demand::Step S;
  if (!Op || Collapsed[G.indexOf(I.getParent())] || !T->isIntegerTy() ||
      demand::bitsOf(Ty) != T->getIntegerBitWidth()) {
    S.Kind = StepKind::Touch, S.Write = true;
    S.Args = {Address, D.Exprs.integer(int64_t(I.getDataLayout().getTypeStoreSize(T)))};
    return place(I, std::move(S));
  }
  S.Kind = StepKind::Load;
  S.Ty = Ty;
  S.Result = E.local(&I);
  S.Args = {Address};
  place(I, S);
  const ExprRef Old = D.Exprs.value(S.Result, Ty);
  S.Kind = StepKind::Store;
  S.Result = demand::NoValue;
  S.Args.push_back(E.arith(*Op, Old, E.value(RMW->getValOperand(), L), T->getIntegerBitWidth()));
  place(I, std::move(S));
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
    if (Pointer ? !laysOutPointers(S) : !movesNumber(S))
      return;
    Pointer = true; // as exact as those
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

/// What the loop \p L does with the pointers that it stores to \p Base, which are worth
/// keeping together or not at all: addresses that it lays out (row pointers), and those
/// that it copies in order to another place (a vector that moves).
Slice::Layout Slice::layoutOf(const Loop *L, const SCEV *Base) {
  auto [It, New] = Layouts.try_emplace({L, Base}, Layout::Laid);
  if (!New)
    return It->second;
  Layout Found = Layout::Laid;
  for (const BasicBlock *BB : L->blocks())
    for (const Instruction &I : *BB) {
      const auto *T = dyn_cast<StoreInst>(&I);
      if (!T || baseOf(T->getPointerOperand()) != Base ||
          (!T->getValueOperand()->getType()->isPointerTy() && !movesWord(*T)))
        continue;
      unsigned Fuel = StoredValueFuel;
      const Value *V = T->getValueOperand();
      const auto *Copied = dyn_cast<LoadInst>(V);
      if (Copied ? loopAt(*Copied) != L || !isInOrder(T->getPointerOperand(), L) ||
                       !isInOrder(Copied->getPointerOperand(), L) ||
                       baseOf(Copied->getPointerOperand()) == Base
                 : !isCheap(V, Fuel))
        return Layouts[{L, Base}] = Layout::Data;
      if (Copied)
        Found = Layout::Moved;
    }
  return Layouts[{L, Base}] = Found;
}

const SCEV *Slice::baseOf(const Value *P) const {
  return A.SE.getPointerBase(A.SE.getSCEV(const_cast<Value *>(P)));
}

bool Slice::isInOrder(const Value *P, const Loop *L) const {
  const auto *R = dyn_cast<SCEVAddRecExpr>(A.SE.getSCEV(const_cast<Value *>(P)));
  return R && R->getLoop() == L && R->isAffine();
}

bool Slice::laysOutPointers(const StoreInst &S) {
  return layoutOf(loopAt(S), baseOf(S.getPointerOperand())) != Layout::Data;
}

/// Whether \p V is what a load in \p L read, or one of several on the ways that lead to it.
static bool isRead(const Value *V, const Loop *L) {
  if (const auto *P = dyn_cast<PHINode>(V))
    return L->contains(P) && P->getParent() != L->getHeader() &&
           all_of(P->incoming_values(), [&](const Value *In) {
             return isa<Constant>(In) || (isa<LoadInst>(In) && isRead(In, L));
           });
  const auto *I = dyn_cast<LoadInst>(V);
  return I && L->contains(I);
}

/// Whether \p L moves elements, pointers and all, to another place.
bool Slice::movesElements(const Loop *L) {
  auto [It, New] = Moving.try_emplace(L, false);
  if (!New)
    return It->second;
  const bool Found = any_of(L->blocks(), [&](const BasicBlock *BB) {
    return any_of(*BB, [&](const Instruction &I) {
      const auto *S = dyn_cast<StoreInst>(&I);
      return S && S->getValueOperand()->getType()->isPointerTy() &&
             layoutOf(L, baseOf(S->getPointerOperand())) == Layout::Moved;
    });
  });
  return Moving[L] = Found;
}

/// Whether \p S puts a number of such an element to its new place, or a constant there or to
/// what it leaves behind.
bool Slice::movesNumber(const StoreInst &S) {
  const Loop *L = loopAt(S);
  const Value *V = S.getValueOperand();
  if (!L || !V->getType()->isIntegerTy() || !(isa<ConstantInt>(V) || isRead(V, L)) ||
      !isInOrder(S.getPointerOperand(), L) || !movesElements(L) || !laysOutPointers(S))
    return false;
  if (const auto *I = dyn_cast<Instruction>(V)) {
    Moved.insert(I);
    for (const Value *In : I->operands())
      if (const auto *Read = dyn_cast<LoadInst>(In); Read && isa<PHINode>(I))
        Moved.insert(Read);
  }
  return true;
}

/// Whether \p S is kept in a loop that moves elements from where it stores to: what is left
/// behind is known, and was written before.
bool Slice::leavesBehind(const StoreInst &S) {
  const Loop *L = loopAt(S);
  return L && movesElements(L) && layoutOf(L, baseOf(S.getPointerOperand())) == Layout::Laid &&
         isInOrder(S.getPointerOperand(), L) &&
         (S.getValueOperand()->getType()->isPointerTy() || movesNumber(S));
}

/// The same of bytes: the text that lies in such an element, zeros that are left behind.
bool Slice::movesBytes(const Instruction &I) {
  const Loop *L = loopAt(I);
  const auto *M = dyn_cast<AnyMemIntrinsic>(&I);
  if (!L || !M || !isInOrder(M->getRawDest(), L) || !movesElements(L))
    return false;
  const Layout To = layoutOf(L, baseOf(M->getRawDest()));
  const auto *Copy = dyn_cast<AnyMemTransferInst>(M);
  return Copy ? To == Layout::Moved && isInOrder(Copy->getRawSource(), L) : To != Layout::Data;
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
