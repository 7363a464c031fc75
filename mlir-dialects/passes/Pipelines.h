//===- mlir-dialects/passes/Pipelines.h - Passes in their order -------------===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#ifndef AUSPEX_MLIR_PASSES_PIPELINES_H
#define AUSPEX_MLIR_PASSES_PIPELINES_H

namespace auspex::dialect {

/// --demand-pipeline and --demand-lower-to-llvm. The second wants a tool that has
/// registered MLIR's passes.
void registerPipelines();

} // namespace auspex::dialect

#endif
