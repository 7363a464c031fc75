//===- kernels/trace/structured.cpp - Symmetric and triangular products -----===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Products of matrices one of which has a structure that its storage shows: of a symmetric
// matrix one triangle is read, so that rows i and k share one element, which meets row k
// of B in row i of the product and row i in row k; of a triangular one rows have 1, 2, ...
// elements, which meet ever more rows of B (BLAS: symm, trmm). How the triangle is chosen (a
// condition, two loops, an index that is swapped) and whether the product lies where the
// factor lay does not matter.
//
//===----------------------------------------------------------------------===//
#include "kernels/trace/bilinear.h"

#include <algorithm>
#include <set>

namespace auspex::kernels::trace {
namespace {

constexpr size_t Least = 3, MostOutputs = 256, MostInputs = 512;

/// The outputs in rows, by the elements of the matrix that they share, and columns.
class Table {
public:
  /// \p Of: for each output the elements of B by those of the matrix.
  explicit Table(const Products &Of) : Of(Of) {
    for (size_t R = 0; R < Of.size(); ++R) {
      std::set<size_t> Elements;
      for (const auto &[X, W] : Of[R])
        Elements.insert(X);
      RowOf.push_back(Rows.try_emplace(std::move(Elements), Rows.size()).first->second);
    }
    // A column shares what its longest member reads of B.
    std::map<size_t, size_t> OwnerOf; // element of B -> column
    std::vector<size_t> Order(Of.size());
    for (size_t R = 0; R < Of.size(); ++R)
      Order[R] = R;
    std::ranges::sort(Order, [&](size_t X, size_t Y) { return std::pair(Of[Y].size(), X) < std::pair(Of[X].size(), Y); });
    ColumnOf.resize(Of.size());
    for (size_t R : Order) {
      std::set<size_t> Owners;
      for (const auto &[X, W] : Of[R])
        if (const auto It = OwnerOf.find(W); It != OwnerOf.end())
          Owners.insert(It->second);
      if (Owners.size() > 1)
        return;
      const size_t Column = Owners.empty() ? Columns++ : *Owners.begin();
      for (const auto &[X, W] : Of[R])
        if (!OwnerOf.try_emplace(W, Column).second && OwnerOf[W] != Column)
          return;
      ColumnOf[R] = Column;
    }
    std::set<std::pair<size_t, size_t>> Met;
    for (size_t R = 0; R < Of.size(); ++R)
      Met.emplace(RowOf[R], ColumnOf[R]);
    IsGrid = Met.size() == Of.size() && Rows.size() * Columns == Of.size();
  }

  size_t rows() const { return Rows.size(); }
  size_t columns() const { return Columns; }

  /// Rows of 1, 2, ... elements that are no other row's; what they meet grows likewise.
  bool isTriangular() const {
    if (!isSound())
      return false;
    std::set<size_t> Sizes, Seen;
    for (const auto &[Elements, Number] : Rows) {
      if (!Sizes.insert(Elements.size()).second)
        return false;
      for (size_t X : Elements)
        if (!Seen.insert(X).second)
          return false;
    }
    if (*Sizes.begin() != 1 || *Sizes.rbegin() != Sizes.size())
      return false;
    // An element of B has the number of the shortest row that meets it.
    std::map<size_t, size_t> NumberOf;
    for (const auto &Terms : Of)
      for (const auto &[X, W] : Terms) {
        size_t &N = NumberOf.try_emplace(W, Terms.size()).first->second;
        N = std::min(N, Terms.size());
      }
    std::map<size_t, size_t> Meets; // element of the matrix -> number
    for (const auto &Terms : Of) {
      std::set<size_t> Numbers;
      for (const auto &[X, W] : Terms) {
        if (NumberOf[W] > Terms.size() || !Numbers.insert(NumberOf[W]).second ||
            Meets.try_emplace(X, NumberOf[W]).first->second != NumberOf[W])
          return false;
      }
    }
    return true;
  }

