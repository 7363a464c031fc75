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

struct Structured {
  static OpDemand of(linalg::LinalgOp Op, Formulas &F) {
    ExprRef Points = F.integer(1);
    if (llvm::any_of(Op->getOperandTypes(), isSparse))
      Points = F.unknown("how many elements of a sparse tensor are stored");
    else
      for (ExprRef E : F.extentsOf(Op))
        Points =
            F.multiply(Points, E == NoExpr ? F.unknown("an extent that no operand has alone") : E);
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
