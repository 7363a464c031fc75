//===- mlir-dialects/passes/Annotate.cpp - demand-annotate ------------------===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "mlir-dialects/formula/Price.h"
#include "mlir-dialects/passes/Passes.h"

using namespace mlir;

namespace auspex::dialect {
#define GEN_PASS_DEF_DEMANDANNOTATE
#include "mlir-dialects/passes/Passes.h.inc"

namespace {

struct Annotate : impl::DemandAnnotateBase<Annotate> {
  void runOnOperation() override {
    func::FuncOp Func = getOperation();
    if (Func.isExternal())
      return;
    Formulas F(Func);
    Pricer P(F);
    P.Visit = [&](Operation *Op, const OpDemand &D) { Op->setAttr(CostName, F.attribute(D)); };
    const CostAttr Sum = F.attribute(P.price(Func.getBody()));
    if (Sum != CostAttr::get(&getContext(), {}, {}, {}, {}, {}))
      Func->setAttr(CostName, Sum);
    markAllAnalysesPreserved();
  }
};

} // namespace
} // namespace auspex::dialect
