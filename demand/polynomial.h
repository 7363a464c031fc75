//===- demand/polynomial.h - Sums of products of atoms --------------------===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// How formulas are shown: collected, `24*n^2 + 8*n`. Atoms are numbers that the
// caller gives a meaning. Coefficients are doubles that hold integers exactly;
// an operation whose result would have too many terms or a coefficient past
// 2^53 gives nothing, and the caller shows the formula as it was written.
//
//===----------------------------------------------------------------------===//
#ifndef AUSPEX_DEMAND_POLYNOMIAL_H
#define AUSPEX_DEMAND_POLYNOMIAL_H

#include <cstdint>
#include <optional>
#include <utility>
#include <vector>

namespace auspex::demand {

/// A product of powers of atoms; the empty one is 1. Sorted by atom.
using Monomial = std::vector<std::pair<uint32_t, unsigned>>;

class Polynomial {
public:
  static constexpr size_t MaxTerms = 12;
  static constexpr unsigned MaxDegree = 12;

  struct Term {
    Monomial Powers;
    double Coefficient = 0;
    unsigned degree() const;
  };

  static Polynomial constant(double V);
  static Polynomial atom(uint32_t A);

  std::optional<Polynomial> plus(const Polynomial &R, double Times = 1) const;
  std::optional<Polynomial> times(const Polynomial &R) const;
  /// Divided by \p V where every coefficient stays an integer.
  std::optional<Polynomial> dividedBy(double V) const;

  /// Its value, where it has no atoms.
  std::optional<double> asConstant() const;
  /// Its atom, where it is one.
  std::optional<uint32_t> asAtom() const;
  /// Highest degree first; within a degree as the atoms were numbered.
  const std::vector<Term> &terms() const { return Terms; }

private:
  bool normalize();
  std::vector<Term> Terms; ///< sorted, no zero coefficients
};

} // namespace auspex::demand

#endif