  /// Two rows share one element, each crosswise, and have one of their own.
  bool isSymmetric() const {
    const size_t N = Rows.size();
    if (!isSound() || std::ranges::any_of(Of, [&](const auto &T) { return T.size() != N; }))
      return false;
    std::map<size_t, std::vector<size_t>> In; // element -> rows
    for (const auto &[Elements, Number] : Rows)
      for (size_t X : Elements)
        In[X].push_back(Number);
    if (In.size() != N * (N + 1) / 2)
      return false;
    std::vector<bool> OnDiagonal(N);
    for (const auto &[X, Where] : In) {
      if (Where.size() > 2)
        return false;
      if (Where.size() == 1) {
        if (OnDiagonal[Where[0]])
          return false;
        OnDiagonal[Where[0]] = true;
      }
    }
    // In each column, row r's own element of B is the one that its diagonal meets; what
    // rows r and s share meets the other's.
    for (size_t C = 0; C < Columns; ++C) {
      std::map<size_t, size_t> Own; // row -> element of B
      for (size_t R = 0; R < Of.size(); ++R)
        if (ColumnOf[R] == C)
          for (const auto &[X, W] : Of[R])
            if (In[X].size() == 1)
              Own[RowOf[R]] = W;
      if (Own.size() != N)
        return false;
      for (size_t R = 0; R < Of.size(); ++R)
        if (ColumnOf[R] == C)
          for (const auto &[X, W] : Of[R])
            if (const auto &Where = In[X];
                Where.size() == 2 && Own[Where[0] == RowOf[R] ? Where[1] : Where[0]] != W)
              return false;
    }
    return true;
  }

private:
  bool isSound() const { return IsGrid && Rows.size() >= Least && Columns >= Least; }
  const Products &Of;
  std::map<std::set<size_t>, size_t> Rows;
  std::vector<size_t> RowOf, ColumnOf;
  size_t Columns = 0;
  bool IsGrid = false;
};

/// Nothing is added to the products, and the factors stay as they are, but for one that the
/// product takes the place of.
bool isAllOf(const Analysis &A, const Response &Y, const Signal &X, const Signal &W, const Products &P) {
  for (size_t R = 0; R < Y.size(); ++R) {
    double Sum = 0, Scale = 0;
    for (const auto &[K, L] : P[R]) {
      const double V = A.Inputs[X.Inputs[K]] * A.Inputs[W.Inputs[L]];
      Sum += V;
      Scale += V < 0 ? -V : V;
    }
    if (!near(Sum, A.Values[Y.Values[R]], Scale))
      return false;
  }
  return std::ranges::none_of(A.T.Final, [&](const auto &F) {
    const uint32_t O = F.first.Object;
    return O != Y.First.Object && (O == X.First.Object || O == W.First.Object);
  });
}

} // namespace

std::optional<Verdict> structuredProduct(const Analysis &A) {
  constexpr size_t MostSizes = 6;
  if (A.T.Sizes > MostSizes || A.T.OneOfMany)
    return std::nullopt;
  // Whether a table of rows changes on the way is not seen here.
  std::map<uint32_t, size_t> RowsOf;
  for (const auto &[Row, Table] : A.T.Rows)
    if (++RowsOf[Table.first] > 1)
      return std::nullopt;
  for (const Response &Y : A.Responses) {
    if (Y.ByCall || Y.size() < Least * Least || Y.size() > MostOutputs)
      continue;
    for (const Signal &X : A.Signals)
      for (const Signal &W : A.Signals) {
        if (&X == &W || X.ByCall || W.ByCall || std::max(X.size(), W.size()) > MostInputs ||
            std::min(X.size(), W.size()) < 2 * Least || X.First.Object == W.First.Object ||
            X.First.Object == Y.First.Object)
          continue;
        const auto P = productsOf(A, Y, X, W);
        if (!P || !isAllOf(A, Y, X, W, *P))
          continue;
        const Table Of(*P);
        if (Of.isTriangular())
          return Verdict{"trmm",
                         "each output is the product of a row of a triangle and a column",
                         {{"m", int64_t(Of.rows())}, {"n", int64_t(Of.columns())}}};
        if (W.First.Object != Y.First.Object && Of.isSymmetric())
          return Verdict{"symm",
                         "each output is the product of a column and a row of a matrix of which one triangle is read",
                         {{"m", int64_t(Of.rows())}, {"n", int64_t(Of.columns())}}};
      }
  }
  return std::nullopt;
}

} // namespace auspex::kernels::trace
