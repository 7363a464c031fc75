//===- passes/extract/Statements.cpp - The statements of a function ---------===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "passes/extract/Statements.h"

#include "llvm/ADT/SmallSet.h"
#include "llvm/ADT/SetVector.h"
#include "llvm/Analysis/LoopInfo.h"
#include "llvm/Analysis/PostDominators.h"
#include "llvm/Analysis/ScalarEvolution.h"
#include "llvm/Analysis/ScalarEvolutionExpressions.h"
#include "llvm/IR/DataLayout.h"
#include "llvm/IR/Dominators.h"
#include "llvm/IR/IntrinsicInst.h"
#include "llvm/IR/PatternMatch.h"

using namespace llvm;
using namespace llvm::PatternMatch;
using namespace auspex;
using namespace auspex::passes;
using namespace auspex::passes::extract;
using kernels::NodeRef;
using kernels::ObstacleKind;
using kernels::Statement;

/// Nothing but the square root of \p V is used, also where it merges with what stands for
/// it when the loop does not run.
static bool onlyRooted(const Value *V, const Loop *Inside) {
  SmallSetVector<const Value *, 4> Known;
  Known.insert(V);
  bool Taken = false;
  for (size_t K = 0; K < Known.size(); ++K)
    for (const User *U : Known[K]->users()) {
      const auto *I = dyn_cast<Instruction>(U);
      if (I && Inside && Inside->contains(I))
        continue;
      if (isa<PHINode>(U)) {
        constexpr size_t Most = 8;
        if (Known.insert(U) && Known.size() > Most)
          return false;
        continue;
      }
      const auto *C = dyn_cast<CallBase>(U);
      const Function *Callee = C ? C->getCalledFunction() : nullptr;
      if (!Callee || (C->getIntrinsicID() != Intrinsic::sqrt && Callee->getName() != "sqrt" && Callee->getName() != "sqrtf"))
        return false;
      Taken = true;
    }
  return Taken;
}

static constexpr unsigned MaxDepth = 10;   ///< loops around a statement
static constexpr unsigned MaxStores = 512; ///< statements of one function

Statements::Statements(Function &F, LoopInfo &LI, DominatorTree &DT, PostDominatorTree &PDT,
                       ScalarEvolution &SE, const TargetLibraryInfo &TLI)
    : F(F), LI(LI), DT(DT), PDT(PDT), SE(SE), TLI(TLI), N(F) {
  Symbols.Steps = stepsOfFunction();
  Symbols.All.emplace();
  for (const BasicBlock &BB : F)
    Symbols.All->add(BB, TLI);
}

Statements::View &Statements::viewOf(const Loop *Root, bool Inclusive, bool Gathers) {
  auto &Slot = Views[{Root, Inclusive, Gathers}];
  if (!Slot) {
    Slot = std::make_unique<View>(F, SE, Symbols, Nest{LI, TLI, Root, Inclusive, Gathers}, Dag, DT);
    Slot->B.Describe = [this](kernels::Operand &O) {
      O.Name = N.of(Symbols.Objects[O.Object]);
      O.Distinct = isDistinctObject(Symbols.Objects[O.Object]);
      O.Root = rootOf(Symbols.Objects[O.Object]);
      const auto *Arg = dyn_cast<Argument>(Symbols.Objects[O.Object]);
      O.Rank = Arg ? Arg->getArgNo() : unsigned(F.arg_size()) + O.Object;
    };
    Slot->B.IsTripTest = [this, V = Slot.get()](const Value *Test, const Loop *Sum,
                                                const Loop *At) {
      if (asksWhetherRuns(Test, Sum, At, *V))
        return true;
      for (const Loop *L = At; V->N.contains(L); L = L->getParentLoop())
        if (isLoopsOwn(Test, L))
          return true;
      return false;
    };
    Slot->B.Unpack = [this, V = Slot.get()](const LoadInst *X, kernels::Operand &O) {
      return unpack(X, O, *V);
    };
  }
  return *Slot;
}

/// The stores of \p BB that count. Of several to one place (an unrolled sum that is
/// kept in memory) only the last does, unless what it stored is read in between.
void Statements::addStores(BasicBlock &BB, SmallVectorImpl<StoreInst *> &Stores) {
  const size_t Before = Stores.size();
  SmallPtrSet<const SCEV *, 8> Overwritten;
  for (Instruction &I : reverse(BB))
    if (auto *S = dyn_cast<StoreInst>(&I)) {
      if (S->getValueOperand()->getType()->isPointerTy())
        continue;
      if (S->isVolatile() || Overwritten.insert(SE.getSCEV(S->getPointerOperand())).second)
        Stores.push_back(S);
      else
        Dead.insert(S);
    } else if (auto *L = dyn_cast<LoadInst>(&I)) {
      if (!Overwritten.empty())
        Overwritten.erase(SE.getSCEV(L->getPointerOperand()));
    } else if (I.mayReadFromMemory()) {
      Overwritten.clear();
    }
  std::reverse(Stores.begin() + Before, Stores.end());
}

