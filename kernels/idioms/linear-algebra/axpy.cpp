//===- kernels/idioms/linear-algebra/axpy.cpp - Vector updates ------------===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// y = alpha*x + y, with beta*y also axpby: element-wise, nothing is summed.
//
//===----------------------------------------------------------------------===//
#include "kernels/idioms/linear-algebra/linear_algebra.h"

namespace auspex::kernels {

namespace {
std::optional<std::string> scalesOld(const Match &M) {
  if (M.U->Before == Old::Scaled)
    return std::nullopt;
  return "the old value is not scaled";
}
} // namespace

const Idiom Axpby = {
    .Name = "axpby",
    .Family = "linear-algebra",
    .Form = "y[i] += x[i]",
    .Title = "alpha*x + beta*y",
    .FlopsPerPoint = 3,
    .Flops = "3*n",
    .Bytes = "3*e*n",
    .Confused = "axpy (beta is 1)",
    .Also = scalesOld,
};

const Idiom Axpy = {
    .Name = "axpy",
    .Family = "linear-algebra",
    .Form = "y[i] += x[i]",
    .Title = "alpha*x + y",
    .FlopsPerPoint = 2,
    .Flops = "2*n",
    .Bytes = "3*e*n",
    .Confused = "prefix sums and recurrences (the output is an input at another index); "
                "stencils (several shifted reads); conditional updates",
    .Proposes = true,
};

const Idiom AxpyMatrix = {
    .Name = "axpy",
    .Family = "linear-algebra",
    .Form = "Y[i,j] += X[i,j]",
    .Title = "alpha*X + Y, matrices",
    .FlopsPerPoint = 2,
    .Flops = "2*m*n",
    .Bytes = "3*e*m*n",
    .Confused = "stencils (several shifted reads)",
    .Proposes = true,
};

} // namespace auspex::kernels
