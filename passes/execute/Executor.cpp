//===- passes/execute/Executor.cpp - An interpreter of IR ------------------===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Control flow, frames and globals.
//
//===----------------------------------------------------------------------===//
#include "passes/execute/Executor.h"

#include "llvm/IR/Constants.h"
#include "llvm/IR/DataLayout.h"
#include "llvm/IR/Function.h"
#include "llvm/IR/GlobalVariable.h"
#include "llvm/IR/Instructions.h"
#include "llvm/IR/Module.h"
#include "llvm/Support/raw_ostream.h"

using namespace llvm;

namespace auspex::passes::execute {

std::string Stop::text() const {
  std::string Text = Reason ? Reason : "";
  if (auto *Call = dyn_cast_or_null<CallBase>(At))
    if (const Function *F = Call->getCalledFunction())
      Text += " (" + F->getName().str() + ")";
  return Text;
}

Executor::Executor(const Module &M, const TargetLibraryInfo &TLI, const Numbers &N, Memory &Mem,
                   Budget B, CodeCache *Shared)
    : M(M), TLI(TLI), N(N), Mem(Mem), Bounds(B), Cache(Shared ? *Shared : Own.emplace(N.kind())) {}
Executor::~Executor() = default;

Executor::Loaded &Executor::codeOf(const Function &F) {
  std::unique_ptr<Loaded> &L = Codes[&F];
  if (!L)
    L = std::make_unique<Loaded>(Cache.of(F));
  return *L;
}

bool Executor::fill(Frame &F, const Block &B) {
  Loaded &L = F.L;
  const std::vector<Slot> &All = F.C.constants();
  if (L.Constants.size() < All.size())
    L.Constants.insert(L.Constants.end(), All.begin() + ptrdiff_t(L.Constants.size()), All.end());
  for (unsigned K : B.Late) {
    if (K >= L.Resolved.size())
      L.Resolved.resize(K + 1);
    if (L.Resolved[K])
      continue;
    const Code::Late Late = F.C.late(K);
    SmallVector<Slot, 8> Slots;
    if (!F.C.resolve(Late.C, *this, Slots))
      return stop(F.C.reason(), F.C.culprit());
    if (Late.At + Slots.size() > L.Constants.size())
      return stop("a constant that is not modelled", Late.C);
    std::copy(Slots.begin(), Slots.end(), L.Constants.begin() + ptrdiff_t(Late.At));
    L.Resolved[K] = true;
  }
  return true;
}

/// Writes a constant's bytes.
static bool encode(const Constant *C, const DataLayout &DL, uint64_t Offset,
                   std::vector<uint8_t> &Out,
                   function_ref<std::optional<uint64_t>(const GlobalValue &)> AddressOf) {
  if (isa<UndefValue>(C) || C->isNullValue())
    return true;
  auto Put = [&](const APInt &V) {
    for (unsigned I = 0; I < (V.getBitWidth() + 7) / 8 && Offset + I < Out.size(); ++I)
      Out[Offset + I] = uint8_t(V.lshr(8 * I).trunc(std::min(8u, V.getBitWidth())).getZExtValue());
    return true;
  };
  if (auto *D = dyn_cast<ConstantDataSequential>(C)) {
    const StringRef Raw = D->getRawDataValues(); // the host is little-endian as the target is
    std::copy_n(Raw.bytes_begin(), std::min<size_t>(Raw.size(), Out.size() - Offset),
                Out.begin() + ptrdiff_t(Offset));
    return true;
  }
  if (auto *I = dyn_cast<ConstantInt>(C))
    return Put(I->getValue());
  if (auto *R = dyn_cast<ConstantFP>(C))
    return Put(R->getValueAPF().bitcastToAPInt());
  if (isa<ConstantAggregate>(C)) {
    for (unsigned I = 0; I < C->getNumOperands(); ++I) {
      const uint64_t At =
          C->getType()->isStructTy()
              ? DL.getStructLayout(cast<StructType>(C->getType()))->getElementOffset(I).getFixedValue()
              : I * DL.getTypeAllocSize(C->getOperand(I)->getType()).getFixedValue();
      if (!encode(cast<Constant>(C->getOperand(I)), DL, Offset + At, Out, AddressOf))
        return false;
    }
    return true;
  }
  APInt Delta(64, 0);
  if (C->getType()->isPointerTy()) {
    auto *Base = C->stripAndAccumulateConstantOffsets(DL, Delta, true);
    if (auto *G = dyn_cast<GlobalValue>(Base))
      if (auto A = AddressOf(*G))
        return Put(APInt(64, *A) + Delta);
  }
  return false;
}

std::optional<uint64_t> Executor::addressOf(const GlobalValue &G) {
  if (auto It = Globals.find(&G); It != Globals.end())
    return It->second;
  if (auto *A = dyn_cast<GlobalAlias>(&G)) {
    auto *Target = dyn_cast<GlobalValue>(A->getAliasee()->stripPointerCasts());
    return Target ? addressOf(*Target) : std::nullopt;
  }
  if (G.isThreadLocal())
    return std::nullopt;
  auto *V = dyn_cast<GlobalVariable>(&G);
  const uint64_t At = Mem.allocate(!V || V->isConstant() ? Memory::Owner::Constant : Memory::Owner::Outside);
  Globals[&G] = At;
  if (auto *F = dyn_cast<Function>(&G)) {
    Functions[At] = F;
    return At;
  }
  if (!V || !V->hasInitializer() || !V->getValueType()->isSized())
    return At;
  constexpr uint64_t MaxBytes = 1 << 17;
  const uint64_t Size = M.getDataLayout().getTypeAllocSize(V->getValueType()).getFixedValue();
  // A large array that starts as zeros and is written later: arbitrary.
  if (Size > MaxBytes)
    return V->isConstant() ? std::nullopt : std::optional(At);
  if (!V->isConstant() && (ArbitraryGlobals || !V->hasDefinitiveInitializer()))
    return At;
  std::vector<uint8_t> Bytes(Size);
  if (!encode(V->getInitializer(), M.getDataLayout(), 0, Bytes,
              [&](const GlobalValue &X) { return addressOf(X); }))
    return std::nullopt;
  if (!Mem.initialise(At, Bytes.data(), Bytes.size()))
    return std::nullopt;
  return At;
}

bool Executor::liveIn(Frame &F, const Value &V, Place P, unsigned Count) {
  if (P < 0 || F.Slots[size_t(P)].K != Slot::Unset)
    return true;
  if (!LiveIn || !LiveIn(V, MutableArrayRef(F.to(P), Count)))
    return stop("a value from outside of what is replayed", &V);
  return true;
}

bool Executor::enter(Frame &F, Block &B) {
  if (F.L.Entered.size() <= B.Index)
    F.L.Entered.resize(F.C.blocks());
  ++F.L.Entered[B.Index];
  return !F.Region || !F.Filled.insert(&B).second || all_of(B.Uses, [&](const auto &U) {
    return liveIn(F, *U.first, U.second, F.C.shapeOf(U.first->getType()).Count);
  });
}

bool Executor::go(Frame &F, const BasicBlock *BB, const BasicBlock *From,
                  function_ref<bool(const BasicBlock &)> Inside, SmallVectorImpl<Slot> *Result) {
  SmallVector<Slot, 16> Moved;
  while (true) {
    Block *B = F.C.block(BB);
    if (!B)
      return stop(F.C.reason(), F.C.culprit());
    if (F.Slots.size() < F.C.frameSize())
      F.Slots.resize(F.C.frameSize());
    if ((F.L.Entered.size() <= B->Index || !F.L.Entered[B->Index]) && !fill(F, *B))
      return false;
    if (auto It = B->Moves.find(From); It != B->Moves.end()) {
      Moved.clear();
      for (const Block::Move &Move : It->second) {
        if (F.Region && !liveIn(F, *Move.Value, Move.From, Move.Count))
          return false;
        Moved.append(F.at(Move.From), F.at(Move.From) + Move.Count);
      }
      size_t K = 0;
      for (const Block::Move &Move : It->second)
        for (unsigned I = 0; I < Move.Count; ++I)
          F.Slots[size_t(Move.To) + I] = Moved[K++];
    }
    if (!enter(F, *B))
      return false;
    const BasicBlock *Next = nullptr;
    for (const Op &O : B->Ops) {
      Current = O.I;
      if (++Steps > Bounds.Steps)
        return stop("the budget of replayed instructions is spent", O.I);
      switch (O.Opcode) {
      case Instruction::Br: {
        auto *Br = llvm::cast<BranchInst>(O.I);
        if (Br->isUnconditional()) {
          Next = Br->getSuccessor(0);
          break;
        }
        const Slot *S = F.at(O.From[0]);
        if (S->K != Slot::Int)
          return stop("a branch on what is not known", O.I);
        Next = Br->getSuccessor(S->V & 1 ? 0 : 1);
        break;
      }
      case Instruction::Switch: {
        auto *Sw = llvm::cast<SwitchInst>(O.I);
        const Slot *S = F.at(O.From[0]);
        if (S->K != Slot::Int || O.Operand.Count != 1)
          return stop("a branch on what is not known", O.I);
        Next = Sw->getDefaultDest();
        for (const auto &Case : Sw->cases())
          if (Case.getCaseValue()->getZExtValue() == S->V)
            Next = Case.getCaseSuccessor();
        break;
      }
      case Instruction::Ret:
        if (Result && !O.From.empty())
          Result->assign(F.at(O.From[0]), F.at(O.From[0]) + O.Operand.Count);
        return true;
      case Instruction::Unreachable:
        return stop("the code does not go on", O.I);
      case Instruction::Call:
        if (!call(F, O))
          return false;
        break;
      case Instruction::Invoke:
        if (!call(F, O))
          return false;
        Next = llvm::cast<InvokeInst>(O.I)->getNormalDest();
        break;
      default:
        if (!compute(F, O))
          return false;
      }
    }
    if (!Next)
      return stop("the code does not go on", BB->getTerminator());
    From = BB;
    BB = Next;
    if (!Inside(*BB))
      return true;
  }
}

Stop Executor::run(const Function &F, ArrayRef<Slot> Args, SmallVectorImpl<Slot> &Result) {
  Ended = {};
  if (Depth >= Bounds.Depth) {
    stop("calls too deep", &F);
    return Ended;
  }
  Loaded &L = codeOf(F);
  auto Owned = std::make_unique<Frame>(L, L.C);
  Frame &Fr = *Owned;
  std::vector<std::pair<Place, unsigned>> Parameters;
  for (const Argument &A : F.args()) {
    auto P = Fr.C.placeOf(&A);
    if (!P) {
      stop(Fr.C.reason(), &A);
      return Ended;
    }
    Parameters.emplace_back(*P, Fr.C.shapeOf(A.getType()).Count);
  }
  Fr.Slots.resize(Fr.C.frameSize());
  size_t K = 0;
  for (auto [P, Count] : Parameters)
    for (unsigned I = 0; I < Count; ++I) {
      if (K == Args.size()) {
        stop("too few arguments", &F);
        return Ended;
      }
      Fr.Slots[size_t(P) + I] = Args[K++];
    }
  ++Depth;
  go(Fr, &F.getEntryBlock(), nullptr, [](const BasicBlock &) { return true; }, &Result);
  --Depth;
  if (!Depth)
    LastFrame = std::move(Owned);
  return Ended;
}

Stop Executor::runRegion(const BasicBlock &Entry, const BasicBlock &Before,
                         function_ref<bool(const BasicBlock &)> Inside) {
  Ended = {};
  Loaded &L = codeOf(*Entry.getParent());
  LastFrame = std::make_unique<Frame>(L, L.C, true);
  ++Depth;
  go(*LastFrame, &Entry, &Before, Inside, nullptr);
  --Depth;
  return Ended;
}

std::optional<Slot> Executor::valueOf(const Value &V, unsigned Index) {
  if (!LastFrame)
    return std::nullopt;
  if (auto *C = dyn_cast<Constant>(&V)) {
    SmallVector<Slot, 8> Slots;
    return LastFrame->C.resolve(C, *this, Slots) && Index < Slots.size()
               ? std::optional(Slots[Index])
               : std::nullopt;
  }
  auto P = LastFrame->C.placeOf(&V);
  if (!P)
    return std::nullopt;
  if (LastFrame->Slots.size() < LastFrame->C.frameSize())
    LastFrame->Slots.resize(LastFrame->C.frameSize());
  const Slot S = LastFrame->at(*P)[Index];
  return S.K == Slot::Unset ? std::nullopt : std::optional(S);
}

void Executor::forEachEntered(function_ref<void(const BasicBlock &, uint64_t Times)> Do) const {
  for (const auto &[F, L] : Codes)
    for (size_t K = 0; K < L->Entered.size(); ++K)
      if (L->Entered[K])
        Do(*L->C.decoded(K).BB, L->Entered[K]);
}

bool Executor::wasEntered(const BasicBlock &BB) const {
  auto It = Codes.find(BB.getParent());
  const Block *B = It == Codes.end() ? nullptr : It->second->C.decoded(&BB);
  return B && B->Index < It->second->Entered.size() && It->second->Entered[B->Index];
}

} // namespace auspex::passes::execute
