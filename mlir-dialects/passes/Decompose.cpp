//===- mlir-dialects/passes/Decompose.cpp - demand-decompose ----------------===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "mlir-dialects/formula/Formulas.h"
#include "mlir-dialects/passes/Passes.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Arith/Utils/Utils.h"
#include "mlir/Dialect/Linalg/IR/Linalg.h"
#include "mlir/Dialect/Math/IR/Math.h"
#include "mlir/Dialect/MemRef/IR/MemRef.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "mlir/IR/PatternMatch.h"

using namespace mlir;

namespace auspex::dialect {
#define GEN_PASS_DEF_DEMANDDECOMPOSE
#include "mlir-dialects/passes/Passes.h.inc"

namespace {

/// A group of more than one size that only the run knows: MLIR 22's expand-strided-metadata
/// derives one from the others and crashes here, although the op says them all.
bool isUnderivable(memref::ExpandShapeOp Op) {
  return llvm::any_of(Op.getReassociationIndices(), [&](const ReassociationIndices &Group) {
    return llvm::count_if(Group, [&](int64_t D) {
             return Op.getResultType().isDynamicDim(static_cast<unsigned>(D));
           }) > 1;
  });
}

/// The same view by its sizes and strides: within a group a stride is the next one times its size.
void replaceByCast(RewriterBase &R, memref::ExpandShapeOp Op) {
  Location Loc = Op.getLoc();
  MemRefType To = Op.getResultType();
  auto [Known, KnownOffset] = To.getStridesAndOffset();
  auto From = memref::ExtractStridedMetadataOp::create(R, Loc, Op.getSrc());
  SmallVector<OpFoldResult> Sizes = Op.getMixedOutputShape();
  SmallVector<OpFoldResult> Strides(Sizes.size());
  for (auto [Source, Group] : llvm::enumerate(Op.getReassociationIndices())) {
    Value Stride = From.getStrides()[Source];
    for (int64_t D : llvm::reverse(Group)) {
      Strides[D] = ShapedType::isDynamic(Known[D]) ? OpFoldResult(Stride) : R.getIndexAttr(Known[D]);
      if (D == Group.front())
        continue;
      Value Size = getValueOrCreateConstantIndexOp(R, Loc, Sizes[D]);
      Stride = arith::MulIOp::create(R, Loc, Stride, Size);
    }
  }
  OpFoldResult Offset = ShapedType::isDynamic(KnownOffset) ? OpFoldResult(From.getOffset())
                                                           : R.getIndexAttr(KnownOffset);
  R.replaceOpWithNewOp<memref::ReinterpretCastOp>(Op, To, From.getBaseBuffer(), Offset, Sizes,
                                                  Strides);
}

struct Decompose : impl::DemandDecomposeBase<Decompose> {
  void runOnOperation() override {
    // Bufferised as it is, it would become a dense buffer.
    const WalkResult Sparse = getOperation().walk([](Operation *Op) {
      return llvm::any_of(Op->getOperandTypes(), isSparse)
                 ? (Op->emitOpError("works on a sparse tensor: lower it before "
                                    "(sparsification-and-bufferization)"),
                    WalkResult::interrupt())
                 : WalkResult::advance();
    });
    if (Sparse.wasInterrupted())
      return signalPassFailure();
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
    SmallVector<memref::ExpandShapeOp> Views;
    getOperation().walk([&](memref::ExpandShapeOp Op) { Views.push_back(Op); });
    for (memref::ExpandShapeOp Op : Views) {
      R.setInsertionPoint(Op);
      if (isUnderivable(Op))
        replaceByCast(R, Op);
    }
  }
};

} // namespace
} // namespace auspex::dialect
