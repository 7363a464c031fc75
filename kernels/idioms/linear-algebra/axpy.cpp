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
#include "kernels/flow.h"
#include "kernels/idioms/linear-algebra/linear_algebra.h"

#include <algorithm>

namespace auspex::kernels {

namespace {
std::optional<std::string> scalesOld(const Match &M) {
  if (M.U->Before == Old::Scaled)
    return std::nullopt;
  return "the old value is not scaled";
}

/// Two vectors make a third, at least one of them scaled: by itself, or by how far it is from
/// the other. Scaled: how many are.
std::optional<uint32_t> ofTwo(const Statement &S, NodeRef Value, const Flow &F, size_t Scaled) {
  const BodyDag &B = F.B;
  const auto Terms = B.sumTerms(Value);
  if (S.ToScalar || S.Sparse || Terms.size() != 2)
    return std::nullopt;
  std::vector<uint32_t> Reads;
  size_t Plain = 0;
  for (const Term &T : Terms) {
    size_t Factors = 0;
    for (NodeRef X : T.Factors)
      if (B[X].Kind == NodeKind::Read) {
        Reads.push_back(B[X].Id);
        ++Factors;
      } else if (B.dependsOnData(X) || B[X].Kind == NodeKind::Index) {
        return std::nullopt;
      }
    if (!T.Over.empty() || Factors != 1)
      return std::nullopt;
    Plain += T.Factors.size() == 1 && T.Coef == 1;
    // A difference of two vectors is no scaled one.
    if (T.Factors.size() == 1 && T.Coef == -1)
      return std::nullopt;
  }
  const Operand &X = B.operand(Reads[0]), &Y = B.operand(Reads[1]);
  const auto Moves = [&](const Operand &O) {
    return std::ranges::all_of(S.Loops, [&](const Dim &D) { return O.moves(indexOf(D.Loop)); });
  };
  const bool Apart = X.Object != Y.Object && X.Object != S.Out.Object && Y.Object != S.Out.Object;
  return Apart && Moves(X) && Moves(Y) && Moves(S.Out) && 2 - Plain == Scaled ? std::optional(Reads[0])
                                                                              : std::nullopt;
}

std::optional<uint32_t> oneScaled(const Statement &S, NodeRef Value, const Flow &F) {
  return ofTwo(S, Value, F, 1);
}
std::optional<uint32_t> bothScaled(const Statement &S, NodeRef Value, const Flow &F) {
  return ofTwo(S, Value, F, 2);
}
} // namespace

const Idiom Waxpy = {
    .Name = "axpy",
    .Family = "linear-algebra",
    .Form = "w[i] = a*x[i]+y[i]",
    .Title = "alpha*x + y into a third vector",
    .FlopsPerPoint = 2,
    .Flops = "2*n",
    .Bytes = "3*e*n",
    .Confused = "sums and differences of two vectors (no factor); blends (a condition); stencils (one operand twice)",
    .Compose = oneScaled,
};

const Idiom Waxpby = {
    .Name = "axpby",
    .Family = "linear-algebra",
    .Form = "w[i] = a*x[i]+b*y[i]",
    .Title = "alpha*x + beta*y into a third vector",
    .FlopsPerPoint = 3,
    .Flops = "3*n",
    .Bytes = "3*e*n",
    .Confused = "axpy (one factor is 1); blends (a condition); stencils (one operand twice)",
    .Compose = bothScaled,
};

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
