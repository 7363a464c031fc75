//===- passes/skeleton/Paces.cpp - How innermost loops run ----------------===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Three things decide how long an iteration takes: what it issues, what it waits
// for (the longest way from a merge at the loop's head back to it), and where its
// data comes from. Latencies are those that current x86-64 and AArch64 cores have
// in common (Fog, "Instruction tables"); the machine model corrects those that it
// measures.
//
//===----------------------------------------------------------------------===//
#include "passes/skeleton/Paces.h"

#include "passes/skeleton/Slice.h"

#include "llvm/Analysis/BlockFrequencyInfo.h"
#include "llvm/Analysis/IVDescriptors.h"
#include "llvm/Analysis/LoopInfo.h"
#include "llvm/Analysis/ScalarEvolution.h"
#include "llvm/Analysis/ScalarEvolutionExpressions.h"
#include "llvm/IR/DataLayout.h"
#include "llvm/IR/Dominators.h"
#include "llvm/IR/IntrinsicInst.h"

#include <optional>

using namespace llvm;
using namespace auspex;
using namespace auspex::passes;
using demand::Pace;

namespace {

constexpr size_t MaxBody = 600; ///< instructions; longer ones are not looked at
constexpr unsigned MaxDepth = 8;
constexpr float LineBytes = 64;
constexpr float LoadLatency = 4, MultiplyLatency = 3, IntDivideCycles = 12, ForwardLatency = 4;
constexpr float MathCycles = 20; ///< exp, sin and the like

class PaceFinder {
public:
  PaceFinder(const Loop &L, const Analyses &A) : L(L), A(A) {}
  std::optional<Pace> run();

private:
  struct Wait {
    float Cycles = -1, Floats = 0; ///< negative: does not depend on the merge
    bool Loads = false;
    float total() const { return Cycles + 4 * Floats; }
  };
  Wait waitOf(const Value *V, const PHINode &From, DenseMap<const Value *, Wait> &Known);
  void issue(const Instruction &I, float Often);
  void access(const Instruction &I, const Value *Pointer, Type *T, float Often, bool Write);
  void chains();
  void forwarding();
  unsigned lanes();
  bool isUnconditional(const BasicBlock *BB) const;
  unsigned vectorBits() const;

