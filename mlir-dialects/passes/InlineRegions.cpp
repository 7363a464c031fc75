//===- mlir-dialects/passes/InlineRegions.cpp - demand-inline-regions -------===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "mlir-dialects/passes/Note.h"
#include "mlir-dialects/passes/Passes.h"

using namespace mlir;

namespace auspex::dialect {
#define GEN_PASS_DEF_DEMANDINLINEREGIONS
#include "mlir-dialects/passes/Passes.h.inc"

void inlineRegion(RegionOp R) {
  Block &Body = R.getBody().front();
  Operation *Yield = Body.getTerminator();
  R->getBlock()->getOperations().splice(R->getIterator(), Body.getOperations(), Body.begin(),
                                        Yield->getIterator());
  R->replaceAllUsesWith(Yield->getOperands());
  R->erase();
}

namespace {

struct InlineRegions : impl::DemandInlineRegionsBase<InlineRegions> {
  void runOnOperation() override {
    SmallVector<RegionOp> All;
    getOperation().walk([&](RegionOp R) { All.push_back(R); }); // inner ones first
    for (RegionOp R : All) {
      if (!llvm::hasSingleElement(R.getBody())) {
        R.emitOpError("is left with several blocks: its control flow is lowered already");
        return signalPassFailure();
      }
      inlineRegion(R);
    }
  }
};

} // namespace
} // namespace auspex::dialect
