//===- mlir-dialects/extract/Recognise.h - Kernels of a function ------------===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#ifndef AUSPEX_MLIR_EXTRACT_RECOGNISE_H
#define AUSPEX_MLIR_EXTRACT_RECOGNISE_H

#include "mlir-dialects/formula/Formulas.h"

#include "mlir/Dialect/Func/IR/FuncOps.h"

namespace auspex::dialect {

/// A kernel, and the ops that it was made from: linalg ops, or the outermost loops.
struct NamedOps {
  demand::Kernel Kernel; ///< formulas of the function's pool
  llvm::SmallVector<mlir::Operation *> Ops;
  std::string Layer; ///< the source's name of the first of them, where it has one
};

struct Recognised {
  std::vector<NamedOps> Found;
  std::vector<demand::Rejection> Missed;
};

/// \p Show is told the normal form, for people; may be null.
Recognised recognise(mlir::func::FuncOp Func, Formulas &F,
                     std::function<void(const std::string &)> Show);

} // namespace auspex::dialect

#endif
