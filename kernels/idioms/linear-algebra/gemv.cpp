//===- kernels/idioms/linear-algebra/gemv.cpp - Matrix times vector -------===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// y = alpha*A*x + beta*y: i moves y and A, j moves A and x and is summed. A
// vector in the matrix's place (both dimensions with one stride) is a sliding
// window: convolution or correlation.
//
//===----------------------------------------------------------------------===//
#include "kernels/idioms/linear-algebra/linear_algebra.h"

#include <algorithm>

namespace auspex::kernels {

namespace {
/// Rows a number of elements apart that is no extent of the product: they may overlap, as
/// the windows of a filter do of which not every output is wanted.
void nameRows(Match &M) {
  const Dim &I = M.dim('i'), &J = M.dim('j');
  const Poly Row = M.operand(0).Levels.back().coefficientOf(indexOf(I.Loop)),
             Column = M.operand(0).Levels.back().coefficientOf(indexOf(J.Loop));
  const int64_t Bytes = bytesOf(M.operand(0).Elem);
  if (M.Roles.size() == 2 && M.operand(0).Levels.size() == 1 && M.U->Before == Old::Lost &&
      M.U->Scalars.empty() && !M.U->Subtracts && (Column == Poly(Bytes) || Column == Poly(-Bytes)) && !Row.isBad() &&
      !Row.constant() &&
      std::ranges::none_of(J.Extent, [&](const Poly &E) { return E * Poly(Bytes) == Row; }))
    M.Serves.push_back("decimator");
}
} // namespace

const Idiom Gemv = {
    .Name = "gemv",
    .Family = "linear-algebra",
    .Part = LayerPart::Product,
    .Form = "y[i] += A[i,j]*x[j]",
    .Title = "matrix times vector",
    .FlopsPerPoint = 2,
    .Flops = "2*m*n",
    .Bytes = "e*(m*n + n + 2*m)",
    .Confused = "FIR filters and convolution (rows overlap); trsv (the output is an "
                "input); sparse products (indirect addresses)",
    .Proposes = true,
    .Describe = nameRows,
};

const Idiom Trmv = {
    .Name = "trmv",
    .Family = "linear-algebra",
    .Form = "y[i] += A[i,j]*x[j]",
    .Title = "triangular matrix times vector",
    .Shape = Domain::Triangle,
    .FlopsPerPoint = 2,
    .Flops = "n*(n+1)",
    .Bytes = "e*(n*(n+1)/2 + 3*n)",
    .Confused = "gemv (box domain); trsv (the output is an input)",
};

} // namespace auspex::kernels
