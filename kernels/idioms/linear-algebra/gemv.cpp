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

namespace auspex::kernels {

const Idiom Gemv = {
    .Name = "gemv",
    .Family = "linear-algebra",
    .Form = "y[i] += A[i,j]*x[j]",
    .Title = "matrix times vector",
    .FlopsPerPoint = 2,
    .Flops = "2*m*n",
    .Bytes = "e*(m*n + n + 2*m)",
    .Confused = "FIR filters and convolution (rows overlap); trsv (the output is an "
                "input); sparse products (indirect addresses)",
    .Proposes = true,
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
