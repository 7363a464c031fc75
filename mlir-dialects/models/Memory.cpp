//===- mlir-dialects/models/Memory.cpp - memref, tensor, bufferization ------===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "mlir-dialects/models/Models.h"

#include "mlir/Dialect/Affine/IR/AffineOps.h"
#include "mlir/Dialect/Bufferization/IR/Bufferization.h"
#include "mlir/Dialect/MemRef/IR/MemRef.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"

using namespace mlir;
using namespace auspex;
using namespace auspex::dialect;

namespace {

/// Takes memory for its result.
template <typename Op> struct AllocModel : DemandOpInterface::ExternalModel<AllocModel<Op>, Op> {
  OpDemand demandOf(Operation *O, Formulas &F) const {
    OpDemand D;
    if (isHostMemory(O->getResult(0).getType()))
      D.BytesAllocated = F.bytesOf(O->getResult(0));
    return D;
  }
};

/// Moves all of its first operand's elements, or of its result's.
enum class Moved { Operand, Result };
template <typename Op, Moved What>
struct CopyModel : DemandOpInterface::ExternalModel<CopyModel<Op, What>, Op> {
  OpDemand demandOf(Operation *O, Formulas &F) const {
    OpDemand D;
    D.BytesRead = D.BytesWritten =
        F.bytesOf(What == Moved::Operand ? O->getOperand(0) : O->getResult(0));
    return D;
  }
};

template <typename Op, bool Writes>
struct AccessModel : DemandOpInterface::ExternalModel<AccessModel<Op, Writes>, Op> {
  OpDemand demandOf(Operation *O, Formulas &F) const {
    OpDemand D;
    const Type T = Writes ? O->getOperand(0).getType() : O->getResult(0).getType();
    (Writes ? D.BytesWritten : D.BytesRead) = F.integer(bytesOfElement(T));
    return D;
  }
};

} // namespace

void dialect::registerMemoryModels(DialectRegistry &Registry) {
  Registry.addExtension(+[](MLIRContext *C, memref::MemRefDialect *) {
    memref::AllocOp::attachInterface<AllocModel<memref::AllocOp>>(*C);
    memref::AllocaOp::attachInterface<AllocModel<memref::AllocaOp>>(*C);
    memref::CopyOp::attachInterface<CopyModel<memref::CopyOp, Moved::Operand>>(*C);
    memref::LoadOp::attachInterface<AccessModel<memref::LoadOp, false>>(*C);
    memref::StoreOp::attachInterface<AccessModel<memref::StoreOp, true>>(*C);
  });
  Registry.addExtension(+[](MLIRContext *C, affine::AffineDialect *) {
    affine::AffineLoadOp::attachInterface<AccessModel<affine::AffineLoadOp, false>>(*C);
    affine::AffineStoreOp::attachInterface<AccessModel<affine::AffineStoreOp, true>>(*C);
  });
  Registry.addExtension(+[](MLIRContext *C, tensor::TensorDialect *) {
    tensor::InsertSliceOp::attachInterface<CopyModel<tensor::InsertSliceOp, Moved::Operand>>(*C);
    tensor::PadOp::attachInterface<CopyModel<tensor::PadOp, Moved::Result>>(*C);
    tensor::ConcatOp::attachInterface<CopyModel<tensor::ConcatOp, Moved::Result>>(*C);
    tensor::ExtractOp::attachInterface<AccessModel<tensor::ExtractOp, false>>(*C);
    tensor::InsertOp::attachInterface<AccessModel<tensor::InsertOp, true>>(*C);
  });
  Registry.addExtension(+[](MLIRContext *C, bufferization::BufferizationDialect *) {
    using bufferization::AllocTensorOp;
    AllocTensorOp::attachInterface<AllocModel<AllocTensorOp>>(*C);
    using bufferization::CloneOp;
    CloneOp::attachInterface<CopyModel<CloneOp, Moved::Operand>>(*C);
  });
}