void Statements::collect() {
  SmallVector<StoreInst *> Stores;
  for (BasicBlock &BB : F)
    if (LI.getLoopFor(&BB))
      addStores(BB, Stores);
  if (Stores.size() > MaxStores) {
    GaveUp = "more than " + std::to_string(MaxStores) + " stores in loops";
    Stores.resize(MaxStores);
  }
  for (StoreInst *S : Stores)
    addStore(S);
  for (BasicBlock &BB : F)
    if (LI.getLoopFor(&BB))
      for (Instruction &I : BB)
        if (auto *M = dyn_cast<MemTransferInst>(&I))
          addCopy(M);
  for (const Loop *L : LI.getLoopsInPreorder())
    addScalars(L);
  // A sum that another goes on with is a part of that.
  for (Scalar &S : Scalars) {
    const bool IsPart = any_of(Scalars, [&](const Scalar &O) {
      return &O != &S && O.Accumulators.size() > S.Accumulators.size() &&
             all_of(S.Accumulators, [&](const PHINode *P) { return O.Accumulators.contains(P); });
    });
    if (IsPart)
      All[S.Tag].Value = kernels::NoNode;
  }
}

//===--- Stores -------------------------------------------------------------===//

void Statements::addStore(StoreInst *S) {
  SmallVector<const Loop *, 8> Around;
  for (const Loop *L = LI.getLoopFor(S->getParent()); L; L = L->getParentLoop())
    Around.push_back(L);
  if (Around.size() > MaxDepth) {
    GaveUp = "a nest of more than " + std::to_string(MaxDepth) + " loops";
    return;
  }
  const size_t Before = All.size();
  const Loop *Seen = nullptr;
  for (const Loop *Root : reverse(Around))
    if (tryStore(S, Root, Root == Around.front())) {
      Seen = Root;
      break;
    }
  // In loops in which it has no normal form, it may have one with index arrays.
  const bool Found = All.size() > Before && All.back().Value != kernels::NoNode &&
                     !Dag.mentionsKind(All.back().Value, kernels::NodeKind::Opaque);
  for (const Loop *Root : reverse(Around)) {
    if (Found && Root == Seen)
      return;
    if (trySparse(S, Root)) {
      if (All.size() > Before + 1)
        All.back().InsteadOf = All[Before].Tag;
      return;
    }
  }
}

/// One of several tests leaves \p L: "i < n && s < limit", or a break that the
/// compiler joined to the loop's own test.
static bool joinsTests(const Loop *L) {
  const BasicBlock *E = L->getExitingBlock();
  const auto *Br = E ? dyn_cast<BranchInst>(E->getTerminator()) : nullptr;
  return Br && Br->isConditional() &&
         match(Br->getCondition(),
               m_CombineOr(m_LogicalAnd(m_Value(), m_Value()), m_LogicalOr(m_Value(), m_Value())));
}

std::vector<kernels::Dim> Statements::dimsOf(const Loop *L, View &V) {
  std::vector<kernels::Dim> Dims = V.A.dims(L);
  for (kernels::Dim &D : Dims)
    D.MayLeave = leavesEarly(L) || (D.Extent.empty() && joinsTests(L));
  if (Dims.size() == 1)
    for (const PHINode &P : L->getHeader()->phis())
      if (P.getType()->isIntegerTy() && Dims[0].Name.empty())
        Dims[0].Name = N.of(&P);
  return Dims;
}

std::vector<kernels::Dim> Statements::loopsAround(const Loop *L, View &V) {
  std::vector<kernels::Dim> Dims;
  for (; V.N.contains(L); L = L->getParentLoop()) {
    const std::vector<kernels::Dim> These = dimsOf(L, V);
    Dims.insert(Dims.begin(), These.begin(), These.end());
  }
  return Dims;
}

/// An accumulator that is stored in every iteration to one place: only the last
/// store counts, as if it stood behind the loop. The loop that it then stands in.
const Loop *Statements::placeOfFinalStore(StoreInst *S, const kernels::Operand &Out, View &V) {
  const Loop *L = LI.getLoopFor(S->getParent());
  for (; V.N.contains(L) && L->getLoopLatch(); L = L->getParentLoop()) {
    if (V.A.moves(Out, L) || !DT.dominates(S->getParent(), L->getLoopLatch()))
      break;
    auto Holds = [&](const PHINode &P) {
      const Value *Next = P.getIncomingValueForBlock(L->getLoopLatch());
      while (Next != S->getValueOperand()) {
        const auto *Q = dyn_cast<PHINode>(Next);
        if (!Q || Q->getNumIncomingValues() != 1)
          return false;
        Next = Q->getIncomingValue(0);
      }
      return true;
    };
    if (none_of(L->getHeader()->phis(), Holds))
      break;
  }
  return L;
}

