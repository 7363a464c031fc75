//===- mlir-dialects/models/Scalar.cpp - arith, math, vector ----------------===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "mlir-dialects/models/Models.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Complex/IR/Complex.h"
#include "mlir/Dialect/Math/IR/Math.h"
#include "mlir/Dialect/Vector/IR/VectorOps.h"

using namespace mlir;
using namespace auspex;
using namespace auspex::dialect;
using demand::ExprRef;

ScalarCost dialect::costOfScalar(Operation *Op) {
  const StringRef Name = Op->getName().getStringRef();
  auto [Dialect, What] = Name.split('.');
  if (Dialect == "complex")
    return llvm::StringSwitch<ScalarCost>(What)
        .Cases({"add", "sub"}, {2, 0})
        .Case("mul", {6, 0}) // as written in C without the rescue of NaN
        .Case("div", {11, 0})
        .Cases({"exp", "log", "pow", "tanh", "sin", "cos"}, {2 * TranscendentalFlops, 0})
        .Case("abs", {4, 0})
        .Default({});
  if (Dialect == "math")
    return llvm::StringSwitch<ScalarCost>(What)
        .Case("fma", {2, 0})
        .Cases({"absf", "copysign"}, {})
        .Cases({"sqrt", "rsqrt", "floor", "ceil", "round", "roundeven", "trunc"}, {1, 0})
        .Cases({"absi", "ctpop", "ctlz", "cttz", "ipowi"}, {0, 1})
        .Cases({"isnan", "isinf", "isfinite", "isnormal"}, {0, 1})
        .Default({TranscendentalFlops, 0});
  if (Dialect != "arith" || Op->getNumResults() != 1)
    return {};
  return llvm::StringSwitch<ScalarCost>(What)
      .Cases({"addf", "subf", "mulf", "divf", "remf"}, {1, 0})
      .Cases({"maximumf", "minimumf", "maxnumf", "minnumf"}, {1, 0})
      .Cases({"cmpf", "cmpi", "select"}, {0, 1})
      .Cases({"addi", "subi", "muli", "divsi", "divui", "remsi", "remui"}, {0, 1})
      .Cases({"andi", "ori", "xori", "shli", "shrsi", "shrui"}, {0, 1})
      .Cases({"maxsi", "maxui", "minsi", "minui"}, {0, 1})
      .Cases({"ceildivsi", "ceildivui", "floordivsi"}, {0, 2})
      .Default({});
}

namespace {

/// \p C for every element of what \p O results in.
OpDemand elementwise(Operation *O, ScalarCost C, Formulas &F) {
  OpDemand D;
  if (!C.Flops && !C.IntOps)
    return D;
  const Value Result = O->getResult(0);
  const ExprRef N = F.elementsOf(Result);
  if (C.Flops)
    D.Flops = F.multiply(F.integer(C.Flops), N);
  if (C.IntOps)
    D.IntOps = F.multiply(F.integer(C.IntOps), N);
  // Tensors lie in memory, vectors in registers.
  if (isa<TensorType>(Result.getType())) {
    for (Value V : O->getOperands())
      if (isa<TensorType>(V.getType()))
        D.BytesRead = F.add(D.BytesRead, F.bytesOf(V));
    D.BytesWritten = F.bytesOf(Result);
  }
  return D;
}

template <typename Op> struct ScalarModel : DemandOpInterface::ExternalModel<ScalarModel<Op>, Op> {
  OpDemand demandOf(Operation *O, Formulas &F) const { return elementwise(O, costOfScalar(O), F); }
};

/// Of ops on integers alone: index arithmetic costs nothing, as SCEV's does not.
template <typename... Ops> void attachAll(MLIRContext *C) {
  (Ops::template attachInterface<ScalarModel<Ops>>(*C), ...);
}

struct ContractModel : DemandOpInterface::ExternalModel<ContractModel, vector::ContractionOp> {
  OpDemand demandOf(Operation *O, Formulas &F) const {
    auto Op = cast<vector::ContractionOp>(O);
    SmallVector<int64_t> Bounds;
    Op.getIterationBounds(Bounds);
    int64_t Points = 1;
    for (int64_t B : Bounds)
      Points *= B;
    OpDemand D;
    const bool Float = isa<FloatType>(getElementTypeOrSelf(Op.getResultType()));
    (Float ? D.Flops : D.IntOps) = F.integer(2 * Points);
    return D;
  }
};

struct FmaModel : DemandOpInterface::ExternalModel<FmaModel, vector::FMAOp> {
  OpDemand demandOf(Operation *O, Formulas &F) const { return elementwise(O, {2, 0}, F); }
};

/// As many operations as elements go in.
struct ReduceModel : DemandOpInterface::ExternalModel<ReduceModel, vector::ReductionOp> {
  OpDemand demandOf(Operation *O, Formulas &F) const {
    OpDemand D;
    const Value In = cast<vector::ReductionOp>(O).getVector();
    (isa<FloatType>(getElementTypeOrSelf(In)) ? D.Flops : D.IntOps) = F.elementsOf(In);
    return D;
  }
};

template <typename Op, bool Writes>
struct VectorAccess : DemandOpInterface::ExternalModel<VectorAccess<Op, Writes>, Op> {
  OpDemand demandOf(Operation *O, Formulas &F) const {
    OpDemand D;
    if constexpr (Writes)
      D.BytesWritten = F.bytesOf(O->getOperand(0));
    else
      D.BytesRead = F.bytesOf(O->getResult(0));
    return D;
  }
};

} // namespace

void dialect::registerScalarModels(DialectRegistry &Registry) {
  Registry.addExtension(+[](MLIRContext *C, arith::ArithDialect *) {
    attachAll<arith::AddFOp, arith::SubFOp, arith::MulFOp, arith::DivFOp, arith::RemFOp,
              arith::MaximumFOp, arith::MinimumFOp, arith::MaxNumFOp, arith::MinNumFOp,
              arith::CmpFOp, arith::SelectOp, arith::AddIOp, arith::SubIOp, arith::MulIOp,
              arith::DivSIOp, arith::DivUIOp, arith::RemSIOp, arith::RemUIOp, arith::AndIOp,
              arith::OrIOp, arith::XOrIOp, arith::ShLIOp, arith::ShRSIOp, arith::ShRUIOp,
              arith::MaxSIOp, arith::MinSIOp, arith::MaxUIOp, arith::MinUIOp, arith::CmpIOp>(C);
  });
  Registry.addExtension(+[](MLIRContext *C, math::MathDialect *) {
    attachAll<
#define GET_OP_LIST
#include "mlir/Dialect/Math/IR/MathOps.cpp.inc"
        >(C);
  });
  Registry.addExtension(+[](MLIRContext *C, vector::VectorDialect *) {
    vector::ContractionOp::attachInterface<ContractModel>(*C);
    vector::FMAOp::attachInterface<FmaModel>(*C);
    vector::ReductionOp::attachInterface<ReduceModel>(*C);
    vector::TransferReadOp::attachInterface<VectorAccess<vector::TransferReadOp, false>>(*C);
    vector::TransferWriteOp::attachInterface<VectorAccess<vector::TransferWriteOp, true>>(*C);
    vector::LoadOp::attachInterface<VectorAccess<vector::LoadOp, false>>(*C);
    vector::StoreOp::attachInterface<VectorAccess<vector::StoreOp, true>>(*C);
  });
}
