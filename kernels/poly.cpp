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
  P.Terms.push_back({{S}, 1});
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
  if (!Terms.front().first.empty())
    return std::nullopt;
  return Terms.front().second;
}

int64_t Poly::coefficient(const Monomial &M) const {
  const auto It = std::ranges::lower_bound(Terms, M, {}, &Entry::first);
  return It != Terms.end() && It->first == M ? It->second : 0;
}

bool Poly::accumulate(const Monomial &M, int64_t C) {
  const auto It = std::ranges::lower_bound(Terms, M, {}, &Entry::first);
  if (It == Terms.end() || It->first != M) {
    if (C)
      Terms.insert(It, {M, C});
    return true;
  }
  if (__builtin_add_overflow(It->second, C, &It->second))
    return false;
  if (!It->second)
    Terms.erase(It);
  return true;
}

Poly Poly::sum(const Poly &O, int64_t Sign) const {
  if (Bad || O.Bad)
    return bad();
  Poly R;
  R.Terms.reserve(Terms.size() + O.Terms.size());
  auto A = Terms.begin(), B = O.Terms.begin();
  while (A != Terms.end() || B != O.Terms.end()) {
    const auto Order = A == Terms.end()     ? std::strong_ordering::greater
                       : B == O.Terms.end() ? std::strong_ordering::less
                                            : A->first <=> B->first;
    if (Order < 0) {
      R.Terms.push_back(*A++);
      continue;
    }
    int64_t C;
    if (__builtin_mul_overflow(B->second, Sign, &C) ||
        (Order == 0 && __builtin_add_overflow(A->second, C, &C)))
      return bad();
    if (C)
      R.Terms.push_back({B->first, C});
    A += Order == 0;
    ++B;
  }
  return R.Terms.size() > MaxTerms ? bad() : R;
}

Poly Poly::operator+(const Poly &O) const { return sum(O, 1); }
Poly Poly::operator-(const Poly &O) const { return sum(O, -1); }

Poly Poly::operator*(const Poly &O) const {
  if (Bad || O.Bad)
    return bad();
  Poly R;
  R.Terms.reserve(std::min(Terms.size() * O.Terms.size(), MaxTerms + 1));
  for (const auto &[M1, C1] : Terms)
    for (const auto &[M2, C2] : O.Terms) {
      int64_t C;
      if (M1.size() + M2.size() > MaxDegree || __builtin_mul_overflow(C1, C2, &C))
        return bad();
      Monomial M;
      std::merge(M1.begin(), M1.end(), M2.begin(), M2.end(), std::back_inserter(M));
      if (!R.accumulate(M, C) || R.Terms.size() > MaxTerms)
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
    Monomial Rest;
    std::copy(M.begin(), Lo, std::back_inserter(Rest));
    std::copy(Hi, M.end(), std::back_inserter(Rest));
    R.accumulate(Rest, C);
  }
  return R;
}

Poly Poly::substitute(Sym S, const Poly &By) const {
  if (Bad || By.Bad)
    return bad();
  Poly R;
  for (const auto &[M, C] : Terms) {
    Monomial Rest;
    std::ranges::remove_copy(M, std::back_inserter(Rest), S);
    Poly T;
    T.Terms.push_back({Rest, C});
    for (size_t Times = M.size() - Rest.size(); Times; --Times)
      T *= By;
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
      T.Terms.push_back({Left, C / LeadC});
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
