//===- passes/skeleton/Slice.cpp - What a function's skeleton must keep ---===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "passes/skeleton/Slice.h"
#include "passes/skeleton/Names.h"
#include "passes/skeleton/StackObjects.h"

#include "llvm/Analysis/LoopInfo.h"
#include "llvm/Analysis/ScalarEvolution.h"
#include "llvm/IR/CFG.h"
#include "llvm/IR/DataLayout.h"
#include "llvm/IR/DebugInfoMetadata.h"
#include "llvm/IR/Dominators.h"
#include "llvm/IR/IntrinsicInst.h"

using namespace llvm;
using namespace auspex;
using namespace auspex::passes;
using demand::ExprRef;
using demand::StepKind;

namespace {

/// A loop over data that a strong demand may pull into the slice.
constexpr unsigned MaxSearchBlocks = 12;
/// A larger loop over data becomes one node at every level of detail.
constexpr unsigned MaxDataBlocks = 24;
/// Values among which an option is chosen.
constexpr unsigned MaxChoices = 24;
/// A counter's cycle through a loop nest.
constexpr unsigned MaxCounterInstructions = 48;

} // namespace

Slice::Slice(Function &F, demand::Function &D, const Analyses &A, const FlowGraph &G,
             const LoopFacts &Facts, MemoryRanges &Memory, Detail Level)
    : F(F), D(D), A(A), G(G), E(F, D, A.SE, A.LI, A.TLI), Facts(Facts), Memory(Memory),
      Level(Level), Kept(G.size(), false), Decided(G.size(), false), Collapsed(G.size(), nullptr) {
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
    bool Data = Level == Detail::Full     ? X.Foldable && L->getNumBlocks() > MaxDataBlocks
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
  S.Args = {One.isScalable() ? E.unknown("a scalable stack object", demand::Type::I64)
                             : D.Exprs.binary(demand::Op::Mul, Count,
                                              D.Exprs.integer(int64_t(One.getFixedValue())))};
  place(Object, std::move(S));
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
    return std::string(What) +
           (Line ? " in the loop at line " + std::to_string(Line) : " in a loop");
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
  if (!Facts.folds(Home) || Moved.contains(&I))
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

void Slice::nameValues() {
  for (uint32_t V = 0; V != D.Values.size(); ++V)
    if (const Instruction *I = E.instructionOf(V))
      D.Values[V].Name = variableName(*I);
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
