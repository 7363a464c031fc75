//===- passes/skeleton/Slice.cpp - What a function's skeleton must keep ---===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "passes/skeleton/Slice.h"
#include "passes/skeleton/Names.h"

#include "llvm/Analysis/LoopInfo.h"
#include "llvm/Analysis/BlockFrequencyInfo.h"
#include "llvm/Analysis/BranchProbabilityInfo.h"
#include "llvm/Analysis/ScalarEvolution.h"
#include "llvm/Analysis/ScalarEvolutionExpressions.h"
#include "llvm/Analysis/ValueTracking.h"
#include "llvm/IR/DebugInfoMetadata.h"
#include "llvm/IR/Dominators.h"
#include "llvm/IR/CFG.h"
#include "llvm/IR/IntrinsicInst.h"

#include <cmath>

using namespace llvm;
using namespace auspex;
using namespace auspex::passes;
using demand::ExprRef;
using demand::StepKind;

namespace {

/// An alloca below this size matters only if somebody looks into it.
constexpr uint64_t LargeStackObject = 4096;
/// Instructions that a stored number's formula may span; more is data.
constexpr unsigned StoredValueFuel = 24;
/// A loop over data that a strong demand may pull into the slice.
constexpr unsigned MaxSearchBlocks = 12;
/// A larger loop over data becomes one node at every level of detail.
constexpr unsigned MaxDataBlocks = 24;
/// Values among which an option is chosen.
constexpr unsigned MaxChoices = 24;
/// A counter's cycle through a loop nest.
constexpr unsigned MaxCounterInstructions = 48;

bool isLarge(const AllocaInst &A) {
  std::optional<TypeSize> Size = A.getAllocationSize(A.getDataLayout());
  return !Size || Size->isScalable() || Size->getFixedValue() >= LargeStackObject;
}

const AllocaInst *allocaUnder(const Value *Pointer) {
  return dyn_cast<AllocaInst>(getUnderlyingObject(Pointer, 12));
}

/// Whether \p A is only loaded from and stored to by this function.
bool isPrivateAlloca(const AllocaInst &A) {
  SmallVector<const Value *, 8> Work{&A};
  unsigned Fuel = 200;
  while (!Work.empty()) {
    for (const User *U : Work.pop_back_val()->users()) {
      if (Fuel-- == 0)
        return false;
      if (isa<LoadInst>(U) || isa<ICmpInst>(U))
        continue;
      if (const auto *S = dyn_cast<StoreInst>(U)) {
        if (S->getValueOperand() == &A || isa<GetElementPtrInst>(S->getValueOperand()))
          if (allocaUnder(S->getValueOperand()) == &A)
            return false;
        continue;
      }
      if (isa<GetElementPtrInst, PHINode, SelectInst>(U)) {
        Work.push_back(U);
        continue;
      }
      if (const auto *I = dyn_cast<IntrinsicInst>(U))
        if (I->isLifetimeStartOrEnd() || I->isAssumeLikeIntrinsic())
          continue;
      return false;
    }
  }
  return true;
}

} // namespace

Slice::Slice(Function &F, demand::Function &D, const Analyses &A, Detail Level)
    : F(F), D(D), A(A), G(F), E(F, D, A.SE, A.LI, A.TLI), Facts(F, A.LI, A.SE, A.TLI),
      Memory(A.LI, A.SE, A.DT, Facts), Level(Level), Kept(G.size(), false),
      Decided(G.size(), false), Collapsed(G.size(), nullptr) {
  E.Refuse = [this](const Instruction &I, const Loop *Scope) { return refuse(I, Scope); };
  collapseLoops();
}

/// Whether \p L's trip count follows from what the function is given.
bool Slice::hasFormula(const Loop *L) {
  ExprRef Trip = E.scev(Facts.of(L).BackEdges, L->getParentLoop());
  return D.Exprs[Trip].O != demand::Op::Unknown;
}

