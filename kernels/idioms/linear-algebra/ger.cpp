//===- kernels/idioms/linear-algebra/ger.cpp - Rank-one update ------------===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// A = A + alpha*x*y^T: nothing is summed; i moves A and x, j moves A and y.
//
//===----------------------------------------------------------------------===//
#include "kernels/idioms/linear-algebra/linear_algebra.h"

#include <algorithm>

namespace auspex::kernels {

namespace {
/// Rows of the output a number of elements apart that is no extent: they may overlap, as
/// responses do that are added up at their places.
void nameRows(Match &M) {
  const Dim &I = M.dim('i'), &J = M.dim('j');
  const Operand &A = M.U->Out;
  const int64_t Bytes = bytesOf(A.Elem);
  for (const auto &[Rows, Columns] : {std::pair(&I, &J), std::pair(&J, &I)}) {
    const Poly Row = A.Levels.back().coefficientOf(indexOf(Rows->Loop)),
               Column = A.Levels.back().coefficientOf(indexOf(Columns->Loop));
    if (A.Levels.size() == 1 && M.U->Scalars.empty() && !M.U->Subtracts && Column == Poly(Bytes) &&
        !Row.isBad() && !Row.constant() &&
        std::ranges::none_of(Columns->Extent, [&](const Poly &E) { return E * Poly(Bytes) == Row; }))
      M.Serves.push_back("interpolator");
  }
}
} // namespace

const Idiom Ger = {
    .Name = "ger",
    .Family = "linear-algebra",
    .Form = "A[i,j] += x[i]*y[j]",
    .Title = "rank-one update",
    .FlopsPerPoint = 2,
    .Flops = "2*m*n",
    .Bytes = "e*(2*m*n + m + n)",
    .Confused = "a step of LU or Gauss elimination (x and y are parts of A)",
    .Proposes = true,
    .Describe = nameRows,
};

const Idiom Outer = {
    .Name = "ger",
    .Family = "linear-algebra",
    .Form = "A[i,j] = x[i]*y[j]",
    .Title = "outer product",
    .FlopsPerPoint = 1,
    .Flops = "m*n",
    .Bytes = "e*(m*n + m + n)",
    .Confused = "products of two matrices, element by element",
};

} // namespace auspex::kernels
