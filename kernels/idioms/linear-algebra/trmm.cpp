//===- kernels/idioms/linear-algebra/trmm.cpp - Triangular matrix times matrix -===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// C = alpha*A*B with triangular A (or B): gemm's roles where the summed
// dimension is bounded by a row or column of the output. Computing in place
// makes the output an input; that is not matched.
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

} // namespace auspex::kernels
