//===- kernels/domain.h - How many points, as a formula ---------------------===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Counts of iterations as expressions of the function's pool. A domain is a box
// or has extents that are linear in outer indices (triangles); its size is then
// a polynomial by Faulhaber's formulas for sums of powers (Graham, Knuth,
// Patashnik, Concrete Mathematics, section 6.5) up to the third.
//
//===----------------------------------------------------------------------===//
#ifndef AUSPEX_KERNELS_DOMAIN_H
#define AUSPEX_KERNELS_DOMAIN_H

#include "demand/expr.h"
#include "kernels/normal_form.h"

#include <functional>
#include <vector>

namespace auspex::kernels {

/// What the atoms stand for: expressions of integer type, 64 bits. They are
/// asked for when a formula is written, not before: most atoms never occur in one.
class Atoms {
public:
  Atoms(demand::ExprPool &Pool, uint32_t FirstFree, std::function<demand::ExprRef(Sym)> Resolve)
      : Pool(Pool), FirstFree(FirstFree), Resolve(std::move(Resolve)) {}

  /// NoExpr where the atom has no expression.
  demand::ExprRef exprOf(Sym S) {
    return S < FirstFree                ? Resolve(S)
           : S - FirstFree < Own.size() ? Own[S - FirstFree]
                                        : demand::NoExpr;
  }
  /// An atom that stands for \p E.
  Sym atomOf(demand::ExprRef E);

  demand::ExprPool &Pool;
  /// Told before the formulas of a kernel made from these loops are asked for.
  std::function<void(const std::vector<uint32_t> &Loops)> Place;

private:
  uint32_t FirstFree; ///< atoms from here on are our own
  std::function<demand::ExprRef(Sym)> Resolve;
  std::vector<demand::ExprRef> Own;
};

/// Numerator over a positive denominator.
struct Count {
  Poly Numerator;
  int64_t Denominator = 1;

  static Count bad() { return {Poly::bad(), 1}; }
  bool isBad() const { return Numerator.isBad(); }
  Count operator*(const Poly &P) const { return {Numerator * P, Denominator}; }
  Count operator+(const Count &O) const;
};

/// The extent as one polynomial: a minimum becomes an atom where it is free of
/// indices; otherwise the first bound stands for it.
Poly extentOf(const Dim &D, Atoms &A);

/// Points of the domain spanned by \p Dims.
Count pointsOf(const std::vector<Dim> &Dims, Atoms &A);

/// The expression of \p C; NoExpr where it is bad.
demand::ExprRef exprOf(const Count &C, Atoms &A);
inline demand::ExprRef exprOf(const Poly &P, Atoms &A) { return exprOf(Count{P, 1}, A); }

} // namespace auspex::kernels

#endif
