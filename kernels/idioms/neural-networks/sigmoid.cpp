//===- kernels/idioms/neural-networks/sigmoid.cpp - Logistic functions ---===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// 1/(1 + e^-x) and what is made of it: tanh, x*sigmoid(x) (SiLU, swish; Ramachandran,
// Zoph, Le, 2017), log(1 + e^x) (softplus), x*tanh(softplus(x)) (Mish; Misra, 2019).
//
//===----------------------------------------------------------------------===//
#include "kernels/idioms/neural-networks/neural_networks.h"

#include <algorithm>

namespace auspex::kernels {
namespace {

/// x times what another loop has stored as its logistic function.
std::optional<uint32_t> keptSilu(const Statement &S, NodeRef Value, const Flow &F) {
  const auto Terms = F.B.sumTerms(Value);
  if (S.ToScalar || Terms.size() != 1 || Terms[0].Coef != 1 || Terms[0].Factors.size() != 2)
    return std::nullopt;
  for (size_t K : {0, 1}) {
    const Node &X = F.B[Terms[0].Factors[K]], &G = F.B[Terms[0].Factors[1 - K]];
    if (X.Kind != NodeKind::Read || G.Kind != NodeKind::Read)
      continue;
    for (const Statement *W : F.writersOf(F.B.operand(G.Id)))
      if (F.isSigmoid(W->Value) && F.B[W->Value].Kind != NodeKind::Read &&
          std::ranges::all_of(F.B.readsOf(W->Value), [&](uint32_t Id) {
            return F.B.operand(Id).Object == F.B.operand(X.Id).Object;
          }))
        return X.Id;
  }
  return std::nullopt;
}

/// x / (1 + e^(-b*x)), b a scalar.
std::optional<uint32_t> swish(const Statement &S, NodeRef Value, const Flow &F) {
  const BodyDag &B = F.B;
  const auto Terms = B.sumTerms(Value);
  if (S.ToScalar || !F.applies(Fn::Exp) || Terms.size() != 1 || Terms[0].Coef != 1 ||
      Terms[0].Factors.size() != 2 || !Terms[0].Over.empty())
    return std::nullopt;
  for (size_t K : {0, 1}) {
    const NodeRef X = Terms[0].Factors[K], R = Terms[0].Factors[1 - K];
    if (B[X].Kind != NodeKind::Read || !F.is(R, Fn::Recip))
      continue;
    const auto Sum = B.sumTerms(B[R].Args[0]);
    for (const Term &T : Sum) {
      if (Sum.size() != 2 || T.Coef != 1 || T.Factors.size() != 1 || !F.is(T.Factors[0], Fn::Exp))
        continue;
      const auto Power = B.sumTerms(B[T.Factors[0]].Args[0]);
      if (Power.size() == 1 && Power[0].Coef == -1 && Power[0].Factors.size() == 2 &&
          std::ranges::count(Power[0].Factors, X) == 1 &&
          std::ranges::any_of(Power[0].Factors,
                              [&](NodeRef Y) { return B[Y].Kind == NodeKind::Scalar; }))
        return B[X].Id;
    }
  }
  return std::nullopt;
}

} // namespace

const Idiom SiluScaled = {
    .Name = "silu",
    .Family = "neural-networks",
    .Part = LayerPart::Activation,
    .Form = "y[i] = x[i]/(1+exp(-b*x[i]))",
    .Title = "swish with a slope",
    .FlopsPerPoint = 5,
    .Flops = "5*n",
    .Bytes = "2*e*n",
    .Confused = "sigmoid; GELU (1.702)",
    .Compose = swish,
};

const Idiom Sigmoid = {
    .Name = "sigmoid",
    .Family = "neural-networks",
    .Part = LayerPart::Activation,
    .Form = "y[i] = 1/(1+exp(-x[i]))",
    .Title = "logistic function",
    .FlopsPerPoint = 3,
    .Flops = "3*n",
    .Bytes = "2*e*n",
    .Confused = "softmax (divides by a sum over the row); SiLU",
    .Variants = "exp(x[i])/(1+exp(x[i]));if(x[i]>0,1/(1+exp(-x[i])),exp(x[i])/"
                "(1+exp(x[i])));0.5*tanh(0.5*x[i])+0.5",
};

const Idiom TanhLayer = {
    .Name = "tanh",
    .Family = "neural-networks",
    .Part = LayerPart::Activation,
    .Form = "y[i] = tanh(x[i])",
    .Title = "hyperbolic tangent",
    .FlopsPerPoint = 1,
    .Flops = "n",
    .Bytes = "2*e*n",
    .Confused = "GELU (multiplied by x)",
    .Variants = "(exp(x[i])-exp(-x[i]))/(exp(x[i])+exp(-x[i]));(exp(2*x[i])-1)/(exp(2*x[i])+1);2/"
                "(1+exp(-2*x[i]))-1;(1-exp(-2*x[i]))/(1+exp(-2*x[i]));1-2/(exp(2*x[i])+1)",
};

const Idiom Silu = {
    .Name = "silu",
    .Family = "neural-networks",
    .Part = LayerPart::Activation,
    .Form = "y[i] = x[i]/(1+exp(-x[i]))",
    .Title = "x times its logistic function (swish)",
    .FlopsPerPoint = 4,
    .Flops = "4*n",
    .Bytes = "2*e*n",
    .Confused = "sigmoid; GELU",
};

const Idiom SiluKept = {
    .Name = "silu",
    .Family = "neural-networks",
    .Part = LayerPart::Activation,
    .Form = "y[i] = x[i]*g[i]",
    .Title = "x times its logistic function, which is kept",
    .FlopsPerPoint = 4,
    .Flops = "4*n",
    .Bytes = "3*e*n",
    .Confused = "a gate of another array",
    .Compose = keptSilu,
};

const Idiom SwiGlu = {
    .Name = "swiglu",
    .Family = "neural-networks",
    .Form = "y[i] = g[i]*x[i]/(1+exp(-g[i]))",
    .Title = "gated SiLU",
    .FlopsPerPoint = 5,
    .Flops = "5*n",
    .Bytes = "3*e*n",
    .Confused = "silu (no gate)",
    .Serves = "silu",
};

const Idiom Softplus = {
    .Name = "softplus",
    .Family = "neural-networks",
    .Part = LayerPart::Activation,
    .Form = "y[i] = log(1+exp(x[i]))",
    .Title = "smooth rectifier",
    .FlopsPerPoint = 3,
    .Flops = "3*n",
    .Bytes = "2*e*n",
    .Confused = "log-sum-exp (summed over the row)",
    .Variants = "max(x[i],0)+log(1+exp(0-abs(x[i])));if(x[i]>a,x[i],log(1+exp(x[i])));"
                "if(x[i]>a,x[i],if(x[i]>b,log(1+exp(x[i])),exp(x[i])));log(1+exp(a*x[i]))/a;"
                "if(a*x[i]>b,x[i],c*log(1+exp(a*x[i])))",
};

const Idiom Mish = {
    .Name = "mish",
    .Family = "neural-networks",
    .Part = LayerPart::Activation,
    .Form = "y[i] = x[i]*tanh(log(1+exp(x[i])))",
    .Title = "x times tanh of softplus",
    .FlopsPerPoint = 5,
    .Flops = "5*n",
    .Bytes = "2*e*n",
    .Confused = "GELU, SiLU",
};

} // namespace auspex::kernels
