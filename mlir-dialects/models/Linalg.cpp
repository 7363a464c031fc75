//===- mlir-dialects/models/Linalg.cpp - linalg -----------------------------===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "mlir-dialects/models/Models.h"

#include "mlir/Dialect/Linalg/IR/Linalg.h"

using namespace mlir;
using namespace auspex;
using namespace auspex::dialect;
using demand::ExprRef;
using demand::NoExpr;

namespace {

/// The extents of the iteration space: of each dimension, the size of an operand that
/// moves with it alone; a static one where there is one.
SmallVector<ExprRef> extentsOf(linalg::LinalgOp Op, Formulas &F) {
  SmallVector<ExprRef> Extents(Op.getNumLoops(), NoExpr);
  for (OpOperand &Operand : Op->getOpOperands()) {
    if (!isa<ShapedType>(Operand.get().getType()))
      continue;
    for (auto [K, E] : llvm::enumerate(Op.getMatchingIndexingMap(&Operand).getResults()))
      if (auto D = dyn_cast<AffineDimExpr>(E)) {
        ExprRef &Extent = Extents[D.getPosition()];
        const ExprRef Size = F.dimOf(Operand.get(), unsigned(K));
        if (Extent == NoExpr ||
            (F.pool()[Extent].O != demand::Op::Int && F.pool()[Size].O == demand::Op::Int))
          Extent = Size;
      }
  }
  for (ExprRef &E : Extents)
    if (E == NoExpr)
      E = F.unknown("an extent that no operand has alone");
  return Extents;
}

struct Structured {
  static OpDemand of(linalg::LinalgOp Op, Formulas &F) {
    ExprRef Points = F.integer(1);
    for (ExprRef E : extentsOf(Op, F))
      Points = F.multiply(Points, E);
    ScalarCost Body;
    for (Operation &In : *Op.getBlock()) {
      const ScalarCost C = costOfScalar(&In);
      Body.Flops += C.Flops;
      Body.IntOps += C.IntOps;
    }
    OpDemand D;
    if (Body.Flops)
      D.Flops = F.multiply(F.integer(Body.Flops), Points);
    if (Body.IntOps)
      D.IntOps = F.multiply(F.integer(Body.IntOps), Points);
    for (OpOperand *In : Op.getDpsInputOperands())
      if (isa<ShapedType>(In->get().getType()) && Op.payloadUsesValueFromOperand(In))
        D.BytesRead =
            F.add(D.BytesRead,
                  F.multiply(F.integer(bytesOfElement(getElementTypeOrSelf(In->get().getType()))),
                             Points));
    // An accumulator is kept in a register while it is summed.
    for (OpOperand &Out : Op.getDpsInitsMutable()) {
      const ExprRef Bytes = F.bytesOf(Out.get());
      if (Op.payloadUsesValueFromOperand(&Out))
        D.BytesRead = F.add(D.BytesRead, Bytes);
      D.BytesWritten = F.add(D.BytesWritten, Bytes);
    }
    return D;
  }
};

template <typename Op> struct LinalgModel : DemandOpInterface::ExternalModel<LinalgModel<Op>, Op> {
  OpDemand demandOf(Operation *O, Formulas &F) const {
    return Structured::of(cast<linalg::LinalgOp>(O), F);
  }
};

/// max, subtract, exp, sum, divide for each element.
struct SoftmaxModel : DemandOpInterface::ExternalModel<SoftmaxModel, linalg::SoftmaxOp> {
  OpDemand demandOf(Operation *O, Formulas &F) const {
    const Value In = O->getOperand(0);
    const ExprRef N = F.elementsOf(In), Bytes = F.bytesOf(In);
    OpDemand D;
    D.Flops = F.multiply(F.integer(4 + TranscendentalFlops), N);
    D.BytesRead = F.multiply(F.integer(3), Bytes);
    D.BytesWritten = F.multiply(F.integer(2), Bytes);
    return D;
  }
};

template <typename... Ops> void attachAll(MLIRContext *C) {
  (Ops::template attachInterface<LinalgModel<Ops>>(*C), ...);
}

} // namespace

void dialect::registerLinalgModels(DialectRegistry &Registry) {
  Registry.addExtension(+[](MLIRContext *C, linalg::LinalgDialect *) {
    attachAll<
#define GET_OP_LIST
#include "mlir/Dialect/Linalg/IR/LinalgStructuredOps.cpp.inc"
        >(C);
    linalg::SoftmaxOp::attachInterface<SoftmaxModel>(*C);
  });
}
