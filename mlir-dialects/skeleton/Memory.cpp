//===- mlir-dialects/skeleton/Memory.cpp - What ops take, read and write ---===//
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
using demand::Step;
using demand::StepKind;
using Code = demand::Op;

/// Memory as demand.alloc and demand.free say, or as memref has it. False where \p Op is neither.
bool FunctionBuilder::takesOrGivesBack(Operation &Op) {
  if (auto A = dyn_cast<AllocOp>(Op)) {
    const ExprRef Bytes = F.valueOf(A.getBytes());
    const uint32_t R = newValue(demand::Type::Ptr);
    Step &S = step(StepKind::Alloc, Op);
    S.Result = R;
    S.Args = {Bytes};
    bindPointer(A.getMemory(), F.pool().value(R, demand::Type::Ptr));
    // Somebody who says that memory is taken means that it is used.
    Step &T = step(StepKind::Touch, Op);
    T.Write = true;
    T.Args = {F.pool().value(R, demand::Type::Ptr), Bytes};
    return true;
  }
  if (auto Fr = dyn_cast<FreeOp>(Op)) {
    const ExprRef At = pointer(Fr.getMemory());
    step(StepKind::Free, Op).Args = {At};
    return true;
  }
  if (!isa<memref::AllocOp, memref::AllocaOp, memref::DeallocOp>(Op))
    return false;
  // A device's memory is no heap; where it lies is not known.
  if (!isHostMemory(Op.getNumResults() ? Op.getResult(0).getType() : Op.getOperand(0).getType()))
    return true;
  if (isa<memref::DeallocOp>(Op)) {
    const ExprRef At = allocatedPointer(Op.getOperand(0));
    step(StepKind::Free, Op).Args = {At};
    return true;
  }
  const Value V = Op.getResult(0);
  const bool Heap = isa<memref::AllocOp>(Op);
  ExprRef Bytes = F.bytesOf(V);
  // finalize-memref-to-llvm asks malloc for more and aligns by itself.
  if (auto A = Op.getAttrOfType<IntegerAttr>("alignment"); A && Heap)
    Bytes = F.add(Bytes, F.integer(A.getInt()));
  const uint32_t R = newValue(demand::Type::Ptr);
  Step &S = step(StepKind::Alloc, Op);
  S.Alloc = Heap ? demand::AllocKind::Malloc : demand::AllocKind::Stack;
  S.Result = R;
  S.Args = {Bytes};
  bindPointer(V, F.pool().value(R, demand::Type::Ptr));
  return true;
}

void FunctionBuilder::load(Operation &Op) {
  const Value V = Op.getResult(0);
  const demand::Type T = elementType(V.getType());
  if (T == demand::Type::Void)
    return;
  const ExprRef At = isa<memref::LoadOp>(Op)
                         ? address(Op.getOperand(0), Op.getOperands().drop_front())
                         : pointer(Op.getOperand(0));
  const uint32_t R = newValue(T);
  Step &S = step(StepKind::Load, Op);
  S.Ty = T;
  S.Result = R;
  S.Args = {At};
  ExprRef E = F.pool().value(R, T);
  if (T == demand::Type::Ptr)
    return bindPointer(V, E);
  if (demand::isInteger(T) && T != demand::Type::I64)
    E = F.pool().unary(Code::SExt, E, demand::Type::I64);
  if (demand::isInteger(T))
    F.bind(V, E);
}

void FunctionBuilder::store(memref::StoreOp Store) {
  Operation &Op = *Store;
  const demand::Type T = elementType(Op.getOperand(0).getType());
  if (T == demand::Type::Void)
    return;
  ExprRef Stored = demand::isInteger(T) ? F.valueOf(Op.getOperand(0))
                                        : F.unknown("a number that was computed", T);
  if (demand::isInteger(T) && T != demand::Type::I64)
    Stored = F.pool().unary(Code::Trunc, Stored, T);
  const ExprRef At = address(Op.getOperand(1), Op.getOperands().drop_front(2));
  Step &S = step(StepKind::Store, Op);
  S.Ty = T;
  S.Args = {At, Stored};
}

/// A pointer next to another, as what reads argv makes one: constant element indices only.
void FunctionBuilder::elementPointer(Operation &Op) {
  auto Indices = Op.getAttrOfType<DenseI32ArrayAttr>("rawConstantIndices");
  auto Elem = Op.getAttrOfType<TypeAttr>("elem_type");
  const ExprRef Base = pointer(Op.getOperand(0));
  if (Indices && Elem && Indices.size() == 1 && Op.getNumOperands() == 1) {
    const demand::Type T = elementType(Elem.getValue());
    bindPointer(Op.getResult(0), F.pool().ptrAdd(Base, F.integer(int64_t(demand::bytesOf(T)) *
                                                                 Indices.asArrayRef()[0])));
  }
}
