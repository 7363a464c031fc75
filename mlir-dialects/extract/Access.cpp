//===- mlir-dialects/extract/Access.cpp - Objects and addresses -------------===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "mlir-dialects/extract/Extractor.h"

#include "mlir/Dialect/Affine/IR/AffineOps.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Bufferization/IR/Bufferization.h"
#include "mlir/Dialect/Linalg/IR/Linalg.h"
#include "mlir/Dialect/MemRef/IR/MemRef.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "mlir/IR/Matchers.h"
#include "mlir/Interfaces/CallInterfaces.h"
#include "mlir/Interfaces/LoopLikeInterface.h"
#include "llvm/ADT/ScopeExit.h"

using namespace mlir;
using namespace auspex;
using namespace auspex::dialect;
using kernels::Poly;

static constexpr unsigned MaxDepth = 64;

//===--- Objects ------------------------------------------------------------===//

/// Nothing has been written there yet.
static bool isFresh(Value V) {
  if (auto A = V.getDefiningOp<bufferization::AllocTensorOp>())
    return !A.getCopy();
  return V.getDefiningOp<tensor::EmptyOp>() != nullptr;
}

Value Extractor::baseOf(Value V) {
  for (unsigned Step = 0; Step < MaxDepth; ++Step) {
    if (auto A = dyn_cast<BlockArgument>(V)) {
      auto L = dyn_cast_or_null<LoopLikeOpInterface>(A.getOwner()->getParentOp());
      OpOperand *Init = L ? L.getTiedLoopInit(A) : nullptr;
      if (!Init) {
        if (auto All = dyn_cast_or_null<scf::ForallOp>(A.getOwner()->getParentOp());
            All && A.getArgNumber() >= All.getRank()) {
          V = All.getOutputs()[A.getArgNumber() - All.getRank()];
          continue;
        }
        return V;
      }
      V = Init->get();
      continue;
    }
    Operation *Op = V.getDefiningOp();
    const unsigned N = cast<OpResult>(V).getResultNumber();
    if (auto L = dyn_cast<LoopLikeOpInterface>(Op)) {
      if (OpOperand *Init = L.getTiedLoopInit(cast<OpResult>(V))) {
        V = Init->get();
        continue;
      }
      if (auto All = dyn_cast<scf::ForallOp>(Op)) {
        V = All.getOutputs()[N];
        continue;
      }
      return V;
    }
    if (isa<memref::CastOp, memref::SubViewOp, memref::ExpandShapeOp, memref::CollapseShapeOp,
            memref::ReinterpretCastOp, tensor::CastOp, tensor::ExtractSliceOp,
            tensor::ExpandShapeOp, tensor::CollapseShapeOp, tensor::ReshapeOp,
            bufferization::ToTensorOp, bufferization::ToBufferOp>(Op)) {
      V = Op->getOperand(0);
      continue;
    }
    auto Dps = dyn_cast<DestinationStyleOpInterface>(Op);
    if (!Dps || N >= unsigned(Dps.getNumDpsInits()) || !isa<TensorType>(V.getType()))
      return V;
    const Value Init = Dps.getDpsInits()[N];
    // In place where nobody else looks at what was there.
    if (isFresh(Init) || !Init.hasOneUse())
      return V;
    V = Init;
  }
  return V;
}

uint32_t Extractor::objectOf(Value Base) {
  return Objects.insert({Base, uint32_t(Objects.size())}).first->second;
}

