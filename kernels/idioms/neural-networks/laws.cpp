//===- kernels/idioms/neural-networks/laws.cpp - What holds of a layer -----===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Layers that are found by their parts are held against what their definitions imply:
//
//   softmax          each row adds up to 1
//   layer, batch and the same for a*x + c as for x, a > 0: mean and variance go along
//   group norm       (scale and shift behind them do not matter)
//   attention        of values that are all 1 it makes 1 (more than of values that are 0)
//   RMS norm         the same for a*x, and linear in signs: where some elements of x have
//                    the other sign, each y is what it was for x or for -x
//
// The numbers that scalars stand for are not known: a law is broken where it is for every
// choice among the counts of the sums, their inverses, 1 and a little. Sizes that are not
// known may be what a constant of the code is the inverse of.
//
//===----------------------------------------------------------------------===//
#include "kernels/idioms/neural-networks/laws.h"

#include "kernels/sample.h"

#include <algorithm>
#include <cmath>
#include <functional>
#include <set>

namespace auspex::kernels {
namespace {

using Place = std::vector<int64_t>;

/// A law holds, is broken, or cannot be looked at.
enum class Law : uint8_t { Open, Holds, Broken };

bool isClose(double A, double B) {
  return std::abs(A - B) <= 2e-4 * std::max({std::abs(A), std::abs(B), 1e-2});
}

using Check = std::function<Law(Sampler &)>;

/// \p Holds with each choice of numbers for the scalars, until it does not fail.
Law withScalars(Sampler &X, const Check &Holds) {
  constexpr size_t MaxScalars = 3, MaxChoices = 8;
  Law L = Holds(X);
  const std::vector<uint32_t> Scalars(X.scalars().begin(), X.scalars().end());
  if (L != Law::Broken || Scalars.empty())
    return L;
  if (Scalars.size() > MaxScalars)
    return Law::Open;
  std::vector<double> Choices{1, 1e-6};
  for (int64_t N : X.counts())
    if (N > 0 && Choices.size() < MaxChoices)
      Choices.insert(Choices.end(), {double(N), 1 / double(N)});
  size_t All = 1;
  for (size_t K = 0; K < Scalars.size(); ++K)
    All *= Choices.size();
  for (size_t N = 0; N < All && L == Law::Broken; ++N) {
    size_t Rest = N;
    for (uint32_t Id : Scalars) {
      X.setScalar(Id, Choices[Rest % Choices.size()]);
      Rest /= Choices.size();
    }
    L = Holds(X);
  }
  return L;
}

/// The counts that constants of \p Values are the inverses of.
std::set<int64_t> countsIn(const Flow &F) {
  constexpr double MaxCount = 2048;
  std::set<int64_t> Out;
  auto Look = [&](double C) {
    const double N = 1 / std::abs(C);
    if (N > 1.5 && N < MaxCount && std::abs(N - std::round(N)) < 1e-5 * N)
      Out.insert(int64_t(std::round(N)));
  };
  for (const Statement &S : F.All)
    for (NodeRef V : Flow::valuesOf(S))
      if (V != NoNode)
        for (NodeRef R : F.B.collect(V, [](const Node &) { return true; })) {
          if (F.B[R].Kind == NodeKind::Constant)
            Look(F.B[R].Value);
          for (const Term &T : F.B[R].Terms)
            Look(T.Coef);
        }
  return Out;
}

bool isBroken(Sampler &X, const Flow &F, const Check &Holds) {
  Law L = withScalars(X, Holds);
  if (L == Law::Broken && X.hasSizes())
    for (int64_t N : countsIn(F)) {
      X.setSizes(N);
      L = withScalars(X, Holds);
      if (L != Law::Broken)
        break;
    }
  return L == Law::Broken;
}

/// Places all over the output.
std::vector<Place> placesOf(Sampler &X, const Statement &S) {
  std::vector<Place> Out;
  for (int64_t Seed : {0, 1, 2, 3}) {
    Place P(S.Loops.size());
    for (size_t K = 0; K < P.size(); ++K) {
      const auto Count = X.extentAt(K, P);
      if (!Count || *Count < 1)
        return {};
      P[K] = (Seed * 7 + int64_t(K) * 3 + Seed * *Count / 3) % *Count;
    }
    Out.push_back(std::move(P));
  }
  return Out;
}

std::optional<std::vector<double>> valuesAt(Sampler &X, const std::vector<Place> &Places) {
  std::vector<double> Out;
  for (const Place &P : Places) {
    const auto V = X.at(P);
    if (!V)
      return std::nullopt;
    Out.push_back(*V);
  }
  return Out;
}

//===--- Rows that add up to one --------------------------------------------===//

/// The sum of \p Of the values at \p P and along the loops in \p Along.
std::optional<double> sumOf(Sampler &X, const Statement &S, Place P, size_t K, unsigned Along,
                            double (*Of)(double)) {
  if (K == P.size()) {
    const auto V = X.at(P);
    return V ? std::optional(Of(*V)) : std::nullopt;
  }
  if (!(Along >> K & 1))
    return sumOf(X, S, P, K + 1, Along, Of);
  const auto Count = X.extentAt(K, P);
  if (!Count)
    return std::nullopt;
  double Sum = 0;
  for (P[K] = 0; P[K] < *Count; ++P[K]) {
    const auto V = sumOf(X, S, P, K + 1, Along, Of);
    if (!V)
      return std::nullopt;
    Sum += *V;
  }
  return Sum;
}

Law addsUpToOne(Sampler &X, const Statement &S, double (*Of)(double)) {
  constexpr size_t MaxLoops = 5;
  const std::vector<Place> Places = placesOf(X, S);
  if (Places.empty() || S.Loops.size() > MaxLoops)
    return Law::Open;
  Law Result = Law::Broken;
  for (unsigned Along = 1; Along < 1u << S.Loops.size(); ++Along) {
    bool All = true;
    for (size_t K = 1; K < Places.size() && All; ++K) {
      const auto Sum = sumOf(X, S, Places[K], 0, Along, Of);
      if (!Sum)
        Result = Law::Open;
      All = Sum && isClose(*Sum, 1);
    }
    if (All)
      return Law::Holds;
  }
  return Result;
}

//===--- Rows that keep no scale --------------------------------------------===//

bool sameValues(const std::vector<double> &A, const std::vector<double> &B) {
  return std::ranges::equal(A, B, isClose);
}

Law keepsNoScale(Sampler &X, const Statement &S, bool Centres) {
  constexpr size_t MaxArrays = 4;
  X.change({});
  const std::vector<Place> Places = placesOf(X, S);
  const auto Before = valuesAt(X, Places);
  const std::vector<uint32_t> Arrays(X.summed().begin(), X.summed().end());
  if (Places.empty() || !Before || Arrays.empty() || Arrays.size() > MaxArrays)
    return Law::Open;
  auto With = [&](unsigned Of, const Change &C) {
    std::map<uint32_t, Change> By;
    for (size_t K = 0; K < Arrays.size(); ++K)
      if (Of >> K & 1)
        By[Arrays[K]] = C;
    X.change(std::move(By));
    return valuesAt(X, Places);
  };
  // What is normalised may be a sum of several arrays: scaled together, shifted by one.
  for (unsigned Of = 1; Of < 1u << Arrays.size(); ++Of) {
    const auto Scaled = With(Of, {0.2, 0, false});
    if (!Scaled)
      return Law::Open;
    if (!sameValues(*Scaled, *Before))
      continue;
    if (!Centres) {
      const auto Turned = With(Of, {-1, 0, false}), Some = With(Of, {1, 0, true});
      if (!Turned || !Some)
        return Law::Open;
      bool Linear = true;
      for (size_t K = 0; K < Before->size(); ++K)
        Linear &= isClose((*Some)[K], (*Before)[K]) || isClose((*Some)[K], (*Turned)[K]);
      if (Linear)
        return Law::Holds;
      continue;
    }
    for (size_t K = 0; K < Arrays.size(); ++K)
      if (Of >> K & 1) {
        const auto Shifted = With(1u << K, {1, 37, false});
        if (!Shifted)
          return Law::Open;
        if (sameValues(*Shifted, *Before))
          return Law::Holds;
      }
  }
  return Law::Broken;
}

//===--- Weights that add up to one number ----------------------------------===//

/// Something that reads what \p S stores divides it: the weights' sum comes later.
bool isDividedLater(const Statement &S, const Flow &F) {
  return std::ranges::any_of(F.All, [&](const Statement &W) {
    return &W != &S && W.Value != NoNode && F.B.applies(W.Value, Fn::Recip) &&
           std::ranges::any_of(F.B.readsOf(W.Value), [&](uint32_t Id) {
             return Flow::writes(S, F.B.operand(Id));
           });
  });
}

Law averages(Sampler &X, const Statement &S, uint32_t Values) {
  X.give(Values);
  const std::vector<Place> Places = placesOf(X, S);
  X.change({{Values, {0, 0, false}}});
  const auto None = valuesAt(X, Places);
  X.change({{Values, {0, 1, false}}});
  const auto One = valuesAt(X, Places);
  if (!None || !One || Places.empty())
    return Law::Open;
  for (size_t K = 0; K < Places.size(); ++K)
    if (!isClose((*One)[K] - (*None)[K], (*One)[0] - (*None)[0]))
      return Law::Broken;
  return Law::Holds;
}

} // namespace

bool weightsDiffer(const Statement &S, NodeRef Value, const Flow &F, uint32_t Values) {
  if (isDividedLater(S, F))
    return false;
  Sampler X(F, S, Value, 2);
  return isBroken(X, F, [&](Sampler &Y) { return averages(Y, S, Values); });
}

bool rowsDoNotAddUp(const Statement &S, NodeRef Value, const Flow &F, bool Logarithms) {
  Sampler X(F, S, Value, 2);
  double (*Of)(double) = [](double V) { return V; };
  if (Logarithms)
    Of = [](double V) { return std::exp(V); };
  return isBroken(X, F, [&](Sampler &Y) { return addsUpToOne(Y, S, Of); });
}

bool rowsKeepScale(const Statement &S, NodeRef Value, const Flow &F, bool Centred) {
  Sampler X(F, S, Value, 100);
  return isBroken(X, F, [&](Sampler &Y) { return keepsNoScale(Y, S, Centred); });
}

} // namespace auspex::kernels
