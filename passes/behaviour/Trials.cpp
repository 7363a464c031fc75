//===- passes/behaviour/Trials.cpp - A function, run on arbitrary inputs ----===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "passes/behaviour/Trials.h"

#include "passes/execute/Executor.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/Sequence.h"
#include "llvm/ADT/SetVector.h"
#include "llvm/Analysis/TargetLibraryInfo.h"
#include "llvm/IR/Function.h"
#include "llvm/IR/GlobalVariable.h"
#include "llvm/IR/Instructions.h"
#include "llvm/IR/IntrinsicInst.h"
#include "llvm/IR/Module.h"

using namespace llvm;
using namespace auspex::passes::execute;

namespace auspex::passes::behaviour {
namespace {

/// Runs \p Maker for what it writes to variables of the module; it may have become a part
/// of a function that does more, of which the rest does not matter.
void make(const Function &Maker, Executor &E) {
  constexpr uint64_t Size = 128; // a key's bits, as a rule
  SmallVector<Slot, 8> Args, Result;
  for (const Argument &A : Maker.args()) {
    if (!A.getType()->isPointerTy() && !A.getType()->isIntegerTy())
      return;
    Args.push_back(Slot::integer(A.getType()->isPointerTy() ? E.memory().allocate() : Size));
  }
  E.run(Maker, Args, Result);
}

constexpr unsigned MaxMakers = 8;

/// The module whose variables \p F refers to, itself or through what it calls: what is read
/// before loops are changed lies in another that has none of its own.
const Module &homeOf(const Function &F, ModuleFacts &Facts) {
  constexpr size_t Most = 64;
  SmallSetVector<const Function *, 8> Work;
  Work.insert(&F);
  for (size_t K = 0; K < Work.size() && K < Most; ++K) {
    const FunctionFacts &Of = Facts.of(*Work[K]);
    if (!Of.Variables.empty())
      return *Of.Variables[0]->getParent();
    Work.insert_range(Of.Callees);
  }
  return *F.getParent();
}

/// What the variables hold that \p Makers have written.
std::vector<ModuleFacts::Table> tablesBy(ArrayRef<const Function *> Makers, const Module &M,
                                         const TargetLibraryInfo &TLI, ModuleFacts &Facts) {
  constexpr uint64_t StepsOfMakers = 1000000, MaxBytes = 1 << 16;
  const Numbers N(Arithmetic::Double);
  Memory Mem(N, 1);
  Executor E(M, TLI, N, Mem, {.Steps = StepsOfMakers, .Depth = 24}, &Facts.Codes);
  for (const Function *Maker : Makers.take_front(MaxMakers))
    make(*Maker, E);
  std::vector<ModuleFacts::Table> Out;
  for (const auto &[G, At] : E.globals()) {
    const auto *V = dyn_cast<GlobalVariable>(G);
    if (!V || V->isConstant() || !V->hasLocalLinkage())
      continue;
    const uint64_t Size = M.getDataLayout().getTypeAllocSize(V->getValueType());
    bool Written = Size <= MaxBytes && Mem.wasWritten(At);
    ModuleFacts::Table T{V, {}};
    for (uint64_t K = 0; K < Size && Written; ++K) {
      const auto Byte = Mem.byteAt(At + K);
      T.Bytes.push_back(Byte.value_or(0));
    }
    if (Written)
      Out.push_back(std::move(T));
  }
  return Out;
}

/// Much was done of few bytes that come from elsewhere, or go there: from what parameters
/// point to, not from what is found there, and without allocating.
bool isOnLittle(const kernels::Work &Done, uint64_t Steps, Executor &E, uint64_t Parameters) {
  const Memory &Mem = E.memory();
  constexpr uint64_t MaxBytes = 40000; // tables that a key makes, memory that is hard to do without
  if (2 * (Done.Xor + Done.Product) < 3 * Steps)
    return false;
  DenseSet<uint64_t> Globals;
  for (const auto &[G, At] : E.globals())
    Globals.insert(Memory::objectOf(At));
  for (uint64_t Object = Parameters + 1; Object <= Mem.objects(); ++Object)
    if (Mem.ownerOf(Object) == Memory::Owner::Heap ||
        (Mem.ownerOf(Object) == Memory::Owner::Outside && !Globals.contains(Object)))
      return false;
  uint64_t Bytes = 0;
  for (const Memory::Range R : Mem.touched())
    if (Mem.ownerOf(Memory::objectOf(R.Begin)) == Memory::Owner::Outside)
      Bytes += R.End - R.Begin;
  return Bytes <= MaxBytes;
}

} // namespace

Trials::Trials(const Function &F, const TargetLibraryInfo &TLI, ModuleFacts &Facts,
               const Controls &C, Sizes S, uint64_t Steps)
    : F(F), TLI(TLI), Facts(Facts), C(C), S(S), Budget(Steps) {}
Trials::~Trials() = default;

const kernels::Behaviour *Trials::trial(unsigned Seed) {
  constexpr unsigned MaxTrials = 8;
  if (Seed >= MaxTrials)
    return nullptr;
  while (Results.size() <= Seed) {
    auto B = std::make_unique<kernels::Behaviour>();
    if (!run(unsigned(Results.size()), {}, *B))
      B = nullptr;
    Results.push_back(std::move(B));
  }
  return Results[Seed].get();
}

const kernels::Behaviour *Trials::given(const kernels::Given &What, unsigned Seed) {
  constexpr size_t MaxRuns = 32;
  if (Special.size() >= MaxRuns)
    return nullptr;
  auto B = std::make_unique<kernels::Behaviour>();
  if (!run(Seed, What, *B))
    B = nullptr;
  return Special.emplace_back(std::move(B)).get();
}

bool Trials::run(unsigned Seed, const kernels::Given &What, kernels::Behaviour &Out) {
  const Numbers N(Arithmetic::Double);
  Memory Mem(N, spread(Seed + 1));
  Mem.Mask = What.Mask;
  for (const auto &[At, Data] : What.Memory)
    Mem.Given.emplace_back(Memory::startOf(At.Object) + uint64_t(At.Offset), Data);
  Executor E(*F.getParent(), TLI, N, Mem, {.Steps = Budget, .Depth = 24}, &Facts.Codes);
  E.ArbitraryGlobals = !S.FreshGlobals;
  std::optional<Unknowns> Stand;
  if (S.Unknown)
    Stand.emplace(*S.Unknown, Mem);
  // A function of elsewhere that returns nothing and is given nothing but the code's own
  // variables, to wipe them as a rule: what it does matters where they are read again.
  E.External = [&](const CallBase &Call, ArrayRef<Slot> Args, MutableArrayRef<Slot> Result) {
    if (Args.size() != Call.arg_size())
      return false;
    if (Stand) {
      Out.CallsAny = true;
      Out.AnyBytes = S.Unknown->Bytes;
      if (Stand->call(Call, Args, Result))
        return true;
    }
    if (!Unknown)
      Unknown = &Call;
    if (!Result.empty() || Call.doesNotReturn())
      return false;
    SmallVector<uint64_t, 4> Own;
    for (unsigned K = 0; K < Args.size(); ++K) {
      if (!Call.getArgOperand(K)->getType()->isPointerTy() || !Args[K].V)
        continue;
      const uint64_t Object = Memory::objectOf(Args[K].V);
      if (!Object || Object > Mem.objects() || Mem.ownerOf(Object) != Memory::Owner::Stack)
        return false;
      Own.push_back(Object);
    }
    for (uint64_t Object : Own)
      Mem.lose(Object);
    return true;
  };

  SmallVector<Slot, 8> Result;
  if (S.FreshGlobals) {
    // The tables that the function reads, made by whoever makes them.
    const Module &M = homeOf(F, Facts);
    const auto &Makers = Facts.makersIn(M);
    if (Makers.contains(&F)) {
      for (const Function *Maker : Makers.getArrayRef().take_front(MaxMakers))
        if (Maker != &F)
          make(*Maker, E);
    } else {
      for (const ModuleFacts::Table &T : Facts.tablesOf(
               M, [&](const auto &All) { return tablesBy(All.getArrayRef(), M, TLI, Facts); }))
        if (const auto At = E.addressOf(*T.Of))
          Mem.initialise(*At, T.Bytes.data(), T.Bytes.size());
    }
    Mem.forgetAccesses();
  }

  SmallVector<Slot, 8> Args;
  for (const Argument &A : F.args()) {
    kernels::Scalar Scalar;
    llvm::Type *T = A.getType();
    if (T->isPointerTy()) {
      const Argument *Begin = C.Ends.lookup(&A);
      Args.push_back(
          Slot::integer(Begin ? Args[Begin->getArgNo()].V + S.Parameter : Mem.allocate()));
    } else if (T->isIntegerTy() && T->getIntegerBitWidth() <= 64) {
      const unsigned Bits = T->getIntegerBitWidth();
      const auto Own = find_if(What.Args, [&](const auto &G) { return G.first == A.getArgNo(); });
      const uint64_t V = Own != What.Args.end()      ? Own->second
                         : S.Only == A.getArgNo()    ? S.OnlyValue
                         : C.Parameters.contains(&A) ? S.Parameter
                                                     : spread(spread(Seed + 77) + A.getArgNo());
      Scalar = {truncated(V, Bits), Bits, S.Only == A.getArgNo() || C.Parameters.contains(&A)};
      Args.push_back(Slot::integer(Scalar.Value));
    } else if (T->isIntegerTy() && T->getIntegerBitWidth() <= 128) {
      Args.push_back(Slot::integer(spread(Seed + 770 + A.getArgNo())));
      Args.push_back(Slot::integer(
          truncated(spread(Seed + 7700 + A.getArgNo()), T->getIntegerBitWidth() - 64)));
    } else if (auto *V = dyn_cast<FixedVectorType>(T);
               V && V->getElementType()->isIntegerTy() && V->getScalarSizeInBits() <= 64) {
      for (unsigned L = 0; L < V->getNumElements(); ++L)
        Args.push_back(Slot::integer(truncated(spread(Seed * 64 + L + 7000 * (A.getArgNo() + 1)),
                                               V->getScalarSizeInBits())));
    } else {
      Failure = "a parameter of a type that is not modelled";
      Hopeless = true;
      return false;
    }
    Out.Args.push_back(Scalar);
  }
  const uint64_t OfParameters = Mem.objects();
  DenseSet<uint64_t> Chosen;
  Mem.Choose = [&](uint64_t At, unsigned Bytes) -> std::optional<uint64_t> {
    const Instruction *I = E.current();
    if (C.Odd.contains(I)) {
      uint64_t V = 1;
      for (unsigned K = 0; K < Bytes; ++K)
        V |= uint64_t(Mem.initialByte(At + K)) << 8 * K;
      return V;
    }
    const bool IsBound = C.Bounds.contains(I);
    if (!IsBound && (!S.Flag || !C.Flags.contains(I)))
      return std::nullopt;
    for (unsigned K = 0; K < Bytes; ++K)
      Chosen.insert(At + K);
    return IsBound ? S.Bound : *S.Flag;
  };
  if (!C.LoadedEnds.empty())
    Mem.ChooseEnd = [&](uint64_t) {
      return C.LoadedEnds.contains(E.current()) ? std::optional<uint64_t>(S.Parameter) : std::nullopt;
    };
  const Stop Ended = E.run(F, Args, Result);
  Spent += E.steps();
  for (const BasicBlock &BB : F)
    if (E.wasEntered(BB))
      Executed.insert(&BB);
  Out.Done.emplace();
  E.forEachEntered([&](const BasicBlock &BB, uint64_t Times) {
    const kernels::Work W = Facts.workOf(BB);
    Out.Done->Xor += W.Xor * Times;
    Out.Done->Product += W.Product * Times;
  });
  if (Ended) {
    if (!Seed) {
      Failure = Ended.text();
      Hopeless = isa_and_nonnull<CallBase>(Ended.At) && E.steps() < Budget;
      OnLittle = E.steps() >= Budget && isOnLittle(*Out.Done, E.steps(), E, OfParameters);
    }
    return false;
  }
  if (!Seed)
    for (const auto &[G, At] : E.globals())
      if (Mem.ownerOf(Memory::objectOf(At)) == Memory::Owner::Outside)
        ReadsGlobals = true;

  if (F.getReturnType()->isIntegerTy() && Result.size() == 1 && Result[0].K == Slot::Int)
    Out.Result = kernels::Scalar{Result[0].V, F.getReturnType()->getIntegerBitWidth()};
  // What a variable starts with is the same in every trial: where it stays, it is a table.
  DenseSet<uint64_t> Variables;
  if (S.FreshGlobals)
    for (const auto &[G, At] : E.globals())
      Variables.insert(Memory::objectOf(At));
  for (const Memory::Range R : Mem.touched()) {
    const uint64_t Object = Memory::objectOf(R.Begin);
    const auto Owner = Mem.ownerOf(Object);
    if (Owner == Memory::Owner::Stack || Owner == Memory::Owner::Constant)
      continue;
    auto IsWritten = [&](uint64_t A) { return Mem.wasWritten(A); };
    if (Variables.contains(Object) && none_of(seq(R.Begin, R.End), IsWritten))
      continue;
    kernels::Extent X;
    X.Object = Object;
    X.Offset = Memory::offsetOf(R.Begin);
    for (uint64_t A = R.Begin; A < R.End; ++A) {
      const auto Byte = Mem.byteAt(A);
      X.After.push_back(Byte.value_or(0));
      X.Before.push_back(Mem.wasRead(A) ? Mem.originalByte(A) : 0);
      X.Read.push_back(Mem.wasRead(A) && !Chosen.contains(A));
      X.Written.push_back(Byte && Mem.wasWritten(A));
    }
    Out.Extents.push_back(std::move(X));
  }
  return true;
}

} // namespace auspex::passes::behaviour
