//===- mlir-dialects/skeleton/Work.cpp - What costs without being a step ---===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "mlir-dialects/skeleton/FunctionBuilder.h"

#include "mlir/Dialect/Affine/IR/AffineOps.h"
#include "mlir/Dialect/Linalg/IR/Linalg.h"
#include "mlir/Dialect/MemRef/IR/MemRef.h"

using namespace mlir;
using namespace auspex;
using namespace auspex::dialect;
using demand::ExprRef;
using demand::NoExpr;
using demand::Step;
using demand::StepKind;
using Code = demand::Op;

void FunctionBuilder::work(const OpDemand &C, Operation &Op) {
  auto Constant = [&](ExprRef E) { return E == NoExpr || F.pool().isInt(E, 0); };
  if (Constant(C.Flops) && Constant(C.IntOps) && Constant(C.BytesRead) && Constant(C.BytesWritten))
    return;
  step(StepKind::Work, Op).Args = {C.Flops, C.IntOps, C.BytesRead, C.BytesWritten};
}

void FunctionBuilder::leaf(Operation &Op) {
  // A loop that is priced leaves its indices bound to numbers that mean nothing here.
  OpDemand Cost = P.price(Op);
  for (ExprRef OpDemand::*Q :
       {&OpDemand::Flops, &OpDemand::IntOps, &OpDemand::BytesRead, &OpDemand::BytesWritten})
    if (Cost.*Q != NoExpr && Symbols(F).mentionsIndex(Cost.*Q) && InLoop == demand::NoLoop)
      Cost.*Q = F.unknown("work that changes from iteration to iteration");
  touch(Op);
  work(Cost, Op);
}

void FunctionBuilder::touch(Operation &Op) {
  // By buffer: read or written.
  llvm::MapVector<Value, bool> Seen;
  auto Note = [&](Value V, bool Write) {
    if (!isa<MemRefType>(V.getType()))
      return;
    // A view that is made inside: the buffer that it shows.
    while (V.getDefiningOp() && Op.isAncestor(V.getDefiningOp()) &&
           isa<memref::SubViewOp, memref::CastOp, memref::ExpandShapeOp, memref::CollapseShapeOp,
               memref::ReinterpretCastOp>(V.getDefiningOp()))
      V = V.getDefiningOp()->getOperand(0);
    if (V.getDefiningOp() && Op.isProperAncestor(V.getDefiningOp()))
      return; // of the leaf itself
    Seen[V] |= Write;
  };
  Op.walk([&](Operation *In) {
    if (auto L = dyn_cast<linalg::LinalgOp>(In)) {
      for (OpOperand &X : L->getOpOperands())
        Note(X.get(), L.isDpsInit(&X));
      return WalkResult::skip();
    }
    if (isa<memref::StoreOp, affine::AffineStoreOp>(In))
      Note(In->getOperand(1), true);
    else if (isa<memref::LoadOp, affine::AffineLoadOp>(In))
      Note(In->getOperand(0), false);
    else if (isa<memref::CopyOp>(In))
      Note(In->getOperand(0), false), Note(In->getOperand(1), true);
    else if (In->getDialect() && In->getDialect()->getNamespace() == "vector")
      for (Value V : In->getOperands())
        Note(V, In->getNumResults() == 0);
    return WalkResult::advance();
  });
  for (auto [V, Write] : Seen) {
    // First and last element of the view.
    ExprRef Span = F.integer(1);
    auto T = cast<MemRefType>(V.getType());
    if (T.getLayout().isIdentity()) {
      Span = F.elementsOf(V);
    } else {
      for (unsigned K = 0; K < T.getRank(); ++K)
        Span = F.add(Span, F.multiply(F.pool().binary(Code::Sub, F.dimOf(V, K), F.integer(1)),
                                      F.strideOf(V, K)));
    }
    const ExprRef Bytes = F.multiply(F.integer(bytesOfElement(T.getElementType())), Span);
    const ExprRef At = address(V, {});
    Step &S = step(StepKind::Touch, Op);
    S.Write = Write;
    S.Args = {At, Bytes};
  }
}