/// Looks at \p S in the nest below \p Root. False: no normal form there, try further
/// in, unless this was the last.
bool Statements::tryStore(StoreInst *S, const Loop *Root, bool Last) {
  View &V = viewOf(Root, true);
  const Loop *L = LI.getLoopFor(S->getParent());
  Value *Stored = withoutCasts(S->getValueOperand());
  Type *Elem = Stored->getType();
  Statement St;
  St.Out = V.A.address(S->getPointerOperand(), Elem, L);
  if (St.Out.Levels.empty())
    return Last; // a scatter: no idiom has one as its output
  St.Out.Elem = elementType(Elem);
  if (isVector(Elem))
    St.Out.Levels.back() +=
        kernels::Poly::symbol(laneOf(Elem)) * kernels::Poly(demand::bytesOf(St.Out.Elem));
  V.B.Describe(St.Out);
  V.B.clear();
  const Loop *At = placeOfFinalStore(S, St.Out, V);
  St.Value = V.B.eval(Stored, At);
  if (!Last)
    if (StringRef Why = Dag.opaqueReason(St.Value);
        Why.contains("address") || Why.contains("pointers") || Why.contains("pointer does"))
      return false;
  St.Loops = loopsAround(At, V);
  if (isVector(Elem))
    St.Loops.push_back(laneDim(Elem));
  if (!Last && (repeats(St, Root, V) || findsItsCount(St, Root)))
    return false;
  if (S->isVolatile() || S->isAtomic())
    St.Obstacles.push_back({ObstacleKind::Volatile, "the output is volatile or atomic"});
  addStates(St, V);
  St.StartsAtZero = isClearedBefore(S, St, V);
  const Instruction *Target = emptiedInto(S, St, V);
  finish(std::move(St), V, S);
  Sources.back().Target = Target;
  All.back().Composite = composite(S, All.back(), V);
  All.back().Doubles = doublesAround(S, V);
  if (All.back().Doubles && All.back().Composite == kernels::NoNode)
    All.back().Composite = All.back().Value;
  return true;
}

/// \p Root runs \p St again and again on the same elements: what is carried from one
/// time to the next is no part of the statement.
bool Statements::repeats(const Statement &St, const Loop *Root, View &V) const {
  if (!Dag.mentionsKind(St.Value, kernels::NodeKind::Carried) &&
      !Dag.mentionsKind(St.Value, kernels::NodeKind::Opaque))
    return false;
  const std::vector<kernels::Dim> Dims = V.A.dims(Root);
  return all_of(Dims, [&](const kernels::Dim &D) {
    const kernels::Sym I = kernels::indexOf(D.Loop);
    return !St.Out.moves(I) && !Dag.mentionsIndex(St.Value, D.Loop) &&
           none_of(Dag.readsOf(St.Value), [&](uint32_t Id) { return Dag.operand(Id).moves(I); }) &&
           none_of(St.Loops, [&](const kernels::Dim &L) {
             return any_of(L.Extent, [&](const kernels::Poly &E) { return E.mentions(I); });
           });
  });
}

/// Each round of \p Root finds elsewhere how often an inner loop runs (the length of a
/// tensor in a list of them): a number for that loop, none for the nest.
bool Statements::findsItsCount(const Statement &St, const Loop *Root) {
  return any_of(St.Loops, [&](const kernels::Dim &D) {
    const Loop *L = D.Loop < Symbols.Loops.size() ? Symbols.Loops[D.Loop] : nullptr;
    if (!L || L == Root || !D.Extent.empty() || D.MayLeave)
      return false;
    const SCEV *Count = SE.getBackedgeTakenCount(L);
    if (!isa<SCEVCouldNotCompute>(Count))
      return SCEVExprContains(Count, [&](const SCEV *X) {
        const auto *U = dyn_cast<SCEVUnknown>(X);
        const auto *From = U ? dyn_cast<LoadInst>(U->getValue()) : nullptr;
        return From && Root->contains(From);
      });
    // The same, loaded again for every test because the body might change it.
    const auto *Exit = L->getLatchCmpInst();
    return Exit && any_of(Exit->operands(), [&](const Value *X) {
             while (const auto *C = dyn_cast<CastInst>(X))
               X = C->getOperand(0);
             const auto *From = dyn_cast<LoadInst>(X);
             if (!From || !L->contains(From))
               return false;
             const SCEV *At = SE.getSCEV(const_cast<Value *>(From->getPointerOperand()));
             return SE.isLoopInvariant(At, L) && !SE.isLoopInvariant(At, Root);
           });
  });
}

