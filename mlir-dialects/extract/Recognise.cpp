//===- mlir-dialects/extract/Recognise.cpp - Kernels of a function ----------===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "mlir-dialects/extract/Recognise.h"

#include "kernels/recognise.h"
#include "mlir-dialects/extract/Extractor.h"


using namespace mlir;
using namespace auspex;
using namespace auspex::dialect;

/// The outermost loop around \p Op that one of \p Loops is, or \p Op.
static Operation *placeOfKernel(Operation *Op, const std::vector<uint32_t> &Loops,
                                const Extractor &E) {
  Operation *Best = Op;
  for (Operation *P = Op->getParentOp(); P && P != E.Func; P = P->getParentOp())
    for (uint32_t L : Loops)
      if (L < E.LoopOps.size() && E.LoopOps[L] == P)
        Best = P;
  return Best;
}

Recognised dialect::recognise(func::FuncOp Func, Formulas &F,
                              std::function<void(const std::string &)> Show) {
  Recognised Out;
  Extractor E(Func, F);
  E.collect();
  kernels::Surroundings Around = E.surroundings();
  Around.Show = std::move(Show);
  const auto Written = kernels::recognise(E.All, E.Dag, Around);
  kernels::Atoms Atoms = E.S.atoms();
  kernels::Findings Found = Written(Atoms);
  for (kernels::Finding &K : Found.Found) {
    NamedOps N;
    N.Kernel = std::move(K.Kernel);
    for (uint32_t Tag : K.Tags)
      if (Operation *Op = placeOfKernel(E.Sites[Tag], K.Loops, E); !llvm::is_contained(N.Ops, Op))
        N.Ops.push_back(Op);
    N.Kernel.Function = F.function().Symbol;
    if (!N.Ops.empty()) {
      const Place P = placeOf(N.Ops[0]->getLoc());
      N.Kernel.File = P.File;
      N.Kernel.Line = P.Line;
      N.Layer = nameOf(N.Ops[0]->getLoc());
    }
    if (!N.Layer.empty())
      N.Kernel.Params.push_back({"layer", demand::NoExpr, N.Layer});
    Out.Found.push_back(std::move(N));
  }
  for (kernels::Miss &M : Found.Missed) {
    demand::Rejection R{std::move(M.Idiom), std::move(M.Reason), F.function().Symbol, {}, 0};
    if (!M.Tags.empty()) {
      const Place P = placeOf(E.Sites[M.Tags[0]]->getLoc());
      R.File = P.File;
      R.Line = P.Line;
    }
    Out.Missed.push_back(std::move(R));
  }
  if (!E.GaveUp.empty())
    Out.Missed.push_back({"", "not looked at in full: " + E.GaveUp, F.function().Symbol,
                          F.function().File, F.function().Line});
  return Out;
}
