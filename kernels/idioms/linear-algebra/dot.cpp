//===- kernels/idioms/linear-algebra/dot.cpp - Inner products and norms ---===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// A scalar that leaves the loop as a sum: of products (dot), of squares under a
// square root (nrm2), of absolute values (asum).
//
//===----------------------------------------------------------------------===//
#include "kernels/idioms/linear-algebra/linear_algebra.h"

namespace auspex::kernels {

namespace {
bool squares(const Match &M) { return M.operand(0).sameAddress(M.operand(1)); }

std::optional<std::string> rootOfSquares(const Match &M) {
  if (!squares(M))
    return "two vectors";
  if (!M.U->RootTaken)
    return "no square root is taken of the sum";
  return std::nullopt;
}
} // namespace

const Idiom Nrm2 = {
    .Name = "nrm2",
    .Family = "linear-algebra",
    .Form = "s += x[i]*x[i]",
    .Title = "Euclidean norm",
    .FlopsPerPoint = 2,
    .Flops = "2*n",
    .Bytes = "e*n",
    .Confused = "dot (two vectors, or no root)",
    .Also = rootOfSquares,
};

const Idiom Dot = {
    .Name = "dot",
    .Family = "linear-algebra",
    .Form = "s += x[i]*y[i]",
    .Title = "inner product",
    .FlopsPerPoint = 2,
    .Flops = "2*n",
    .Bytes = "2*e*n",
    .Confused = "conditional sums; polynomial evaluation (a recurrence that is scaled); "
                "distances (square of a difference)",
    .Proposes = true,
};

const Idiom Asum = {
    .Name = "asum",
    .Family = "linear-algebra",
    .Form = "s += |x[i]|",
    .Title = "sum of absolute values",
    .FlopsPerPoint = 1,
    .Flops = "n",
    .Bytes = "e*n",
    .Confused = "a plain sum",
};

const Idiom Iamax = {
    .Name = "iamax",
    .Family = "linear-algebra",
    .Form = "p argmax= |x[i]|",
    .Title = "index of the element of largest magnitude",
    .FlopsPerPoint = 2,
    .Flops = "2*n",
    .Bytes = "e*n",
    .Confused = "the largest element itself; the index of the largest signed element",
};

const Idiom IamaxComplex = {
    .Name = "iamax",
    .Family = "linear-algebra",
    .Form = "p argmax= |x[i]|+|y[i]|",
    .Title = "index of the complex element of largest |re| + |im|",
    .FlopsPerPoint = 4,
    .Flops = "4*n",
    .Bytes = "2*e*n",
    .Confused = "the largest element itself",
};

/// The norm of all elements of a matrix.
const Idiom Frobenius = {
    .Name = "nrm2",
    .Family = "linear-algebra",
    .Form = "s += X[i,j]*X[i,j]",
    .Title = "Frobenius norm",
    .FlopsPerPoint = 2,
    .Flops = "2*m*n",
    .Bytes = "e*m*n",
    .Confused = "inner products of two matrices",
    .Also = rootOfSquares,
};

} // namespace auspex::kernels
