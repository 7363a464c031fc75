//===- kernels/idioms/linear-algebra/sparse.cpp - Products and counts over index arrays ===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// y = A*x where only the entries of A that are not 0 are kept, with their columns (and
// rows): compressed rows or columns (a pointer array bounds the inner loop),
// coordinates (an index array each), a fixed number for each row, diagonals, or small
// dense blocks (Saad, Iterative Methods for Sparse Linear Systems, 3.4). A dense
// dimension more makes a product with a matrix. A histogram counts how often each index
// occurs.
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

/// \p A runs over a compressed row whose pointers are looked up by data: rows of a
/// second sparse matrix.
bool isRowOfData(const Operand &A, const Update &U) {
  return std::ranges::any_of(A.Via, [](const Operand &V) { return !V.Via.empty(); }) &&
         std::ranges::any_of(U.Dims, [&](const Dim &D) {
           return (isDataBound(D) || D.Extent.empty()) && movesItself(A, D.Loop);
         });
}

std::optional<Match> product(const Idiom &I, const Update &U, unsigned Dense) {
  constexpr size_t Block = 2; // the axes of a dense block
  if (U.Reduce != Fn::Add || U.Combine != Fn::Mul || U.ToScalar || U.Function != NoNode ||
      U.Reads.size() != 2 || U.Dims.empty() || U.Dims.size() > 2 + Dense + Block)
    return std::nullopt;
  for (size_t K : {0, 1}) {
    const Operand &A = U.Reads[K].Op, &X = U.Reads[1 - K].Op;
    if (isRowOfData(A, U))
      continue;
    // The entry: p moves A by itself and x, or the output, by an index.
    for (const Dim &P : U.Dims) {
      if (!movesItself(A, P.Loop) || movesItself(X, P.Loop) || movesItself(U.Out, P.Loop))
        continue;
      const bool ToColumn = movesByData(X, P.Loop), ToRow = movesByData(U.Out, P.Loop);
      if ((!ToColumn && !ToRow) || (U.Before == Old::Lost && ToRow))
        continue;
      const Dim *Row = nullptr;
      unsigned Free = 0, InBlock = 0;
      bool Fits = true, Diagonals = false;
      for (const Dim &D : U.Dims) {
        if (D.Loop == P.Loop)
          continue;
        const bool MovesOut = movesItself(U.Out, D.Loop), MovesX = movesItself(X, D.Loop);
        const bool Fixed = D.Extent.size() == 1 && D.Extent[0].constant();
        if (MovesOut && MovesX && !A.moves(indexOf(D.Loop)))
          ++Free;
        else if (MovesOut != MovesX && movesItself(A, D.Loop) && Fixed && InBlock < Block &&
                 U.Dims.size() > 2 + Dense)
          ++InBlock;
        else if (!Row && MovesOut != MovesX && A.moves(indexOf(D.Loop)))
          Row = &D;
        else if (!Row && MovesOut && MovesX && movesItself(A, D.Loop) && ToColumn)
          Row = &D, Diagonals = true;
        else
          Fits = false;
      }
      // Coordinates have both indices and no rows; compressed forms one and rows.
      if (!Fits || Free != Dense || (!Diagonals && (ToColumn && ToRow) != !Row) ||
          InBlock % Block || (Row && movesItself(ToColumn ? U.Out : X, Row->Loop) == false))
        continue;
      // Each row has indices of its own; a permutation that all share is no matrix.
      if (Row && !Diagonals && !(ToColumn ? X : U.Out).moves(indexOf(Row->Loop)))
        continue;
      const bool Triangle = std::ranges::any_of(
          P.Extent, [&](const Poly &E) { return Row && E.mentions(indexOf(Row->Loop)); });
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
      const std::string Format = Diagonals         ? "DIA"
                                 : InBlock         ? "BSR"
                                 : !Row            ? "COO"
                                 : !isDataBound(P) ? "ELL"
                                 : ToColumn        ? "CSR"
                                                   : "CSC";
      M.Text = std::string("y[") + (ToRow ? "r[p]" : "i") + More + " += A[p]*x[" +
               (ToColumn ? "c[p]" : "j") + More + ", " + Format;
      return M;
    }
  }
  return std::nullopt;
}

