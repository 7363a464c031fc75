//===- mlir-dialects/formula/Shapes.cpp - Sizes of memrefs and tensors ------===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// A size is followed to where it comes from, without making IR: through ops whose
// shapes are known here, and for all others through ValueBoundsOpInterface, which
// costs more (a constraint system each).
//
//===----------------------------------------------------------------------===//
#include "mlir-dialects/formula/Formulas.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Bufferization/IR/Bufferization.h"
#include "mlir/Dialect/Linalg/IR/Linalg.h"
#include "mlir/Dialect/MemRef/IR/MemRef.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "mlir/Dialect/Traits.h"
#include "mlir/Interfaces/DestinationStyleOpInterface.h"
#include "mlir/Interfaces/LoopLikeInterface.h"
#include "mlir/Interfaces/ValueBoundsOpInterface.h"

using namespace mlir;
using namespace auspex;
using namespace auspex::dialect;
using demand::ExprRef;
using demand::NoExpr;
using Code = demand::Op;

static constexpr unsigned MaxDepth = 64;

ExprRef Formulas::dimOf(Value V, unsigned Dim) {
  auto T = dyn_cast<ShapedType>(V.getType());
  if (!T || !T.hasRank() || Dim >= T.getRank())
    return unknown("a size of something without a rank");
  if (!T.isDynamicDim(Dim))
    return integer(T.getDimSize(Dim));
  if (auto It = BoundDims.find(V); It != BoundDims.end() && Dim < It->second.size())
    return It->second[Dim];
  if (auto It = Dims.find({V, Dim}); It != Dims.end())
    return It->second;
  if (Depth >= MaxDepth)
    return unknown("a size that is handed on too often");
  ++Depth;
  const ExprRef E = computeDim(V, Dim);
  --Depth;
  return Dims[{V, Dim}] = E;
}

/// The number among the dynamic sizes of \p T that dimension \p Dim has.
static unsigned dynamicIndex(ShapedType T, unsigned Dim) {
  unsigned N = 0;
  for (unsigned K = 0; K < Dim; ++K)
    N += T.isDynamicDim(K);
  return N;
}

/// The dimension of the source that becomes number \p Dim of a result which has lost the
/// dimensions in \p Dropped.
static unsigned beforeDropping(const llvm::SmallBitVector &Dropped, unsigned Dim) {
  for (unsigned K = 0; K < Dropped.size(); ++K)
    if (!Dropped[K] && Dim-- == 0)
      return K;
  return 0;
}