kernels::Operand Extractor::access(Value V, ArrayRef<Poly> At, ArrayRef<Poly> Sizes) {
  kernels::Operand O;
  const Value Base = baseOf(V);
  O.Object = O.Root = objectOf(Base);
  O.Name = nameOf(Base.getLoc());
  auto A = dyn_cast<BlockArgument>(Base);
  O.Rank = A ? A.getArgNumber() : Func.getNumArguments() + O.Object;
  O.Distinct = isa<TensorType>(Base.getType()) || !A;
  const Type T = getElementTypeOrSelf(V.getType());
  O.Elem = elementType(T);
  const int64_t Bytes = bytesOfElement(T);
  Poly Address = S.polyOf(F.offsetOf(V)) * Poly(Bytes);
  Poly Dense(1);
  for (unsigned K = unsigned(At.size()); K-- > 0;) {
    Address += At[K] * (Sizes.empty() ? S.polyOf(F.strideOf(V, K)) : Dense) * Poly(Bytes);
    if (!Sizes.empty())
      Dense *= Sizes[K];
  }
  O.Levels = {Address};
  for (const Poly &P : At) {
    auto &Loops = O.Subscripts.emplace_back();
    for (const auto &[M, C] : P.terms())
      for (kernels::Sym X : M)
        if (kernels::isIndex(X) && !kernels::isData(X))
          Loops.push_back(kernels::loopOf(X));
  }
  addVia(O);
  return O;
}

static std::optional<double> constantOf(Value V) {
  FloatAttr Real;
  if (matchPattern(V, m_Constant(&Real)))
    return Real.getValue().convertToDouble();
  APInt Int;
  if (matchPattern(V, m_ConstantInt(&Int)) && Int.getSignificantBits() <= 64)
    return double(Int.getSExtValue());
  return std::nullopt;
}

std::optional<double> Extractor::filledWith(Value V) {
  for (unsigned Step = 0; Step < 8; ++Step) {
    DenseElementsAttr Splat;
    if (matchPattern(V, m_Constant(&Splat)) && Splat.isSplat()) {
      if (isa<FloatType>(Splat.getElementType()))
        return Splat.getSplatValue<APFloat>().convertToDouble();
      return std::nullopt;
    }
    Operation *Op = V.getDefiningOp();
    if (auto Fill = dyn_cast_or_null<linalg::FillOp>(Op))
      return constantOf(Fill.getInputs()[0]);
    if (auto Splat2 = dyn_cast_or_null<tensor::SplatOp>(Op))
      return constantOf(Splat2.getInput());
    // A fill that was written as a generic.
    if (auto G = dyn_cast_or_null<linalg::GenericOp>(Op); G && isa<TensorType>(V.getType()) &&
                                                          G.getNumReductionLoops() == 0 &&
                                                          G.getNumDpsInits() == 1) {
      const Value Yielded = G.getBody()->getTerminator()->getOperand(0);
      if (auto C = constantOf(Yielded))
        return C;
      auto A = dyn_cast<BlockArgument>(Yielded);
      if (A && A.getOwner() == G.getBody() && A.getArgNumber() < unsigned(G.getNumDpsInputs()))
        return constantOf(G.getDpsInputs()[A.getArgNumber()]);
      return std::nullopt;
    }
    if (isa_and_nonnull<tensor::CastOp, tensor::ExtractSliceOp, tensor::ExpandShapeOp,
                        tensor::CollapseShapeOp>(Op))
      V = Op->getOperand(0);
    else
      break;
  }
  return std::nullopt;
}

/// The constant that \p Init holds when its op begins: of a buffer, which a fill before in the
/// block has left there and nobody has touched since.
std::optional<double> Extractor::filledBefore(OpOperand &Init) {
  constexpr unsigned MaxOps = 256;
  if (!isa<MemRefType>(Init.get().getType()))
    return filledWith(Init.get());
  const Value Base = baseOf(Init.get());
  unsigned Ops = 0;
  for (Operation *Op = Init.getOwner()->getPrevNode(); Op && ++Ops < MaxOps;
       Op = Op->getPrevNode()) {
    auto Fill = dyn_cast<linalg::FillOp>(Op);
    if (Fill && Fill.getOutputs()[0] == Init.get())
      return constantOf(Fill.getInputs()[0]);
    if (isMemoryEffectFree(Op))
      continue;
    const bool Touches = Op->walk([&](Operation *In) {
                             return isa<CallOpInterface>(In) ||
                                            llvm::any_of(In->getOperands(),
                                                         [&](Value V) {
                                                           return isa<MemRefType>(V.getType()) &&
                                                                  baseOf(V) == Base;
                                                         })
                                        ? WalkResult::interrupt()
                                        : WalkResult::advance();
                           }).wasInterrupted();
    if (Touches)
      return std::nullopt;
  }
  return std::nullopt;
}

