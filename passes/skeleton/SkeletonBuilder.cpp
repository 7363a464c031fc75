//===- passes/skeleton/SkeletonBuilder.cpp - From function to skeleton ----===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "passes/skeleton/SkeletonBuilder.h"

#include "passes/skeleton/Layout.h"
#include "passes/skeleton/Names.h"
#include "passes/skeleton/Paces.h"
#include "passes/skeleton/Slice.h"

#include "demand/note.h"

#include "llvm/Analysis/LoopInfo.h"
#include "llvm/Analysis/TargetLibraryInfo.h"
#include "llvm/IR/DebugInfoMetadata.h"
#include "llvm/IR/Function.h"
#include "llvm/IR/InstIterator.h"
#include "llvm/IR/IntrinsicInst.h"
#include "llvm/IR/Module.h"

#include <set>
#include <utility>

#ifdef AUSPEX_HAVE_EXTRACT
#include "passes/extract/Recognise.h"
#endif

using namespace llvm;
using namespace auspex;
using namespace auspex::passes;

namespace {

/// Leaves only the head of \p D and the reason why the rest is missing.
demand::Function givenUp(demand::Function D, std::string Reason) {
  demand::Function Out;
  Out.Symbol = std::move(D.Symbol);
  Out.Internal = D.Internal, Out.Weak = D.Weak;
  Out.File = std::move(D.File), Out.Line = D.Line;
  Out.Params = std::move(D.Params);
  Out.Result = D.Result, Out.VarArgs = D.VarArgs;
  Out.Reason = std::move(Reason);
  return Out;
}

/// Whether \p F is a place where resources are decided: it allocates, frees, or
/// asks the C library for more than memory operations, output and mathematics
/// (arguments parsed, files opened, options compared).
bool decidesResources(const Function &F, const TargetLibraryInfo &TLI) {
  for (const Instruction &I : instructions(F)) {
    const auto *C = dyn_cast<CallBase>(&I);
    if (!C)
      continue;
    switch (effectOf(I, TLI)) {
    case Effect::Call:
      break;
    case Effect::None:
    case Effect::Math:
    case Effect::MemCopy:
    case Effect::MemSet:
    case Effect::Unknown:
      continue;
    default:
      return true;
    }
    const Function *Callee = C->getCalledFunction();
    if (!Callee || !Callee->isDeclaration())
      continue;
    StringRef Name = Callee->getName();
    LibFunc L;
    if (Name.starts_with("getopt") || Name.starts_with("argp_") || Name.starts_with("__kmpc") ||
        Name.starts_with("pthread_create") || Name.starts_with("_FortranA"))
      return true;
    if (TLI.getLibFunc(*C, L) && !Callee->doesNotReturn() && !Name.contains("printf") &&
        !Name.starts_with("mem") && !Name.contains("put"))
      return true;
  }
  return false;
}

/// Bytes that a skeleton may take. Where resources are decided it may be long;
/// what only processes data has no formula to win, only bytes to spend. `main` reads
/// the arguments that everything else follows from, and there is one in a program.
size_t allowance(const Function &F, const TargetLibraryInfo &TLI) {
  constexpr size_t OfMain = 64 * 1024;
  if (F.getName() == "main")
    return OfMain;
  size_t Code = F.getInstructionCount();
  return decidesResources(F, TLI) ? 4096 + 4 * Code : 256 + Code / 2;
}

/// Bytes of the names of \p D and of what it calls: they are long in C++ and the
/// same at every level of detail.
size_t nameBytes(const demand::Function &D) {
  std::set<std::string_view> Names;
  for (const demand::Node &N : D.Nodes)
    for (const demand::Step &S : N.Steps)
      if (S.Kind == demand::StepKind::Call)
        Names.insert(S.Text);
  size_t Sum = D.Symbol.size() + D.File.size();
  for (std::string_view Name : Names)
    Sum += Name.size();
  return Sum;
}

/// Skeletons below this size are kept as they are.
constexpr size_t SmallSkeleton = 1024;

/// Bytes that the full skeleton will about take, before building it: steps and
/// branches outside of the loops that fold, at what one costs on average.
size_t estimate(const Function &F, const Analyses &A, const LoopFacts &Facts) {
  constexpr size_t Head = 96, BytesPerStep = 14, BytesPerBranch = 26;
  size_t Steps = 0, Branches = 0;
  for (const BasicBlock &BB : F) {
    const Loop *L = A.LI.getLoopFor(&BB);
    if (L && Facts.folds(L))
      continue;
    Branches += BB.getTerminator()->getNumSuccessors() > 1;
    for (const Instruction &I : BB)
      Steps += isa<StoreInst>(I) || (isa<CallBase>(I) && !isa<IntrinsicInst>(I));
  }
  return Head + Steps * BytesPerStep + Branches * BytesPerBranch;
}

/// The level to begin with, so that few functions are built twice.
Detail firstLevel(size_t Expected, size_t Allowed) {
  if (Expected <= 2 * Allowed)
    return Detail::Full;
  return Expected <= 4 * Allowed ? Detail::Coarse : Detail::Sketch;
}

demand::Function headOf(Function &F) {
  demand::Function D;
  D.Symbol = symbolName(F);
  D.Internal = F.hasLocalLinkage();
  D.Weak = F.isWeakForLinker();
  D.VarArgs = F.isVarArg();
  nameFunction(F, D);
  bool Structured = !F.getReturnType()->isVoidTy() &&
                    typeOf(F.getReturnType()) == demand::Type::Void;
  D.Result = Structured ? demand::Type::I64 : typeOf(F.getReturnType());
  for (demand::Param &P : D.Params)
    if (P.Ty == demand::Type::Void)
      P.Ty = demand::Type::I64;
  if (returnedStructure(*F.getFunctionType()))
    D.Params.push_back({"result", demand::Type::Ptr});
  if (F.isVarArg()) // where those that have no name lie
    D.Params.push_back({std::string(demand::VariableArguments), demand::Type::Ptr});
  return D;
}

/// What does not change with the level of detail.
struct Source {
  Source(Function &F, const Analyses &A)
      : Facts(F, A.LI, A.SE, A.TLI), Memory(A.LI, A.SE, A.DT, Facts), Graph(F)
#ifdef AUSPEX_HAVE_EXTRACT
        , Kernels(F, A)
#endif
  {
  }