ExprRef Formulas::computeDim(Value V, unsigned Dim) {
  auto T = cast<ShapedType>(V.getType());
  if (auto A = dyn_cast<BlockArgument>(V)) {
    if (isEntryArgument(A))
      return pool().param(First[A.getArgNumber()] + 3 + Dim, demand::Type::I64);
    if (auto L = dyn_cast<LoopLikeOpInterface>(A.getOwner()->getParentOp()))
      if (OpOperand *Init = L.getTiedLoopInit(A))
        return dimOf(Init->get(), Dim);
    return unknownOf(A, "the size of a block's argument", Dim);
  }
  Operation *O = V.getDefiningOp();
  const unsigned Number = cast<OpResult>(V).getResultNumber();
  if (auto Dps = dyn_cast<DestinationStyleOpInterface>(O);
      Dps && Number < unsigned(Dps.getNumDpsInits()) &&
      Dps.getDpsInits()[Number].getType() == V.getType())
    return dimOf(Dps.getDpsInits()[Number], Dim);
  const unsigned Nth = dynamicIndex(T, Dim);
  if (auto A = dyn_cast<tensor::EmptyOp>(O))
    return valueOf(A.getDynamicSizes()[Nth]);
  if (auto A = dyn_cast<memref::AllocOp>(O))
    return valueOf(A.getDynamicSizes()[Nth]);
  if (auto A = dyn_cast<memref::AllocaOp>(O))
    return valueOf(A.getDynamicSizes()[Nth]);
  if (auto A = dyn_cast<bufferization::AllocTensorOp>(O))
    return A.getCopy() ? dimOf(A.getCopy(), Dim) : valueOf(A.getDynamicSizes()[Nth]);
  if (auto S = dyn_cast<tensor::ExtractSliceOp>(O))
    return ofFold(S.getMixedSizes()[beforeDropping(S.getDroppedDims(), Dim)]);
  if (auto S = dyn_cast<memref::SubViewOp>(O))
    return ofFold(S.getMixedSizes()[beforeDropping(S.getDroppedDims(), Dim)]);
  if (auto R = dyn_cast<memref::ReinterpretCastOp>(O))
    return ofFold(R.getMixedSizes()[Dim]);
  if (auto E = dyn_cast<tensor::ExpandShapeOp>(O))
    return ofFold(E.getMixedOutputShape()[Dim]);
  if (auto E = dyn_cast<memref::ExpandShapeOp>(O))
    return ofFold(E.getMixedOutputShape()[Dim]);
  auto Collapsed = [&](Value Source, const ReassociationIndices &Group) {
    ExprRef Product = integer(1);
    for (int64_t K : Group)
      Product = multiply(Product, dimOf(Source, unsigned(K)));
    return Product;
  };
  if (auto C = dyn_cast<tensor::CollapseShapeOp>(O))
    return Collapsed(C.getSrc(), C.getReassociationIndices()[Dim]);
  if (auto C = dyn_cast<memref::CollapseShapeOp>(O))
    return Collapsed(C.getSrc(), C.getReassociationIndices()[Dim]);
  if (auto C = dyn_cast<tensor::ConcatOp>(O)) {
    ExprRef Sum = dimOf(C.getInputs()[0], Dim);
    if (Dim == C.getDim())
      for (Value X : C.getInputs().drop_front())
        Sum = add(Sum, dimOf(X, Dim));
    return Sum;
  }
  if (auto P = dyn_cast<tensor::PadOp>(O))
    return add(dimOf(P.getSource(), Dim),
               add(ofFold(P.getMixedLowPad()[Dim]), ofFold(P.getMixedHighPad()[Dim])));
  if (auto L = dyn_cast<LoopLikeOpInterface>(O))
    if (OpOperand *Init = L.getTiedLoopInit(cast<OpResult>(V)))
      return dimOf(Init->get(), Dim);
  if (auto I = dyn_cast<scf::IfOp>(O)) {
    const ExprRef A = dimOf(I.thenYield()->getOperand(Number), Dim),
                  B = dimOf(I.elseYield()->getOperand(Number), Dim);
    return A == B ? A : pool().binary(Code::SMax, A, B);
  }
  if (auto S = dyn_cast<arith::SelectOp>(O)) {
    const ExprRef A = dimOf(S.getTrueValue(), Dim), B = dimOf(S.getFalseValue(), Dim);
    return A == B ? A : pool().binary(Code::SMax, A, B);
  }
  // Batches of tosa's layers, products, and what is reduced along another axis.
  const StringRef Name = O->getName().getStringRef();
  if (Name == "tosa.matmul")
    return dimOf(O->getOperand(Dim == 2), Dim);
  if (Name.starts_with("tosa.") && Dim == 0 && (Name.contains("conv") || Name.contains("pool")))
    return dimOf(O->getOperand(0), 0);
  if (Name.starts_with("tosa.reduce_"))
    return dimOf(O->getOperand(0), Dim);
  // Casts and element-wise ops: an operand of the same rank has the same sizes; of those
  // that are spread over others, one that is not 1 there.
  auto SameRank = [&](Value X) {
    auto S = dyn_cast<ShapedType>(X.getType());
    return S && S.hasRank() && S.getRank() == T.getRank();
  };
  if (isa<CastOpInterface, bufferization::ToTensorOp, bufferization::ToBufferOp,
          bufferization::CloneOp>(O) &&
      SameRank(O->getOperand(0)))
    return dimOf(O->getOperand(0), Dim);
  if (OpTrait::hasElementwiseMappableTraits(O) ||
      O->hasTrait<OpTrait::ResultsBroadcastableShape>() ||
      O->hasTrait<OpTrait::SameOperandsAndResultShape>())
    for (Value X : O->getOperands())
      if (SameRank(X) && cast<ShapedType>(X.getType()).getDimSize(Dim) != 1)
        return dimOf(X, Dim);
  return dimByBounds(V, Dim);
}

ExprRef Formulas::dimByBounds(Value V, unsigned Dim) {
  AffineMap Map;
  ValueDimList Operands;
  const LogicalResult Found = ValueBoundsConstraintSet::computeBound(
      Map, Operands, presburger::BoundType::EQ, {V, int64_t(Dim)},
      [&](Value X, std::optional<int64_t> N, ValueBoundsConstraintSet &) {
        return X != V && (!N || isEntryArgument(X) || !X.getDefiningOp<ValueBoundsOpInterface>());
      });
  if (failed(Found) || Map.getNumResults() != 1)
    return unknownOf(
        V, ("a size that " + V.getDefiningOp()->getName().getStringRef() + " decides").str(), Dim);
  SmallVector<ExprRef> All;
  for (auto [X, N] : Operands)
    All.push_back(N ? dimOf(X, unsigned(*N)) : valueOf(X));
  return apply(Map.getResult(0), ArrayRef(All).take_front(Map.getNumDims()),
               ArrayRef(All).drop_front(Map.getNumDims()));
}

bool dialect::isSparse(Type T) {
  auto R = dyn_cast<RankedTensorType>(T);
  return R && R.getEncoding();
}

