//===- runtime/learn/sizing.cpp - How much to reserve ------------------------------===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "runtime/learn/sizing.h"

#include <algorithm>
#include <cmath>

namespace auspex::learn {
namespace {

// The rules. The first is the simplest; the others have to be better than it by Doubt.
constexpr double Multiples[] = {1.1, 1.02, 1.05, 1.2, 1.5}; ///< of the maximum seen
constexpr double Between[] = {0.5, 1};                      ///< powers of request / maximum seen
constexpr double Levels[] = {0.95, 0.98, 0.995};            ///< quantiles, with or without a cap
static_assert(std::size(Multiples) + std::size(Between) + std::size(Levels) * (2 * Models - 1) ==
              Rules);

/// Two measurements of one thing differ, and a retry costs more than this. Nobody saves
/// anything by less than 16 MB.
constexpr double Margin = 1.02;
constexpr double LeastMargin = 16e6; ///< bytes
/// An extrapolation that exceeds what was seen and expected by more says that the fit
/// is no good.
constexpr double QuantileCap = 1.5, MaximumCap = 1.1, Cap = 4;
constexpr double Doubt = 0.2;         ///< runs
constexpr double OthersRuns = 4;      ///< what other programs showed counts as so many
constexpr double OthersFailures = 12; ///< their failures, which are rare, as so many
constexpr double Memory = 0.99, OthersMemory = 0.998;
constexpr double LeastPrice = 2, MostPrice = 200;
/// Aim for fewer failures than the simplest rule: what is known of them comes late.
constexpr double AimedShare = 0.6;
constexpr double FailuresPerDoubling = 3;

size_t ageOf(const Prediction &P, bool Early) { return groupOf(P.Samples) + (Early ? Groups : 0); }

} // namespace

Cost costOf(double Allocated, double Peak, double Seconds) {
  Cost C;
  for (Allocated = std::max(Allocated, Peak * 1e-6); Allocated < Peak; Allocated *= 2, ++C.Failures)
    C.Wasted += Allocated * Seconds;
  C.Wasted += (Allocated - Peak) * Seconds;
  return C;
}

void Record::fade(double Factor) {
  for (size_t I = 0; I < Rules; ++I) {
    Wasted[I] *= Factor;
    Failures[I] *= Factor;
  }
  Runs *= Factor;
}

double Market::price() const {
  double Excess = Failures - AimedShare * SimplestFailures;
  return std::clamp(LeastPrice * std::exp2(Excess / FailuresPerDoubling), LeastPrice, MostPrice);
}

Reservation Sizing::reserve(const Prediction &P, double Requested, bool Early,
                            const Market &M) const {
  Reservation R;
  R.Early = Early;
  size_t At = 0;
  for (double F : Multiples)
    R.By[At++] = F * P.Largest;
  for (double Power : Between) // where nobody asked for anything: 2 and 4 times
    R.By[At++] = Requested > 0 ? P.Largest * std::pow(std::max(Requested / P.Largest, 1.0), Power)
                               : P.Largest * std::pow(4, Power);
  for (unsigned Of = 0; Of < Models; ++Of)
    for (double L : Levels) {
      double Likely = std::exp(P.By[Of].Log);
      double Upper = Margin * Likely * std::exp(P.By[Of].Spread * P.Scores[Of].upper(L));
      R.By[At++] = std::min(Upper, QuantileCap * std::max(P.Largest, Likely));
      if (Of != Constant)
        R.By[At++] = std::min(Upper, MaximumCap * P.Largest);
    }
  for (double &B : R.By) {
    B = std::min(B, Cap * P.Largest) + LeastMargin;
    if (P.Largest <= Requested)
      B = std::min(B, Requested);
  }

  const Record &Mine = Own[Early], &Others = M.Of[ageOf(P, Early)];
  double Each = Others.Runs > 0 ? 1 / Others.Runs : 0, Price = M.price(), Least = 0;
  for (size_t I = 0; I < Rules; ++I) {
    double Wasted = Mine.Wasted[I] + OthersRuns * Each * Others.Wasted[I];
    double Failures = Mine.Failures[I] + OthersFailures * Each * Others.Failures[I];
    double Total = Wasted + Price * Failures + (I ? Doubt : 0);
    if (I == 0 || Total < Least * (1 - 1e-9)) {
      Least = Total;
      R.Chosen = I;
    }
  }
  return R;
}

void Sizing::learn(const Prediction &P, const Reservation &R, double Peak, double Seconds,
                   Market &M) {
  double Use = Peak * Seconds;
  MeanUse += (Use - MeanUse) / ++Runs;
  M.MeanUse += (Use - M.MeanUse) / ++M.Runs;
  M.Failures += R.bytes() < Peak;
  M.SimplestFailures += R.By[0] < Peak;
  // A program that uses little hardly counts, and one that uses much does not outweigh
  // all others.
  double Unit = std::max(MeanUse + M.MeanUse, 1.0);
  Record &Mine = Own[R.Early], &Others = M.Of[ageOf(P, R.Early)];
  Mine.fade(Memory);
  Others.fade(OthersMemory);
  for (size_t I = 0; I < Rules; ++I) {
    Cost C = costOf(R.By[I], Peak, Seconds);
    double Wasted = std::min(C.Wasted / Unit, 10.0);
    double Failures = C.Failures ? M.MeanUse / Unit : 0;
    for (Record *To : {&Mine, &Others}) {
      To->Wasted[I] += Wasted;
      To->Failures[I] += Failures;
    }
  }
  Mine.Runs += 1;
  Others.Runs += 1;
}

} // namespace auspex::learn