/// Loops that compute on data and end when the data says so.
void Slice::collapseLoops() {
  for (uint32_t Id = 0; Id != E.loopCount(); ++Id) {
    const Loop *L = E.loopOf(Id);
    const LoopFact &X = Facts.of(L);
    unsigned Header = G.indexOf(L->getHeader());
    if (Header == FlowGraph::None || Collapsed[Header])
      continue;
    bool Data = Level == Detail::Full ? X.Foldable && L->getNumBlocks() > MaxDataBlocks
                : Level == Detail::Sketch ? true
                                          : X.Foldable || X.Computes;
    if (!Data || (X.counted() && (Level < Detail::Minimal || hasFormula(L))))
      continue;
    for (const BasicBlock *BB : L->blocks())
      if (unsigned B = G.indexOf(BB); B != FlowGraph::None)
        Collapsed[B] = L;
  }
}

void Slice::run(function_ref<void(ExprBuilder &)> Recognise) {
  keep(0);
  addLoops();
  addRoots();
  addTouches();
  settle();
  if (Recognise)
    Recognise(E);
  settle();
  Weak = true;
  for (const CallBase *C : Outputs)
    placeCall(*C);
  addResults();
  addStores();
  settle();
}

//===--- Criteria ------------------------------------------------------------===//

void Slice::addLoops() {
  for (uint32_t Id = 0; Id != E.loopCount(); ++Id) {
    const Loop *L = E.loopOf(Id);
    demand::Loop Out;
    if (const Loop *Parent = L->getParentLoop())
      Out.Parent = E.loopId(Parent);
    D.Loops.push_back(Out);
    unsigned Header = G.indexOf(L->getHeader());
    if (Header == FlowGraph::None)
      continue;
    if (Collapsed[Header] && Collapsed[Header] != L)
      continue;
    keep(Header);
    D.Loops[Id] = describeLoop(L, std::move(Out));
    if (Collapsed[Header])
      continue;
    SmallVector<BasicBlock *, 4> Exiting;
    L->getExitingBlocks(Exiting);
    for (BasicBlock *X : Exiting)
      if (unsigned B = G.indexOf(X); B != FlowGraph::None)
        decide(B);
  }
  // A branch that leads to different ends of the function.
  for (unsigned B = 0; B != G.size(); ++B)
    if (G.branches(B) && G.postDominator(B) == FlowGraph::None) {
      bool Ends = false;
      for (unsigned S : G.successors(B)) {
        const Instruction *T = G.block(S)->getTerminator();
        Ends |= !isa<UnreachableInst>(T) || G.lastCall(S);
      }
      if (Ends)
        decide(B);
    }
}

demand::Loop Slice::describeLoop(const Loop *L, demand::Loop Out) {
  const LoopFact &X = Facts.of(L);
  if (X.counted()) {
    const SCEV *Trip = A.SE.getTripCountFromExitCount(X.BackEdges,
                                                      Type::getInt64Ty(F.getContext()), L);
    Out.Trip = E.scev(Trip, L->getParentLoop());
    Out.TripIsBound = X.Bound;
  }
  if (!X.counted() || X.Bound || D.Exprs[Out.Trip].O == demand::Op::Unknown) {
    // Executions of the header per entry, by profile or by LLVM's heuristics.
    double Header = double(A.BFI.getBlockFreq(L->getHeader()).getFrequency()), Entries = 0;
    for (const BasicBlock *P : predecessors(L->getHeader()))
      if (!L->contains(P) && A.DT.isReachableFromEntry(P))
        Entries += double(A.BFI.getBlockFreq(P).getFrequency()) *
                   double(A.BPI.getEdgeProbability(P, L->getHeader()).getNumerator()) /
                   double(BranchProbability::getDenominator());
    if (Entries > 0)
      Out.ExpectedTrip = std::round(Header / Entries * 100) / 100;
  }
  if (DebugLoc At = L->getStartLoc()) {
    const DILocation *Loc = At.get();
    while (Loc->getInlinedAt())
      Loc = Loc->getInlinedAt();
    Out.Line = Loc->getLine();
  }
  for (const PHINode &P : L->getHeader()->phis())
    if (A.SE.isSCEVable(P.getType()) && Out.Name.empty())
      if (const auto *R = dyn_cast<SCEVAddRecExpr>(A.SE.getSCEV(const_cast<PHINode *>(&P))))
        if (R->getLoop() == L && R->getStart()->isZero() && R->getStepRecurrence(A.SE)->isOne())
          Out.Name = sourceName(P);
  return Out;
}

