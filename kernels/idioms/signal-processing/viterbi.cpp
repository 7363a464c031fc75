//===- kernels/idioms/signal-processing/viterbi.cpp - Most likely ways -----===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// The most likely way through a hidden Markov model (Viterbi, 1967; Rabiner, Proc. IEEE
// 77(2), 1989): the best way into each state is the best of the ways into the states
// before and the step from there, with what was observed added; which it was is kept, so
// that the way can be followed back. Sums of logarithms, of costs (the least of them), or
// products.
//
//===----------------------------------------------------------------------===//
#include "kernels/idioms/signal-processing/signal_processing.h"

#include <algorithm>
#include <array>

namespace auspex::kernels {
namespace {

/// \p R as one read; nothing where it is more.
std::optional<uint32_t> readOf(const BodyDag &B, NodeRef R) {
  return B[R].Kind == NodeKind::Read ? std::optional(B[R].Id) : std::nullopt;
}

/// The two reads that are added, or multiplied, in \p R.
std::optional<std::pair<uint32_t, uint32_t>> pairOf(const BodyDag &B, NodeRef R) {
  std::vector<NodeRef> Parts;
  const auto Terms = B.sumTerms(R);
  for (const Term &T : Terms) {
    if (T.Coef != 1 || !T.Over.empty() || (Terms.size() > 1 && T.Factors.size() != 1))
      return std::nullopt;
    Parts.insert(Parts.end(), T.Factors.begin(), T.Factors.end());
  }
  if (Parts.size() != 2)
    return std::nullopt;
  const auto X = readOf(B, Parts[0]), Y = readOf(B, Parts[1]);
  return X && Y ? std::optional(std::pair(*X, *Y)) : std::nullopt;
}

/// \p V is what \p S stored a step before, at the states that \p From counts.
bool isStepBefore(const Operand &V, const Statement &S, const Dim &Step, const Dim &State,
                  uint32_t From) {
  if (V.Object != S.Out.Object || V.Levels.size() != S.Out.Levels.size())
    return false;
  const Sym T = indexOf(Step.Loop);
  // The first state may be what the others are compared with.
  return std::ranges::any_of(std::array{0, 1}, [&](int64_t First) {
    for (size_t K = 0; K < V.Levels.size(); ++K)
      if (!(S.Out.Levels[K]
                .substitute(T, Poly::symbol(T) - Poly(1))
                .substitute(indexOf(State.Loop), Poly::symbol(indexOf(From)) + Poly(First)) ==
            V.Levels[K]))
        return false;
    return true;
  });
}

/// Which of the states before it was is stored for each state and step.
bool keepsTheWay(const Statement &S, const Dim &Step, const Dim &State, const Flow &F) {
  return std::ranges::any_of(F.All, [&](const Statement &W) {
    const bool Numbers = W.Out.Elem == demand::Type::I8 || W.Out.Elem == demand::Type::I16 ||
                         W.Out.Elem == demand::Type::I32 || W.Out.Elem == demand::Type::I64;
    return !W.ToScalar && Numbers && W.Out.Object != S.Out.Object && W.Around == S.Around &&
           W.Out.moves(indexOf(Step.Loop)) && W.Out.moves(indexOf(State.Loop));
  });
}

std::optional<uint32_t> viterbi(const Statement &S, NodeRef Value, const Flow &F) {
  const BodyDag &B = F.B;
  if (S.ToScalar || !S.Obstacles.empty() || B.mentionsKind(Value, NodeKind::Opaque) ||
      B.mentionsKind(Value, NodeKind::Carried))
    return std::nullopt;
  // The best of the ways, and what was observed.
  NodeRef Best = NoNode;
  std::vector<uint32_t> Observed;
  const auto Terms = B.sumTerms(Value);
  for (const Term &T : Terms) {
    if (T.Coef != 1 || !T.Over.empty() || (Terms.size() > 1 && T.Factors.size() != 1))
      return std::nullopt;
    for (NodeRef X : T.Factors)
      if (const auto Id = readOf(B, X))
        Observed.push_back(*Id);
      else if (Best == NoNode && B[X].Kind == NodeKind::Fold &&
               (B[X].Op == Fn::Max || B[X].Op == Fn::Min))
        Best = X;
      else
        return std::nullopt;
  }
  if (Best == NoNode || Observed.empty())
    return std::nullopt;
  for (const Term &T : B[Best].Terms) {
    const auto Pair = T.Over.size() == 1 && T.Factors.size() == 1 ? pairOf(B, T.Factors[0])
                                                                  : std::nullopt;
    if (!Pair)
      continue;
    const uint32_t From = T.Over[0];
    for (const auto &[Before, Move] : {std::pair(Pair->first, Pair->second),
                                       {Pair->second, Pair->first}})
      for (const Dim &Step : S.Loops)
        for (const Dim &State : S.Loops) {
          const Operand &A = B.operand(Move);
          auto IsObservation = [&](uint32_t Id) {
            const Operand &O = B.operand(Id);
            return O.moves(indexOf(State.Loop)) &&
                   (!O.Via.empty() || O.moves(indexOf(Step.Loop)));
          };
          if (Step.Loop != State.Loop && A.Object != S.Out.Object && A.moves(indexOf(From)) &&
              A.moves(indexOf(State.Loop)) && !A.moves(indexOf(Step.Loop)) &&
              isStepBefore(B.operand(Before), S, Step, State, From) &&
              std::ranges::any_of(Observed, IsObservation) && keepsTheWay(S, Step, State, F))
            return Move;
        }
  }
  return std::nullopt;
}

} // namespace

const Idiom Viterbi = {
    .Name = "viterbi",
    .Family = "signal-processing",
    .Form = "v[t,j] = max(v[s,i]+a[i,j],m)+b[j]",
    .Title = "the most likely way through a hidden Markov model",
    .FlopsPerPoint = 2,
    .Flops = "2*n",
    .Bytes = "e*n",
    .Confused = "longest and shortest ways (nothing is observed); the forward algorithm (sums)",
    .Compose = viterbi,
    .Masked = true,
};

} // namespace auspex::kernels