/// A loop around the nest of \p S doubles or halves what it counts with, or the function
/// calls itself twice.
bool Statements::doublesAround(const StoreInst *S, const View &V) const {
  using namespace llvm::PatternMatch;
  for (const Loop *L = LI.getLoopFor(S->getParent()); L; L = L->getParentLoop()) {
    if (!L->getLoopLatch())
      continue;
    for (const PHINode &P : L->getHeader()->phis()) {
      const Value *Next = P.getIncomingValueForBlock(L->getLoopLatch());
      if (P.getType()->isIntegerTy() && (match(Next, m_Shl(m_Specific(&P), m_One())) ||
                                         match(Next, m_LShr(m_Specific(&P), m_One())) ||
                                         match(Next, m_AShr(m_Specific(&P), m_One())) ||
                                         match(Next, m_SDiv(m_Specific(&P), m_SpecificInt(2))) ||
                                         match(Next, m_UDiv(m_Specific(&P), m_SpecificInt(2))) ||
                                         match(Next, m_Mul(m_Specific(&P), m_SpecificInt(2))) ||
                                         match(Next, m_Add(m_Specific(&P), m_Specific(&P)))))
        return true;
    }
  }
  unsigned Calls = 0;
  for (const User *U : F.users())
    if (const auto *C = dyn_cast<CallBase>(U))
      Calls += C->getFunction() == &F;
  return Calls >= 2;
}

/// The value of \p S with the results of earlier loops in it: those of its own nest it
/// has already, those before the nest are looked at in the whole function.
NodeRef Statements::composite(StoreInst *S, const Statement &St, const View &V) {
  if (Dag.mentionsKind(St.Value, kernels::NodeKind::Opaque) ||
      Dag.mentionsKind(St.Value, kernels::NodeKind::Carried))
    return kernels::NoNode;
  // Arithmetic between the loops.
  SmallPtrSet<const Value *, 8> Between;
  bool FromLoops = false;
  SmallVector<const Value *> Work;
  for (const uint32_t Id : Dag.idsBelow(St.Value, kernels::NodeKind::Scalar))
    Work.push_back(Symbols.Scalars[Id]);
  constexpr unsigned MaxBetween = 48;
  while (!Work.empty() && Between.size() < MaxBetween) {
    const auto *I = dyn_cast<Instruction>(Work.pop_back_val());
    if (!I || V.N.contains(I) || Between.contains(I) ||
        (I->mayWriteToMemory() && !isMathematical(*I, TLI)))
      continue;
    const Loop *L = LI.getLoopFor(I->getParent());
    if (L && !L->contains(S)) {
      FromLoops = true;
      continue;
    }
    if (isa<LoadInst>(I))
      continue;
    Between.insert(I);
    append_range(Work, I->operands());
  }
  if (!FromLoops) {
    const auto Below = Dag.collect(St.Value, [](const kernels::Node &X) {
      return any_of(X.Terms, [](const kernels::Term &T) { return !T.Over.empty(); });
    });
    return any_of(Below, [&](NodeRef X) { return X != St.Value; }) ? St.Value : kernels::NoNode;
  }
  View &Whole = viewOf(nullptr, false);
  Whole.B.clear();
  Whole.B.Glue = Between;
  const NodeRef R = Whole.B.eval(S->getValueOperand(), LI.getLoopFor(S->getParent()));
  Whole.B.Glue.clear();
  Whole.B.clear();
  return R;
}

/// The values that \p St is carried on from, and those that they are.
void Statements::addStates(Statement &St, View &V) {
  constexpr size_t MaxStates = 8;
  std::vector<NodeRef> Work{St.Value};
  for (size_t K = 0; K < Work.size(); ++K)
    for (const uint32_t Id : Dag.idsBelow(Work[K], kernels::NodeKind::Carried)) {
      if (any_of(St.States, [&](const kernels::State &X) { return X.Id == Id; }))
        continue;
      auto *P = const_cast<PHINode *>(dyn_cast<PHINode>(Symbols.Scalars[Id]));
      const Loop *L = P ? LI.getLoopFor(P->getParent()) : nullptr;
      if (!L || !L->getLoopLatch() || St.States.size() == MaxStates)
        return St.States.clear();
      const NodeRef Next = V.B.eval(P->getIncomingValueForBlock(L->getLoopLatch()), L);
      St.States.push_back({Id, Symbols.loopNumber(L), Next});
      Work.push_back(Next);
    }
}

