//===- mlir-dialects/extract/Plain.cpp - Names that are no idioms -----------===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "mlir-dialects/extract/Plain.h"

#include "mlir/Dialect/Linalg/IR/Linalg.h"

using namespace mlir;
using namespace auspex;
using namespace auspex::dialect;

/// "add" of arith.addf, "exp" of math.exp; empty for what is no arithmetic.
static std::string verbOf(Operation *Op) {
  auto [Dialect, What] = Op->getName().getStringRef().split('.');
  if (Dialect == "math")
    return What.str();
  if (Dialect != "arith")
    return "";
  return llvm::StringSwitch<std::string>(What)
      .Cases({"addf", "addi"}, "add")
      .Cases({"subf", "subi"}, "sub")
      .Cases({"mulf", "muli"}, "mul")
      .Cases({"divf", "divsi", "divui"}, "div")
      .Cases({"maximumf", "maxnumf", "maxsi", "maxui"}, "max")
      .Cases({"minimumf", "minnumf", "minsi", "minui"}, "min")
      .Case("negf", "neg")
      .Case("andi", "and")
      .Case("ori", "or")
      .Case("xori", "xor")
      .Case("select", "select")
      .Case("cmpf", "compare")
      .Case("cmpi", "compare")
      .Default("");
}

static std::string subscripts(AffineMap M) {
  std::string Text;
  for (AffineExpr E : M.getResults()) {
    Text += Text.empty() ? "" : ",";
    auto D = dyn_cast<AffineDimExpr>(E);
    Text += D && D.getPosition() < 18 ? std::string(1, char('i' + D.getPosition())) : "?";
  }
  return "[" + Text + "]";
}

std::optional<PlainName> dialect::plainNameOf(linalg::LinalgOp Op) {
  Block &Body = *Op.getBlock();
  const bool Slides = !llvm::all_of(Op.getIndexingMapsArray(),
                                    [](AffineMap M) { return M.isProjectedPermutation(); });
  if (Op.getNumDpsInits() != 1 || (Slides && !Op.getNumReductionLoops()))
    return std::nullopt;
  const Value Yielded = Body.getTerminator()->getOperand(0);
  OpOperand &Out = *Op.getDpsInitOperand(0);
  const BlockArgument Old = Op.getMatchingBlockArgument(&Out);
  const AffineMap OutMap = Op.getMatchingIndexingMap(&Out);
  const std::string Left = "y" + subscripts(OutMap);
  auto OperandOf = [&](Value V) -> OpOperand * {
    auto A = dyn_cast<BlockArgument>(V);
    return A && A.getOwner() == &Body ? Op.getMatchingOpOperand(A) : nullptr;
  };
  auto Text = [&](Value V) {
    OpOperand *X = OperandOf(V);
    if (!X)
      return std::string("c");
    const std::string Name =
        X == &Out ? "y" : std::string(1, "xuvwabcd"[std::min(X->getOperandNumber(), 7u)]);
    return Name + subscripts(Op.getMatchingIndexingMap(X));
  };
  Operation *Only = Yielded.getDefiningOp();
  if (!Only || Only->getBlock() != &Body || Only->hasTrait<OpTrait::ConstantLike>()) {
    OpOperand *From = OperandOf(Yielded);
    if (Op.getNumReductionLoops() || From == &Out)
      return std::nullopt;
    if (!From || !isa<ShapedType>(From->get().getType()))
      return PlainName{"fill", Left + " = c"};
    const AffineMap M = Op.getMatchingIndexingMap(From);
    const StringRef Name = M.getNumResults() < OutMap.getNumResults() ? "broadcast"
                           : M == OutMap                              ? "copy"
                                                                      : "transpose";
    return PlainName{Name.str(), Left + " = " + Text(Yielded)};
  }
  const std::string Verb = verbOf(Only);
  if (Verb.empty() || llvm::range_size(Body.without_terminator()) != 1)
    return std::nullopt;
  std::string Arguments;
  for (Value V : Only->getOperands())
    Arguments += (Arguments.empty() ? "" : ", ") + Text(V);
  if (!Op.getNumReductionLoops())
    return PlainName{"elementwise-" + Verb, Left + " = " + Verb + "(" + Arguments + ")"};
  // A reduction of one operand.
  if (Only->getNumOperands() != 2 || !llvm::is_contained(Only->getOperands(), Old))
    return std::nullopt;
  return PlainName{(Slides ? "pool-" : "reduce-") + Verb,
                   Left + " " + Verb + "= " + Text(Only->getOperand(Only->getOperand(0) == Old))};
}
