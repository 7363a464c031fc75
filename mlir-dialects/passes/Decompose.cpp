//===- mlir-dialects/passes/Decompose.cpp - demand-decompose ----------------===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "mlir-dialects/passes/Passes.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Linalg/IR/Linalg.h"
#include "mlir/Dialect/Math/IR/Math.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "mlir/IR/PatternMatch.h"

using namespace mlir;

namespace auspex::dialect {
#define GEN_PASS_DEF_DEMANDDECOMPOSE
#include "mlir-dialects/passes/Passes.h.inc"

namespace {

struct Decompose : impl::DemandDecomposeBase<Decompose> {
  void runOnOperation() override {
    SmallVector<linalg::SoftmaxOp> All;
    getOperation().walk([&](linalg::SoftmaxOp Op) { All.push_back(Op); });
    IRRewriter R(&getContext());
    for (linalg::SoftmaxOp Op : All) {
      R.setInsertionPoint(Op);
      FailureOr<SmallVector<Value>> Parts = Op.decomposeOperation(R);
      if (failed(Parts)) {
        Op.emitOpError("cannot be taken apart: decompose it before (on tensors)");
        return signalPassFailure();
      }
      R.replaceOp(Op, *Parts);
    }
  }
};

} // namespace
} // namespace auspex::dialect
