//===- kernels/idioms/linear-algebra/sparse.cpp - Products and counts over index arrays ===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// y = A*x where only the entries of A that are not 0 are kept, with their columns (and
// rows): compressed rows or columns (a pointer array bounds the inner loop),
// coordinates (an index array each), or a fixed number for each row (Saad, Iterative
// Methods for Sparse Linear Systems, 3.4). A dense dimension more makes a product with
// a matrix. A histogram counts how often each index occurs.
//
//===----------------------------------------------------------------------===//
#include "kernels/idioms/linear-algebra/linear_algebra.h"

#include <algorithm>

namespace auspex::kernels {
namespace {

/// By its own subscripts, not by what an index array says.
bool movesItself(const Operand &O, uint32_t Loop) {
  return std::ranges::any_of(O.Levels, [&](const Poly &P) { return P.mentions(indexOf(Loop)); });
}
/// Through an index array that \p Loop walks over.
bool movesByData(const Operand &O, uint32_t Loop) {
  return !movesItself(O, Loop) && O.moves(indexOf(Loop));
}
bool isDataBound(const Dim &D) {
  return std::ranges::any_of(D.Extent, [](const Poly &P) {
    return std::ranges::any_of(P.terms(),
                               [](const auto &T) { return std::ranges::any_of(T.first, isData); });
  });
}

std::optional<Match> product(const Idiom &I, const Update &U, unsigned Dense) {
  if (U.Reduce != Fn::Add || U.Combine != Fn::Mul || U.ToScalar || U.Function != NoNode ||
      U.Reads.size() != 2 || U.Dims.empty() || U.Dims.size() > 2 + Dense)
    return std::nullopt;
  for (size_t K : {0, 1}) {
    const Operand &A = U.Reads[K].Op, &X = U.Reads[1 - K].Op;
    // The entry: p moves A by itself and x, or the output, by an index.
    for (const Dim &P : U.Dims) {
      if (!movesItself(A, P.Loop) || movesItself(X, P.Loop) || movesItself(U.Out, P.Loop))
        continue;
      const bool ToColumn = movesByData(X, P.Loop), ToRow = movesByData(U.Out, P.Loop);
      if ((!ToColumn && !ToRow) || (U.Before == Old::Lost && ToRow))
        continue;
      const Dim *Row = nullptr;
      unsigned Free = 0;
      bool Fits = true;
      for (const Dim &D : U.Dims) {
        if (D.Loop == P.Loop)
          continue;
        const bool MovesOut = movesItself(U.Out, D.Loop), MovesX = movesItself(X, D.Loop);
        if (MovesOut && MovesX && !A.moves(indexOf(D.Loop)))
          ++Free;
        else if (!Row && MovesOut != MovesX && A.moves(indexOf(D.Loop)))
          Row = &D;
        else
          Fits = false;
      }
      // Coordinates have both indices and no rows; compressed forms one and rows.
      if (!Fits || Free != Dense || (ToColumn && ToRow) != !Row ||
          (Row && movesItself(ToColumn ? U.Out : X, Row->Loop) == false))
        continue;
      // Each row has indices of its own; a permutation that all share is no matrix.
      if (Row && !(ToColumn ? X : U.Out).moves(indexOf(Row->Loop)))
        continue;
      const bool Triangle = std::ranges::any_of(P.Extent, [&](const Poly &E) {
        return Row && E.mentions(indexOf(Row->Loop));
      });
      if (!isDataBound(P) && Triangle)
        continue;
      Match M;
      M.What = &I;
      M.U = &U;
      M.FlopsPerPoint = 2;
      M.Reads = {K, 1 - K};
      M.Roles.emplace_back('p', P.Loop);
      if (Row)
        M.Roles.emplace_back(ToColumn ? 'i' : 'j', Row->Loop);
      for (const Dim &D : U.Dims)
        if (D.Loop != P.Loop && &D != Row)
          M.Roles.emplace_back('k', D.Loop);
      const std::string More = Dense ? ",k]" : "]";
      const std::string Format = !Row ? "COO" : !isDataBound(P) ? "ELL" : ToColumn ? "CSR" : "CSC";
      M.Text = std::string("y[") + (ToRow ? "r[p]" : "i") + More + " += A[p]*x[" +
               (ToColumn ? "c[p]" : "j") + More + ", " + Format;
      return M;
    }
  }
  return std::nullopt;
}

std::optional<Match> spmv(const Idiom &I, const Update &U, const BodyDag &) {
  return product(I, U, 0);
}
std::optional<Match> spmm(const Idiom &I, const Update &U, const BodyDag &) {
  return product(I, U, 1);
}

std::optional<Match> histogram(const Idiom &I, const Update &U, const BodyDag &) {
  if (U.Reduce != Fn::Add || U.Before != Old::Kept || U.ToScalar || U.Out.Via.empty() ||
      !U.Reads.empty() || !U.Others.empty() || U.Dims.empty())
    return std::nullopt;
  Match M;
  M.What = &I;
  M.U = &U;
  M.FlopsPerPoint = 1;
  for (const Dim &D : U.Dims) {
    if (!movesByData(U.Out, D.Loop) || isDataBound(D))
      return std::nullopt;
    M.Roles.emplace_back('i', D.Loop);
  }
  M.Text = (U.Out.Name.empty() ? "h" : U.Out.Name) + "[b[i]] += 1";
  return M;
}

} // namespace

const Idiom SpMV = {
    .Name = "spmv",
    .Family = "linear-algebra",
    .Form = "y[i] += A[p]*x[c[p]]",
    .Title = "sparse matrix times vector (CSR, CSC, COO, ELL)",
    .Shape = Domain::Any,
    .FlopsPerPoint = 2,
    .Flops = "2*nnz",
    .Bytes = "nnz*(e + 4) + 4*m + e*(n + 2*m)",
    .Confused = "gemv (dense); sums of gathered values (no entries of a matrix)",
    .Gathers = true,
    .Find = spmv,
};

const Idiom SpMM = {
    .Name = "spmm",
    .Family = "linear-algebra",
    .Form = "y[i,k] += A[p]*x[c[p],k]",
    .Title = "sparse matrix times dense matrix",
    .Shape = Domain::Any,
    .FlopsPerPoint = 2,
    .Flops = "2*nnz*k",
    .Bytes = "nnz*(e + 4) + 4*m + e*k*(n + 2*m)",
    .Confused = "spmv (one column)",
    .Gathers = true,
    .Find = spmm,
};

const Idiom Histogram = {
    .Name = "histogram",
    .Family = "linear-algebra",
    .Form = "h[b[i]] += 1",
    .Title = "how often each value occurs",
    .Shape = Domain::Any,
    .FlopsPerPoint = 1,
    .Flops = "n",
    .Bytes = "e*n",
    .Confused = "positions that are counted up and used (a counting sort's second pass)",
    .Gathers = true,
    .Find = histogram,
};

} // namespace auspex::kernels
