//===- mlir-dialects/passes/Passes.h - From MLIR to the note ----------------===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// The passes that Passes.td declares. docs/mlir.md says in which order they make a
// pipeline and what each wants to see.
//
//===----------------------------------------------------------------------===//
#ifndef AUSPEX_MLIR_PASSES_PASSES_H
#define AUSPEX_MLIR_PASSES_PASSES_H

#include "mlir-dialects/demand/Demand.h"

#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/Pass/Pass.h"

namespace auspex::dialect {

#define GEN_PASS_DECL
#include "mlir-dialects/passes/Passes.h.inc"

#define GEN_PASS_REGISTRATION
#include "mlir-dialects/passes/Passes.h.inc"

} // namespace auspex::dialect

#endif
