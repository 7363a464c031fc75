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
#include "llvm/Support/CommandLine.h"

using namespace llvm;
using namespace auspex;
using namespace auspex::passes;
using demand::ExprRef;

static cl::opt<bool> PrintForms("auspex-print-forms", cl::Hidden,
                                cl::desc("Print the normal forms of loop nests"));

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

/// What one function's loops are.
struct extract::Kernels::Found {
  Found(Function &F, const Analyses &A)
      : PDT(F), S(F, A.LI, A.DT, PDT, A.SE, A.TLI), F(F), A(A) {
    S.collect();
    Around.Exclusive = [this](uint32_t X, uint32_t Y) { return S.areAlternatives(X, Y); };
    Around.Changed = [this](const kernels::Update &U) { return S.changed(U); };
    Around.OriginOf = [this](uint32_t Scalar) { return S.originOf(Scalar); };
    Around.Moves = S.moves();
    if (PrintForms) {
      errs() << "function " << F.getName() << '\n';
      Around.Show = [](const std::string &Form) { errs() << Form << '\n'; };
    }
    Stage Now("auspex-kernels", "kernels: normal forms to named kernels");
    Written = kernels::recognise(S.All, S.Dag, Around);
  }

  kernels::Findings with(ExprBuilder &EB);

  PostDominatorTree PDT;
  Statements S;

private:
  void prove(kernels::Findings &R);

  Function &F;
  const Analyses &A;
  kernels::Surroundings Around;
  std::function<kernels::Findings(kernels::Atoms &)> Written;
  /// Of each kernel, once it was asked for: it does not hang on formulas.
  std::optional<std::vector<proof::Outcome>> Proofs;
};

/// Raises what is proved; what the code contradicts is a miss.
void extract::Kernels::Found::prove(kernels::Findings &R) {
  if (!Proofs) {
    Stage Now("auspex-proof", "proof: kernels replayed");
    Proofs.emplace();
    proof::Prover P(F, A.DT, A.SE, A.TLI, S, A.Proof);
    for (const kernels::Finding &K : R.Found)
      Proofs->push_back(P.prove(K));
  }
  auto Next = Proofs->begin();
  std::erase_if(R.Found, [&](kernels::Finding &K) {
    const proof::Outcome &O = *Next++;
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

kernels::Findings extract::Kernels::Found::with(ExprBuilder &EB) {
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
  kernels::Findings R = Written(Atoms);
  prove(R);
  return R;
}

extract::Kernels::Kernels(Function &F, const Analyses &A) : F(F), A(A) {}
extract::Kernels::~Kernels() = default;

void extract::Kernels::write(ExprBuilder &EB, demand::Function &Out) {
  Stage Now("auspex-extract", "extract: loop nests to normal forms");
  if (A.LI.empty())
    return recogniseElement(F, A, EB, Out);
  if (!In)
    In = std::make_unique<Found>(F, A);
  const Statements &S = In->S;
  kernels::Findings R = In->with(EB);
  auto PlaceOf = [&](const std::vector<uint32_t> &Loops, const std::vector<uint32_t> &Tags) {
    return placeOf(F, outermostOf(Loops, S.Symbols), Tags.empty() ? nullptr : S.Sites[Tags[0]]);
  };
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
  for (const std::string &Why : {S.GaveUp, S.Symbols.GaveUp})
    if (!Why.empty())
      Out.Rejected.push_back({"", "not looked at in full: " + Why, F.getName().str(),
                              F.getParent()->getSourceFileName(), 0});
}
