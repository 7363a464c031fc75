//===- kernels/evaluate.cpp - The value of a function at a point -----------===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "kernels/evaluate.h"

#include "kernels/pattern.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <map>
#include <numeric>
#include <set>
#include <unordered_map>

namespace auspex::kernels {
std::optional<double> applied(const Node &N, std::span<const double> X) {
  if (X.empty() || X.size() > 2)
    return std::nullopt;
  switch (N.Op) {
  case Fn::Recip:
    return 1 / X[0];
  case Fn::Sqrt:
    return std::sqrt(X[0]);
  case Fn::Abs:
    return std::abs(X[0]);
  case Fn::Exp:
    return std::exp(X[0]);
  case Fn::Log:
    return std::log(X[0]);
  case Fn::Sin:
    return std::sin(X[0]);
  case Fn::Cos:
    return std::cos(X[0]);
  case Fn::Tanh:
    return std::tanh(X[0]);
  case Fn::Erf:
    return std::erf(X[0]);
  case Fn::Compare:
    switch (orderOf(N.Id)) {
    case Order::Less:
      return X[0] < X[1];
    case Order::Greater:
      return X[0] > X[1];
    case Order::Equal:
      return X[0] == X[1];
    case Order::Differs:
      return X[0] != X[1];
    case Order::Other:
      return std::nullopt;
    }
    return std::nullopt;
  default:
    return std::nullopt;
  }
}

namespace {

class Evaluator {
public:
  Evaluator(const BodyDag &B, std::span<const double> Arguments,
            const std::function<std::optional<double>(NodeRef)> &Leaf)
      : B(B), Arguments(Arguments), Leaf(Leaf) {}

  void set(NodeRef R, double V) { Done[R] = V; }

  std::optional<double> value(NodeRef R) {
    if (auto It = Done.find(R); It != Done.end())
      return It->second;
    const std::optional<double> V = compute(R);
    Done[R] = V;
    return V;
  }

private:
  std::optional<double> compute(NodeRef R) {
    const Node &N = B[R];
    switch (N.Kind) {
    case NodeKind::Constant:
      return N.Value;
    case NodeKind::Argument:
      return N.Id < Arguments.size() ? std::optional(Arguments[N.Id]) : std::nullopt;
    case NodeKind::Scalar:
    case NodeKind::Read:
      return Leaf(R);
    case NodeKind::Fold:
      return fold(N);
    case NodeKind::Apply:
      return apply(N);
    default:
      return std::nullopt;
    }
  }

  std::optional<double> fold(const Node &N) {
    std::optional<double> Sum;
    for (const Term &T : N.Terms) {
      double X = T.Coef;
      if (!T.Over.empty())
        return std::nullopt;
      for (NodeRef F : T.Factors) {
        const auto V = value(F);
        if (!V)
          return std::nullopt;
        X *= *V;
      }
      switch (N.Op) {
      case Fn::Add:
        Sum = Sum.value_or(0) + X;
        break;
      case Fn::Min:
        Sum = Sum ? std::min(*Sum, X) : X;
        break;
      case Fn::Max:
        Sum = Sum ? std::max(*Sum, X) : X;
        break;
      case Fn::Mul:
        Sum = Sum.value_or(1) * X;
        break;
      default: // truth values only
        if (X != 0 && X != 1 && X != -1)
          return std::nullopt;
        Sum = !Sum              ? double(X != 0)
              : N.Op == Fn::And ? double(*Sum != 0 && X != 0)
              : N.Op == Fn::Or  ? double(*Sum != 0 || X != 0)
                                : double((*Sum != 0) != (X != 0));
      }
    }
    return Sum;
  }

  std::optional<double> apply(const Node &N) {
    if (N.Op == Fn::Select && N.Args.size() == 3) {
      const auto C = value(N.Args[0]);
      return C ? value(N.Args[*C != 0 ? 1 : 2]) : std::nullopt;
    }
    std::array<double, 2> X{};
    if (N.Args.empty() || N.Args.size() > X.size())
      return std::nullopt;
    for (size_t K = 0; K < N.Args.size(); ++K) {
      const auto V = value(N.Args[K]);
      if (!V)
        return std::nullopt;
      X[K] = *V;
    }
    return applied(N, std::span(X).first(N.Args.size()));
  }

