//===- passes/skeleton/SkeletonBuilder.cpp - From function to skeleton ----===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "passes/skeleton/SkeletonBuilder.h"

#include "passes/skeleton/Layout.h"
#include "passes/skeleton/Names.h"
#include "passes/skeleton/Slice.h"

#include "demand/note.h"

#include "llvm/Analysis/LoopInfo.h"
#include "llvm/IR/DebugInfoMetadata.h"
#include "llvm/IR/Function.h"
#include "llvm/IR/Module.h"

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

} // namespace

namespace {

/// Bytes that a skeleton may take. One that allocates, frees or calls out of the
/// unit decides the forecast and may be long; one that only processes data may
/// not, in proportion to its code.
size_t allowance(const Function &F, const demand::Function &D) {
  size_t Code = F.getInstructionCount();
  for (const demand::Node &N : D.Nodes)
    for (const demand::Step &S : N.Steps)
      switch (S.Kind) {
      case demand::StepKind::Alloc:
        if (S.Alloc == demand::AllocKind::Stack)
          break;
        [[fallthrough]];
      case demand::StepKind::Realloc:
      case demand::StepKind::Free:
        return 4096 + 4 * Code;
      case demand::StepKind::Call:
        if (const Function *Callee = F.getParent()->getFunction(S.Text);
            S.Indirect || (Callee && Callee->isDeclaration() && !Callee->isIntrinsic()))
          return 2048 + 3 * Code;
        break;
      default:
        break;
      }
  return 256 + Code;
}

/// Skeletons below this size are kept as they are.
constexpr size_t SmallSkeleton = 384;

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
  return D;
}

demand::Function build(Function &F, const Analyses &A, Detail Level,
                       SmallVectorImpl<const GlobalValue *> &Globals) {
  demand::Function D = headOf(F);
  Slice S(F, D, A, Level);
  S.run([&](ExprBuilder &E) {
#ifdef AUSPEX_HAVE_EXTRACT
    extract::recognise(F, A, E, D);
#endif
  });
  layOut(S, D, A);
  S.nameValues();
  Globals.assign(S.builder().globals().begin(), S.builder().globals().end());
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
  demand::Function D;
  for (Detail Level : {Detail::Full, Detail::Coarse, Detail::Minimal}) {
    D = build(F, A, Level, Mine);
    size_t Bytes = demand::encodeFunction(D, "").size();
    if (Bytes <= SmallSkeleton || Bytes <= allowance(F, D))
      break;
  }
  Globals.insert(Mine.begin(), Mine.end());
  return D;
}
