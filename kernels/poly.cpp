//===- kernels/poly.cpp - Polynomials over symbols and loop indices -------===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "kernels/poly.h"

#include <algorithm>

namespace auspex::kernels {

Poly Poly::symbol(Sym S) {
  Poly P;
  P.Terms[{S}] = 1;
  return P;
}

Poly Poly::bad() {
  Poly P;
  P.Bad = true;
  return P;
}

std::optional<int64_t> Poly::constant() const {
  if (Bad || Terms.size() > 1)
    return std::nullopt;
  if (Terms.empty())
    return 0;
  if (!Terms.begin()->first.empty())
    return std::nullopt;
  return Terms.begin()->second;
}

/// Adds C to the coefficient of M; false where it overflows.
static bool accumulate(std::map<Poly::Monomial, int64_t> &Terms, const Poly::Monomial &M,
                       int64_t C) {
  int64_t &Slot = Terms[M];
  if (__builtin_add_overflow(Slot, C, &Slot))
    return false;
  if (!Slot)
    Terms.erase(M);
  return true;
}

Poly Poly::operator+(const Poly &O) const {
  if (Bad || O.Bad)
    return bad();
  Poly R = *this;
  for (const auto &[M, C] : O.Terms)
    if (!accumulate(R.Terms, M, C))
      return bad();
  return R.Terms.size() > MaxTerms ? bad() : R;
}

Poly Poly::operator-(const Poly &O) const { return *this + O * Poly(-1); }

Poly Poly::operator*(const Poly &O) const {
  if (Bad || O.Bad)
    return bad();
  Poly R;
  for (const auto &[M1, C1] : Terms)
    for (const auto &[M2, C2] : O.Terms) {
      Monomial M;
      M.reserve(M1.size() + M2.size());
      std::merge(M1.begin(), M1.end(), M2.begin(), M2.end(), std::back_inserter(M));
      int64_t C;
      if (M.size() > MaxDegree || __builtin_mul_overflow(C1, C2, &C) ||
          !accumulate(R.Terms, M, C) || R.Terms.size() > MaxTerms)
        return bad();
    }
  return R;
}

bool Poly::mentions(Sym S) const {
  return std::ranges::any_of(Terms,
                             [&](const auto &T) { return std::ranges::binary_search(T.first, S); });
}

bool Poly::mentionsAnyIndex() const {
  // Index symbols are the largest of a monomial.
  return std::ranges::any_of(
      Terms, [](const auto &T) { return !T.first.empty() && isIndex(T.first.back()); });
}

Poly Poly::coefficientOf(Sym S) const {
  if (Bad)
    return bad();
  Poly R;
  for (const auto &[M, C] : Terms) {
    auto [Lo, Hi] = std::ranges::equal_range(M, S);
    if (Lo == Hi)
      continue;
    if (Hi - Lo > 1)
      return bad();
    Monomial Rest(M.begin(), Lo);
    Rest.insert(Rest.end(), Hi, M.end());
    R.Terms[Rest] = C;
  }
  return R;
}

Poly Poly::substitute(Sym S, const Poly &By) const {
  if (Bad || By.Bad)
    return bad();
  Poly R;
  for (const auto &[M, C] : Terms) {
    Poly T(C);
    for (Sym X : M)
      T *= X == S ? By : symbol(X);
    R += T;
  }
  return R;
}

std::optional<Poly> Poly::dividedBy(int64_t D) const {
  if (Bad || !D)
    return std::nullopt;
  Poly R = *this;
  for (auto &[M, C] : R.Terms) {
    if (C % D || (D == -1 && C == INT64_MIN))
      return std::nullopt;
    C /= D;
  }
  return R;
}

std::optional<Poly> Poly::quotient(const Poly &P) const {
  if (Bad || P.Bad || P.isZero())
    return std::nullopt;
  // Division with remainder by the leading term, in the map's order.
  Poly Q, Rest = *this;
  const auto &[LeadM, LeadC] = *P.Terms.rbegin();
  for (size_t Steps = 0; !Rest.isZero(); ++Steps) {
    if (Rest.Bad || Steps > MaxTerms)
      return std::nullopt;
    bool Reduced = false;
    for (auto It = Rest.Terms.rbegin(); It != Rest.Terms.rend(); ++It) {
      const auto &[M, C] = *It;
      if (LeadC == -1 && C == INT64_MIN)
        return std::nullopt;
      if (C % LeadC || !std::ranges::includes(M, LeadM))
        continue;
      Poly T;
      Monomial Left;
      std::ranges::set_difference(M, LeadM, std::back_inserter(Left));
      T.Terms[Left] = C / LeadC;
      Q += T;
      Rest = Rest - T * P;
      Reduced = true;
      break;
    }
    if (!Reduced)
      return std::nullopt;
  }
  return Q;
}

bool Poly::isNonNegative() const {
  return !Bad && std::ranges::all_of(Terms, [](const auto &T) { return T.second >= 0; });
}

size_t Poly::degree() const {
  size_t D = 0;
  for (const auto &[M, C] : Terms)
    D = std::max(D, M.size());
  return D;
}

} // namespace auspex::kernels
