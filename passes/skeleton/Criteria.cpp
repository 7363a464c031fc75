//===- passes/skeleton/Criteria.cpp - What a slice starts from -----------===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "passes/skeleton/Names.h"
#include "passes/skeleton/Slice.h"
#include "passes/skeleton/StackObjects.h"

#include "llvm/Analysis/BlockFrequencyInfo.h"
#include "llvm/Analysis/BranchProbabilityInfo.h"
#include "llvm/Analysis/LoopInfo.h"
#include "llvm/Analysis/ScalarEvolution.h"
#include "llvm/Analysis/ScalarEvolutionExpressions.h"
#include "llvm/IR/CFG.h"
#include "llvm/IR/DataLayout.h"
#include "llvm/IR/DebugInfoMetadata.h"
#include "llvm/IR/Dominators.h"
#include "llvm/IR/IntrinsicInst.h"

#include <cmath>

using namespace llvm;
using namespace auspex;
using namespace auspex::passes;
using demand::ExprRef;
using demand::StepKind;

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
    const SCEV *Trip =
        A.SE.getTripCountFromExitCount(X.BackEdges, Type::getInt64Ty(F.getContext()), L);
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
        else if (!isFolded(I) || movesBytes(I))
          addCall(cast<CallBase>(I));
        break;
      case Effect::Alloca:
        if (isLarge(cast<AllocaInst>(I)))
          E.local(&I);
        break;
      case Effect::Atomic:
        placeAtomic(I);
        break;
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
        if (isFolded(*S) && leavesBehind(*S))
          continue;
        Type *T = S->getValueOperand()->getType();
        Add(S->getPointerOperand(), SizeOf(T), true,
            T->isPointerTy() || movesWord(*S) ? !isFolded(*S) || !laysOutPointers(*S)
                                              : !T->isIntegerTy() && !T->isFloatingPointTy());
      } else if (const auto *M = dyn_cast<AnyMemIntrinsic>(&I)) {
        if (isFolded(I) && movesBytes(I))
          continue; // a call that is kept
        const SCEV *Length = A.SE.getSCEV(M->getLength());
        // What is no multiple of their size long is no array of pointers: text.
        unsigned Bytes = I.getDataLayout().getPointerSize();
        bool Whole = A.SE.getMinTrailingZeros(Length) >= Log2_32(Bytes);
        Add(M->getDest(), Length, true, /*Pointers=*/!isa<AnyMemSetInst>(M) && Whole);
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
