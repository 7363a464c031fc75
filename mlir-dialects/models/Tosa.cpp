//===- mlir-dialects/models/Tosa.cpp - tosa ---------------------------------===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Layouts are those of the TOSA specification: activations NHWC, weights of a
// convolution [OC, KH, KW, IC], of a depthwise one [KH, KW, C, M].
//
//===----------------------------------------------------------------------===//
#include "mlir-dialects/models/Models.h"

#include "mlir/Dialect/Tosa/IR/TosaOps.h"

using namespace mlir;
using namespace auspex;
using namespace auspex::dialect;
using demand::ExprRef;
using demand::NoExpr;

namespace {

/// FLOP of one element; nothing for ops that are not element by element.
std::optional<int64_t> flopsOfElement(StringRef Name) {
  return llvm::StringSwitch<std::optional<int64_t>>(Name)
      .Cases({"tosa.add", "tosa.sub", "tosa.mul", "tosa.reciprocal", "tosa.maximum", "tosa.minimum",
              "tosa.floor", "tosa.ceil"},
             1)
      .Cases({"tosa.rsqrt", "tosa.clamp"}, 2)
      .Cases({"tosa.exp", "tosa.log", "tosa.tanh", "tosa.erf", "tosa.pow", "tosa.sin", "tosa.cos"},
             TranscendentalFlops)
      .Case("tosa.sigmoid", TranscendentalFlops + 3) // 1/(1 + exp(-x))
      .Cases({"tosa.abs", "tosa.negate", "tosa.cast", "tosa.identity"}, 0)
      .Default(std::nullopt);
}

/// The multiplications of what \p O sums for one element of its result; NoExpr where it
/// is no sum of products.
ExprRef productsOf(Operation *O, Formulas &F) {
  auto Dim = [&](unsigned Operand, unsigned K) { return F.dimOf(O->getOperand(Operand), K); };
  auto Product = [&](std::initializer_list<ExprRef> Of) {
    ExprRef P = F.integer(1);
    for (ExprRef E : Of)
      P = F.multiply(P, E);
    return P;
  };
  if (isa<tosa::MatMulOp>(O))
    return Dim(0, 2);
  if (isa<tosa::Conv2DOp>(O))
    return Product({Dim(1, 1), Dim(1, 2), Dim(1, 3)});
  if (isa<tosa::Conv3DOp>(O))
    return Product({Dim(1, 1), Dim(1, 2), Dim(1, 3), Dim(1, 4)});
  if (isa<tosa::DepthwiseConv2DOp>(O))
    return Product({Dim(1, 0), Dim(1, 1)});
  return NoExpr;
}

OpDemand price(Operation *O, Formulas &F) {
  OpDemand D;
  if (O->getNumResults() != 1 || !isa<ShapedType>(O->getResult(0).getType()))
    return D;
  const StringRef Name = O->getName().getStringRef();
  const Value Result = O->getResult(0);
  if (isa<tosa::ConstOp, tosa::ConstShapeOp, tosa::ReshapeOp>(O))
    return D; // a view
  for (Value V : O->getOperands())
    if (isa<TensorType>(V.getType()))
      D.BytesRead = F.add(D.BytesRead, F.bytesOf(V));
  D.BytesWritten = F.bytesOf(Result);
  const bool Float = isa<FloatType>(getElementTypeOrSelf(Result.getType()));
  auto Count = [&](ExprRef N) { (Float ? D.Flops : D.IntOps) = N; };
  const ExprRef N = F.elementsOf(Result);
  if (const auto Each = flopsOfElement(Name)) {
    if (*Each)
      Count(F.multiply(F.integer(*Each), N));
  } else if (const ExprRef Products = productsOf(O, F); Products != NoExpr) {
    ExprRef All = F.multiply(F.integer(2), F.multiply(N, Products));
    if (!isa<tosa::MatMulOp>(O)) // the bias
      All = F.add(All, N);
    Count(All);
  } else if (auto Pool = dyn_cast<tosa::AvgPool2dOp>(O)) {
    Count(F.multiply(F.integer(Pool.getKernel()[0] * Pool.getKernel()[1]), N));
  } else if (auto Max = dyn_cast<tosa::MaxPool2dOp>(O)) {
    Count(F.multiply(F.integer(Max.getKernel()[0] * Max.getKernel()[1]), N));
  } else if (Name.starts_with("tosa.reduce_")) {
    Count(F.elementsOf(O->getOperand(0)));
  } else if (llvm::is_contained({"tosa.select", "tosa.greater", "tosa.greater_equal", "tosa.equal",
                                 "tosa.argmax", "tosa.rescale", "tosa.bitwise_and",
                                 "tosa.bitwise_or", "tosa.bitwise_xor", "tosa.logical_and",
                                 "tosa.logical_or", "tosa.arithmetic_right_shift"},
                                Name)) {
    D.IntOps = Name == "tosa.argmax" ? F.elementsOf(O->getOperand(0)) : N;
  } else if (!llvm::is_contained({"tosa.transpose", "tosa.concat", "tosa.pad", "tosa.slice",
                                  "tosa.tile", "tosa.gather", "tosa.scatter", "tosa.reverse",
                                  "tosa.resize"},
                                 Name)) {
    Count(F.unknown(("what " + Name + " computes").str()));
  }
  return D;
}

template <typename Op> struct TosaModel : DemandOpInterface::ExternalModel<TosaModel<Op>, Op> {
  OpDemand demandOf(Operation *O, Formulas &F) const { return price(O, F); }
};

template <typename... Ops> void attachAll(MLIRContext *C) {
  (Ops::template attachInterface<TosaModel<Ops>>(*C), ...);
}

} // namespace

void dialect::registerTosaModels(DialectRegistry &Registry) {
  Registry.addExtension(+[](MLIRContext *C, tosa::TosaDialect *) {
    attachAll<
#define GET_OP_LIST
#include "mlir/Dialect/Tosa/IR/TosaOps.cpp.inc"
        >(C);
  });
}