  const BodyDag &B;
  std::span<const double> Arguments;
  const std::function<std::optional<double>(NodeRef)> &Leaf;
  std::unordered_map<NodeRef, std::optional<double>> Done;
};

/// The places at which functions of one argument are held against each other: on both
/// sides of the bends of piecewise ones, where exponentials are small and large.
constexpr std::array Common{-14.0, -6.7, -4.1, -2.9,  -1.7, -0.93, -0.41, -0.13, -0.02,
                             0.03,  0.17, 0.46, 0.88, 1.6,  2.7,   4.3,   6.4,   13.0};

/// Those, and both sides of every number in \p R: a threshold bends where no sample is.
std::vector<double> samplesFor(const BodyDag &B, NodeRef R) {
  constexpr size_t MaxNumbers = 8;
  std::vector<double> Out(Common.begin(), Common.end());
  for (NodeRef C : B.collect(R, [](const Node &N) { return N.Kind == NodeKind::Constant; }))
    if (B[C].Value != 0 && Out.size() < Common.size() + 2 * MaxNumbers)
      Out.insert(Out.end(), {0.98 * B[C].Value, 1.02 * B[C].Value});
  return Out;
}

/// A number for a scalar: positive and of no particular value, another for each leaf
/// and each round.
double numberFor(NodeRef R, unsigned Round) {
  const double X = (R + 1) * 0.6180339887498949 + Round * 0.3819660112501051;
  return 0.15 + 0.8 * (X - std::floor(X));
}

/// \p A and \p B are one function's values at \p X: near zero what differs is small, too.
bool isClose(double A, double B, double X) {
  constexpr double Tolerance = 2e-4, Near = 0.02;
  const double Scale = std::abs(X) < Near ? std::abs(X) : 1.0;
  return std::abs(A - B) <= Tolerance * std::max(Scale, std::max(std::abs(A), std::abs(B)));
}

/// What is computed is more than arithmetic: a choice or a transcendental function.
bool isDistinctive(const BodyDag &B, NodeRef R) {
  return !B.collect(R, [](const Node &N) {
             return (N.Kind == NodeKind::Apply && N.Op != Fn::Recip) ||
                    (N.Kind == NodeKind::Fold && (N.Op == Fn::Min || N.Op == Fn::Max));
           }).empty();
}

/// What a name of the formula may stand for, in one round.
struct Candidate {
  NodeRef From; ///< a leaf or constant of the code, or NoNode: Value
  double Value;
  unsigned How;
  double in(unsigned Round) const {
    const double X = From == NoNode ? Value : numberFor(From, Round);
    switch (How) {
    case 1:
      return 1 - X;
    case 2:
      return 1 / X;
    case 3:
      return -X;
    default:
      return X;
    }
  }
};

std::vector<Candidate> candidatesOf(const BodyDag &B, NodeRef Function) {
  std::vector<Candidate> Out;
  std::set<double> Numbers;
  for (NodeRef R : B.collect(Function, [](const Node &) { return true; })) {
    const Node &N = B[R];
    if (N.Kind == NodeKind::Scalar || N.Kind == NodeKind::Read)
      for (unsigned How = 0; How < 4; ++How)
        Out.push_back({R, 0, How});
    if (N.Kind == NodeKind::Constant)
      Numbers.insert(N.Value);
    for (const Term &T : N.Terms)
      Numbers.insert(T.Coef);
  }
  constexpr size_t MaxNumbers = 8;
  for (double X : Numbers)
    for (unsigned How = 0; How < 4 && Numbers.size() <= MaxNumbers; ++How) {
      const Candidate C{NoNode, X, How};
      // With these it is another function: a name stands for a number of its own.
      if (std::isfinite(C.in(0)) && C.in(0) != 0 && std::abs(C.in(0)) != 1)
        Out.push_back(C);
    }
  return Out;
}

} // namespace

std::optional<double> evaluate(const BodyDag &B, NodeRef R, std::span<const double> Arguments,
                               const std::function<std::optional<double>(NodeRef)> &Leaf) {
  return Evaluator(B, Arguments, Leaf).value(R);
}

std::optional<double> evaluateAt(const BodyDag &B, NodeRef R, NodeRef X, double Value) {
  const std::function<std::optional<double>(NodeRef)> None = [](NodeRef) { return std::nullopt; };
  Evaluator E(B, {}, None);
  E.set(X, Value);
  // A sum is spelt again where it is scaled: y = c*x for the same terms.
  const std::vector<Term> Terms = B.sumTerms(X);
  for (NodeRef Y : B.collect(R, [](const Node &) { return true; })) {
    const std::vector<Term> Other = B.sumTerms(Y);
    if (Y == X || Other.size() != Terms.size() || Terms.empty())
      continue;
    const double Ratio = Other[0].Coef / Terms[0].Coef;
    bool Same = true;
    for (size_t K = 0; K < Terms.size() && Same; ++K)
      Same = Other[K].Factors == Terms[K].Factors && Other[K].Over == Terms[K].Over &&
             std::abs(Other[K].Coef - Ratio * Terms[K].Coef) < 1e-9 * std::abs(Other[K].Coef);
    if (Same)
      E.set(Y, Ratio * Value);
  }
  return E.value(R);
}

std::optional<double> evaluateAt(const BodyDag &B, NodeRef R,
                                 const std::map<NodeRef, double> &At) {
  const std::function<std::optional<double>(NodeRef)> None = [](NodeRef) { return std::nullopt; };
  Evaluator E(B, {}, None);
  for (const auto &[X, V] : At)
    E.set(X, V);
  return E.value(R);
}

std::optional<std::vector<size_t>> matchValues(const Pattern &P, const BodyDag &B,
                                               NodeRef Function) {
  constexpr size_t MaxArguments = 2, MaxNames = 1;
  const size_t Arguments = B.idsBelow(Function, NodeKind::Argument).size();
  const std::vector<uint32_t> Names = P.Dag.idsBelow(P.Root, NodeKind::Scalar);
  if (Arguments != P.References.size() || Arguments == 0 || Arguments > MaxArguments ||
      Names.size() > MaxNames || !isDistinctive(P.Dag, P.Root) || !isDistinctive(B, Function) ||
      B.mentionsKind(Function, NodeKind::Index))
    return std::nullopt;
  std::vector<Candidate> Candidates{{NoNode, 0, 0}};
  if (!Names.empty())
    Candidates = candidatesOf(B, Function);

  std::vector<size_t> Order(Arguments);
  std::iota(Order.begin(), Order.end(), 0);
  constexpr unsigned Rounds = 2;
  // The code's values are the same for all.
  const std::vector<double> Samples = samplesFor(B, Function);
  std::vector<double> Values;
  for (unsigned Round = 0; Round < Rounds; ++Round)
    for (size_t K = 0; K < Samples.size(); ++K) {
      std::array<double, MaxArguments> X{Samples[K], Samples[(K * 7 + 5) % Samples.size()]};
      const auto V = evaluate(B, Function, std::span(X).first(Arguments),
                              [&](NodeRef R) { return numberFor(R, Round); });
      if (!V || !std::isfinite(*V))
        return std::nullopt;
      Values.push_back(*V);
    }
  do {
    for (const Candidate &C : Candidates) {
      bool All = true;
      for (unsigned Round = 0; Round < Rounds && All; ++Round)
        for (size_t K = 0; K < Samples.size() && All; ++K) {
          const std::array<double, MaxArguments> X{Samples[K],
                                                   Samples[(K * 7 + 5) % Samples.size()]};
          std::array<double, MaxArguments> Y{};
          for (size_t A = 0; A < Arguments; ++A)
            Y[A] = X[Order[A]];
          const auto V = evaluate(P.Dag, P.Root, std::span(Y).first(Arguments),
                                  [&](NodeRef) { return C.in(Round); });
          // Of an infinity everything is within a part: log(1 + e^(a*x))/a with a huge a.
          All = V && std::isfinite(*V) && isClose(*V, Values[Round * Samples.size() + K], X[0]);
        }
      if (All)
        return Order;
    }
  } while (std::ranges::next_permutation(Order).found);
  return std::nullopt;
}

} // namespace auspex::kernels
