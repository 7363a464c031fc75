//===- demand/polynomial.cpp ----------------------------------------------===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "demand/polynomial.h"

#include <algorithm>
#include <cmath>

namespace auspex::demand {

unsigned Polynomial::Term::degree() const {
  unsigned D = 0;
  for (auto [Atom, Power] : Powers)
    D += Power;
  return D;
}

Polynomial Polynomial::constant(double V) {
  Polynomial P;
  if (V != 0)
    P.Terms.push_back({{}, V});
  return P;
}

Polynomial Polynomial::atom(uint32_t A) {
  Polynomial P;
  P.Terms.push_back({{{A, 1}}, 1});
  return P;
}

std::optional<double> Polynomial::asConstant() const {
  if (Terms.empty())
    return 0;
  if (Terms.size() == 1 && Terms[0].Powers.empty())
    return Terms[0].Coefficient;
  return std::nullopt;
}

std::optional<uint32_t> Polynomial::asAtom() const {
  if (Terms.size() == 1 && Terms[0].Coefficient == 1 && Terms[0].degree() == 1)
    return Terms[0].Powers[0].first;
  return std::nullopt;
}

bool Polynomial::normalize() {
  auto Before = [](const Term &A, const Term &B) {
    unsigned DA = A.degree(), DB = B.degree();
    if (DA != DB)
      return DA > DB;
    // x^2*y before x*y^2: the power of the first atom that differs decides.
    for (size_t I = 0; I < std::min(A.Powers.size(), B.Powers.size()); ++I) {
      if (A.Powers[I].first != B.Powers[I].first)
        return A.Powers[I].first < B.Powers[I].first;
      if (A.Powers[I].second != B.Powers[I].second)
        return A.Powers[I].second > B.Powers[I].second;
    }
    return A.Powers.size() < B.Powers.size();
  };
  std::sort(Terms.begin(), Terms.end(), Before);
  std::vector<Term> Sum;
  for (Term &T : Terms) {
    if (!Sum.empty() && Sum.back().Powers == T.Powers)
      Sum.back().Coefficient += T.Coefficient;
    else
      Sum.push_back(std::move(T));
  }
  std::erase_if(Sum, [](const Term &T) { return T.Coefficient == 0; });
  Terms = std::move(Sum);
  return Terms.size() <= MaxTerms && std::ranges::all_of(Terms, [](const Term &T) {
           return T.degree() <= MaxDegree && std::fabs(T.Coefficient) < 0x1p53;
         });
}

std::optional<Polynomial> Polynomial::plus(const Polynomial &R, double Times) const {
  Polynomial P = *this;
  for (Term T : R.Terms) {
    T.Coefficient *= Times;
    P.Terms.push_back(std::move(T));
  }
  return P.normalize() ? std::optional(std::move(P)) : std::nullopt;
}

static Monomial product(const Monomial &A, const Monomial &B) {
  Monomial Out;
  size_t I = 0, J = 0;
  while (I < A.size() || J < B.size()) {
    if (J == B.size() || (I < A.size() && A[I].first < B[J].first))
      Out.push_back(A[I++]);
    else if (I == A.size() || B[J].first < A[I].first)
      Out.push_back(B[J++]);
    else {
      Out.emplace_back(A[I].first, A[I].second + B[J].second);
      ++I, ++J;
    }
  }
  return Out;
}

std::optional<Polynomial> Polynomial::times(const Polynomial &R) const {
  Polynomial P;
  for (const Term &A : Terms)
    for (const Term &B : R.Terms)
      P.Terms.push_back({product(A.Powers, B.Powers), A.Coefficient * B.Coefficient});
  return P.normalize() ? std::optional(std::move(P)) : std::nullopt;
}

std::optional<Polynomial> Polynomial::dividedBy(double V) const {
  Polynomial P = *this;
  for (Term &T : P.Terms) {
    T.Coefficient /= V;
    if (T.Coefficient != std::trunc(T.Coefficient))
      return std::nullopt;
  }
  return P;
}

} // namespace auspex::demand
