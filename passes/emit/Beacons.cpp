//===- passes/emit/Beacons.cpp - Probes at phase entries -------------------===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "passes/emit/Beacons.h"

#include "demand/emit.h"
#include "passes/skeleton/Effects.h"
#include "passes/skeleton/Names.h"

#include "llvm/ADT/SetVector.h"
#include "llvm/Analysis/LoopInfo.h"
#include "llvm/Analysis/TargetLibraryInfo.h"
#include "llvm/IR/IRBuilder.h"
#include "llvm/IR/InlineAsm.h"
#include "llvm/IR/IntrinsicInst.h"
#include "llvm/IR/Module.h"
#include "llvm/Support/xxhash.h"
#include "llvm/TargetParser/Triple.h"

using namespace llvm;
using namespace auspex;
using namespace auspex::passes;

namespace {

/// The operands of an allocation that say how much; none where it is none.
SmallVector<Value *, 2> sizesOf(const CallBase &C, const TargetLibraryInfo &TLI) {
  switch (effectOf(C, TLI)) {
  case Effect::Malloc:
  case Effect::New:
  case Effect::PageAligned:
    return {C.getArgOperand(0)};
  case Effect::Calloc:
    return {C.getArgOperand(0), C.getArgOperand(1)};
  case Effect::Aligned:
  case Effect::Realloc:
  case Effect::Map:
    return {C.getArgOperand(1)};
  case Effect::AlignedInto:
    return {C.getArgOperand(2)};
  case Effect::ReallocArray:
    return {C.getArgOperand(1), C.getArgOperand(2)};
  default:
    return {};
  }
}

/// What a size is made of and only the run knows: numbers read from memory, results
/// of calls.
void collect(Value *V, SmallSetVector<Instruction *, 8> &Leaves, unsigned Fuel) {
  auto *I = dyn_cast<Instruction>(V);
  if (!I || Fuel == 0 || !I->getType()->isIntegerTy() || I->getType()->getIntegerBitWidth() > 64)
    return;
  if (isa<LoadInst>(I)) {
    Leaves.insert(I);
  } else if (const auto *C = dyn_cast<CallBase>(I); C && !isa<IntrinsicInst>(C)) {
    Leaves.insert(I);
  } else if (isa<BinaryOperator, CastInst, SelectInst, IntrinsicInst>(I)) {
    for (Value *Op : I->operands())
      collect(Op, Leaves, Fuel - 1);
  }
}

/// What --assume calls the result of \p I: the variable, or where it was read from
/// memory (Code::nameOf in demand/evaluate).
std::string assumedName(const Instruction &I, const demand::Function &D) {
  std::string Name = variableName(I);
  uint32_t Line = lineOf(I);
  if (Name.empty() && isa<LoadInst>(I) && Line)
    Name = D.File.substr(D.File.rfind('/') + 1) + ":" + std::to_string(Line);
  return Name;
}

} // namespace

BeaconWriter::BeaconWriter(const Module &M, std::string UnitId) : UnitId(std::move(UnitId)) {
  const Triple &T = M.getTargetTriple();
  Supported = T.isOSBinFormatELF() && (T.getArch() == Triple::x86_64 || T.isAArch64(64));
}

bool BeaconWriter::runsOnce(const Function &F, FunctionAnalysisManager &FAM) const {
  const Function *At = &F;
  // A chain of single calls; a recursion has another call.
  for (unsigned Depth = 0; Depth < 8; ++Depth) {
    if (At->getName() == "main")
      return true;
    if (!At->hasLocalLinkage() || !At->hasOneUse())
      return false;
    const auto *C = dyn_cast<CallBase>(At->user_back());
    if (!C || C->getCalledFunction() != At)
      return false;
    Function *Caller = const_cast<Function *>(C->getFunction());
    if (FAM.getResult<LoopAnalysis>(*Caller).getLoopFor(C->getParent()))
      return false;
    At = Caller;
  }
  return false;
}

void BeaconWriter::choose(Function &F, FunctionAnalysisManager &FAM, demand::Function &D) {
  if (!Supported || Sites.size() >= MaxBeacons || F.hasOptNone() || !runsOnce(F, FAM))
    return;
  const LoopInfo &LI = FAM.getResult<LoopAnalysis>(F);
  const TargetLibraryInfo &TLI = FAM.getResult<TargetLibraryAnalysis>(F);
  SmallPtrSet<const Instruction *, 16> Told;
  for (BasicBlock &BB : F) {
    if (LI.getLoopFor(&BB))
      continue;
    for (Instruction &I : BB) {
      const auto *C = dyn_cast<CallBase>(&I);
      if (!C || Sites.size() >= MaxBeacons)
        continue;
      constexpr unsigned Depth = 12;
      SmallSetVector<Instruction *, 8> Leaves;
      for (Value *Size : sizesOf(*C, TLI))
        collect(Size, Leaves, Depth);
      Site S{&I, {}, {}};
      demand::Beacon B;
      bool Fresh = false;
      for (Instruction *Leaf : Leaves) {
        std::string Name = assumedName(*Leaf, D);
        if (Name.empty() || S.Values.size() == MaxValues)
          continue;
        Fresh |= Told.insert(Leaf).second;
        S.Values.push_back(Leaf);
        B.Values.push_back(std::move(Name));
      }
      if (!Fresh)
        continue;
      std::string Key = UnitId + D.Symbol + std::to_string(Sites.size());
      B.Probe = S.Probe = "phase_" + utohexstr(uint32_t(xxh3_64bits(Key)), /*LowerCase=*/true);
      Sites.push_back(std::move(S));
      D.Beacons.push_back(std::move(B));
    }
  }
}

SmallVector<Function *, 4> BeaconWriter::finish() {
  SmallVector<Function *, 4> Changed;
  for (const Site &S : Sites) {
    IRBuilder<> At(S.Before);
    SmallVector<Value *, MaxValues> Args;
    SmallVector<Type *, MaxValues> Types;
    std::string Constraints;
    for (Instruction *V : S.Values) {
      Args.push_back(At.CreateSExt(V, At.getInt64Ty()));
      Types.push_back(At.getInt64Ty());
      Constraints += Constraints.empty() ? "r" : ",r";
    }
    FunctionType *T = FunctionType::get(At.getVoidTy(), Types, false);
    CallInst *Probe = At.CreateCall(InlineAsm::get(T, demand::probeAssembly(S.Probe, Args.size()),
                                                   Constraints, /*hasSideEffects=*/true),
                                    Args);
    // No memory of the program, but something: else nobody would keep it.
    Probe->setOnlyAccessesInaccessibleMemory();
    Probe->setDoesNotThrow();
    Probe->addFnAttr(Attribute::WillReturn);
    Function *F = S.Before->getFunction();
    if (!is_contained(Changed, F))
      Changed.push_back(F);
  }
  return Changed;
}
