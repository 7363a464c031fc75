//===- mlir-dialects/formula/Price.h - Code summed up -----------------------===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// What a piece of code takes in one execution: the ops that implement DemandOpInterface,
// times the loops around. Loops whose extents are linear in indices outside (triangles)
// are summed exactly; of two arms the dearer one counts; calls are not looked into (the
// forecast links them).
//
//===----------------------------------------------------------------------===//
#ifndef AUSPEX_MLIR_FORMULA_PRICE_H
#define AUSPEX_MLIR_FORMULA_PRICE_H

#include "mlir-dialects/formula/Symbols.h"

#include <functional>

namespace auspex::dialect {

class Pricer {
public:
  /// \p FirstLoop: the number of the outermost loop in formulas.
  explicit Pricer(Formulas &F, uint32_t FirstLoop = 0) : F(F), S(F), FirstLoop(FirstLoop) {}

  OpDemand price(mlir::Region &R);
  OpDemand price(mlir::Operation &Op);

  /// Is told every op that costs something, and what it costs by itself.
  std::function<void(mlir::Operation *, const OpDemand &)> Visit;

private:
  OpDemand loop(mlir::Operation &Op);
  demand::ExprRef trip(mlir::Operation &Op, unsigned N);
  OpDemand launch(mlir::Operation &Op);
  OpDemand times(const OpDemand &One);
  demand::ExprRef times(demand::ExprRef One);
  void enter(demand::ExprRef Trip, mlir::Value Variable, demand::ExprRef Start,
             demand::ExprRef Step);
  void leave(size_t Outside);

  Formulas &F;
  Symbols S;
  const uint32_t FirstLoop;
  std::vector<kernels::Dim> Around;
  std::vector<demand::ExprRef> Trips; ///< of Around
  std::vector<kernels::Poly> Lengths; ///< of Around, where their bodies run
};

/// The sum of both.
OpDemand sum(Formulas &F, const OpDemand &A, const OpDemand &B);

} // namespace auspex::dialect

#endif
