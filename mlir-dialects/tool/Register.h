//===- mlir-dialects/tool/Register.h - Dialect and passes for a tool --------===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#ifndef AUSPEX_MLIR_TOOL_REGISTER_H
#define AUSPEX_MLIR_TOOL_REGISTER_H

namespace mlir {
class DialectRegistry;
}

namespace auspex::dialect {

/// The demand dialect, what it needs of others, and the models of their ops.
void registerDialect(mlir::DialectRegistry &Registry);
/// Our passes and pipelines, by name.
void registerPasses();

} // namespace auspex::dialect

#endif
