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

namespace auspex::kernels {

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