void Slice::addRoots() {
  for (unsigned B = 0; B != G.size(); ++B)
    for (const Instruction &I : *G.block(B)) {
      Effect X = effectOf(I, A.TLI);
      switch (X) {
      case Effect::None:
      case Effect::Math:
      case Effect::Load:
      case Effect::Store:
        break;
      case Effect::MemCopy:
      case Effect::MemSet:
        if (Collapsed[B])
          touchWhole(I, cast<AnyMemIntrinsic>(I).getRawDest());
        else if (!isFolded(I))
          addCall(cast<CallBase>(I));
        break;
      case Effect::Alloca:
        if (isLarge(cast<AllocaInst>(I)))
          E.local(&I);
        break;
      case Effect::Atomic: {
        demand::Step S;
        S.Kind = StepKind::Touch, S.Write = true;
        const Value *Pointer = I.getOperand(0);
        Type *T = isa<AtomicRMWInst>(I) ? I.getType() : I.getOperand(1)->getType();
        S.Args = {E.value(Pointer, loopAt(I)),
                  D.Exprs.integer(int64_t(I.getDataLayout().getTypeStoreSize(T)))};
        place(I, std::move(S));
        break;
      }
      case Effect::Unknown: {
        demand::Step S;
        S.Kind = StepKind::Unknown;
        S.Text = describe(I);
        place(I, std::move(S));
        break;
      }
      default:
        if (Collapsed[B] && Facts.of(Collapsed[B]).Computes) {
          // A call that only computes; it may write to its arguments.
          if (!cast<CallBase>(I).onlyReadsMemory())
            for (const Use &U : cast<CallBase>(I).args())
              if (U->getType()->isPointerTy())
                touchWhole(I, U);
        } else {
          addCall(cast<CallBase>(I));
        }
        break;
      }
      if (&I == G.lastCall(B))
        break;
    }
}

void Slice::addCall(const CallBase &C) {
  if (!Calls.insert(&C).second)
    return;
  if (const Loop *L = Collapsed[G.indexOf(C.getParent())])
    if (!CalledIn.insert({L, C.getCalledOperand()}).second)
      return;
  keep(G.indexOf(C.getParent()));
  // What is printed decides nothing: its arguments wait for the weak demands.
  const Function *Callee = C.getCalledFunction();
  if (!Weak && Callee && Callee->isDeclaration() && Callee->isVarArg() &&
      Callee->getName().contains("printf"))
    Outputs.push_back(&C);
  else
    placeCall(C);
}

