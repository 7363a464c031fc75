//===- mlir-dialects/formula/Symbols.h - Formulas as polynomials ------------===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// The kernel normal form counts in polynomials (kernels/poly.h). Sums, differences and
// products become polynomials; everything else (a parameter, a quotient, a minimum) is
// an atom. The index of loop n is indexOf(n) in both.
//
//===----------------------------------------------------------------------===//
#ifndef AUSPEX_MLIR_FORMULA_SYMBOLS_H
#define AUSPEX_MLIR_FORMULA_SYMBOLS_H

#include "kernels/domain.h"
#include "mlir-dialects/formula/Formulas.h"

namespace auspex::dialect {

class Symbols {
public:
  explicit Symbols(Formulas &F) : F(F) {}

  kernels::Poly polyOf(demand::ExprRef E);
  /// To write formulas with; more atoms must not be made while it is in use.
  kernels::Atoms atoms();
  demand::ExprRef exprOf(const kernels::Poly &P);
  /// Points of the domain, as a formula; an Unknown where there is no closed form.
  demand::ExprRef pointsOf(const std::vector<kernels::Dim> &Dims);
  /// \p E mentions the index of a loop.
  bool mentionsIndex(demand::ExprRef E);

  Formulas &F;

private:
  std::vector<demand::ExprRef> Exprs; ///< by atom
  llvm::DenseMap<demand::ExprRef, kernels::Poly> Known;
  llvm::DenseMap<demand::ExprRef, kernels::Sym> AtomOf;
};

} // namespace auspex::dialect

#endif
