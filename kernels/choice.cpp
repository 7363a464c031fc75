//===- kernels/choice.cpp - What is chosen by a condition -------------------===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "kernels/choice.h"

#include "kernels/pattern.h"

#include <algorithm>

namespace auspex::kernels {

/// \p R is true or false.
static bool isTruthValue(const BodyDag &Dag, NodeRef R) {
  const Node &N = Dag[R];
  if (N.Kind == NodeKind::Fold)
    return (N.Op == Fn::And || N.Op == Fn::Or) && std::ranges::all_of(N.Terms, [&](const Term &T) {
             return T.Factors.size() == 1 &&
                    (isTruthValue(Dag, T.Factors[0]) || Dag[T.Factors[0]].Kind == NodeKind::Read ||
                     Dag[T.Factors[0]].Kind == NodeKind::Carried);
           });
  return N.Kind == NodeKind::Apply && N.Op == Fn::Compare;
}

NodeRef testedIn(const BodyDag &Dag, NodeRef R, bool Not) {
  const Node &N = Dag[R];
  if (N.Kind != NodeKind::Apply || N.Op != Fn::Compare || N.Args.size() != 2 ||
      Dag[N.Args[1]].Kind != NodeKind::Constant || Dag[N.Args[1]].Value != 0 ||
      orderOf(N.Id) != (Not ? Order::Equal : Order::Differs))
    return NoNode;
  const Node &X = Dag[N.Args[0]];
  return X.Kind == NodeKind::Read || X.Kind == NodeKind::Carried || isTruthValue(Dag, N.Args[0])
             ? N.Args[0]
             : NoNode;
}

/// a || b and a && b between integers that are tested against 0, as they branch.
static NodeRef choiceOfTruths(BodyDag &Dag, NodeRef Cond, NodeRef T, NodeRef F) {
  auto Is = [&](NodeRef R, double V) {
    return Dag[R].Kind == NodeKind::Constant && Dag[R].Value == V;
  };
  auto Truth = [&](NodeRef R) {
    const NodeRef X = testedIn(Dag, R, false);
    return X != NoNode ? X : isTruthValue(Dag, R) && Dag[R].Kind == NodeKind::Fold ? R : NoNode;
  };
  const NodeRef Yes = testedIn(Dag, Cond, false), No = testedIn(Dag, Cond, true);
  const NodeRef Tested = Yes != NoNode ? Yes : No;
  if (Tested == NoNode)
    return NoNode;
  if (No != NoNode)
    std::swap(T, F); // now T where it is true
  if (Is(T, 1) && Truth(F) != NoNode)
    return Dag.fold(Fn::Or, Tested, Truth(F));
  if (Is(F, 0) && Truth(T) != NoNode)
    return Dag.fold(Fn::And, Tested, Truth(T));
  return NoNode;
}

/// Sums over loops that differ by a factor are one sum; the factor is chosen.
static NodeRef scaledWhere(BodyDag &Dag, NodeRef Cond, NodeRef T, NodeRef F) {
  const Node Longer = Dag[T], Shorter = Dag[F];
  auto Sums = [](const Node &N) {
    return N.Kind == NodeKind::Fold && N.Op == Fn::Add &&
           std::ranges::any_of(N.Terms, [](const Term &X) { return !X.Over.empty(); });
  };
  if (!Sums(Longer) || !Sums(Shorter) || Longer.Terms.size() != Shorter.Terms.size())
    return NoNode;
  for (const bool Turned : {false, true}) {
    const NodeRef Of = Turned ? F : T, By = Turned ? T : F;
    const Term &First = Dag[Of].Terms[0];
    for (const NodeRef X : std::vector<NodeRef>(First.Factors)) // the table grows
      if (Dag[X].Kind == NodeKind::Apply && Dag.multiply(By, X) == Of) {
        const NodeRef One = Dag.constant(1);
        return Dag.multiply(By, Dag.apply(Fn::Select, {Cond, Turned ? One : X, Turned ? X : One}));
      }
  }
  return NoNode;
}

/// An order of numbers without a sign says nothing of \p R as one with a sign.
static bool isSigned(const BodyDag &Dag, NodeRef R) {
  return Dag[R].Kind == NodeKind::Constant && Dag[R].Value <= 0;
}

NodeRef choose(BodyDag &Dag, NodeRef Cond, NodeRef T, NodeRef F) {
  if (T == F)
    return T;
  if (const NodeRef X = choiceOfTruths(Dag, Cond, T, F); X != NoNode)
    return X;
  if (const NodeRef X = scaledWhere(Dag, Cond, T, F); X != NoNode)
    return X;
  const Node C = Dag[Cond];
  if (C.Kind == NodeKind::Apply && C.Op == Fn::Compare && C.Args.size() == 2) {
    const Order O = orderOf(C.Id);
    const bool Less = O == Order::Less, Greater = O == Order::Greater;
    const bool Straight = C.Args[0] == T && C.Args[1] == F;
    const bool Crossed = C.Args[0] == F && C.Args[1] == T;
    const bool Ordered =
        (Less || Greater) &&
        !(isUnsigned(C.Id) && (isSigned(Dag, C.Args[0]) || isSigned(Dag, C.Args[1])));
    if (Ordered && (Straight || Crossed))
      return Dag.fold(Less == Straight ? Fn::Min : Fn::Max, T, F);
    // x < 0 ? -x : x
    if (Ordered && Dag[C.Args[1]].Kind == NodeKind::Constant && Dag[C.Args[1]].Value == 0) {
      const NodeRef X = C.Args[0];
      const NodeRef Positive = Less ? F : T, Negative = Less ? T : F;
      if (Positive == X && Negative == Dag.negate(X))
        return Dag.apply(Fn::Abs, {X});
    }
  }
  // (s + x) or s: what is carried on, or was summed before, stands outside of the
  // choice.
  const std::vector<Term> TT = Dag.sumTerms(T), FT = Dag.sumTerms(F);
  std::vector<Term> Sums;
  NodeRef Common = NoNode;
  for (const Term &X : TT) {
    if (std::ranges::find(FT, X) == FT.end())
      continue;
    if (!X.Over.empty())
      Sums.push_back(X);
    else if (X.Coef == 1 && X.Factors.size() == 1 && Dag[X.Factors[0]].Kind == NodeKind::Carried)
      Common = X.Factors[0];
  }
  if (Common == NoNode && !Sums.empty())
    Common = Dag.sum(Sums);
  if (Common != NoNode) {
    const NodeRef Minus = Dag.negate(Common);
    return Dag.add(Common, choose(Dag, Cond, Dag.add(T, Minus), Dag.add(F, Minus)));
  }
  // A maximum that goes on, or stays: what is left out counts as nothing.
  for (const bool Goes : {true, false}) {
    const NodeRef On = Goes ? T : F, Stays = Goes ? F : T;
    const Node N = Dag[On];
    if (Dag[Stays].Kind != NodeKind::Carried || N.Kind != NodeKind::Fold ||
        (N.Op != Fn::Max && N.Op != Fn::Min) || N.Terms.size() < 2)
      continue;
    NodeRef Rest = NoNode;
    bool Has = false;
    for (const Term &X : N.Terms) {
      if (X.Coef != 1 || !X.Over.empty() || X.Factors.size() != 1)
        return Dag.apply(Fn::Select, {Cond, T, F});
      if (X.Factors[0] == Stays)
        Has = true;
      else
        Rest = Rest == NoNode ? X.Factors[0] : Dag.fold(N.Op, Rest, X.Factors[0]);
    }
    if (!Has || Rest == NoNode)
      continue;
    constexpr double Nothing = 0x1p62; // far from what elements are, and a whole number
    const NodeRef Neutral = Dag.constant(N.Op == Fn::Max ? -Nothing : Nothing);
    return Dag.fold(N.Op, Stays,
                    Goes ? Dag.apply(Fn::Select, {Cond, Rest, Neutral})
                         : Dag.apply(Fn::Select, {Cond, Neutral, Rest}));
  }
  return Dag.apply(Fn::Select, {Cond, T, F});
}

} // namespace auspex::kernels
