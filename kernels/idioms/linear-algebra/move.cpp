//===- kernels/idioms/linear-algebra/move.cpp - Copies that scale, move and transpose -===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Element-wise assignments of one operand: scal multiplies them, usually in place, copy
// keeps the order of the dimensions, a transpose exchanges them. They are named
// so that nothing else is taken for them.
//
//===----------------------------------------------------------------------===//
#include "kernels/idioms/linear-algebra/linear_algebra.h"

namespace auspex::kernels {

namespace {
bool inPlace(const Match &M) { return M.operand(0).sameAddress(M.U->Out); }
bool scaled(const Match &M) { return M.U->Coef != 1 || !M.U->Scalars.empty(); }

std::optional<std::string> isScal(const Match &M) {
  // What is scaled on the way to another place is scaled.
  return inPlace(M) || scaled(M) ? std::nullopt
                                 : std::optional<std::string>("another operand is written");
}
std::optional<std::string> isCopy(const Match &M) {
  if (inPlace(M))
    return "the operand is written back";
  if (scaled(M))
    return "the elements are scaled";
  return std::nullopt;
}
std::optional<std::string> isTranspose(const Match &M) {
  if (auto Why = isCopy(M))
    return Why;
  const uint32_t I = M.dim('i').Loop, J = M.dim('j').Loop;
  const Operand &Out = M.U->Out, &In = M.operand(0);
  return isMajor(Out, I, J) != isMajor(In, I, J) && isMajor(Out, J, I) != isMajor(In, J, I)
             ? std::nullopt
             : std::optional<std::string>("the dimensions keep their order");
}
} // namespace

const Idiom Scal = {
    .Name = "scal",
    .Family = "linear-algebra",
    .Form = "x[i] = x[i]",
    .Title = "scaled vector",
    .FlopsPerPoint = 2,
    .Flops = "n",
    .Bytes = "2*e*n",
    .Confused = "copy",
    .Also = isScal,
};

const Idiom ScalMatrix = {
    .Name = "scal",
    .Family = "linear-algebra",
    .Form = "X[i,j] = X[i,j]",
    .Title = "scaled matrix",
    .FlopsPerPoint = 2,
    .Flops = "m*n",
    .Bytes = "2*e*m*n",
    .Confused = "copy",
    .Also = isScal,
};

const Idiom Transpose = {
    .Name = "transpose",
    .Family = "linear-algebra",
    .Form = "B[i,j] = A[j,i]",
    .Title = "transposed copy",
    .FlopsPerPoint = 0,
    .Flops = "0",
    .Bytes = "2*e*m*n",
    .Confused = "copy; products (nothing is multiplied)",
    .Also = isTranspose,
};

const Idiom Copy = {
    .Name = "copy",
    .Family = "linear-algebra",
    .Form = "y[i] = x[i]",
    .Title = "copied vector",
    .FlopsPerPoint = 0,
    .Flops = "0",
    .Bytes = "2*e*n",
    .Confused = "products (nothing is multiplied)",
    .Also = isCopy,
};

const Idiom CopyMatrix = {
    .Name = "copy",
    .Family = "linear-algebra",
    .Form = "B[i,j] = A[i,j]",
    .Title = "copied matrix",
    .FlopsPerPoint = 0,
    .Flops = "0",
    .Bytes = "2*e*m*n",
    .Confused = "transpose (the dimensions change order)",
    .Also = isCopy,
};

} // namespace auspex::kernels
