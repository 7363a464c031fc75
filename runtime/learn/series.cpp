//===- runtime/learn/series.cpp - Trend and season of a repeated job --------------===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "runtime/learn/series.h"

#include <cmath>
#include <fmt/format.h>

namespace auspex::learn {
namespace {

constexpr size_t Fewest = 8;
/// Runs in a season; a season has to be seen three times.
constexpr size_t Periods[] = {0, 2, 3, 4, 5, 6, 7, 8, 12, 24};
constexpr double Levels[] = {0.1, 0.3, 0.6, 0.9}, Trends[] = {0, 0.1, 0.3},
                 Dampings[] = {0.8, 0.95}, Seasons[] = {0.1, 0.3};

struct Smoothing {
  double Level, Trend, Damping, Season;
  size_t Period;
};

struct Outcome {
  double Next = 0, MeanSquare = 0;
};

Outcome smooth(std::span<const double> Y, const Smoothing &P) {
  size_t Start = std::max<size_t>(P.Period, 1), Judged = std::max(2 * Start, Y.size() / 4);
  double Level = 0, Trend = 0, Sum = 0;
  for (size_t I = 0; I < Start; ++I)
    Level += Y[I] / double(Start);
  std::vector<double> Season(Start, 0.0);
  if (P.Period)
    for (size_t I = 0; I < Start; ++I)
      Season[I] = Y[I] - Level;
  for (size_t T = Start; T < Y.size(); ++T) {
    double &S = Season[T % Start];
    double Expected = Level + P.Damping * Trend + S, Error = Y[T] - Expected;
    if (T >= Judged)
      Sum += Error * Error / double(Y.size() - Judged);
    // The error correction form, section 8.5.
    Level += P.Damping * Trend + P.Level * Error;
    Trend = P.Damping * Trend + P.Trend * Error;
    if (P.Period)
      S += P.Season * Error;
  }
  return {Level + P.Damping * Trend + Season[Y.size() % Start], Sum};
}

} // namespace

Estimate nextOf(std::span<const double> Logs) {
  Estimate Best;
  if (Logs.size() < Fewest)
    return Best;
  double Least = HUGE_VAL;
  for (size_t Period : Periods) {
    if (Period * 3 > Logs.size())
      continue;
    for (double L : Levels)
      for (double T : Trends)
        for (double D : Dampings)
          for (double S : Seasons) {
            if ((!Period && S != Seasons[0]) || (T == 0 && D != Dampings[0]))
              continue;
            Outcome O = smooth(Logs, {L, T, D, S, Period});
            // More parameters have to earn their place (Akaike's criterion).
            double Parameters = 1 + 2 * (T > 0) + double(Period ? Period + 1 : 0);
            double Penalised = O.MeanSquare * std::exp(2 * Parameters / double(Logs.size()));
            if (Penalised < Least) {
              Least = Penalised;
              Best = {O.Next, std::sqrt(std::max(Penalised, 1e-8)), unsigned(Logs.size()),
                      fmt::format("the level of {} runs{}{}", Logs.size(),
                                  T > 0 ? ", their trend" : "",
                                  Period ? fmt::format(", a season of {}", Period) : ""),
                      true};
            }
          }
  }
  return Best;
}

} // namespace auspex::learn
