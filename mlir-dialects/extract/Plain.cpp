//===- mlir-dialects/extract/Plain.cpp - Names that are no idioms -----------===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "mlir-dialects/extract/Plain.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
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

/// A dimension of the iteration space moves the operand that \p M is the map of.
static bool moves(AffineMap M, unsigned D) { return M.isFunctionOfDim(D); }

/// \p A has every dimension; \p X those that are summed and a batch, but no rows.
static bool isBatchOfRows(linalg::LinalgOp Op, AffineMap A, AffineMap X) {
  bool Batch = false, Rows = false, Summed = false;
  for (auto [D, Kind] : llvm::enumerate(Op.getIteratorTypesArray())) {
    const bool InX = moves(X, unsigned(D));
    if (!moves(A, unsigned(D)))
      return false;
    if (Kind == utils::IteratorType::reduction) {
      if (!InX)
        return false;
      Summed = true;
    } else {
      (InX ? Batch : Rows) = true;
    }
  }
  return Batch && Rows && Summed;
}

/// Sums of products or of squared differences of two operands, that are no idioms.
static std::optional<PlainName> sumOfTwo(linalg::LinalgOp Op, Value Old,
                                         llvm::function_ref<std::string(Value)> Text) {
  Block &Body = *Op.getBlock();
  Operation *Sum = Body.getTerminator()->getOperand(0).getDefiningOp();
  if (!Op.getNumReductionLoops() || Op.getNumDpsInputs() != 2 ||
      !llvm::all_of(Op.getIndexingMapsArray(),
                    [](AffineMap M) { return M.isProjectedPermutation(); }) ||
      !isa<arith::AddFOp, arith::AddIOp>(Sum) || !llvm::is_contained(Sum->getOperands(), Old))
    return std::nullopt;
  Operation *Product = Sum->getOperand(Sum->getOperand(0) == Old).getDefiningOp();
  if (!isa_and_nonnull<arith::MulFOp, arith::MulIOp>(Product) || Product->getBlock() != &Body)
    return std::nullopt;
  const Value A = Body.getArgument(0), X = Body.getArgument(1);
  auto IsOf = [&](Operation *Pair) {
    return (Pair->getOperand(0) == A && Pair->getOperand(1) == X) ||
           (Pair->getOperand(0) == X && Pair->getOperand(1) == A);
  };
  const AffineMap MA = Op.getMatchingIndexingMap(Op.getDpsInputOperand(0)),
                  MX = Op.getMatchingIndexingMap(Op.getDpsInputOperand(1));
  const size_t Ops = llvm::range_size(Body.without_terminator());
  if (Ops == 2 && IsOf(Product) && (isBatchOfRows(Op, MA, MX) || isBatchOfRows(Op, MX, MA)))
    return PlainName{"batched-gemv", Text(Old) + " += " + Text(A) + "*" + Text(X)};
  Operation *Difference = Product->getOperand(0).getDefiningOp();
  const bool AllSummed = llvm::all_of(llvm::enumerate(Op.getIteratorTypesArray()), [&](auto D) {
    return D.value() != utils::IteratorType::reduction ||
           (moves(MA, unsigned(D.index())) && moves(MX, unsigned(D.index())));
  });
  if (Ops == 3 && AllSummed && Product->getOperand(0) == Product->getOperand(1) &&
      isa_and_nonnull<arith::SubFOp, arith::SubIOp>(Difference) && IsOf(Difference))
    return PlainName{"squared-distance",
                     Text(Old) + " += (" + Text(A) + "-" + Text(X) + ")^2"};
  return std::nullopt;
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
  if (std::optional<PlainName> Sum = sumOfTwo(Op, Old, Text))
    return Sum;
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
