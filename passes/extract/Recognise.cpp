//===- passes/extract/Recognise.cpp - Kernels of a function -----------------===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "passes/extract/Recognise.h"

#include "kernels/recognise.h"
#include "passes/Stage.h"
#include "passes/extract/Statements.h"
#include "passes/proof/Replay.h"
#include "passes/skeleton/ExprBuilder.h"
#include "passes/skeleton/SkeletonBuilder.h"

#include "llvm/Analysis/LoopInfo.h"
#include "llvm/Analysis/PostDominators.h"
#include "llvm/Analysis/ScalarEvolution.h"
#include "llvm/IR/Dominators.h"
#include "llvm/IR/Module.h"

using namespace llvm;
using namespace auspex;
using namespace auspex::passes;
using demand::ExprRef;

/// The outermost of \p Loops: where a reader finds the kernel.
static const Loop *outermostOf(const std::vector<uint32_t> &Loops,
                               const extract::SymbolTable &Symbols) {
  const Loop *Best = nullptr;
  for (uint32_t Number : Loops)
    if (Number < Symbols.Loops.size())
      if (const Loop *L = Symbols.Loops[Number]; !Best || L->getLoopDepth() < Best->getLoopDepth())
        Best = L;
  return Best;
}

/// Raises what is proved; what the code contradicts is a miss.
static void prove(kernels::Findings &R, proof::Prover P) {
  Stage Now("auspex-proof", "proof: kernels replayed");
  std::erase_if(R.Found, [&](kernels::Finding &K) {
    const proof::Outcome O = P.prove(K);
    if (O.What == proof::Verdict::Refuted) {
      R.Missed.push_back({K.Kernel.Idiom, O.Text, K.Tags, K.Loops});
      return true;
    }
    if (O.What == proof::Verdict::Proved)
      K.Kernel.Proof = demand::Verdict::Proved;
    if (!O.Text.empty())
      K.Kernel.Evidence += "; " + O.Text;
    return false;
  });
}

void extract::recognise(Function &F, const Analyses &A, ExprBuilder &EB, demand::Function &Out) {
  Stage Extracting("auspex-extract", "extract: loop nests to normal forms");
  if (A.LI.empty())
    return recogniseElement(F, A, EB, Out);
  PostDominatorTree PDT(F);
  Statements S(F, A.LI, A.DT, PDT, A.SE, A.TLI);
  S.collect();

  // Formulas are written for the place just outside of the kernel.
  const Loop *Scope = nullptr;
  kernels::Atoms *All = nullptr;
  auto Resolve = [&](kernels::Sym Number) -> ExprRef {
    const Atom &At = S.Symbols.Atoms[Number];
    if (At.IndexOf)
      return At.IndexOf->contains(Scope) ? EB.pool().index(EB.loopId(At.IndexOf)) : demand::NoExpr;
    if (!At.Expr) {
      const ExprRef N = kernels::exprOf(At.Numerator, *All),
                    D = kernels::exprOf(At.Denominator, *All);
      return N == demand::NoExpr || D == demand::NoExpr ? demand::NoExpr
                                                        : EB.pool().binary(demand::Op::UDiv, N, D);
    }
    ExprRef E = EB.scev(At.Expr, Scope);
    const demand::Type T = EB.pool()[E].Ty;
    if (!demand::isInteger(T) && T != demand::Type::Ptr)
      return demand::NoExpr;
    return T == demand::Type::I64 || T == demand::Type::Ptr
               ? E
               : EB.pool().unary(At.Unsigned ? demand::Op::ZExt : demand::Op::SExt, E,
                                 demand::Type::I64);
  };
  // Atoms of our own number after those of the symbol table.
  kernels::Atoms Atoms(EB.pool(), uint32_t(S.Symbols.Atoms.size()), Resolve);
  All = &Atoms;
  Atoms.Place = [&](const std::vector<uint32_t> &Loops) {
    const Loop *L = outermostOf(Loops, S.Symbols);
    Scope = L ? L->getParentLoop() : nullptr;
  };
  kernels::Surroundings Around;
  Around.Exclusive = [&](uint32_t X, uint32_t Y) { return S.areAlternatives(X, Y); };
  Around.Changed = [&](const kernels::Update &U) { return S.changed(U); };
  Around.OriginOf = [&](uint32_t Scalar) { return S.originOf(Scalar); };
  Around.Moves = S.moves();
  kernels::Findings R = [&] {
    Stage Now("auspex-kernels", "kernels: normal forms to named kernels");
    return kernels::recognise(S.All, S.Dag, Atoms, Around);
  }();

  auto PlaceOf = [&](const std::vector<uint32_t> &Loops, const std::vector<uint32_t> &Tags) {
    return placeOf(F, outermostOf(Loops, S.Symbols), Tags.empty() ? nullptr : S.Sites[Tags[0]]);
  };
  prove(R, proof::Prover(F, A.DT, A.SE, A.TLI, S, A.Proof));
  for (kernels::Finding &K : R.Found) {
    Place P = PlaceOf(K.Loops, K.Tags);
    K.Kernel.Function = std::move(P.Function);
    K.Kernel.File = std::move(P.File);
    K.Kernel.Line = P.Line;
    if (const Loop *L = outermostOf(K.Loops, S.Symbols))
      K.Kernel.Loop = EB.loopId(L);
    Out.Kernels.push_back(std::move(K.Kernel));
  }
  for (kernels::Miss &M : R.Missed) {
    Place P = PlaceOf(M.Loops, M.Tags);
    // Copies of one loop (unswitched, peeled) need one word only.
    if (none_of(Out.Rejected, [&](const demand::Rejection &R) {
          return R.Idiom == M.Idiom && R.Reason == M.Reason && R.Function == P.Function &&
                 R.Line == P.Line;
        }))
      Out.Rejected.push_back({std::move(M.Idiom), std::move(M.Reason), std::move(P.Function),
                              std::move(P.File), P.Line});
  }
  if (!S.GaveUp.empty())
    Out.Rejected.push_back({"", "not looked at in full: " + S.GaveUp, F.getName().str(),
                            F.getParent()->getSourceFileName(), 0});
}
