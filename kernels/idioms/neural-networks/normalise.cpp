//===- kernels/idioms/neural-networks/normalise.cpp - Layers made of several loops ===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// What a row becomes after its reductions: the sequence of loops is one value once the
// results of the earlier ones stand in the last.
//
//   softmax    e^(x_i - max x) / sum of e^(x_j - max x); the subtraction may be missing
//              (Goodfellow, Bengio, Courville, Deep Learning, 4.1)
//   layer norm (x_i - mean) / sqrt(variance + eps), scaled and shifted (Ba, Kiros,
//              Hinton, 2016, arXiv:1607.06450)
//   RMS norm   x_i / sqrt(mean of squares + eps), scaled (Zhang and Sennrich, NeurIPS
//              2019)
//   batch norm the same as layer norm with given mean and variance for each channel:
//              element by element (Ioffe and Szegedy, ICML 2015)
//
//===----------------------------------------------------------------------===//
#include "kernels/idioms/neural-networks/neural_networks.h"

#include <algorithm>

namespace auspex::kernels {
namespace {

bool isReduction(const Node &N, Fn Op) {
  return N.Kind == NodeKind::Fold && N.Op == Op &&
         std::ranges::any_of(N.Terms, [](const Term &T) { return !T.Over.empty(); });
}
bool isApply(const Node &N, Fn Op) { return N.Kind == NodeKind::Apply && N.Op == Op; }

/// The one reduction that \p R is a sum of alone (starting at a number), or nothing.
const Term *onlySum(const BodyDag &B, NodeRef R) {
  const Node &N = B[R];
  const Term *Found = nullptr;
  if (!isReduction(N, Fn::Add))
    return nullptr;
  for (const Term &T : N.Terms) {
    if (T.Over.empty() && T.Factors.empty())
      continue;
    if (Found || T.Over.empty())
      return nullptr;
    Found = &T;
  }
  return Found;
}

/// \p R is the sum of exponentials over a row: of the exponentials themselves, or of
/// where another statement put them.
bool isSumOfExp(NodeRef R, const std::vector<Statement> &All, const BodyDag &B) {
  const Term *T = onlySum(B, R);
  if (!T || T->Coef != 1 || T->Factors.size() != 1)
    return false;
  const Node &N = B[T->Factors[0]];
  if (isApply(N, Fn::Exp))
    return !B.readsOf(T->Factors[0]).empty();
  return N.Kind == NodeKind::Read && std::ranges::any_of(All, [&](const Statement &S) {
           return S.Value != NoNode && !S.ToScalar && S.Out.Object == B.operand(N.Id).Object &&
                  isApply(B[S.Value], Fn::Exp);
         });
}

std::optional<uint32_t> softmax(const Statement &S, const std::vector<Statement> &All,
                                const BodyDag &B) {
  const std::vector<Term> Terms = B.sumTerms(S.Composite);
  if (Terms.size() != 1 || Terms[0].Coef != 1 || Terms[0].Factors.size() != 2 ||
      !Terms[0].Over.empty())
    return std::nullopt;
  for (size_t K : {0, 1}) {
    const Node &D = B[Terms[0].Factors[K]], &E = B[Terms[0].Factors[1 - K]];
    if (!isApply(D, Fn::Recip) || !isSumOfExp(D.Args[0], All, B))
      continue;
    if (E.Kind == NodeKind::Read) // the exponentials were kept
      return std::ranges::any_of(All,
                                 [&](const Statement &X) {
                                   return !X.ToScalar && X.Value != NoNode &&
                                          X.Out.Object == B.operand(E.Id).Object &&
                                          isApply(B[X.Value], Fn::Exp);
                                 })
                 ? std::optional(E.Id)
                 : std::nullopt;
    if (isApply(E, Fn::Exp))
      for (uint32_t Id : B.readsOf(Terms[0].Factors[1 - K]))
        return Id;
  }
  return std::nullopt;
}

std::optional<uint32_t> logSoftmax(const Statement &S, const std::vector<Statement> &All,
                                   const BodyDag &B) {
  bool Log = false;
  std::optional<uint32_t> In;
  for (const Term &T : B.sumTerms(S.Composite)) {
    if (T.Factors.size() != 1)
      return std::nullopt;
    const Node &N = B[T.Factors[0]];
    if (isApply(N, Fn::Log) && T.Coef == -1 && isSumOfExp(N.Args[0], All, B))
      Log = true;
    else if (N.Kind == NodeKind::Read && T.Coef == 1 && T.Over.empty())
      In = N.Id;
  }
  return Log ? In : std::nullopt;
}

/// What a value is divided by the root of: sums over a row.
struct Moments {
  bool Mean = false;    ///< a sum of the elements
  bool Squares = false; ///< a sum of their squares, or of squared distances
  bool Scaled = false;  ///< that sum is divided by the count
};

Moments momentsOf(NodeRef R, const BodyDag &B, uint32_t Object) {
  Moments M;
  auto IsElement = [&](NodeRef X) {
    return B[X].Kind == NodeKind::Read && B.operand(B[X].Id).Object == Object;
  };
  auto IsDistance = [&](NodeRef X) {
    return B[X].Kind == NodeKind::Fold && B[X].Op == Fn::Add &&
           std::ranges::any_of(B[X].Terms, [&](const Term &T) {
             return T.Over.empty() && T.Factors.size() == 1 && IsElement(T.Factors[0]);
           });
  };
  for (NodeRef X : B.collect(R, [](const Node &N) { return isReduction(N, Fn::Add); }))
    for (const Term &T : B[X].Terms) {
      if (T.Over.empty())
        continue;
      const auto Elements = std::ranges::count_if(T.Factors, IsElement);
      const auto Distances = std::ranges::count_if(T.Factors, IsDistance);
      if (Elements == 2 || Distances == 2) {
        M.Squares = true;
        M.Scaled |= T.Coef != 1 || T.Factors.size() > 2;
      } else if (Elements == 1 && !Distances) {
        M.Mean = true;
      }
    }
  return M;
}

/// The operand that is divided by the root of a sum over its row, with the moments of
/// that sum and of the whole value.
std::optional<uint32_t> normalised(const Statement &S, const BodyDag &B, bool WantMean) {
  NodeRef Root = NoNode;
  for (NodeRef X : B.collect(S.Composite, [&](const Node &N) {
         return isApply(N, Fn::Recip) &&
                !B.collect(N.Args[0], [](const Node &Y) { return isApply(Y, Fn::Sqrt); }).empty();
       }))
    Root = X;
  if (Root == NoNode)
    return std::nullopt;
  for (uint32_t Id : B.readsOf(S.Composite)) {
    const Operand &O = B.operand(Id);
    // The element itself moves as the output does.
    if (std::ranges::any_of(S.Loops, [&](const Dim &D) {
          return S.Out.moves(indexOf(D.Loop)) != O.moves(indexOf(D.Loop));
        }))
      continue;
    const Moments M = momentsOf(Root, B, O.Object), Whole = momentsOf(S.Composite, B, O.Object);
    if (M.Squares && M.Scaled && Whole.Mean == WantMean)
      return Id;
  }
  return std::nullopt;
}

std::optional<uint32_t> layerNorm(const Statement &S, const std::vector<Statement> &,
                                  const BodyDag &B) {
  return normalised(S, B, true);
}
std::optional<uint32_t> rmsNorm(const Statement &S, const std::vector<Statement> &,
                                const BodyDag &B) {
  return normalised(S, B, false);
}

} // namespace

const Idiom Softmax = {
    .Name = "softmax",
    .Family = "neural-networks",
    .Form = "y[i] = exp(x[i]-m)/s",
    .Title = "exponentials of a row divided by their sum",
    .FlopsPerPoint = 5,
    .Flops = "5*n",
    .Bytes = "2*e*n",
    .Confused = "sigmoid (no sum); a row divided by its plain sum",
    .Compose = softmax,
};

const Idiom LogSoftmax = {
    .Name = "log-softmax",
    .Family = "neural-networks",
    .Form = "y[i] = x[i]-m-log(s)",
    .Title = "logarithm of softmax",
    .FlopsPerPoint = 5,
    .Flops = "5*n",
    .Bytes = "2*e*n",
    .Confused = "softmax",
    .Compose = logSoftmax,
};

const Idiom LayerNorm = {
    .Name = "layer-norm",
    .Family = "neural-networks",
    .Form = "y[i] = g[i]*(x[i]-m)/sqrt(v+c)+b[i]",
    .Title = "a row made of mean 0 and variance 1",
    .FlopsPerPoint = 8,
    .Flops = "8*n",
    .Bytes = "e*(2*n)",
    .Confused = "RMS norm (no mean); batch norm (given statistics)",
    .Compose = layerNorm,
};

const Idiom RmsNorm = {
    .Name = "rms-norm",
    .Family = "neural-networks",
    .Form = "y[i] = g[i]*x[i]/sqrt(v+c)",
    .Title = "a row divided by the root of its mean square",
    .FlopsPerPoint = 5,
    .Flops = "5*n",
    .Bytes = "e*(2*n)",
    .Confused = "layer norm; division by the Euclidean norm (no mean)",
    .Compose = rmsNorm,
};

const Idiom BatchNorm = {
    .Name = "batch-norm",
    .Family = "neural-networks",
    .Form = "y[c,i] = (x[c,i]-m[c])/sqrt(v[c]+a)",
    .Title = "channels normalised by given statistics",
    .FlopsPerPoint = 5,
    .Flops = "5*n*c",
    .Bytes = "e*(2*n*c + 2*c)",
    .Confused = "layer norm (statistics of the row)",
    .Variants = "(x[c,i]-m[c])/(sqrt(v[c])+a)",
};

const Idiom BatchNormScaled = {
    .Name = "batch-norm",
    .Family = "neural-networks",
    .Form = "y[c,i] = g[c]*(x[c,i]-m[c])/sqrt(v[c]+a)+b[c]",
    .Title = "channels normalised by given statistics, scaled and shifted",
    .FlopsPerPoint = 7,
    .Flops = "7*n*c",
    .Bytes = "e*(2*n*c + 4*c)",
    .Confused = "layer norm (statistics of the row)",
};

} // namespace auspex::kernels
