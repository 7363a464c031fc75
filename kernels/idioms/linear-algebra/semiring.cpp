//===- kernels/idioms/linear-algebra/semiring.cpp - Products over other semirings -===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// gemm's roles with another pair of operations: (min,+) is one step of all
// shortest paths, (max,*) of most likely paths, (or,and) of reachability. In
// place over one matrix (Floyd-Warshall) the output is an input at another
// index: not a product.
//
//===----------------------------------------------------------------------===//
#include "kernels/idioms/linear-algebra/linear_algebra.h"

namespace auspex::kernels {

const Idiom MinPlus = {
    .Name = "min-plus-product",
    .Family = "linear-algebra",
    .Form = "C[i,j] min= A[i,k]+B[k,j]",
    .Title = "matrix product over (min,+): shortest paths",
    .FlopsPerPoint = 2,
    .Flops = "2*m*n*k",
    .Bytes = "e*(m*k + k*n + 2*m*n)",
    .Confused = "gemm (another semiring); Floyd-Warshall (the output is an input)",
    .Proposes = true,
    .Better = {BlockedProduct},
};

const Idiom MaxPlus = {
    .Name = "max-plus-product",
    .Family = "linear-algebra",
    .Form = "C[i,j] max= A[i,k]+B[k,j]",
    .Title = "matrix product over (max,+): critical paths",
    .FlopsPerPoint = 2,
    .Flops = "2*m*n*k",
    .Bytes = "e*(m*k + k*n + 2*m*n)",
    .Confused = "gemm (another semiring); dynamic programming (the output is an input)",
    .Proposes = true,
    .Better = {BlockedProduct},
};

const Idiom MaxTimes = {
    .Name = "max-times-product",
    .Family = "linear-algebra",
    .Form = "C[i,j] max= A[i,k]*B[k,j]",
    .Title = "matrix product over (max,*): most likely paths",
    .FlopsPerPoint = 2,
    .Flops = "2*m*n*k",
    .Bytes = "e*(m*k + k*n + 2*m*n)",
    .Confused = "gemm (another semiring)",
    .Proposes = true,
    .Better = {BlockedProduct},
};

const Idiom OrAnd = {
    .Name = "or-and-product",
    .Family = "linear-algebra",
    .Form = "C[i,j] or= A[i,k]&B[k,j]",
    .Title = "matrix product over (or,and): reachability",
    .FlopsPerPoint = 2,
    .Flops = "2*m*n*k",
    .Bytes = "e*(m*k + k*n + 2*m*n)",
    .Confused = "gemm (another semiring); Warshall (the output is an input)",
    .Proposes = true,
    .Better = {BlockedProduct},
};

} // namespace auspex::kernels