/// The nest sets the element that \p S accumulates into to a number first.
bool Statements::isClearedBefore(const StoreInst *S, const Statement &St, View &V) {
  for (const BasicBlock *BB : V.N.Root->blocks())
    for (const Instruction &I : *BB) {
      const auto *Z = dyn_cast<StoreInst>(&I);
      if (!Z || Z == S || !isa<Constant>(Z->getValueOperand()) || !DT.dominates(Z, S))
        continue;
      auto O = V.A.address(const_cast<Value *>(Z->getPointerOperand()),
                           Z->getValueOperand()->getType(), LI.getLoopFor(BB));
      if (!O.Levels.empty() && O.sameAddress(St.Out))
        return true;
    }
  return false;
}

/// Completes \p S from what the evaluation of its value stood on. False where its
/// reductions are not its own: something else is made of them.
bool Statements::finish(Statement S, View &V, const Instruction *At, const Value *Result) {
  for (const Loop *L : V.B.Reduced) {
    append_range(S.Inner, dimsOf(L, V));
  }
  for (const uint32_t Lane : V.B.Lanes) {
    kernels::Dim D;
    D.Loop = Lane;
    D.Extent = {kernels::Poly(int64_t(Lane - kernels::FirstLane))};
    S.Inner.push_back(std::move(D));
  }
  for (const Instruction *L : make_filter_range(V.B.Loads, IsaPred<LoadInst>))
    S.Accesses.emplace_back(int64_t(F.getDataLayout().getTypeStoreSize(L->getType())),
                            loopsAround(LI.getLoopFor(L->getParent()), V));
  if (!S.ToScalar)
    S.Accesses.emplace_back(demand::bytesOf(S.Out.Elem), S.Loops);
  constexpr unsigned MinSumBits = 32;
  for (const PHINode *P : V.B.Accumulators)
    if (S.ToScalar && P->getType()->getScalarType()->isIntegerTy() &&
        P->getType()->getScalarSizeInBits() < MinSumBits &&
        Dag[S.Value].Kind == kernels::NodeKind::Fold && Dag[S.Value].Op == kernels::Fn::Add)
      S.Obstacles.push_back({ObstacleKind::Body, "the sum is kept in " +
                                                     std::to_string(P->getType()->getScalarSizeInBits()) +
                                                     " bits: right modulo a power of two only"});
  S.Unlike = V.B.Unlike;
  if (V.B.GuardedByData)
    S.Obstacles.push_back(
        {ObstacleKind::DataGuard, "a condition on data decides whether the sum is formed"});
  if (V.B.Conditional)
    S.Obstacles.push_back(
        {ObstacleKind::DataGuard, "a condition decides whether the sum is formed at all"});
  for (NodeRef Test : V.B.Parts) {
    std::vector<NodeRef> Tests;
    if (!kernels::indexTests(Dag, Test, Tests))
      S.Obstacles.push_back(
          {ObstacleKind::DataGuard, "a condition decides whether the sum is formed at all"});
    else
      for (NodeRef X : Tests)
        S.Obstacles.push_back({ObstacleKind::IndexGuard,
                               "a condition decides whether the sum is formed at all",
                               kernels::comparedIn(Dag, X)});
  }
  SmallVector<const Loop *, 8> Loops(V.B.Reduced.begin(), V.B.Reduced.end());
  for (const Loop *L = LI.getLoopFor(At->getParent()); V.N.contains(L); L = L->getParentLoop())
    if (!is_contained(Loops, L))
      Loops.push_back(L);
  for (const Loop *L : Loops)
    if (auto On = V.A.clippedAt(L))
      S.Obstacles.push_back(
          {ObstacleKind::IndexGuard, "a loop starts at the larger of two bounds", *On});
  findGuards(S, At, V);
  S.Around = numbersAround(At);
  S.Assumptions.assign(V.A.Assumptions.begin(), V.A.Assumptions.end());
  S.Tag = uint32_t(All.size());
  All.push_back(std::move(S));
  Sites.push_back(At);
  Results.push_back(Result);
  Sources.push_back({&V, {V.B.Loads.begin(), V.B.Loads.end()}, nullptr});
  const bool Owns = any_of(kernels::updatesOf(All.back(), Dag), [](const kernels::Update &U) {
    return U.Others.empty() || any_of(U.Obstacles, [](const kernels::Obstacle &O) {
             return O.Kind == ObstacleKind::SelfDependence;
           });
  });
  // With index arrays it is seen once more: the sum may have a name by itself.
  if (Owns && !All.back().Sparse)
    Consumed.insert(V.B.Accumulators.begin(), V.B.Accumulators.end());
  return Owns;
}

/// A counted loop that has another exit than into a dead end.
bool Statements::leavesEarly(const Loop *L) const {
  SmallVector<BasicBlock *, 4> Exiting;
  L->getExitingBlocks(Exiting);
  unsigned Ways = 0;
  for (const BasicBlock *E : Exiting)
    for (const BasicBlock *S : successors(E))
      if (!L->contains(S)) {
        const Instruction *T = S->getTerminator();
        bool DeadEnd = isa<UnreachableInst>(T) || isa<ResumeInst>(T);
        for (const Instruction &I : *S)
          if (const auto *C = dyn_cast<CallBase>(&I))
            DeadEnd |= C->doesNotReturn();
        Ways += !DeadEnd;
      }
  return Ways > 1;
}

