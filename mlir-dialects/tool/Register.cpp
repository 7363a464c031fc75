//===- mlir-dialects/tool/Register.cpp - Dialect and passes for a tool ------===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "mlir-dialects/tool/Register.h"

#include "mlir-dialects/models/Models.h"
#include "mlir-dialects/passes/Passes.h"
#include "mlir-dialects/passes/Pipelines.h"

#include "mlir/Dialect/Affine/IR/ValueBoundsOpInterfaceImpl.h"
#include "mlir/Dialect/Arith/IR/ValueBoundsOpInterfaceImpl.h"
#include "mlir/Dialect/Linalg/IR/ValueBoundsOpInterfaceImpl.h"
#include "mlir/Dialect/MemRef/IR/ValueBoundsOpInterfaceImpl.h"
#include "mlir/Dialect/SCF/IR/ValueBoundsOpInterfaceImpl.h"
#include "mlir/Dialect/Tensor/IR/ValueBoundsOpInterfaceImpl.h"

void auspex::dialect::registerDialect(mlir::DialectRegistry &Registry) {
  Registry.insert<DemandDialect>();
  registerModels(Registry);
  mlir::affine::registerValueBoundsOpInterfaceExternalModels(Registry);
  mlir::arith::registerValueBoundsOpInterfaceExternalModels(Registry);
  mlir::linalg::registerValueBoundsOpInterfaceExternalModels(Registry);
  mlir::memref::registerValueBoundsOpInterfaceExternalModels(Registry);
  mlir::scf::registerValueBoundsOpInterfaceExternalModels(Registry);
  mlir::tensor::registerValueBoundsOpInterfaceExternalModels(Registry);
}

void auspex::dialect::registerPasses() {
  registerDemandPasses();
  registerPipelines();
}