//===--- Indices ------------------------------------------------------------===//

SmallVector<Poly> Extractor::polysOf(ValueRange Values) {
  SmallVector<Poly> Out;
  for (Value V : Values)
    Out.push_back(polyOf(V));
  return Out;
}

std::vector<Poly> Extractor::polysOf(AffineMap M, ValueRange Operands) {
  const SmallVector<Poly> All = polysOf(Operands);
  std::vector<Poly> Out;
  for (AffineExpr E : M.getResults())
    Out.push_back(polyOf(E, ArrayRef(All).take_front(M.getNumDims()),
                         ArrayRef(All).drop_front(M.getNumDims())));
  return Out;
}

Poly Extractor::polyOf(OpFoldResult R) {
  if (auto A = dyn_cast<Attribute>(R))
    return Poly(cast<IntegerAttr>(A).getInt());
  return polyOf(cast<Value>(R));
}

Poly Extractor::polyOf(AffineExpr E, ArrayRef<Poly> Dims, ArrayRef<Poly> Syms) {
  if (auto C = dyn_cast<AffineConstantExpr>(E))
    return Poly(C.getValue());
  if (auto D = dyn_cast<AffineDimExpr>(E))
    return Dims[D.getPosition()];
  if (auto X = dyn_cast<AffineSymbolExpr>(E))
    return Syms[X.getPosition()];
  auto B = cast<AffineBinaryOpExpr>(E);
  const Poly X = polyOf(B.getLHS(), Dims, Syms), Y = polyOf(B.getRHS(), Dims, Syms);
  if (E.getKind() == AffineExprKind::Add)
    return X + Y;
  if (E.getKind() == AffineExprKind::Mul)
    return X * Y;
  if (E.getKind() != AffineExprKind::CeilDiv)
    if (const auto QR = divided(X, Y))
      return E.getKind() == AffineExprKind::Mod ? QR->second : QR->first;
  const auto XC = X.constant(), YC = Y.constant();
  if (XC && YC && *YC > 0) {
    const int64_t Floor = *XC >= 0 ? *XC / *YC : -((-*XC + *YC - 1) / *YC);
    return E.getKind() == AffineExprKind::FloorDiv ? Poly(Floor)
           : E.getKind() == AffineExprKind::Mod    ? Poly(*XC - Floor * *YC)
                                                   : Poly(Floor + (Floor * *YC != *XC));
  }
  return Poly::bad();
}