//===--- Scalars ------------------------------------------------------------===//

void Statements::addScalars(const Loop *L) {
  if (!L->getLoopLatch())
    return;
  for (PHINode &P : L->getHeader()->phis())
    if (P.getType()->isIntegerTy())
      addPlace(&P, L);
  for (PHINode &P : L->getHeader()->phis())
    if (!Consumed.contains(&P) &&
        (P.getType()->isFPOrFPVectorTy() || P.getType()->isIntOrIntVectorTy()))
      addScalar(&P, L);
}

/// The one use of \p V outside of \p L, not counting what only renames.
static Instruction *onlyUseOutside(Value *V, const Loop *L) {
  Instruction *Only = nullptr;
  for (User *U : V->users()) {
    auto *I = dyn_cast<Instruction>(U);
    if (!I || L->contains(I))
      continue;
    if (Only && Only != I)
      return nullptr;
    Only = I;
  }
  return Only;
}

/// What \p P holds is stored to another place in every iteration.
bool Statements::isScan(const PHINode *P) {
  const Loop *L = LI.getLoopFor(P->getParent());
  const Value *Next = P->getIncomingValueForBlock(L->getLoopLatch());
  return any_of(Next->users(), [&](const User *U) {
    const auto *S = dyn_cast<StoreInst>(U);
    return S && L->contains(S) && S->getValueOperand() == Next &&
           !SE.isLoopInvariant(SE.getSCEV(const_cast<Value *>(S->getPointerOperand())), L);
  });
}

static bool adds(const Instruction *I) {
  const auto *C = dyn_cast<IntrinsicInst>(I);
  return I->getOpcode() == Instruction::FAdd || I->getOpcode() == Instruction::Add ||
         (C && C->getIntrinsicID() == Intrinsic::fmuladd);
}

static bool reducesLanes(const Instruction *I) {
  const auto *C = dyn_cast<CallBase>(I);
  const Function *Callee = C ? C->getCalledFunction() : nullptr;
  return Callee && (Callee->getName().starts_with("llvm.vector.reduce.") ||
                    Callee->getName().contains("hadd"));
}
static bool movesLanes(const Instruction *I) {
  return isa<ShuffleVectorInst, ExtractElementInst, InsertElementInst>(I) ||
         (isa<BitCastInst>(I) && I->getType()->isVectorTy());
}

/// What is evaluated outside of the loop for a scalar: \p Climb, and the merges and
/// sums in which other accumulators meet it or that it starts from.
SmallPtrSet<const Value *, 8> Statements::glueOf(ArrayRef<Instruction *> Climb, const PHINode *P,
                                                 const Loop *L) const {
  SmallPtrSet<const Value *, 8> Glue(Climb.begin(), Climb.end());
  const Loop *Around = L->getParentLoop();
  SmallVector<const Value *> Work(P->incoming_values());
  for (const Instruction *I : Climb)
    append_range(Work, I->operands());
  while (!Work.empty()) {
    const auto *I = dyn_cast<Instruction>(Work.pop_back_val());
    if (!I || LI.getLoopFor(I->getParent()) != Around || Glue.contains(I))
      continue;
    const bool IsHeader = Around && I->getParent() == Around->getHeader();
    if (!adds(I) && !reducesLanes(I) && !movesLanes(I) && !(isa<PHINode>(I) && !IsHeader))
      continue;
    Glue.insert(I);
    append_range(Work, I->operands());
  }
  return Glue;
}

/// The sum that goes on with \p V behind \p L where a condition says so: the odd
/// element that an unrolled loop leaves. The merge of both, or null.
static PHINode *oddTail(Value *V, const Loop *L, Instruction *&Sum) {
  PHINode *Merge = nullptr;
  Sum = nullptr;
  for (User *U : V->users()) {
    auto *I = dyn_cast<Instruction>(U);
    if (!I || L->contains(I))
      continue;
    auto *Q = dyn_cast<PHINode>(I);
    if (Q ? Merge && Merge != Q : Sum && Sum != I)
      return nullptr;
    if (Q)
      Merge = Q;
    else
      Sum = I;
  }
  return Merge && Sum && adds(Sum) && Sum->hasOneUse() && *Sum->user_begin() == Merge ? Merge
                                                                                      : nullptr;
}