/// The right-hand side is the output.
bool isInPlace(const Match &M) { return M.operand(1).Root == M.U->Out.Root; }

std::optional<std::string> isProduct(const Match &M) {
  return isInPlace(M) ? std::optional<std::string>("the output is an input") : std::nullopt;
}

/// What was solved is taken from what is not: a sweep over all neighbours (Gauss-Seidel)
/// is repeated, a solve is not.
std::optional<std::string> isSolve(const Match &M) {
  if (!isInPlace(M) || M.operand(0).Root == M.U->Out.Root)
    return "the output is no input";
  if (!M.U->Subtracts)
    return "the products are added";
  if (M.U->Before == Old::Scaled)
    return "a part of the old value is kept (relaxation)";
  if (M.U->Repeated)
    return "it is repeated: sweeps over an iterate (Gauss-Seidel)";
  return std::nullopt;
}

/// C[i,c[q]] += A[p]*B[q]: q runs over the row of B that an entry of A names.
std::optional<Match> sparseTimesSparse(const Idiom &I, const Update &U, const BodyDag &) {
  if (U.Reduce != Fn::Add || U.Combine != Fn::Mul || U.ToScalar || U.Function != NoNode ||
      U.Reads.size() != 2 || U.Out.Via.empty())
    return std::nullopt;
  for (size_t K : {0, 1}) {
    const Operand &A = U.Reads[K].Op, &X = U.Reads[1 - K].Op;
    if (!isRowOfData(X, U) || isRowOfData(A, U) || A.Root == U.Out.Root || X.Root == U.Out.Root)
      continue;
    Match M;
    M.What = &I;
    M.U = &U;
    M.FlopsPerPoint = 2;
    M.Reads = {K, 1 - K};
    char Letter = 'i';
    for (const Dim &D : U.Dims)
      M.Roles.emplace_back(Letter++, D.Loop);
    M.Text = "C[i,c[q]] += A[p]*B[q], q in row c[p]";
    return M;
  }
  return std::nullopt;
}

/// c[p] = s[p] * A[i,l]*B[j[p],l]: products of rows where the pattern has entries.
std::optional<Match> sampled(const Idiom &I, const Update &U, const BodyDag &) {
  if (U.Reduce != Fn::Add || U.Combine != Fn::Mul || U.ToScalar || U.Function != NoNode ||
      U.Reads.size() != 2 || U.Dims.size() < 2 || U.Dims.size() > 3)
    return std::nullopt;
  const Operand &A = U.Reads[0].Op, &B = U.Reads[1].Op;
  const Dim *Sum = nullptr, *Entry = nullptr;
  for (const Dim &D : U.Dims) {
    if (movesItself(A, D.Loop) && movesItself(B, D.Loop) && !U.Out.moves(indexOf(D.Loop)))
      Sum = &D;
    else if (movesItself(U.Out, D.Loop) && (movesByData(A, D.Loop) || movesByData(B, D.Loop)))
      Entry = &D;
  }
  // The rows are dense.
  if (!Sum || !Entry || isDataBound(*Sum) || isRowOfData(A, U) || isRowOfData(B, U))
    return std::nullopt;
  // Over the entries of rows, or over all of them by two indices.
  const bool Compressed = U.Dims.size() == 3 && isDataBound(*Entry);
  const bool Coordinates = U.Dims.size() == 2 && movesByData(A, Entry->Loop) &&
                           movesByData(B, Entry->Loop) && !isDataBound(*Entry);
  if (!Compressed && !Coordinates)
    return std::nullopt;
  Match M;
  M.What = &I;
  M.U = &U;
  M.FlopsPerPoint = 2;
  M.Reads = {0, 1};
  for (const Dim &D : U.Dims)
    M.Roles.emplace_back(&D == Sum ? 'k' : &D == Entry ? 'p' : 'i', D.Loop);
  M.Text = "C[p] += A[i,k]*B[j[p],k]";
  return M;
}