/// Ranges that whole loop nests touch.
void Slice::addTouches() {
  MapVector<const Loop *, SmallVector<Range, 8>> ByLoop;
  for (unsigned B = 0; B != G.size(); ++B) {
    const Loop *L = A.LI.getLoopFor(G.block(B));
    if (!L || !Facts.folds(L) || Collapsed[B])
      continue;
    for (const Instruction &I : *G.block(B)) {
      auto Add = [&](const Value *Pointer, const SCEV *Bytes, bool Write, bool Pointers = false) {
        if (auto R = Memory.rangeOf(I, Pointer, Bytes, Write)) {
          R->Pointers = Pointers;
          ByLoop[R->Before].push_back(*R);
        }
      };
      auto SizeOf = [&](Type *T) {
        return A.SE.getConstant(Type::getInt64Ty(F.getContext()),
                                I.getDataLayout().getTypeStoreSize(T).getKnownMinValue());
      };
      if (const auto *Load = dyn_cast<LoadInst>(&I)) {
        if (Level < Detail::Sketch)
          Add(Load->getPointerOperand(), SizeOf(Load->getType()), false);
      } else if (const auto *S = dyn_cast<StoreInst>(&I)) {
        Type *T = S->getValueOperand()->getType();
        Add(S->getPointerOperand(), SizeOf(T), true,
            T->isPointerTy() || movesWord(*S) ? !isFolded(*S) || !laysOutPointers(*S)
                                              : !T->isIntegerTy() && !T->isFloatingPointTy());
      } else if (const auto *M = dyn_cast<AnyMemIntrinsic>(&I)) {
        const SCEV *Length = A.SE.getSCEV(M->getLength());
        Add(M->getDest(), Length, true, /*Pointers=*/!isa<AnyMemSetInst>(M));
        if (const auto *T = dyn_cast<AnyMemTransferInst>(M))
          Add(T->getSource(), Length, false);
      }
    }
  }
  for (auto &[L, Ranges] : ByLoop) {
    MemoryRanges::merge(Ranges, A.SE);
    for (const Range &R : Ranges) {
      const auto *Base = dyn_cast<SCEVUnknown>(R.Base);
      const AllocaInst *Object = Base ? allocaUnder(Base->getValue()) : nullptr;
      if (Object && !isLarge(*Object) && !E.knownLocal(Object) && isPrivate(Object))
        DeferredTouches[Object].push_back(R);
      else
        placeTouch(R);
    }
  }
}

void Slice::addStores() {
  for (unsigned B = 0; B != G.size(); ++B)
    for (const Instruction &I : *G.block(B)) {
      if (&I == G.lastCall(B))
        break;
      const auto *S = dyn_cast<StoreInst>(&I);
      if (!S)
        continue;
      const AllocaInst *Object = allocaUnder(S->getPointerOperand());
      if (Object && !isLarge(*Object) && !E.knownLocal(Object) && isPrivate(Object))
        DeferredStores[Object].push_back(S);
      else
        placeStore(*S, B);
    }
}

void Slice::addResults() {
  for (unsigned B = 0; B != G.size(); ++B) {
    const auto *R = dyn_cast<ReturnInst>(G.block(B)->getTerminator());
    if (!R || G.lastCall(B))
      continue;
    keep(B);
    if (const Value *V = R->getReturnValue()) {
      if (const StructType *T = returnedStructure(*F.getFunctionType())) {
        returnStructure(V, *R, *T);
        Results[B] = E.unknown("a structure is returned", demand::Type::I64);
        continue;
      }
      Weak = !V->getType()->isPointerTy();
      Results[B] = typeOf(V->getType()) == demand::Type::Void
                       ? E.unknown("a structure is returned", demand::Type::I64)
                       : E.value(V, A.LI.getLoopFor(G.block(B)));
      Weak = true;
    }
  }
}

//===--- The slice -----------------------------------------------------------===//

/// Follows what the formulas so far ask for until nothing new comes up.
void Slice::settle() {
  while (true) {
    if (!Undecided.empty()) {
      unsigned B = Undecided.pop_back_val();
      const Instruction *T = G.block(B)->getTerminator();
      const Loop *L = A.LI.getLoopFor(G.block(B));
      if (const auto *Br = dyn_cast<BranchInst>(T))
        Conditions[B] = E.value(Br->getCondition(), L);
      else if (const auto *Sw = dyn_cast<SwitchInst>(T))
        Conditions[B] = typeOf(Sw->getCondition()->getType()) == demand::Type::Void
                            ? E.unknown("a wide integer", demand::Type::I64)
                            : E.value(Sw->getCondition(), L);
      else
        Conditions[B] = E.unknown("a computed jump", demand::Type::I64);
      continue;
    }
    if (const Instruction *I = E.takeNeeded()) {
      need(I);
      continue;
    }
    // Stores into a private object count once somebody reads the object.
    bool Found = false;
    for (auto &[Object, Stores] : DeferredStores)
      if (!Stores.empty() && E.knownLocal(Object)) {
        std::vector<const StoreInst *> Now = std::move(Stores);
        Stores.clear();
        for (const StoreInst *S : Now)
          placeStore(*S, G.indexOf(S->getParent()));
        Found = true;
        break;
      }
    for (auto &[Object, Ranges] : DeferredTouches)
      if (!Ranges.empty() && E.knownLocal(Object)) {
        std::vector<Range> Now = std::move(Ranges);
        Ranges.clear();
        for (const Range &R : Now)
          placeTouch(R);
        Found = true;
        break;
      }
    if (!Found)
      return;
  }
}