/// The scalar that \p V, a vector that leaves \p L, is added up to across its lanes, by
/// whatever shuffles and sums; null where it is not.
Instruction *Statements::horizontalSum(Value *V, const Loop *L,
                                       SmallVectorImpl<Instruction *> &Through) const {
  constexpr size_t MaxSteps = 128;
  const Loop *Around = L->getParentLoop();
  SmallSetVector<Instruction *, 16> Steps;
  SmallVector<Value *, 16> Work{V};
  while (!Work.empty()) {
    for (User *U : Work.pop_back_val()->users()) {
      auto *I = dyn_cast<Instruction>(U);
      if (!I || L->contains(I) || Steps.contains(I))
        continue;
      // A merge may bring the zeros of a loop that does not run.
      auto IsOfSum = [&](Value *From) {
        auto *X = dyn_cast<Instruction>(From);
        const auto *Zero = dyn_cast<Constant>(From);
        return Zero ? Zero->isNullValue() : X && (L->contains(X) || Steps.contains(X));
      };
      if (auto *Merge = dyn_cast<PHINode>(I); Merge && !all_of(Merge->incoming_values(), IsOfSum))
        continue;
      const bool Joins = movesLanes(I) || isa<BitCastInst>(I) || adds(I) || isa<PHINode>(I);
      if (LI.getLoopFor(I->getParent()) != Around || (!reducesLanes(I) && !Joins) ||
          Steps.size() == MaxSteps)
        continue;
      Steps.insert(I);
      // From a scalar on, the ordinary climb goes on.
      if (I->getType()->isVectorTy() || isa<ExtractElementInst>(I) || adds(I))
        Work.push_back(I);
    }
  }
  Instruction *Sink = nullptr;
  for (Instruction *I : Steps) {
    const bool IsLast = none_of(I->users(), [&](User *U) {
      auto *X = dyn_cast<Instruction>(U);
      return X && Steps.contains(X);
    });
    if (!IsLast || I->getType()->isVectorTy())
      continue;
    if (Sink)
      return nullptr;
    Sink = I;
  }
  Through.append(Steps.begin(), Steps.end());
  return Sink;
}

/// \p Sum is divided by, or multiplied by the reciprocal of, what was an integer.
static bool isAveraged(const Value *Sum) {
  auto IsCount = [](const Value *V) {
    constexpr unsigned MaxSteps = 8;
    SmallVector<const Value *, 4> Work{V};
    for (unsigned Step = 0; Step < MaxSteps && !Work.empty(); ++Step) {
      const Value *X = Work.pop_back_val();
      if (isa<SIToFPInst, UIToFPInst, ConstantFP>(X))
        return true;
      if (const auto *I = dyn_cast<Instruction>(X);
          I && (I->getOpcode() == Instruction::FMul || I->getOpcode() == Instruction::FDiv ||
                I->isCast() || isa<PHINode>(I)))
        append_range(Work, I->operand_values());
    }
    return false;
  };
  return any_of(Sum->users(), [&](const User *U) {
    const auto *I = dyn_cast<Instruction>(U);
    const Value *Of = Sum;
    // Where it leaves the loop, and where no iteration is another way.
    for (unsigned Step = 0; Step < 3 && I && isa<FPExtInst, FPTruncInst, PHINode>(I) && I->hasOneUse();
         ++Step) {
      Of = I;
      I = dyn_cast<Instruction>(*I->user_begin());
    }
    return I && (I->getOpcode() == Instruction::FDiv || I->getOpcode() == Instruction::FMul) &&
           I->getOperand(0) != I->getOperand(1) && IsCount(I->getOperand(I->getOperand(0) == Of));
  });
}