/// The entries of one row take those of another, times what was eliminated, all in one
/// array of values.
std::optional<Match> incompleteLu(const Idiom &I, const Update &U, const BodyDag &) {
  if (U.Reduce != Fn::Add || U.ToScalar || U.Out.Via.empty() || !U.Subtracts || U.Dims.size() < 2)
    return std::nullopt;
  std::vector<Operand> Reads;
  for (const Factor &F : U.Function == NoNode ? U.Reads : U.Product)
    Reads.push_back(F.Op);
  if (Reads.empty() || Reads.size() > 3)
    return std::nullopt;
  bool Row = false;
  for (const Operand &O : Reads) {
    if (O.Root != U.Out.Root)
      return std::nullopt;
    Row |= isRowOfData(O, U);
  }
  if (!Row)
    return std::nullopt;
  Match M;
  M.What = &I;
  M.U = &U;
  M.FlopsPerPoint = 2;
  for (size_t K = 0; K < U.Reads.size(); ++K)
    M.Reads.push_back(K);
  char Letter = 'i';
  for (const Dim &D : U.Dims)
    M.Roles.emplace_back(Letter++, D.Loop);
  M.Text = "A[w[c[q]]] -= A[p]*A[q], q in row c[p]";
  return M;
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
    .Also = isProduct,
};

const Idiom SpTRSV = {
    .Name = "sptrsv",
    .Family = "linear-algebra",
    .Form = "x[i] += -L[p]*x[c[p]]",
    .Title = "sparse triangular solve",
    .Shape = Domain::Any,
    .FlopsPerPoint = 2,
    .Flops = "2*nnz",
    .Bytes = "nnz*(e + 4) + 4*m + 2*e*m",
    .Confused = "spmv (the output is no input); Gauss-Seidel (repeated, all neighbours)",
    .Gathers = true,
    .InPlace = true,
    .Recurs = true,
    .Find = spmv,
    .Also = isSolve,
};

const Idiom SpGEMM = {
    .Name = "spgemm",
    .Family = "linear-algebra",
    .Form = "C[i,c[q]] += A[p]*B[q]",
    .Title = "sparse matrix times sparse matrix",
    .Shape = Domain::Any,
    .FlopsPerPoint = 2,
    .Flops = "2*products",
    .Bytes = "(nnz(A) + nnz(B) + nnz(C))*(e + 4)",
    .Confused = "spmm (a dense factor); incomplete LU (one matrix)",
    .Gathers = true,
    .InPlace = true,
    .Masked = true,
    .Find = sparseTimesSparse,
};

const Idiom Sddmm = {
    .Name = "sddmm",
    .Family = "linear-algebra",
    .Form = "C[p] += A[i,k]*B[j[p],k]",
    .Title = "product of dense matrices where a sparse one has entries",
    .Shape = Domain::Any,
    .FlopsPerPoint = 2,
    .Flops = "2*nnz*k",
    .Bytes = "nnz*(2*e + 4) + e*k*(m + n)",
    .Confused = "gemm (everywhere); spmm (the sparse one is a factor)",
    .Gathers = true,
    .Find = sampled,
};

const Idiom IluSparse = {
    .Name = "ilu",
    .Family = "linear-algebra",
    .Form = "A[w[c[q]]] += -A[p]*A[q]",
    .Title = "incomplete LU factorisation, sparse rows",
    .Shape = Domain::Any,
    .FlopsPerPoint = 2,
    .Flops = "2*updates",
    .Bytes = "2*nnz*(e + 4)",
    .Confused = "spgemm (three matrices); LU (dense)",
    .Gathers = true,
    .InPlace = true,
    .Masked = true,
    .Recurs = true,
    .Find = incompleteLu,
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
