//===- kernels/idioms/linear-algebra/syrk.cpp - Symmetric rank-k update ---===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// C = alpha*A*A^T + beta*C where only a triangle of C is computed: gemm's
// roles, one matrix in both factors, and a domain in which i bounds j or j
// bounds i.
//
//===----------------------------------------------------------------------===//
#include "kernels/idioms/linear-algebra/linear_algebra.h"

namespace auspex::kernels {

namespace {
std::optional<std::string> oneMatrix(const Match &M) {
  if (!M.extentDependsOn('j', 'i') && !M.extentDependsOn('i', 'j'))
    return "the triangle is not one of the output";
  const Operand &A = M.operand(0), &B = M.operand(1);
  const Sym I = indexOf(M.dim('i').Loop), J = indexOf(M.dim('j').Loop);
  if (A.Object != B.Object || A.Levels.size() != B.Levels.size())
    return "the factors are two matrices";
  for (size_t L = 0; L < A.Levels.size(); ++L)
    if (!(A.Levels[L].coefficientOf(I) == B.Levels[L].coefficientOf(J)))
      return "the factors are not one matrix and its transpose";
  return std::nullopt;
}
} // namespace

const Idiom Syrk = {
    .Name = "syrk",
    .Family = "linear-algebra",
    .Form = "C[i,j] += A[i,k]*A[j,k]",
    .Title = "symmetric rank-k update (a triangle of A*A^T)",
    .Shape = Domain::Triangle,
    .FlopsPerPoint = 2,
    .Flops = "m*(m+1)*k",
    .Bytes = "e*(m*k + m*(m+1))",
    .Confused = "gemm (box domain); Cholesky (the output is an input)",
    .InPlace = true, // the other triangle may be its mirror
    .Also = oneMatrix,
};

} // namespace auspex::kernels