void Statements::addScalar(PHINode *P, const Loop *L) {
  if (SE.isSCEVable(P->getType()) && isa<SCEVAddRecExpr>(SE.getSCEV(P)))
    return; // an induction variable
  // What leaves the loop.
  Value *Top = Affine::testsFirst(L) ? P : P->getIncomingValueForBlock(L->getLoopLatch());
  if (!isa<Instruction>(Top) || !L->contains(cast<Instruction>(Top)))
    return;
  // Climb over outer loops that go on with it, merges and sums of accumulators.
  SmallVector<Instruction *, 8> Climb;
  constexpr unsigned MaxClimb = 64;
  const Loop *Around = L->getParentLoop();
  SmallVector<Instruction *, 8> Across;
  if (Top->getType()->isVectorTy() && !(Top = horizontalSum(Top, L, Across)))
    return;
  Value *const First = Top;
  for (unsigned Step = 0; Step < MaxClimb; ++Step) {
    Instruction *Use = onlyUseOutside(Top, L), *Sum = nullptr;
    if (!Use && (Use = oddTail(Top, L, Sum)))
      Climb.push_back(Sum);
    if (!Use)
      break;
    if (auto *Q = dyn_cast<PHINode>(Use)) {
      if (Around && Around->getHeader() == Q->getParent()) {
        if (!Around->getLoopLatch() || Q->getIncomingValueForBlock(Around->getLoopLatch()) != Top)
          break;
        // The outer loop accumulates on: its own turn comes, from its own phi.
        return;
      }
    } else if (!isa<FPExtInst, FPTruncInst, SExtInst, ZExtInst, TruncInst>(Use)) {
      const unsigned Op = Use->getOpcode();
      if (Op != Instruction::FAdd && Op != Instruction::Add && Op != Instruction::FSub &&
          Op != Instruction::Sub)
        break;
    }
    if (LI.getLoopFor(Use->getParent()) != Around)
      break; // used in a later loop: a scalar there
    Climb.push_back(Use);
    Top = Use;
  }
  View *In = &viewOf(Around, false);
  Statement S;
  S.ToScalar = true;
  auto Evaluate = [&](View &V) {
    V.B.clear();
    V.B.Glue = glueOf(Climb, P, L);
    for (Instruction *I : Across) {
      V.B.Glue.insert(I);
      for (Value *Op : I->operands())
        if (auto *X = dyn_cast<Instruction>(Op);
            X && LI.getLoopFor(X->getParent()) == Around && adds(X))
          V.B.Glue.insert(X);
    }
    S.Value = V.B.eval(Top, Around);
  };
  for (;;) {
    Top = Climb.empty() ? First : Climb.back();
    if (Tops.contains(Top))
      return;
    Evaluate(*In);
    if (!Dag.mentionsKind(S.Value, kernels::NodeKind::Opaque))
      break;
    // With index arrays it may have a normal form.
    if (Dag.opaqueReason(S.Value).contains("address") && !S.Sparse) {
      View &Gathering = viewOf(Around, false, true);
      Evaluate(Gathering);
      if (!Dag.mentionsKind(S.Value, kernels::NodeKind::Opaque) &&
          readsItsIndices(P, S, Gathering, L)) {
        S.Sparse = true;
        In->B.Glue.clear();
        In = &Gathering;
        break;
      }
      Gathering.B.Glue.clear();
      Evaluate(*In);
    }
    // A merge with what another way through the function computes is climbed too far.
    while (!Climb.empty() && !isa<PHINode>(Climb.back()))
      Climb.pop_back();
    if (Climb.empty())
      break;
    Climb.pop_back();
  }
  View &V = *In;
  Tops.insert(Top);
  S.Out.Elem = elementType(Top->getType());
  if (V.B.Accumulators.empty())
    return;
  S.RootTaken = onlyRooted(Top, LI.getLoopFor(cast<Instruction>(Top)->getParent()));
  S.Averaged = isAveraged(Top);
  findFeedback(S, V, L);
  if (any_of(V.B.Accumulators, [&](const PHINode *A) { return isScan(A); }))
    S.Obstacles.push_back({ObstacleKind::Recurrence, "every partial sum is stored (a scan)"});
  S.Result = Symbols.scalarNumber(Top);
  const bool Owns = finish(std::move(S), V, cast<Instruction>(isa<PHINode>(Top) ? P : Top), Top);
  SumTags[Top] = All.back().Tag;
  for (const PHINode *X : V.B.Accumulators)
    SumTags.try_emplace(X, All.back().Tag);
  if (Owns)
    Scalars.push_back({All.back().Tag, V.B.Accumulators});
  V.B.Glue.clear();
}

/// A loop around the scalar's that walks over its operands and writes to them
/// makes it a step of an elimination or recurrence, not a product of inputs.
void Statements::findFeedback(Statement &S, const View &V, const Loop *L) {
  const auto Loads = V.B.Loads;
  for (const Loop *Around = L->getParentLoop(); Around; Around = Around->getParentLoop()) {
    Affine &A = viewOf(Around, true).A;
    auto At = [&](const Value *Ptr, Type *T, const Instruction &I) {
      return A.address(const_cast<Value *>(Ptr), T, LI.getLoopFor(I.getParent()));
    };
    SmallSet<uint32_t, 4> Walked;
    for (const Instruction *I : Loads)
      if (const auto *Ld = dyn_cast<LoadInst>(I))
        if (auto O = At(Ld->getPointerOperand(), Ld->getType(), *Ld); A.moves(O, Around))
          Walked.insert(O.Object);
    if (Walked.empty())
      continue;
    for (const BasicBlock *BB : Around->blocks())
      for (const Instruction &I : *BB)
        if (const auto *St = dyn_cast<StoreInst>(&I)) {
          auto O = At(St->getPointerOperand(), St->getValueOperand()->getType(), I);
          if (O.Levels.empty() || !Walked.contains(O.Object))
            continue;
          S.Obstacles.push_back({ObstacleKind::SelfDependence,
                                 "a loop around it writes the operand that it walks over "
                                 "(self-dependence)"});
          return;
        }
  }
}