ExprRef Formulas::elementsOf(Value V) {
  if (isSparse(V.getType()))
    return unknownOf(V, "how many elements of a sparse tensor are stored");
  auto T = dyn_cast<ShapedType>(V.getType());
  if (!T)
    return integer(1);
  if (!T.hasRank())
    return unknown("something without a rank");
  ExprRef N = integer(1);
  for (unsigned K = 0; K < T.getRank(); ++K)
    N = multiply(N, dimOf(V, K));
  return N;
}

SmallVector<ExprRef> Formulas::extentsOf(linalg::LinalgOp Op) {
  SmallVector<ExprRef> Extents(Op.getNumLoops(), NoExpr);
  for (OpOperand &Operand : Op->getOpOperands()) {
    if (!isa<ShapedType>(Operand.get().getType()))
      continue;
    for (auto [K, E] : llvm::enumerate(Op.getMatchingIndexingMap(&Operand).getResults()))
      if (auto D = dyn_cast<AffineDimExpr>(E)) {
        ExprRef &Extent = Extents[D.getPosition()];
        const ExprRef Size = dimOf(Operand.get(), unsigned(K));
        if (Extent == NoExpr || (pool()[Extent].O != Code::Int && pool()[Size].O == Code::Int))
          Extent = Size;
      }
  }
  return Extents;
}

ExprRef Formulas::bytesOf(Value V) {
  const Type T = V.getType();
  return multiply(integer(bytesOfElement(getElementTypeOrSelf(T))), elementsOf(V));
}

ExprRef Formulas::strideOf(Value V, unsigned Dim) {
  auto T = cast<ShapedType>(V.getType());
  if (auto M = dyn_cast<MemRefType>(T); M && !M.getLayout().isIdentity()) {
    int64_t Offset;
    SmallVector<int64_t> Strides;
    if (failed(M.getStridesAndOffset(Strides, Offset)))
      return unknown("a layout without strides");
    if (!ShapedType::isDynamic(Strides[Dim]))
      return integer(Strides[Dim]);
    if (isEntryArgument(V))
      return pool().param(First[cast<BlockArgument>(V).getArgNumber()] + 3 + unsigned(T.getRank()) +
                              Dim,
                          demand::Type::I64);
    if (auto S = V.getDefiningOp<memref::SubViewOp>()) {
      const unsigned From = beforeDropping(S.getDroppedDims(), Dim);
      return multiply(ofFold(S.getMixedStrides()[From]), strideOf(S.getSource(), From));
    }
    if (auto R = V.getDefiningOp<memref::ReinterpretCastOp>())
      return ofFold(R.getMixedStrides()[Dim]);
    if (auto C = V.getDefiningOp<memref::CastOp>())
      return strideOf(C.getSource(), Dim);
    return unknown("the stride of a view");
  }
  // Slices of a tensor are taken to be views of it.
  if (auto X = V.getDefiningOp<tensor::ExtractSliceOp>()) {
    const unsigned From = beforeDropping(X.getDroppedDims(), Dim);
    return multiply(ofFold(X.getMixedStrides()[From]), strideOf(X.getSource(), From));
  }
  ExprRef Stride = integer(1);
  for (unsigned K = unsigned(T.getRank()) - 1; K > Dim; --K)
    Stride = multiply(dimOf(V, K), Stride);
  return Stride;
}

ExprRef Formulas::offsetOf(Value V) {
  if (auto X = V.getDefiningOp<tensor::ExtractSliceOp>()) {
    ExprRef Sum = offsetOf(X.getSource());
    for (auto [K, At] : llvm::enumerate(X.getMixedOffsets()))
      Sum = add(Sum, multiply(ofFold(At), strideOf(X.getSource(), unsigned(K))));
    return Sum;
  }
  auto M = dyn_cast<MemRefType>(V.getType());
  if (!M || M.getLayout().isIdentity())
    return integer(0);
  int64_t Offset;
  SmallVector<int64_t> Strides;
  if (failed(M.getStridesAndOffset(Strides, Offset)))
    return unknown("a layout without strides");
  if (!ShapedType::isDynamic(Offset))
    return integer(Offset);
  if (isEntryArgument(V))
    return pool().param(First[cast<BlockArgument>(V).getArgNumber()] + 2, demand::Type::I64);
  if (auto S = V.getDefiningOp<memref::SubViewOp>()) {
    ExprRef Sum = offsetOf(S.getSource());
    for (auto [K, At] : llvm::enumerate(S.getMixedOffsets()))
      Sum = add(Sum, multiply(ofFold(At), strideOf(S.getSource(), unsigned(K))));
    return Sum;
  }
  if (auto R = V.getDefiningOp<memref::ReinterpretCastOp>())
    return ofFold(R.getMixedOffsets()[0]);
  if (auto C = V.getDefiningOp<memref::CastOp>())
    return offsetOf(C.getSource());
  return unknown("the offset of a view");
}