void Slice::keep(unsigned B) {
  if (Collapsed[B])
    B = G.indexOf(Collapsed[B]->getHeader());
  if (Kept[B])
    return;
  Kept[B] = true;
  for (unsigned X : G.deciders(B))
    decide(X);
}

void Slice::decide(unsigned B) {
  keep(B);
  if (Collapsed[B] || Decided[B] || !G.branches(B))
    return;
  Decided[B] = true;
  Undecided.push_back(B);
}

void Slice::need(const Instruction *I) {
  unsigned B = G.indexOf(I->getParent());
  if (B == FlowGraph::None)
    return; // behind an unwind edge: never executed by the forecast
  keep(B);
  if (const auto *P = dyn_cast<PHINode>(I))
    return needPhi(*P);
  if (const auto *Object = dyn_cast<AllocaInst>(I))
    return needAlloca(*Object);
  if (const auto *L = dyn_cast<LoadInst>(I)) {
    demand::Step S;
    S.Kind = StepKind::Load;
    S.Ty = typeOf(L->getType());
    S.Result = E.local(I);
    S.Args = {E.value(L->getPointerOperand(), loopAt(*I))};
    return place(*I, std::move(S));
  }
  if (const auto *X = dyn_cast<ExtractValueInst>(I))
    return needMember(*X);
  // A call: its step is in place already and gets its result when it is taken,
  // unless it is one that costs nothing by itself.
  if (const auto *C = dyn_cast<CallBase>(I))
    addCall(*C);
}

void Slice::needPhi(const PHINode &P) {
  Phis.push_back(&P);
  unsigned B = G.indexOf(P.getParent());
  for (unsigned From : G.predecessors(B)) {
    keep(From);
    decide(From);
    // Evaluated now, so that what it needs is kept; assignments() asks again.
    E.incoming(P, G.block(From));
  }
}

void Slice::needAlloca(const AllocaInst &Object) {
  demand::Step S;
  S.Kind = StepKind::Alloc;
  S.Alloc = demand::AllocKind::Stack;
  S.Ty = demand::Type::Ptr;
  S.Result = E.local(&Object);
  const DataLayout &DL = F.getDataLayout();
  TypeSize One = DL.getTypeAllocSize(Object.getAllocatedType());
  ExprRef Count = E.value(Object.getArraySize(), loopAt(Object));
  if (demand::bitsOf(D.Exprs[Count].Ty) < 64)
    Count = D.Exprs.unary(demand::Op::ZExt, Count, demand::Type::I64);
  S.Args = {One.isScalable()
                ? E.unknown("a scalable stack object", demand::Type::I64)
                : D.Exprs.binary(demand::Op::Mul, Count,
                                 D.Exprs.integer(int64_t(One.getFixedValue())))};
  place(Object, std::move(S));
}

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
  if (!R.Pointers || !R.Offset)
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
  if (Top)
    Before[Top].push_back(std::move(S));
  else
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

/// Whether \p I's memory is described by a range in front of a loop.
bool Slice::isFolded(const Instruction &I) const {
  const Loop *L = loopAt(I);
  if (!L || !Facts.folds(L))
    return false;
  const Value *Pointer = getLoadStorePointerOperand(&I);
  if (const auto *M = dyn_cast<AnyMemIntrinsic>(&I))
    Pointer = M->getRawDest();
  if (!Pointer)
    return true;
  const SCEV *Base = A.SE.getPointerBase(A.SE.getSCEV(const_cast<Value *>(Pointer)));
  return A.SE.isLoopInvariant(Base, L);
}