  LoopFacts Facts;
  MemoryRanges Memory;
  FlowGraph Graph;
#ifdef AUSPEX_HAVE_EXTRACT
  extract::Kernels Kernels;
#endif
};

demand::Function build(Function &F, const Analyses &A, Source &From, Detail Level,
                       SmallVectorImpl<const GlobalValue *> &Globals) {
  demand::Function D = headOf(F);
  Slice S(F, D, A, From.Graph, From.Facts, From.Memory, Level);
  S.run([&](ExprBuilder &E) {
#ifdef AUSPEX_HAVE_EXTRACT
    From.Kernels.write(E, D);
#endif
  });
  layOut(S, D, A);
  S.nameValues();
  Globals.assign(S.builder().globals().begin(), S.builder().globals().end());
  D.Paces = pacesOf(S, A);
  threadTests(D);
  compact(D);
  if (auto Sound = demand::checkFunction(D); !Sound)
    return givenUp(std::move(D), Sound.error().Message);
  return D;
}

} // namespace

demand::Function passes::buildSkeleton(Function &F, const Analyses &A,
                                       SetVector<const GlobalValue *> &Globals) {
  if (F.size() > MaxBlocks)
    return givenUp(headOf(F), "the function has " + std::to_string(F.size()) + " blocks");
  if (unsigned N = F.getInstructionCount(); N > MaxInstructions)
    return givenUp(headOf(F), "the function has " + std::to_string(N) + " instructions");
  SmallVector<const GlobalValue *, 8> Mine;
  size_t Allowed = allowance(F, A.TLI);
  demand::Function D;
  Allowed = std::max(SmallSkeleton, Allowed);
  Source From(F, A);
  for (Detail Level = firstLevel(estimate(F, A, From.Facts), Allowed);;
       Level = Detail(int(Level) + 1)) {
    D = build(F, A, From, Level, Mine);
    auto Paces = std::exchange(D.Paces, {}); // as large at every level
    size_t Bytes = demand::encodeFunction(D, "").size() - nameBytes(D);
    D.Paces = std::move(Paces);
    if (Bytes <= Allowed || Level == Detail::Sketch)
      break;
    if (Bytes > 2 * Allowed) // the next level halves it at best
      Level = Detail::Minimal;
  }
  Globals.insert(Mine.begin(), Mine.end());
  return D;
}
