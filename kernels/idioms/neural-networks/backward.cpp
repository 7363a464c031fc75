//===- kernels/idioms/neural-networks/backward.cpp - Gradients of functions ===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// The gradient of a layer's output times the derivative of its function, which is a
// function of what went in or of what came out (Goodfellow, Bengio, Courville, Deep
// Learning, 6.5). Linear layers go back through matrix products.
//
//===----------------------------------------------------------------------===//
#include "kernels/idioms/neural-networks/neural_networks.h"

#include <algorithm>

namespace auspex::kernels {
namespace {

std::optional<std::string> twoArrays(const Match &M) {
  return M.operand(0).Object == M.operand(1).Object
             ? std::optional<std::string>("both are one array")
             : std::nullopt;
}

/// dx = y (dy - sum of y dy): a row, less its inner product with another, times that.
std::optional<uint32_t> softmaxBackward(const Statement &S, NodeRef Value, const Flow &F) {
  const BodyDag &B = F.B;
  if (S.ToScalar)
    return std::nullopt;
  // The product may be distributed over the difference.
  auto ReadAt = [&](NodeRef R) { return B[R].Kind == NodeKind::Read; };
  std::vector<Term> Terms = B.sumTerms(Value);
  NodeRef Y = NoNode;
  if (Terms.size() == 1 && Terms[0].Over.empty() && Terms[0].Factors.size() == 2)
    for (size_t K : {0, 1})
      if (ReadAt(Terms[0].Factors[K]) && B[Terms[0].Factors[1 - K]].Kind == NodeKind::Fold) {
        Y = Terms[0].Factors[K];
        Terms = B.sumTerms(Terms[0].Factors[1 - K]);
        for (Term &T : Terms)
          T.Factors.push_back(Y);
        break;
      }
  if (Terms.size() != 2)
    return std::nullopt;
  for (size_t K : {0, 1}) {
    const Term &Plain = Terms[K], &Sum = Terms[1 - K];
    if (Plain.Coef * Sum.Coef >= 0 || Plain.Factors.size() != 2 || !Plain.Over.empty() ||
        !std::ranges::all_of(Plain.Factors, ReadAt))
      continue;
    // y times the inner product of both arrays: a term over a loop, or a scalar.
    for (NodeRef P : Plain.Factors) {
      const NodeRef Q = Plain.Factors[0] == P ? Plain.Factors[1] : Plain.Factors[0];
      if (std::ranges::find(Sum.Factors, P) == Sum.Factors.end())
        continue;
      auto Object = [&](NodeRef R) { return B.operand(B[R].Id).Object; };
      auto IsInner = [&](const Term &T, bool WithP) {
        size_t OfP = 0, OfQ = 0;
        for (NodeRef X : T.Factors)
          if (ReadAt(X) && !(WithP && X == P)) {
            OfP += Object(X) == Object(P);
            OfQ += Object(X) == Object(Q);
          }
        return !T.Over.empty() && OfP == 1 && OfQ == 1;
      };
      if (Object(P) == Object(Q))
        continue;
      const bool Inner =
          IsInner(Sum, true) || std::ranges::any_of(Sum.Factors, [&](NodeRef X) {
            const auto Ts = B.sumTerms(X);
            return X != P && Ts.size() == 1 && IsInner(Ts[0], false);
          });
      if (Inner)
        return B[P].Id;
    }
  }
  return std::nullopt;
}

} // namespace

const Idiom ReluBackward = {
    .Name = "backward",
    .Family = "neural-networks",
    .Form = "d[i] = if(x[i]>0,y[i],0)",
    .Title = "gradient of a rectified linear unit",
    .FlopsPerPoint = 1,
    .Flops = "n",
    .Bytes = "3*e*n",
    .Confused = "relu (of itself); a mask with another bound",
    .Variants = "if(x[i]>0,y[i],a*y[i])",
    .Also = twoArrays,
};

const Idiom SigmoidBackward = {
    .Name = "backward",
    .Family = "neural-networks",
    .Form = "d[i] = y[i]*x[i]*(1-x[i])",
    .Title = "gradient of a logistic function by its value",
    .FlopsPerPoint = 3,
    .Flops = "3*n",
    .Bytes = "3*e*n",
    .Confused = "interpolation",
    .Also = twoArrays,
};

const Idiom TanhBackward = {
    .Name = "backward",
    .Family = "neural-networks",
    .Form = "d[i] = y[i]*(1-x[i]*x[i])",
    .Title = "gradient of a hyperbolic tangent by its value",
    .FlopsPerPoint = 3,
    .Flops = "3*n",
    .Bytes = "3*e*n",
    .Confused = "windows",
    .Also = twoArrays,
};

const Idiom SoftmaxBackward = {
    .Name = "backward",
    .Family = "neural-networks",
    .Form = "d[i] = y[i]*(x[i]-s)",
    .Title = "gradient of a softmax: s is the sum of y*x",
    .FlopsPerPoint = 4,
    .Flops = "4*n",
    .Bytes = "3*e*n",
    .Confused = "differences from a mean",
    .Compose = softmaxBackward,
};

} // namespace auspex::kernels