bool Slice::isPrivate(const Value *Pointer) {
  const AllocaInst *Object = allocaUnder(Pointer);
  if (!Object)
    return false;
  auto [It, New] = Private.try_emplace(Object, false);
  if (New)
    It->second = isPrivateAlloca(*Object);
  return It->second;
}

/// Whether \p Start follows from the loop's own arithmetic alone: counters that
/// nested loops advance, buffers that change places. No data decides it.
bool Slice::isCounter(const PHINode &Start) const {
  const Loop *Top = loopAt(Start);
  while (const Loop *Outer = Top->getParentLoop()) {
    if (!Facts.folds(Outer))
      break;
    Top = Outer;
  }
  SmallVector<const Value *, 16> Work{&Start};
  SmallPtrSet<const Value *, 16> Seen{&Start};
  auto Push = [&](const Value *V) {
    if (const auto *I = dyn_cast<Instruction>(V); I && Top->contains(I) && Seen.insert(V).second)
      Work.push_back(V);
  };
  while (!Work.empty()) {
    if (Seen.size() > MaxCounterInstructions)
      return false;
    const auto *I = cast<Instruction>(Work.pop_back_val());
    if (!I->getType()->isIntegerTy() && !I->getType()->isPointerTy())
      return false;
    if (isa<LoadInst>(I) || (isa<CallBase>(I) && !isa<IntrinsicInst>(I)))
      return false;
    for (const Value *Operand : I->operands())
      Push(Operand);
    const auto *P = dyn_cast<PHINode>(I);
    if (!P)
      continue;
    const Loop *L = loopAt(*P);
    if (P->getParent() == L->getHeader()) {
      if (Facts.of(L).Bound)
        return false;
      continue;
    }
    // A merge also follows from the branches that lead to its ways in.
    for (unsigned From : G.predecessors(G.indexOf(P->getParent())))
      for (unsigned X : G.deciders(From))
        if (Top->contains(G.block(X)))
          if (const auto *Br = dyn_cast<BranchInst>(G.block(X)->getTerminator());
              Br && Br->isConditional())
            Push(Br->getCondition());
  }
  return true;
}

/// Whether \p I only chooses between constants and what calls return: an option
/// that is a real number.
bool Slice::isChoice(const Instruction &I) const {
  SmallVector<const Value *, 8> Work{&I};
  SmallPtrSet<const Value *, 8> Seen{&I};
  while (!Work.empty()) {
    const Value *V = Work.pop_back_val();
    if (isa<Constant>(V) || (isa<CallBase>(V) && !isa<IntrinsicInst>(V)))
      continue;
    if (!isa<PHINode, SelectInst>(V) || Seen.size() > MaxChoices)
      return false;
    for (const Value *Operand : cast<Instruction>(V)->operands())
      if (Operand->getType() == V->getType() && Seen.insert(Operand).second)
        Work.push_back(Operand);
  }
  return true;
}

