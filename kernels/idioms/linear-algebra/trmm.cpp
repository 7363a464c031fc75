//===- kernels/idioms/linear-algebra/trmm.cpp - Triangular matrix times matrix -===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// C = alpha*A*B with triangular A (or B): gemm's roles where the summed
// dimension is bounded by a row or column of the output. In place the output is
// an input: what is read has not been computed yet, where a solve reads what has.
//
//===----------------------------------------------------------------------===//
#include "kernels/idioms/linear-algebra/linear_algebra.h"

namespace auspex::kernels {

namespace {
std::optional<std::string> boundedSum(const Match &M) {
  for (char L : {'i', 'j'})
    if (M.extentDependsOn('k', L) || M.extentDependsOn(L, 'k'))
      return std::nullopt;
  return "the triangle is not one of a factor";
}

/// i comes before j: what is read is still what it was.
std::optional<std::string> inPlace(const Match &M) {
  const Operand &X = M.operand(1), &Out = M.U->Out;
  if (X.Object != Out.Object || M.operand(0).Object == Out.Object)
    return "the output is no factor";
  const Sym I = indexOf(M.dim('i').Loop), J = indexOf(M.dim('j').Loop);
  for (size_t L = 0; L < X.Levels.size(); ++L)
    if (L >= Out.Levels.size() || !(X.Levels[L].coefficientOf(J) == Out.Levels[L].coefficientOf(I)))
      return "the factor is another part of the output";
  if (!M.extentDependsOn('i', 'j') || M.extentDependsOn('j', 'i'))
    return "what is read was computed before (a solve)";
  return M.U->Subtracts ? std::optional<std::string>("the products are taken away") : std::nullopt;
}
} // namespace

const Idiom Trmm = {
    .Name = "trmm",
    .Family = "linear-algebra",
    .Form = "C[i,j] += A[i,k]*B[k,j]",
    .Title = "triangular matrix times matrix",
    .Shape = Domain::Triangle,
    .FlopsPerPoint = 2,
    .Flops = "m*(m+1)*n",
    .Bytes = "e*(m*(m+1)/2 + 3*m*n)",
    .Confused = "gemm (box domain); trsm (the output is an input)",
    .Also = boundedSum,
};

const Idiom TrmmInPlace = {
    .Name = "trmm",
    .Family = "linear-algebra",
    .Form = "X[i,c] += A[i,j]*X[j,c]",
    .Title = "triangular matrix times matrix, in place",
    .Shape = Domain::Triangle,
    .FlopsPerPoint = 2,
    .Flops = "m*(m+1)*n",
    .Bytes = "e*(m*(m+1)/2 + 2*m*n)",
    .Confused = "trsm (reads what was computed before)",
    .InPlace = true,
    .Recurs = true,
    .Also = inPlace,
};

const Idiom TrmvInPlace = {
    .Name = "trmv",
    .Family = "linear-algebra",
    .Form = "x[i] += A[i,j]*x[j]",
    .Title = "triangular matrix times vector, in place",
    .Shape = Domain::Triangle,
    .FlopsPerPoint = 2,
    .Flops = "n*(n+1)",
    .Bytes = "e*(n*(n+1)/2 + 2*n)",
    .Confused = "trsv (reads what was computed before)",
    .InPlace = true,
    .Recurs = true,
    .Also = inPlace,
};

} // namespace auspex::kernels
