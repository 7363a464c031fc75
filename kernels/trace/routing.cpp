//===- kernels/trace/routing.cpp - Tokens sent to experts -------------------===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// The router of a mixture of experts (Shazeer et al., "Outrageously large neural networks",
// 2017): of each token's gates the k largest are chosen; who they are is written as
// integers, and their weights are in proportion to exp(gate), of these or of all experts.
// Where gates lie and how the largest are found leaves no trace: what counts is which
// numbers were compared, which of them the integers name, and the weights' quotients, also
// for other gates than those of the run.
//
//===----------------------------------------------------------------------===//
#include "kernels/trace/classify.h"

#include <algorithm>
#include <cmath>

namespace auspex::kernels::trace {
namespace {

/// Integers (Named) and numbers that lie beside each other in one array each.
struct Written {
  std::map<uint32_t, std::vector<int64_t>> Named;
  std::map<uint32_t, std::vector<Ref>> Numbers;
};

Written writtenBy(const Trace &T) {
  Written W;
  for (const auto &[P, R] : T.Final)
    if (P.Own)
      continue;
    else if (P.Real)
      W.Numbers[P.Object].push_back(R);
    else if (T.G.isConstant(R))
      W.Named[P.Object].push_back(int64_t(T.G[R].Value));
  return W;
}

/// What was compared, by what computed it: inputs in the order in which they lie.
std::map<Op, std::vector<Ref>> comparedIn(const Trace &T) {
  std::map<Op, std::vector<Ref>> Out;
  for (const Choice &C : T.Choices)
    for (Ref R : {C.A, C.B})
      if (!C.Clamp && !C.Equality && R != None && !T.G.isConstant(R))
        Out[T.G[R].O].push_back(R);
  for (auto &[O, Refs] : Out) {
    std::ranges::sort(Refs);
    Refs.erase(std::ranges::unique(Refs).begin(), Refs.end());
    if (O == Op::Input)
      std::ranges::sort(Refs, {}, [&](Ref R) { return T.Inputs[T.G[R].A]; });
  }
  return Out;
}

struct Router {
  size_t Tokens, Experts, Chosen;
};

/// The integers name the largest gates, and quotients of weights are those of \p Exp of the
/// gates (or of the gates themselves, where these are probabilities).
bool routes(const Router &R, const std::vector<int64_t> &Named, const std::vector<Ref> &Weights,
            const std::vector<Ref> &Gates, const std::vector<double> &V, bool Exp, bool InRun) {
  for (size_t T = 0; T < R.Tokens; ++T) {
    const auto GateOf = [&](int64_t Expert) { return V[Gates[T * R.Experts + size_t(Expert)]]; };
    std::vector<bool> IsChosen(R.Experts);
    double Sum = 0, Least = INFINITY;
    const int64_t First = Named[T * R.Chosen];
    for (size_t K = 0; K < R.Chosen; ++K) {
      const int64_t E = Named[T * R.Chosen + K];
      if (E < 0 || E >= int64_t(R.Experts) || IsChosen[size_t(E)])
        return false;
      IsChosen[size_t(E)] = true;
      Least = std::min(Least, GateOf(E));
      const double W = V[Weights[T * R.Chosen + K]], W0 = V[Weights[T * R.Chosen]];
      const double Wanted = Exp ? std::exp(GateOf(E) - GateOf(First)) : GateOf(E) / GateOf(First);
      if (!(W > 0) || !near(W, Wanted * W0, W0))
        return false;
      Sum += W;
    }
    if (Sum > 1 + 1e-6)
      return false;
    for (size_t E = 0; InRun && E < R.Experts; ++E)
      if (!IsChosen[E] && GateOf(int64_t(E)) > Least)
        return false;
  }
  return true;
}

} // namespace

std::optional<Verdict> routing(const Analysis &A) {
  const Trace &T = A.T;
  constexpr size_t MinChoices = 3, MostChosen = 8, MinExperts = 3;
  if (T.Calls != 1 || T.Choices.size() < MinChoices)
    return std::nullopt;
  const Written W = writtenBy(T);
  bool Exponentials = false;
  for (Ref R = 0; R < T.G.size() && !W.Named.empty(); ++R)
    Exponentials |= T.G[R].O == Op::Exp;
  if (!Exponentials)
    return std::nullopt;
  // At another point the run's choices stand, and what is computed from them follows.
  std::vector<double> Inputs = A.Inputs;
  for (size_t K = 0; K < Inputs.size(); ++K)
    Inputs[K] += 0.01 * double(K % 7);
  const std::vector<double> Values = A.at(Inputs);
  for (const auto &[O, Gates] : comparedIn(T))
    for (const auto &[Array, Named] : W.Named)
      for (const auto &[Other, Weights] : W.Numbers)
        for (size_t K = 2; K <= MostChosen && Weights.size() == Named.size(); ++K) {
          const Router R{Named.size() / K, K * Gates.size() / std::max(Named.size(), size_t(1)), K};
          if (!R.Tokens || R.Tokens * K != Named.size() || R.Tokens * R.Experts != Gates.size() ||
              R.Experts < std::max(MinExperts, K))
            continue;
          for (bool Exp : {true, false})
            if (routes(R, Named, Weights, Gates, A.Values, Exp, true) &&
                routes(R, Named, Weights, Gates, Values, Exp, false) && !A.isExhausted())
              return Verdict{"moe-routing",
                             "the largest of each token's gates are chosen, with weights of a softmax",
                             {{"n", int64_t(R.Tokens)}, {"m", int64_t(R.Experts)}, {"k", int64_t(K)}}};
        }
  return std::nullopt;
}

} // namespace auspex::kernels::trace
