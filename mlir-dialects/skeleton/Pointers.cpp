//===- mlir-dialects/skeleton/Pointers.cpp - Where buffers lie -------------===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "mlir-dialects/skeleton/FunctionBuilder.h"

#include "mlir/Dialect/MemRef/IR/MemRef.h"

using namespace mlir;
using namespace auspex;
using namespace auspex::dialect;
using demand::ExprRef;
using demand::NoExpr;
using demand::Step;
using demand::StepKind;
using Code = demand::Op;

ExprRef FunctionBuilder::pointer(Value V, bool Allocated) {
  for (unsigned Steps = 0; Steps < 64; ++Steps) {
    if (auto It = Pointers.find(V); It != Pointers.end())
      return It->second;
    if (auto A = dyn_cast<BlockArgument>(V)) {
      if (A.getOwner() != &Func.getBody().front())
        break;
      const bool Descriptor = isa<MemRefType>(A.getType());
      return F.pool().param(F.firstParam(A.getArgNumber()) + (Descriptor && !Allocated),
                            demand::Type::Ptr);
    }
    Operation *Op = V.getDefiningOp();
    if (auto G = dyn_cast<memref::GetGlobalOp>(Op))
      return F.pool().symbol(D.string(std::string_view(G.getName())));
    if (!isa<memref::CastOp, memref::SubViewOp, memref::ExpandShapeOp, memref::CollapseShapeOp,
             memref::ReinterpretCastOp, memref::MemorySpaceCastOp>(Op))
      break;
    V = Op->getOperand(0);
  }
  return F.unknown("where a buffer lies", demand::Type::Ptr);
}

/// Of element \p Indices of \p V; of the first where there are none.
ExprRef FunctionBuilder::address(Value V, ValueRange Indices) {
  ExprRef Offset = F.offsetOf(V);
  for (auto [K, I] : llvm::enumerate(Indices))
    Offset = F.add(Offset, F.multiply(F.valueOf(I), F.strideOf(V, unsigned(K))));
  const int64_t Bytes = bytesOfElement(cast<MemRefType>(V.getType()).getElementType());
  const ExprRef Base = pointer(V);
  return F.pool().isInt(Offset, 0) ? Base
                                   : F.pool().ptrAdd(Base, F.multiply(Offset, F.integer(Bytes)));
}

/// What \p V is passed as.
SmallVector<ExprRef> FunctionBuilder::wordsFor(Value V) {
  SmallVector<ExprRef> Words;
  if (auto T = dyn_cast<MemRefType>(V.getType())) {
    Words = {allocatedPointer(V), pointer(V), F.offsetOf(V)};
    for (unsigned K = 0; K < T.getRank(); ++K)
      Words.push_back(F.dimOf(V, K));
    for (unsigned K = 0; K < T.getRank(); ++K)
      Words.push_back(F.strideOf(V, K));
    return Words;
  }
  const demand::Type T = elementType(V.getType());
  if (T == demand::Type::Ptr)
    return {pointer(V)};
  if (!demand::isInteger(T))
    return {
        F.unknown("a number that was computed", T == demand::Type::Void ? demand::Type::I64 : T)};
  const ExprRef E = F.valueOf(V);
  return {T == demand::Type::I64 ? E : F.pool().unary(Code::Trunc, E, T)};
}
