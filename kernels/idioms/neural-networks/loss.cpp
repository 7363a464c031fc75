//===- kernels/idioms/neural-networks/loss.cpp - Losses ------------------===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// How far predictions are from targets (Goodfellow, Bengio, Courville, Deep Learning,
// 6.2): the mean of squared differences; minus the logarithm of the probability of the
// target, where that is picked by a label, weighed by a distribution, or one of two. From
// logits the probability is that of a softmax or a logistic function.
//
//===----------------------------------------------------------------------===//
#include "kernels/idioms/neural-networks/neural_networks.h"

#include <algorithm>

namespace auspex::kernels {
namespace {

std::optional<std::string> isMean(const Match &M) {
  if (!M.U->Averaged)
    return "the sum is not divided by the count: a distance";
  if (M.operand(0).Object == M.operand(1).Object)
    return "both are one array";
  return std::nullopt;
}

std::optional<std::string> twoArrays(const Match &M) {
  return M.operand(0).Object == M.operand(1).Object
             ? std::optional<std::string>("both are one array: an entropy")
             : std::nullopt;
}

bool isGathered(NodeRef R, const BodyDag &B) {
  return B[R].Kind == NodeKind::Read && !B.operand(B[R].Id).Via.empty();
}

/// The logarithm of what a label picks, or log(sum of exp) less what it picks.
std::optional<uint32_t> picked(const Statement &S, NodeRef Value, const Flow &F) {
  const BodyDag &B = F.B;
  bool LogSum = false;
  std::optional<uint32_t> Logit;
  for (const Term &T : B.sumTerms(Value)) {
    if (T.Factors.size() != 1)
      continue;
    const NodeRef X = T.Factors[0];
    if (F.is(X, Fn::Log)) {
      // Of a probability, which may have a small number added or be kept above one.
      for (const Term &P : B.sumTerms(B[X].Args[0]))
        if (T.Coef < 0 && P.Factors.size() == 1 && isGathered(P.Factors[0], B))
          return B[P.Factors[0]].Id;
      LogSum |= T.Coef > 0 && !B.collect(B[X].Args[0], [](const Node &N) {
                                  return N.Kind == NodeKind::Apply && N.Op == Fn::Exp;
                                }).empty();
    } else if (T.Coef < 0 && isGathered(X, B)) {
      Logit = B[X].Id;
    }
  }
  return LogSum ? Logit : std::nullopt;
}

} // namespace

const Idiom MseLoss = {
    .Name = "mse-loss",
    .Family = "neural-networks",
    .Form = "s += (x[i]-y[i])*(x[i]-y[i])",
    .Title = "mean of squared differences",
    .FlopsPerPoint = 3,
    .Flops = "3*n",
    .Bytes = "2*e*n",
    .Confused = "squared distances (no mean); variances (one array)",
    .Also = isMean,
};

const Idiom CrossEntropy = {
    .Name = "cross-entropy",
    .Family = "neural-networks",
    .Form = "s += y[i]*log(x[i]+a)",
    .Title = "minus the logarithm of the target's probability",
    .FlopsPerPoint = 3,
    .Flops = "3*n",
    .Bytes = "2*e*n",
    .Confused = "entropy (one array); Kullback-Leibler divergence (a quotient)",
    .Variants = "y[i]*log(x[i]);0-y[i]*log(x[i]);0-y[i]*log(x[i]+a);"
                "0-y[i]*log(x[i])-(1-y[i])*log(1-x[i]);y[i]*log(x[i])+(1-y[i])*log(1-x[i]);"
                "0-y[i]*log(x[i]+a)-(1-y[i])*log(1-x[i]+a);"
                "y[i]*log(x[i]+a)+(1-y[i])*log(1-x[i]+a);"
                "max(x[i],0)-x[i]*y[i]+log(1+exp(0-abs(x[i])))",
    .Also = twoArrays,
};

const Idiom CrossEntropyElements = {
    .Name = "cross-entropy",
    .Family = "neural-networks",
    .Form = "s[i] = 0-y[i]*log(x[i])-(1-y[i])*log(1-x[i])",
    .Title = "cross-entropy of two classes, each element by itself",
    .FlopsPerPoint = 7,
    .Flops = "7*n",
    .Bytes = "3*e*n",
    .Confused = "softplus",
    .Variants = "0-y[i]*log(x[i]+a)-(1-y[i])*log(1-x[i]+a);"
                "max(x[i],0)-x[i]*y[i]+log(1+exp(0-abs(x[i])))",
    .Also = twoArrays,
};

const Idiom CrossEntropyLabels = {
    .Name = "cross-entropy",
    .Family = "neural-networks",
    .Form = "s[i] = log(x[i,y[i]])",
    .Title = "minus the logarithm of the probability that a label picks",
    .FlopsPerPoint = 2,
    .Flops = "2*n",
    .Bytes = "e*2*n",
    .Confused = "log-softmax (of all)",
    .Compose = picked,
};

} // namespace auspex::kernels
