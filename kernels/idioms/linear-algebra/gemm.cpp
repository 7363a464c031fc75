//===- kernels/idioms/linear-algebra/gemm.cpp - Matrix times matrix -------===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// C = alpha*A*B + beta*C. Each dimension moves exactly two of the three
// operands: i moves C and A, j moves C and B, k, which is summed, moves A and
// B. Transposed operands only exchange strides and need no case of their own
// (Goto and van de Geijn, "Anatomy of High-Performance Matrix Multiplication",
// TOMS 34(3), 2008).
//
// A product of a matrix with itself is one too; that the output is none of the
// factors is checked by the normal form (self-dependence).
//
//===----------------------------------------------------------------------===//
#include "kernels/idioms/linear-algebra/linear_algebra.h"

namespace auspex::kernels {

const Idiom Gemm = {
    .Name = "gemm",
    .Family = "linear-algebra",
    .Part = LayerPart::Product,
    .Form = "C[i,j] += A[i,k]*B[k,j]",
    .Title = "matrix times matrix",
    .FlopsPerPoint = 2,
    .Flops = "2*m*n*k",
    .Bytes = "e*(m*k + k*n + 2*m*n)",
    .Confused = "LU, Cholesky, Floyd-Warshall (the output is an input at another "
                "index); k-means distances (square of a difference); syrk and trmm "
                "(triangular domain); convolution (overlapping rows)",
    .Proposes = true,
    .Better = {BlockedProduct},
};

const Idiom BatchedGemm = {
    .Name = "batched-gemm",
    .Family = "linear-algebra",
    .Part = LayerPart::Product,
    .Form = "C[b,i,j] += A[b,i,k]*B[b,k,j]",
    .Title = "a matrix product for each b",
    .FlopsPerPoint = 2,
    .Flops = "2*b*m*n*k",
    .Bytes = "b*e*(m*k + k*n + 2*m*n)",
    .Confused = "gemm (no b); element-wise products",
    .Proposes = true,
};

} // namespace auspex::kernels
