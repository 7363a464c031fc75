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
/// -log(p) where another array says that it is the target.
std::optional<uint32_t> whereTarget(NodeRef Value, const Flow &F) {
  const BodyDag &B = F.B;
  if (!F.is(Value, Fn::Select) || !F.is(B[Value].Args[0], Fn::Compare))
    return std::nullopt;
  const auto &A = B[Value].Args;
  auto IsZero = [&](NodeRef X) { return B[X].Kind == NodeKind::Constant && B[X].Value == 0; };
  const NodeRef Loss = IsZero(A[2]) ? A[1] : IsZero(A[1]) ? A[2] : NoNode;
  const auto Terms = Loss == NoNode ? std::vector<Term>{} : B.sumTerms(Loss);
  if (Terms.size() != 1 || Terms[0].Coef >= 0 || Terms[0].Factors.size() != 1 ||
      !F.is(Terms[0].Factors[0], Fn::Log))
    return std::nullopt;
  const auto Of = B.readsOf(Terms[0].Factors[0]), By = B.readsOf(A[0]);
  return Of.size() == 1 && By.size() == 1 && B.operand(Of[0]).Object != B.operand(By[0]).Object
             ? std::optional(Of[0])
             : std::nullopt;
}

/// The sum of targets times the logarithm of a softmax.
std::optional<uint32_t> weighed(const Statement &S, NodeRef Value, const Flow &F) {
  const BodyDag &B = F.B;
  if (!S.ToScalar || !F.applies(Fn::Log) || !F.applies(Fn::Exp))
    return std::nullopt;
  for (NodeRef R :
       B.collect(Value, [](const Node &N) { return N.Kind == NodeKind::Fold && N.Op == Fn::Add; }))
    for (const Term &T : B[R].Terms) {
      if (T.Over.empty() || T.Factors.size() != 2)
        continue;
      for (size_t K : {0, 1}) {
        const NodeRef Y = T.Factors[K], L = T.Factors[1 - K];
        if (B[Y].Kind != NodeKind::Read || B[L].Kind != NodeKind::Fold || B[L].Op != Fn::Add)
          continue;
        for (const Term &P : B[L].Terms)
          if (P.Coef < 0 && P.Factors.size() == 1 && F.is(P.Factors[0], Fn::Log) &&
              !B.collect(P.Factors[0],
                         [](const Node &N) {
                           return std::ranges::any_of(
                               N.Terms, [](const Term &X) { return !X.Over.empty(); });
                         })
                   .empty() &&
              B.applies(P.Factors[0], Fn::Exp))
            return B[Y].Id;
      }
    }
  return std::nullopt;
}

std::optional<uint32_t> picked(const Statement &S, NodeRef Value, const Flow &F) {
  const BodyDag &B = F.B;
  if (auto In = F.applies(Fn::Log) ? whereTarget(Value, F) : std::nullopt)
    return In;
  if (auto In = weighed(S, Value, F))
    return In;
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

const Idiom HuberLoss = {
    .Name = "huber-loss",
    .Family = "neural-networks",
    .Form = "s += if(abs(x[i]-y[i])>a,a*abs(x[i]-y[i])-0.5*a*a,0.5*(x[i]-y[i])*(x[i]-y[i]))",
    .Title = "squared differences that go on as a line where they are large (smooth L1)",
    .FlopsPerPoint = 5,
    .Flops = "5*n",
    .Bytes = "2*e*n",
    .Confused = "sums of absolute or squared differences (one branch)",
    .Variants = "if(abs(x[i]-y[i])>a,abs(x[i]-y[i])-0.5*a,0.5*(x[i]-y[i])*(x[i]-y[i])/a);"
                "if(abs(x[i]-y[i])>a,a*(2*abs(x[i]-y[i])-a),(x[i]-y[i])*(x[i]-y[i]));"
                "if(abs(x[i]-y[i])>1,abs(x[i]-y[i])-0.5,0.5*(x[i]-y[i])*(x[i]-y[i]))",
    .Also = twoArrays,
};

const Idiom HuberLossElements = {
    .Name = "huber-loss",
    .Family = "neural-networks",
    .Form = "s[i] = if(abs(x[i]-y[i])>a,a*abs(x[i]-y[i])-0.5*a*a,0.5*(x[i]-y[i])*(x[i]-y[i]))",
    .Title = "Huber loss (smooth L1), each element by itself",
    .FlopsPerPoint = 5,
    .Flops = "5*n",
    .Bytes = "3*e*n",
    .Confused = "absolute or squared differences (one branch)",
    .Variants = "if(abs(x[i]-y[i])>a,abs(x[i]-y[i])-0.5*a,0.5*(x[i]-y[i])*(x[i]-y[i])/a);"
                "if(abs(x[i]-y[i])>1,abs(x[i]-y[i])-0.5,0.5*(x[i]-y[i])*(x[i]-y[i]))",
    .Also = twoArrays,
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
