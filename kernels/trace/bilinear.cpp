//===- kernels/trace/bilinear.cpp - Small products of matrices --------------===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// A product of matrices of a few rows is written out, in loops or in vectors, and which it
// is after optimisation depends on the level. What it computes does not: each output is a
// sum of products of an element of A and one of B. With the outputs that share their
// elements of A as rows and those that share their elements of B as columns, every row
// meets every column once, and the k-th element of a row always meets the k-th of a
// column. Any sign, any element used twice, any product missing, and it is another
// bilinear form: a cross product, a rotation by quaternions, a convolution.
//
//===----------------------------------------------------------------------===//
#include "kernels/trace/bilinear.h"

#include <algorithm>
#include <cmath>
#include <set>

namespace auspex::kernels::trace {

/// The derivative by X holds elements of W, as they are.
std::optional<Products> productsOf(const Analysis &A, const Response &Y, const Signal &X, const Signal &W) {
  std::vector<std::pair<double, size_t>> ByValue;
  for (size_t K = 0; K < W.size(); ++K)
    ByValue.emplace_back(A.Inputs[W.Inputs[K]], K);
  std::ranges::sort(ByValue);
  for (size_t K = 1; K < ByValue.size(); ++K)
    if (ByValue[K].first == ByValue[K - 1].first)
      return std::nullopt;
  const auto J = A.linear(Y.Values, X.Inputs);
  if (!J || !A.linear(Y.Values, W.Inputs))
    return std::nullopt;
  Products Out(Y.size());
  for (size_t R = 0; R < Y.size(); ++R)
    for (size_t C = 0; C < X.size(); ++C) {
      const double V = (*J)[R][C];
      if (V == 0)
        continue;
      const double Close = 1e-9 * std::fabs(V);
      const auto It = std::ranges::lower_bound(ByValue, V - Close, {},
                                               &std::pair<double, size_t>::first);
      if (It == ByValue.end() || It->first > V + Close)
        return std::nullopt;
      Out[R][C] = It->second;
    }
  return Out;
}

namespace {

constexpr size_t Least = 3, MostOutputs = 256, MostInputs = 512;

struct Extents {
  size_t M = 0, N = 0, K = 0;
};

std::optional<Extents> productOfMatrices(const Products &P) {
  std::map<std::set<size_t>, size_t> RowOf, ColumnOf;
  std::vector<std::pair<size_t, size_t>> Places;
  Extents E;
  for (const auto &Terms : P) {
    std::set<size_t> A, B;
    for (const auto &[X, W] : Terms) {
      A.insert(X);
      B.insert(W);
    }
    E.K = E.K ? E.K : A.size();
    if (A.size() != E.K || B.size() != E.K)
      return std::nullopt;
    Places.emplace_back(RowOf.try_emplace(std::move(A), RowOf.size()).first->second,
                        ColumnOf.try_emplace(std::move(B), ColumnOf.size()).first->second);
  }
  E.M = RowOf.size();
  E.N = ColumnOf.size();
  const std::set<std::pair<size_t, size_t>> Met(Places.begin(), Places.end());
  if (Met.size() != P.size() || E.M * E.N != P.size())
    return std::nullopt;
  // Rows share nothing, nor do columns.
  for (const auto *Of : {&RowOf, &ColumnOf}) {
    std::set<size_t> Seen;
    for (const auto &[Elements, Number] : *Of)
      for (size_t X : Elements)
        if (!Seen.insert(X).second)
          return std::nullopt;
  }
  // One number k of each element of A, and of each of B.
  std::map<size_t, size_t> OfA, OfB;
  for (size_t R = 0; R < P.size(); ++R)
    if (Places[R].first == 0 && Places[R].second == 0)
      for (const auto &[X, W] : P[R]) {
        const size_t K = OfA.size();
        OfA[X] = OfB[W] = K;
      }
  for (size_t Round = 0; Round < 2; ++Round)
    for (size_t R = 0; R < P.size(); ++R)
      for (const auto &[X, W] : P[R]) {
        const auto A = OfA.find(X), B = OfB.find(W);
        if (A != OfA.end() && B != OfB.end()) {
          if (A->second != B->second)
            return std::nullopt;
        } else if (A != OfA.end()) {
          OfB[W] = A->second;
        } else if (B != OfB.end()) {
          OfA[X] = B->second;
        } else if (Round) {
          return std::nullopt;
        }
      }
  return E;
}

std::optional<Verdict> bilinear(const Analysis &A, bool OfVector) {
  // Written out, but for its depth and the distance of its rows: many layers of networks are
  // products at some sizes, and whether a table of rows changes on the way is not seen here.
  constexpr size_t MostSizes = 2;
  if (A.T.Sizes > (OfVector ? 0 : MostSizes) || A.T.OneOfMany || !A.T.Rows.empty())
    return std::nullopt;
  for (const Response &Y : A.Responses) {
    if (Y.ByCall || Y.size() < Least || Y.size() > MostOutputs)
      continue;
    for (const Signal &X : A.Signals)
      for (const Signal &W : A.Signals) {
        if (&X == &W || X.ByCall || W.ByCall || X.size() < W.size() || W.size() < Least ||
            X.size() > MostInputs || X.First.Object == W.First.Object ||
            (!Y.First.Own && (X.First.Object == Y.First.Object || W.First.Object == Y.First.Object)))
          continue;
        const auto P = productsOf(A, Y, X, W);
        const auto E = P ? productOfMatrices(*P) : std::nullopt;
        if (!E || E->K < Least || E->M < Least)
          continue;
        const std::string Text = "each output is the product of a row and a column that share "
                                 "nothing with the others";
        if (E->N >= Least && !OfVector)
          return Verdict{
              "gemm", Text, {{"m", int64_t(E->M)}, {"n", int64_t(E->N)}, {"k", int64_t(E->K)}}};
        if (E->N == 1 && OfVector)
          return Verdict{"gemv", Text, {{"m", int64_t(E->M)}, {"n", int64_t(E->K)}}};
      }
  }
  return std::nullopt;
}

} // namespace

std::optional<Verdict> matrixProduct(const Analysis &A) { return bilinear(A, false); }

/// A window that moves by its own length is such a product, too: ask for filters first.
std::optional<Verdict> vectorProduct(const Analysis &A) { return bilinear(A, true); }

} // namespace auspex::kernels::trace
