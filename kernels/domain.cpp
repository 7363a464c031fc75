//===- kernels/domain.cpp - How many points, as a formula -------------------===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "kernels/domain.h"

#include <algorithm>
#include <numeric>

namespace auspex::kernels {

using demand::ExprRef;
using demand::NoExpr;
using demand::Op;

Sym Atoms::atomOf(ExprRef E) {
  auto It = std::ranges::find(Own, E);
  if (It == Own.end())
    It = Own.insert(Own.end(), E);
  return FirstFree + Sym(It - Own.begin());
}

Count Count::operator+(const Count &O) const {
  const int64_t L = std::lcm(Denominator, O.Denominator);
  return {Numerator * Poly(L / Denominator) + O.Numerator * Poly(L / O.Denominator), L};
}

Poly extentOf(const Dim &D, Atoms &A) {
  if (D.Extent.empty())
    return Poly::bad();
  if (D.Extent.size() == 1 ||
      std::ranges::any_of(D.Extent, [](const Poly &E) { return E.mentionsAnyIndex(); }))
    return D.Extent.front();
  ExprRef Min = NoExpr;
  for (const Poly &E : D.Extent) {
    ExprRef X = exprOf(E, A);
    if (X == NoExpr)
      return Poly::bad();
    Min = Min == NoExpr ? X : A.Pool.binary(Op::SMin, Min, X);
  }
  return Poly::symbol(A.atomOf(Min));
}

/// The sum of \p C over 0 <= index < \p E.
static Count sumOver(const Count &C, Sym Index, const Poly &E) {
  // Collect by powers of the index.
  std::vector<Poly> Powers(4);
  for (const auto &[M, K] : C.Numerator.terms()) {
    Poly Rest(K);
    size_t Power = 0;
    for (Sym S : M) {
      if (S == Index)
        ++Power;
      else
        Rest *= Poly::symbol(S);
    }
    if (Power >= Powers.size())
      return Count::bad();
    Powers[Power] += Rest;
  }
  const Poly E1 = E - Poly(1);
  Count Sum{Powers[0] * E, 1};
  Sum = Sum + Count{Powers[1] * E * E1, 2};
  Sum = Sum + Count{Powers[2] * E * E1 * (E * Poly(2) - Poly(1)), 6};
  Sum = Sum + Count{Powers[3] * E * E * E1 * E1, 4};
  Sum.Denominator *= C.Denominator;
  return Sum;
}

Count pointsOf(const std::vector<Dim> &Dims, Atoms &A) {
  std::vector<std::pair<Sym, Poly>> Left;
  for (const Dim &D : Dims)
    Left.emplace_back(indexOf(D.Loop), extentOf(D, A));
  Count C{Poly(1), 1};
  // Sum over a dimension once no extent that is left mentions it.
  while (!Left.empty()) {
    auto It = std::ranges::find_if(Left, [&](const auto &X) {
      return std::ranges::none_of(Left, [&](const auto &Y) { return Y.second.mentions(X.first); });
    });
    if (It == Left.end() || It->second.isBad())
      return Count::bad();
    C = sumOver(C, It->first, It->second);
    if (C.isBad())
      return C;
    Left.erase(It);
  }
  return C.Numerator.mentionsAnyIndex() ? Count::bad() : C;
}

ExprRef exprOf(const Count &C, Atoms &A) {
  if (C.isBad() || C.Numerator.mentionsAnyIndex())
    return NoExpr;
  ExprRef Sum = NoExpr;
  // Highest degree first: as people write polynomials.
  std::vector<std::pair<Poly::Monomial, int64_t>> Terms(C.Numerator.terms().begin(),
                                                        C.Numerator.terms().end());
  std::ranges::sort(Terms, [](const auto &X, const auto &Y) {
    return X.first.size() != Y.first.size() ? X.first.size() > Y.first.size() : X < Y;
  });
  int64_t Den = C.Denominator, G = Den;
  for (const auto &[M, K] : Terms)
    G = std::gcd(G, K);
  if (G > 1) {
    Den /= G;
    for (auto &[M, K] : Terms)
      K /= G;
  }
  for (const auto &[M, K] : Terms) {
    ExprRef Product = NoExpr;
    if (K != 1 || M.empty())
      Product = A.Pool.integer(K);
    for (Sym S : M) {
      const ExprRef X = A.exprOf(S);
      if (X == NoExpr)
        return NoExpr;
      Product = Product == NoExpr ? X : A.Pool.binary(Op::Mul, Product, X);
    }
    Sum = Sum == NoExpr ? Product : A.Pool.binary(Op::Add, Sum, Product);
  }
  if (Sum == NoExpr)
    return A.Pool.integer(0);
  return Den == 1 ? Sum : A.Pool.binary(Op::SDiv, Sum, A.Pool.integer(Den));
}

} // namespace auspex::kernels
