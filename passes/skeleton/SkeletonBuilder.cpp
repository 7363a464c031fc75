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

#include "llvm/Analysis/LoopInfo.h"
#include "llvm/IR/DebugInfoMetadata.h"
#include "llvm/IR/Function.h"

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

demand::Function passes::buildSkeleton(Function &F, const Analyses &A,
                                       SetVector<const GlobalValue *> &Globals) {
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

  if (F.size() > MaxBlocks)
    return givenUp(std::move(D), "the function has " + std::to_string(F.size()) + " blocks");
  if (unsigned N = F.getInstructionCount(); N > MaxInstructions)
    return givenUp(std::move(D), "the function has " + std::to_string(N) + " instructions");

  Slice S(F, D, A);
  S.run([&](ExprBuilder &E) {
#ifdef AUSPEX_HAVE_EXTRACT
    extract::recognise(F, A, E, D);
#endif
  });
  layOut(S, D, A);
  S.nameValues();
  for (const GlobalValue *G : S.builder().globals())
    Globals.insert(G);
  compact(D);
  if (auto Sound = demand::checkFunction(D); !Sound)
    return givenUp(std::move(D), Sound.error().Message);
  return D;
}