Poly Extractor::polyOf(Value V) {
  if (auto It = Variables.find(V); It != Variables.end())
    return It->second;
  if (auto It = ArgumentReads.find(V); It != ArgumentReads.end())
    return dataSymbol(It->second);
  if (Depth >= MaxDepth)
    return Poly::bad();
  Operation *Op = V.getDefiningOp();
  if (!Op)
    return S.polyOf(F.valueOf(V));
  ++Depth;
  const llvm::scope_exit Leave([&] { --Depth; });
  if (isa<arith::AddIOp>(Op))
    return polyOf(Op->getOperand(0)) + polyOf(Op->getOperand(1));
  if (isa<arith::SubIOp>(Op))
    return polyOf(Op->getOperand(0)) - polyOf(Op->getOperand(1));
  if (isa<arith::MulIOp>(Op))
    return polyOf(Op->getOperand(0)) * polyOf(Op->getOperand(1));
  if (isa<arith::IndexCastOp, arith::IndexCastUIOp, arith::ExtSIOp, arith::ExtUIOp,
          arith::TruncIOp>(Op))
    return polyOf(Op->getOperand(0));
  if (auto A = dyn_cast<affine::AffineApplyOp>(Op))
    return polysOf(A.getAffineMap(), A.getMapOperands())[0];
  if (isa<arith::DivSIOp, arith::DivUIOp, arith::FloorDivSIOp, arith::RemSIOp, arith::RemUIOp>(Op) &&
      !Counts.empty())
    if (const auto QR = divided(polyOf(Op->getOperand(0)), polyOf(Op->getOperand(1))))
      return isa<arith::RemSIOp, arith::RemUIOp>(Op) ? QR->second : QR->first;
  if (auto D = dyn_cast<affine::AffineDelinearizeIndexOp>(Op)) {
    Poly Rest = polyOf(D.getLinearIndex());
    unsigned Number = D.getNumResults();
    const SmallVector<OpFoldResult> Basis = D.getEffectiveBasis();
    for (OpFoldResult Size : llvm::reverse(Basis)) {
      const auto QR = divided(Rest, polyOf(Size));
      if (!QR)
        break;
      if (V == D.getResult(--Number))
        return QR->second;
      Rest = QR->first;
    }
    return Number == 1 && V == D.getResult(0) ? Rest : Poly::bad();
  }
  if (auto I = dyn_cast<linalg::IndexOp>(Op))
    return I.getDim() < Around.size() && InBody
               ? Poly::symbol(
                     kernels::indexOf(FirstLoop.lookup(Op->getParentOp()) + uint32_t(I.getDim())))
               : Poly::bad();
  if (auto L = dyn_cast<memref::LoadOp>(Op))
    return dataSymbol(access(L.getMemRef(), polysOf(L.getIndices())));
  if (auto L = dyn_cast<affine::AffineLoadOp>(Op))
    return dataSymbol(access(L.getMemRef(), polysOf(L.getAffineMap(), L.getMapOperands())));
  if (auto X = dyn_cast<tensor::ExtractOp>(Op))
    return dataSymbol(access(X.getTensor(), polysOf(X.getIndices())));
  // What is not known is the same number in all of a nest if it comes from outside.
  const demand::ExprRef E = F.valueOf(V);
  return F.pool().hasUnknown(E) && Op->getParentOp() != Func ? Poly::bad() : S.polyOf(E);
}

/// The terms of a minimum; one where \p V is none.
std::vector<Poly> Extractor::boundsOf(Value V) {
  Operation *Op = V.getDefiningOp();
  if (auto A = dyn_cast_or_null<affine::AffineMinOp>(Op))
    return polysOf(A.getAffineMap(), A.getMapOperands());
  if (isa_and_nonnull<arith::MinSIOp, arith::MinUIOp>(Op)) {
    std::vector<Poly> Out = boundsOf(Op->getOperand(0));
    for (Poly &P : boundsOf(Op->getOperand(1)))
      Out.push_back(std::move(P));
    return Out;
  }
  return {polyOf(V)};
}

Poly Extractor::dataSymbol(kernels::Operand O) {
  if (O.Levels.empty() || O.Levels[0].isBad() || O.Via.size() > 8)
    return Poly::bad();
  auto [It, New] = DataSymbols.try_emplace(
      {O.Object, O.Levels}, kernels::indexOf(kernels::FirstData + uint32_t(Data.size())));
  if (New)
    Data.push_back(std::move(O));
  return Poly::symbol(It->second);
}

void Extractor::addVia(kernels::Operand &O) const {
  llvm::SmallSetVector<kernels::Sym, 4> Seen;
  for (const Poly &L : O.Levels)
    for (const auto &[M, C] : L.terms())
      for (kernels::Sym X : M)
        if (kernels::isData(X) && Seen.insert(X))
          O.Via.push_back(Data[kernels::loopOf(X) - kernels::FirstData]);
}