/// Why the result of \p I is data that no formula should follow.
std::optional<std::string> Slice::refuse(const Instruction &I, const Loop *Scope) const {
  const Loop *Home = loopAt(I);
  if (isa<LoadInst>(I) &&
      (Level == Detail::Sketch || (Level == Detail::Minimal && !I.getType()->isPointerTy())))
    return "data in memory";
  if (!Home || isa<AllocaInst>(I))
    return std::nullopt;
  auto Because = [&](const char *What) {
    uint32_t Line = lineOf(I);
    if (Line == 0)
      Line = lineOf(*Home->getHeader()->getTerminator());
    return std::string(What) + (Line ? " in the loop at line " + std::to_string(Line) : " in a loop");
  };
  bool Float = I.getType()->isFloatingPointTy();
  // An option that is a real number passes through the loop over argv, which is
  // kept as it is; numbers that a folded loop computes are data.
  if (Float && isa<PHINode, LoadInst>(I) && (Weak || Facts.folds(Home)) && !isChoice(I))
    return Because("floating-point data computed");
  if (unsigned B = G.indexOf(I.getParent()); B != FlowGraph::None && Collapsed[B])
    return Because("data computed");
  if (Level >= Detail::Minimal && isa<PHINode>(I) && !Facts.of(Home).counted())
    return Because("data computed");
  if (!Facts.folds(Home))
    return std::nullopt;
  if (Weak)
    return Because("data computed");
  if (isa<LoadInst>(I) && Scope && Home->contains(Scope))
    return std::nullopt; // a row pointer, a bound, a condition
  if (const auto *P = dyn_cast<PHINode>(&I); P && isCounter(*P))
    return std::nullopt;
  // A small search or count over data, as in while (i < n && a[i] != x).
  if (!Home->getSubLoops().empty() || Home->getNumBlocks() > MaxSearchBlocks)
    return Because("data computed");
  for (const BasicBlock *BB : Home->blocks())
    for (const Instruction &X : *BB)
      if (X.mayWriteToMemory())
        return Because("data computed");
  return std::nullopt;
}

const Loop *Slice::loopAt(const Instruction &I) const { return A.LI.getLoopFor(I.getParent()); }

/// The line in this function that \p I comes from: of inlined code the call.
uint32_t Slice::lineOf(const Instruction &I) const {
  const DILocation *At = I.getDebugLoc();
  while (At && At->getInlinedAt())
    At = At->getInlinedAt();
  return At ? At->getLine() : 0;
}

void Slice::nameValues() {
  for (uint32_t V = 0; V != D.Values.size(); ++V)
    if (const Instruction *I = E.instructionOf(V)) {
      D.Values[V].Name = sourceName(*I);
      // A variable that lives in memory because its address is passed on.
      if (const auto *L = dyn_cast<LoadInst>(I); L && D.Values[V].Name.empty())
        if (const auto *Home = dyn_cast<AllocaInst>(L->getPointerOperand()))
          D.Values[V].Name = sourceName(*Home);
    }
}

//===--- For the layout ------------------------------------------------------===//

std::vector<demand::Step> Slice::takeSteps(unsigned B) {
  std::vector<Placed> Mine = std::move(Steps[B]);
  llvm::sort(Mine, [this](const Placed &X, const Placed &Y) {
    if (X.At->getParent() != Y.At->getParent())
      return G.indexOf(X.At->getParent()) < G.indexOf(Y.At->getParent());
    return X.At == Y.At ? X.Order < Y.Order : X.At->comesBefore(Y.At);
  });
  std::vector<demand::Step> Out;
  for (Placed &P : Mine) {
    if (isa<CallBase>(P.At) && P.What.Kind == StepKind::Call && P.What.Result == demand::NoValue)
      if (auto Known = E.knownLocal(P.At))
        P.What.Result = *Known;
    if (P.What.Kind == StepKind::Call)
      if (const auto *C = dyn_cast<CallBase>(P.At))
        passStructure(*C, P.What, Out);
    Out.push_back(std::move(P.What));
  }
  return Out;
}

std::vector<demand::Step> Slice::takeStepsBefore(const Loop *L) { return std::move(Before[L]); }

std::vector<std::pair<uint32_t, ExprRef>> Slice::assignments(unsigned From, unsigned B) {
  std::vector<std::pair<uint32_t, ExprRef>> Out;
  for (const PHINode &P : G.block(B)->phis())
    if (auto Known = E.knownLocal(&P)) {
      ExprRef V = E.incoming(P, G.block(From));
      const demand::ExprNode &N = D.Exprs[V];
      if (N.O != demand::Op::Value || N.Imm != int64_t(*Known))
        Out.push_back({*Known, V});
    }
  return Out;
}