  const Loop &L;
  const Analyses &A;
  Pace P;
  /// May the loop be vectorised, as far as single instructions tell?
  bool Vectorises = true;
  unsigned WidestBits = 0;
  struct Place {
    const SCEV *Base, *Offset;
    const SCEV *Step; ///< in this loop
    bool Write;
    const Instruction *At;
  };
  SmallVector<Place, 16> Places;
  struct Group {
    const SCEV *Base;
    SmallVector<const SCEV *, MaxDepth> Steps;
    const SCEV *Start;
    size_t Stream;
  };
  SmallVector<Group, 16> Groups;
};

bool isFloat(const Type *T) { return T->getScalarType()->isFloatingPointTy(); }

bool PaceFinder::isUnconditional(const BasicBlock *BB) const {
  const BasicBlock *Latch = L.getLoopLatch();
  return Latch && A.DT.dominates(BB, Latch);
}

/// Bits of the vectors that the target's features allow; 512 only where asked for.
unsigned PaceFinder::vectorBits() const {
  const Function &F = *L.getHeader()->getParent();
  StringRef Features = F.getFnAttribute("target-features").getValueAsString();
  unsigned Bits = Features.contains("+avx2") ? 256 : 128;
  StringRef Preferred = F.getFnAttribute("prefer-vector-width").getValueAsString();
  unsigned Asked = 0;
  if (Features.contains("+avx512f") && !Preferred.getAsInteger(10, Asked) && Asked >= 512)
    Bits = 512;
  return Bits;
}

void PaceFinder::issue(const Instruction &I, float Often) {
  Type *T = I.getType();
  switch (I.getOpcode()) {
  case Instruction::Load:
    P.Loads += Often;
    Vectorises &= cast<LoadInst>(I).isSimple();
    access(I, cast<LoadInst>(I).getPointerOperand(), T, Often, false);
    return;
  case Instruction::Store:
    P.Stores += Often;
    Vectorises &= cast<StoreInst>(I).isSimple() && isUnconditional(I.getParent());
    access(I, cast<StoreInst>(I).getPointerOperand(), I.getOperand(0)->getType(), Often, true);
    return;
  case Instruction::AtomicRMW:
  case Instruction::AtomicCmpXchg:
    P.Opaque += 20 * Often;
    Vectorises = false;
    return;
  case Instruction::FDiv:
    P.Slow += Often;
    break;
  case Instruction::SDiv:
  case Instruction::UDiv:
  case Instruction::SRem:
  case Instruction::URem:
    if (isa<ConstantInt>(I.getOperand(1))) {
      P.IntOps += 4 * Often; // a multiplication and shifts
    } else {
      P.Opaque += IntDivideCycles * Often;
      Vectorises = false;
    }
    return;
  case Instruction::Mul:
    Vectorises &= !T->isIntegerTy(64); // no such instruction before AVX-512
    break;
  case Instruction::SIToFP:
  case Instruction::UIToFP:
  case Instruction::FPToSI:
  case Instruction::FPToUI:
    P.IntOps += Often;
    Vectorises &= !I.getOperand(0)->getType()->isIntegerTy(64) && !T->isIntegerTy(64);
    return;
  case Instruction::Br:
    return;
  case Instruction::Switch:
    P.Undecided += Often;
    Vectorises = false;
    return;
  case Instruction::Call:
  case Instruction::Invoke: {
    if (I.isDebugOrPseudoInst())
      return;
    const auto *In = dyn_cast<IntrinsicInst>(&I);
    Effect X = effectOf(I, A.TLI);
    if (X == Effect::None && (!In || In->isAssumeLikeIntrinsic()))
      return;
    Cost C = costOf(I, A.TLI);
    if (X == Effect::Math || (In && isFloat(T))) {
      if (C.Flops >= TranscendentalFlops) {
        P.Opaque += MathCycles * Often;
        Vectorises = false;
        return;
      }
      if (In && In->getIntrinsicID() == Intrinsic::sqrt)
        P.Slow += Often;
      Vectorises &= In != nullptr;
      P.Flops += float(C.Flops) * Often;
      P.Single += isFloat(T) && T->getScalarSizeInBits() <= 32 ? float(C.Flops) * Often : 0;
      return;
    }
    if (!In)
      Vectorises = false;
    P.IntOps += float(C.IntOps) * Often;
    return;
  }
  default:
    break;
  }
  Cost C = costOf(I, A.TLI);
  P.Flops += float(C.Flops) * Often;
  if (isFloat(T) && T->getScalarSizeInBits() <= 32)
    P.Single += float(C.Flops) * Often;
  P.IntOps += float(C.IntOps) * Often;
}

/// Notes which cache lines the access comes to.
void PaceFinder::access(const Instruction &I, const Value *Pointer, Type *T, float Often,
                        bool Write) {
  const DataLayout &DL = I.getDataLayout();
  float Size = float(DL.getTypeStoreSize(T).getKnownMinValue());
  WidestBits = std::max(WidestBits, unsigned(Size * 8));
  if (!A.SE.isSCEVable(Pointer->getType()))
    return;
  const SCEV *S = A.SE.getSCEV(const_cast<Value *>(Pointer));
  const SCEV *Base = A.SE.getPointerBase(S);
  S = A.SE.removePointerBase(S);
  if (isa<SCEVCouldNotCompute>(S))
    return;
  Pace::Stream New;
  New.Written = Write;
  SmallVector<const SCEV *, MaxDepth> Steps;
  unsigned Depth = 0;
  const SCEV *Own = nullptr;
  for (const Loop *At = &L; At && Depth != MaxDepth; At = At->getParentLoop(), ++Depth) {
    const SCEV *Step = nullptr;
    if (const auto *R = dyn_cast<SCEVAddRecExpr>(S); R && R->getLoop() == At && R->isAffine()) {
      Step = R->getStepRecurrence(A.SE);
      S = R->getStart();
    } else if (!A.SE.isLoopInvariant(S, At) || !A.SE.isLoopInvariant(Base, At)) {
      if (At != &L)
        break; // a row of its own each time: as far as is known
      Vectorises = false;
      bool FromData = SCEVExprContains(S, [&](const SCEV *Part) {
        const auto *U = dyn_cast<SCEVUnknown>(Part);
        const auto *I = U ? dyn_cast<Instruction>(U->getValue()) : nullptr;
        return I && L.contains(I);
      });
      if (FromData || !A.SE.isLoopInvariant(Base, &L)) {
        P.Irregular += Often;
        return;
      }
      // A remainder, a bound, an index that may wrap: from one place to the next.
      Step = A.SE.getConstant(S->getType(), uint64_t(Size));
      if (!A.SE.isLoopInvariant(S, &L))
        S = A.SE.getZero(S->getType());
    }
    Steps.push_back(Step);
    if (At == &L)
      Own = Step;
    if (!Step)
      continue;
    float Bytes = LineBytes;
    if (const auto *C = dyn_cast<SCEVConstant>(Step))
      Bytes = float(std::min<uint64_t>(C->getAPInt().abs().getLimitedValue(), uint64_t(LineBytes)));
    Bytes = std::max(Bytes, std::min(Size, LineBytes));
    New.Dense = New.Moves ? std::min(New.Dense, Bytes) : Bytes;
    New.Near = New.Moves ? New.Near : Bytes;
    New.Moves |= uint8_t(1u << Depth);
  }
  Places.push_back({Base, S, Own, Write, &I});
  if (Own) {
    const auto *C = dyn_cast<SCEVConstant>(Own);
    Vectorises &= C && C->getAPInt().abs() == uint64_t(Size);
  } else if (Write) {
    Vectorises = false; // the same place again and again
  }
  if (!New.Moves)
    return;
  for (Group &G : Groups) {
    if (G.Base != Base || G.Steps != Steps)
      continue;
    std::optional<APInt> Apart = A.SE.computeConstantDifference(S, G.Start);
    if (!Apart || Apart->abs().ugt(4096))
      continue;
    P.Streams[G.Stream].Written |= Write;
    if (Apart->abs().uge(uint64_t(Size)) && New.Near < LineBytes) // neighbours in one structure
      P.Streams[G.Stream].Near = std::max(P.Streams[G.Stream].Near, New.Near);
    return;
  }
  if (P.Streams.size() == demand::MaxStreams)
    return;
  New.Near *= std::min(1.0f, Often);
  New.Dense *= std::min(1.0f, Often);
  Groups.push_back({Base, Steps, S, P.Streams.size()});
  P.Streams.push_back(New);
}

//===--- What an iteration waits for -----------------------------------------===//

PaceFinder::Wait PaceFinder::waitOf(const Value *V, const PHINode &From,
                                    DenseMap<const Value *, Wait> &Known) {
  if (V == &From)
    return {0, 0, false};
  const auto *I = dyn_cast<Instruction>(V);
  if (!I || !L.contains(I))
    return {};
  auto [It, New] = Known.try_emplace(V);
  if (!New)
    return It->second; // a merge within: not again
  if (isa<PHINode>(I) && I->getParent() == L.getHeader())
    return {};
  Wait Longest;
  for (const Value *Op : I->operands()) {
    Wait W = waitOf(Op, From, Known);
    if (W.total() > Longest.total())
      Longest = W;
  }
  if (Longest.Cycles < 0)
    return {};
  switch (I->getOpcode()) {
  case Instruction::FAdd:
  case Instruction::FSub:
  case Instruction::FMul:
    Longest.Floats += 1;
    break;
  case Instruction::FDiv:
    Longest.Cycles += 13;
    break;
  case Instruction::Load:
    Longest.Cycles += LoadLatency;
    Longest.Loads = true;
    break;
  case Instruction::Mul:
    Longest.Cycles += MultiplyLatency;
    break;
  case Instruction::SDiv:
  case Instruction::UDiv:
  case Instruction::SRem:
  case Instruction::URem:
    Longest.Cycles += isa<ConstantInt>(I->getOperand(1)) ? 5 : IntDivideCycles;
    break;
  case Instruction::Call:
    if (const auto *In = dyn_cast<IntrinsicInst>(I)) {
      if (In->getIntrinsicID() == Intrinsic::fmuladd)
        Longest.Floats += 2;
      else if (isFloat(I->getType()))
        Longest.Floats += 1;
      else
        Longest.Cycles += 1;
    } else if (isFloat(I->getType())) {
      Longest.Cycles += MathCycles;
    }
    break;
  case Instruction::GetElementPtr:
  case Instruction::BitCast:
  case Instruction::ZExt:
  case Instruction::SExt:
  case Instruction::Trunc:
  case Instruction::PHI:
    break;
  default:
    Longest.Cycles += 1;
    break;
  }
  Known[V] = Longest;
  return Longest;
}

void PaceFinder::chains() {
  const BasicBlock *Latch = L.getLoopLatch();
  if (!Latch)
    return;
  Wait Longest{0, 0, false};
  for (const PHINode &Phi : L.getHeader()->phis()) {
    DenseMap<const Value *, Wait> Known;
    Wait W = waitOf(Phi.getIncomingValueForBlock(Latch), Phi, Known);
    RecurrenceDescriptor D;
    InductionDescriptor Induction;
    // (Both want a preheader.)
    bool Simple = L.getLoopPreheader() != nullptr;
    bool Reduces = Simple && RecurrenceDescriptor::isReductionPHI(const_cast<PHINode *>(&Phi),
                                                        const_cast<Loop *>(&L), D);
    bool Counts = Simple && InductionDescriptor::isInductionPHI(const_cast<PHINode *>(&Phi), &L, &A.SE,
                                                      Induction);
    bool Free = Reduces && !D.hasExactFPMath(); // partial results may be kept apart
    if (!Free && !Counts)
      Vectorises = false;
    if (Free || Counts) {
      if (W.Cycles >= 0)
        W = {1, 0, false};
    }
    if (W.Loads)
      P.Chased = 1;
    if (W.total() > Longest.total())
      Longest = W;
    if (Reduces && !Phi.getType()->isPointerTy())
      WidestBits = std::max(WidestBits, Phi.getType()->getScalarSizeInBits());
  }
  P.Chain = Longest.Cycles;
  P.FloatChain = Longest.Floats;
}

/// A load of what an iteration shortly before stored (a[i] = f(a[i-1])).
void PaceFinder::forwarding() {
  for (const Place &Stored : Places) {
    if (!Stored.Write || !Stored.Step)
      continue;
    for (const Place &Loaded : Places) {
      if (Loaded.Write || Loaded.Base != Stored.Base || Loaded.Step != Stored.Step)
        continue;
      const auto *Step = dyn_cast<SCEVConstant>(Stored.Step);
      std::optional<APInt> Back = A.SE.computeConstantDifference(Stored.Offset, Loaded.Offset);
      if (!Step || !Back || Back->isZero())
        continue;
      int64_t Bytes = Back->getSExtValue(), Each = Step->getAPInt().getSExtValue();
      if (Each == 0 || Bytes % Each != 0 || Bytes / Each < 1 || Bytes / Each > 8)
        continue;
      Vectorises = false;
      // The way from the load to the store, as from a merge.
      DenseMap<const Value *, Wait> Known;
      Known[Loaded.At] = {0, 0, false};
      PHINode *None = nullptr;
      const auto &Head = L.getHeader()->phis();
      if (Head.begin() != Head.end())
        None = const_cast<PHINode *>(&*Head.begin());
      if (!None)
        continue;
      Wait W = waitOf(cast<StoreInst>(Stored.At)->getValueOperand(), *None, Known);
      float Iterations = float(Bytes / Each);
      if (W.Cycles < 0)
        continue;
      W.Cycles = (W.Cycles + LoadLatency + ForwardLatency) / Iterations;
      W.Floats /= Iterations;
      if (W.total() > P.Chain + 4 * P.FloatChain)
        P.Chain = W.Cycles, P.FloatChain = W.Floats;
    }
  }
}

unsigned PaceFinder::lanes() {
  if (!Vectorises || WidestBits == 0 || !L.getLoopLatch() || !L.getExitingBlock() ||
      isa<SCEVCouldNotCompute>(A.SE.getBackedgeTakenCount(&L)))
    return 1;
  return std::max(1u, vectorBits() / WidestBits);
}

std::optional<Pace> PaceFinder::run() {
  size_t Body = 0;
  for (const BasicBlock *BB : L.blocks())
    Body += BB->size();
  if (Body > MaxBody)
    return std::nullopt;
  double Header = double(A.BFI.getBlockFreq(L.getHeader()).getFrequency());
  for (const BasicBlock *BB : L.blocks()) {
    double Here = double(A.BFI.getBlockFreq(BB).getFrequency());
    float Often = Header > 0 ? float(std::min(1.0, Here / Header)) : 1;
    for (const Instruction &I : *BB)
      issue(I, Often);
    const auto *Branch = dyn_cast<BranchInst>(BB->getTerminator());
    if (!Branch || !Branch->isConditional() || L.isLoopExiting(BB))
      continue;
    // Loads that a condition guards may fault when they are made without it.
    for (const BasicBlock *To : successors(BB))
      if (L.contains(To) && !isUnconditional(To) &&
          any_of(*To, [](const Instruction &I) { return isa<LoadInst>(I); }))
        Vectorises = false;
    const auto *C = dyn_cast<Instruction>(Branch->getCondition());
    if (C && !L.isLoopInvariant(C) && !Vectorises)
      P.Undecided += Often;
  }
  chains();
  forwarding();
  P.Lanes = lanes();
  if (P.Lanes > 1)
    P.Undecided = 0;
  return P;
}

} // namespace

std::vector<Pace> passes::pacesOf(Slice &S, const Analyses &A) {
  std::vector<Pace> All;
  ExprBuilder &E = S.builder();
  for (uint32_t Id = 0; Id != E.loopCount(); ++Id) {
    const Loop *L = E.loopOf(Id);
    if (!L->isInnermost())
      continue;
    if (std::optional<Pace> P = PaceFinder(*L, A).run()) {
      P->Loop = Id;
      All.push_back(std::move(*P));
    }
  }
  return All;
}
