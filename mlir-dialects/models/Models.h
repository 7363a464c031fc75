//===- mlir-dialects/models/Models.h - What other dialects' ops need --------===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// DemandOpInterface for ops that are not ours. Counts are those of the LLVM plugin
// (passes/skeleton/Effects.cpp), so that a program costs the same whichever way it was
// compiled: an addition is one FLOP, a fused multiply-add two, a transcendental function
// TranscendentalFlops; comparisons and choices are integer operations.
//
//===----------------------------------------------------------------------===//
#ifndef AUSPEX_MLIR_MODELS_MODELS_H
#define AUSPEX_MLIR_MODELS_MODELS_H

#include "mlir-dialects/formula/Formulas.h"

namespace mlir {
class DialectRegistry;
}

namespace auspex::dialect {

inline constexpr int64_t TranscendentalFlops = 20;

/// What one scalar operation costs.
struct ScalarCost {
  int64_t Flops = 0, IntOps = 0;
};
/// Of an op of arith, math or complex on scalars; zero for any other.
ScalarCost costOfScalar(mlir::Operation *Op);

void registerLinalgModels(mlir::DialectRegistry &Registry);
void registerTosaModels(mlir::DialectRegistry &Registry);
void registerMemoryModels(mlir::DialectRegistry &Registry);
void registerScalarModels(mlir::DialectRegistry &Registry);

/// All of them; attached when a dialect is loaded.
inline void registerModels(mlir::DialectRegistry &Registry) {
  registerLinalgModels(Registry);
  registerTosaModels(Registry);
  registerMemoryModels(Registry);
  registerScalarModels(Registry);
}

} // namespace auspex::dialect

#endif
