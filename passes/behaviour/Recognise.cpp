//===- passes/behaviour/Recognise.cpp - Functions named by what they compute ===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "passes/behaviour/Recognise.h"

#include "kernels/catalogue/catalogue.h"
#include "kernels/record.h"
#include "passes/behaviour/Trials.h"
#include "passes/extract/Names.h"

#include "llvm/ADT/SmallPtrSet.h"
#include "llvm/Analysis/TargetLibraryInfo.h"
#include "llvm/IR/DebugInfoMetadata.h"
#include "llvm/IR/Function.h"
#include "llvm/IR/InstIterator.h"
#include "llvm/IR/Instructions.h"
#include "llvm/IR/Module.h"
#include "llvm/Support/CommandLine.h"

using namespace llvm;
using namespace auspex;
using namespace auspex::passes;

static cl::opt<unsigned> StepsPerInstruction(
    "auspex-behaviour-steps", cl::Hidden, cl::init(150),
    cl::desc("Instructions to execute for each of the module, to name what functions compute; 0: none"));

namespace auspex::passes::behaviour {
namespace {

/// Sizes worth trying: what blocks, keys, rounds and messages have.
constexpr Sizes Tried[] = {
    {.Parameter = 16, .Bound = 10, .Flag = {}},  {.Parameter = 64, .Bound = 14, .Flag = 0},
    {.Parameter = 1, .Bound = 12, .Flag = 1},    {.Parameter = 128, .Bound = 16, .Flag = 0},
    {.Parameter = 3, .Bound = 4, .Flag = 64},    {.Parameter = 20, .Bound = 20, .Flag = 2},
    {.Parameter = 256, .Bound = 32, .Flag = 16},
};

/// Functions of the module that \p F can reach.
SmallPtrSet<const Function *, 16> reachableFrom(const Function &F) {
  SmallPtrSet<const Function *, 16> Seen{&F};
  SmallVector<const Function *, 16> Work{&F};
  constexpr unsigned MaxFunctions = 64;
  while (!Work.empty() && Seen.size() < MaxFunctions)
    for (const Instruction &I : instructions(*Work.pop_back_val()))
      if (auto *Call = dyn_cast<CallBase>(&I))
        if (const Function *Callee = Call->getCalledFunction();
            Callee && !Callee->isDeclaration() && Seen.insert(Callee).second)
          Work.push_back(Callee);
  return Seen;
}

/// Where the work is: in the innermost loop, the source function whose code most of the
/// instructions are.
const Instruction *placeOfWork(const Function &F) {
  DenseMap<const Metadata *, std::pair<unsigned, const Instruction *>> Counts;
  std::pair<unsigned, const Instruction *> Best{0, nullptr};
  for (const Instruction &I : instructions(F))
    if (const DebugLoc &L = I.getDebugLoc(); L && !I.isDebugOrPseudoInst()) {
      auto &Entry = Counts[L->getScope()->getSubprogram()];
      if (!Entry.second)
        Entry.second = &I;
      if (++Entry.first > Best.first)
        Best = Entry;
    }
  return Best.second;
}

} // namespace

Recogniser::Recogniser(const Module &M) : Left(0) {
  constexpr uint64_t Least = 100000; // small modules: a few milliseconds
  if (StepsPerInstruction)
    Left = Least + uint64_t(M.getInstructionCount()) * StepsPerInstruction;
}

void Recogniser::recognise(Function &F, const TargetLibraryInfo &TLI, demand::Function &Out) {
  if (!Left || !Mixers.mixes(F))
    return;
  Controls C;
  for (const Function *G : reachableFrom(F))
    C.add(*G);
  const bool Parameters = any_of(F.args(), [&](const Argument &A) { return C.Parameters.contains(&A); });
  constexpr uint64_t MaxSteps = 60000;
  bool Globals = false;
  std::string Why;
  auto Reject = [&] {
    const extract::Place P = extract::placeOf(F, nullptr, placeOfWork(F));
    Out.Rejected.push_back({"", "mixes integers, " + Why, P.Function, P.File, P.Line});
  };
  for (bool Fresh : {false, true}) {
    if (Fresh && !Globals)
      break;
    for (size_t K = 0; K < std::size(Tried); ++K) {
      // Sizes that differ in nothing that this function has are no other sizes.
      if (K && !Parameters && C.Bounds.empty() && (C.Flags.empty() || K > 2))
        break;
      Sizes S = Tried[K];
      S.FreshGlobals = Fresh;
      Trials T(F, TLI, C, S, std::min(MaxSteps, Left));
      const kernels::Behaviour *B = T.trial(0);
      Left -= std::min(Left, T.steps());
      Globals |= T.readsGlobals();
      if (!B && Why.empty())
        Why = "and was not executed: " + T.failure().str();
      if (T.isHopeless() || !Left)
        return Reject();
      if (!B)
        continue;
      Why = "but computes no cipher, digest, checksum or generator that is known";
      for (const kernels::Idiom *I : kernels::catalogue()) {
        if (!I->Explain)
          continue;
        auto E = I->Explain(T);
        if (!E)
          continue;
        demand::Kernel Kernel;
        Kernel.Idiom = I->Name;
        Kernel.Family = I->Family;
        Kernel.Form = E->Form;
        const unsigned Blocks = T.executedBlocks();
        Kernel.Proof = Blocks == F.size() ? demand::Verdict::Proved : demand::Verdict::Matched;
        Kernel.Evidence = "computes what its definition computes, on " + std::to_string(T.trials()) +
                          (T.trials() == 1 ? " arbitrary input" : " arbitrary inputs");
        if (Blocks != F.size())
          Kernel.Evidence += "; " + std::to_string(Blocks) + " of " + std::to_string(F.size()) +
                             " blocks of the function executed";
        if (E->Length) {
          const llvm::Type *Ty = F.getArg(unsigned(*E->Length))->getType();
          demand::ExprRef L = Out.Exprs.param(uint32_t(*E->Length), Ty->getIntegerBitWidth() == 64
                                                                       ? demand::Type::I64
                                                                       : demand::Type::I32);
          if (Ty->getIntegerBitWidth() == 32)
            L = Out.Exprs.unary(demand::Op::ZExt, L, demand::Type::I64);
          if (Ty->getIntegerBitWidth() == 32 || Ty->getIntegerBitWidth() == 64)
            Kernel.Dims.push_back({"n", L});
        }
        for (const auto &[Name, Value] : E->Parameters)
          Kernel.Params.push_back({Name, Out.Exprs.integer(Value), {}});
        kernels::carry(Kernel, *I, Out.Exprs);
        const extract::Place P = extract::placeOf(F, nullptr, placeOfWork(F));
        Kernel.Function = P.Function;
        Kernel.File = P.File;
        Kernel.Line = P.Line;
        Out.Kernels.push_back(std::move(Kernel));
        return;
      }
    }
  }
  Reject();
}

} // namespace auspex::passes::behaviour
