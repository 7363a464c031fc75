//===- runtime/learn/predictor.cpp - Intervals that hold -------------------------===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "runtime/learn/predictor.h"

#include <algorithm>
#include <cmath>

namespace auspex::learn {
namespace {

constexpr size_t KeptScores = 400, KeptOwn = 128, KeptResiduals = 300;
/// Other programs' scores count as much as this many of the program's own.
constexpr double PoolWeight = 10;
/// What is believed before any score, and less with each: Student's t with 3 degrees
/// of freedom.
constexpr double PriorWeight = 3;
constexpr double PriorScores[] = {0.14, 0.42, 0.76, 1.18, 1.86, 4.54};
/// An interval reaches at least so many times the likely value where scores say so.
constexpr double LeastWidest = 4;
/// A program of which nothing is known.
constexpr double NaiveSpread = 0.2;

void keep(std::deque<double> &Q, double V, size_t Count) {
  Q.push_back(V);
  if (Q.size() > Count)
    Q.pop_front();
}

} // namespace

unsigned groupOf(unsigned N) { return N < 2 ? N : N < 4 ? 2 : N < 12 ? 3 : 4; }

void Experience::score(unsigned Group, Model M, double Z) { keep(Scores[Group][M], Z, KeptScores); }

void Experience::residual(double Log) { keep(Residuals, std::abs(Log), KeptResiduals); }

double Experience::typical() const {
  std::vector<double> R(Residuals.begin(), Residuals.end());
  for (double V : {0.5, 1.0, 2.0}) // something to begin with
    R.push_back(V * NaiveSpread);
  std::ranges::nth_element(R, R.begin() + long(R.size() / 2));
  return 1.48 * R[R.size() / 2];
}

double Experience::widest() const {
  std::vector<double> R(Residuals.begin(), Residuals.end());
  double Least = std::log(LeastWidest);
  if (R.empty())
    return 2 * Least;
  size_t At = R.size() * 99 / 100;
  std::ranges::nth_element(R, R.begin() + long(At));
  return std::max(Least, 1.5 * R[At]);
}

void Distribution::finish(double New) {
  std::ranges::sort(Points, {}, &Point::Z);
  Total = New;
  for (const Point &P : Points)
    Total += P.Weight;
}

double Distribution::upper(double Level) const {
  double Sum = 0;
  for (const Point &P : Points)
    if ((Sum += P.Weight) >= Level * Total)
      return P.Z;
  // Past everything seen: the tail of Pareto's law beyond the largest two.
  if (Points.empty())
    return 5;
  return Points.back().Z + 0.5 * std::abs(Points.back().Z);
}

double Distribution::lower(double Level) const {
  double Sum = 0;
  for (size_t I = Points.size(); I-- > 0;)
    if ((Sum += Points[I].Weight) >= Level * Total)
      return Points[I].Z;
  if (Points.empty())
    return -5;
  return Points.front().Z - 0.5 * std::abs(Points.front().Z);
}

double Prediction::likely() const { return std::exp(By[Regressed].Log); }

double Prediction::low(double Coverage) const {
  double Off = By[Regressed].Spread * Scores[Regressed].lower((1 + Coverage) / 2);
  return std::exp(By[Regressed].Log + std::max(Off, -Widest));
}

double Prediction::high(double Coverage) const { return limit((1 + Coverage) / 2); }

double Prediction::limit(double Level) const {
  double Off = By[Regressed].Spread * Scores[Regressed].upper(Level);
  return std::exp(By[Regressed].Log + std::min(Off, Widest));
}

double Prediction::score(double Value, Model M) const {
  return (std::log(Value) - By[M].Log) / By[M].Spread;
}

Prediction Predictor::predict(const Features &Known, const Experience &E) const {
  Prediction P;
  P.Samples = unsigned(Fitted.size());
  P.Largest = Fitted.largest();
  P.Widest = E.widest();
  double Typical = E.typical();
  P.By[Constant] = Fitted.constant(Typical);
  P.By[Regressed] = Fitted.estimate(Known, Typical);
  if (!P.By[Constant].Known)
    P.By[Constant] = P.By[Regressed];

  // Nearest by what was expected of them: a relation that bends is straight there.
  Estimate &L = P.By[Local] = P.By[Regressed];
  if (Past.size() >= 8) {
    std::vector<Scored> Near(Past.begin(), Past.end());
    size_t Count = std::max(size_t(4), size_t(std::sqrt(double(Near.size()))));
    auto Distance = [&](const Scored &S) { return std::abs(S.Expected - L.Log); };
    std::ranges::nth_element(Near, Near.begin() + long(Count), {}, Distance);
    double Mean = 0, Sum = 0;
    for (size_t I = 0; I < Count; ++I)
      Mean += Near[I].Residual / double(Count + 1); // one residual of zero
    for (size_t I = 0; I < Count; ++I)
      Sum += (Near[I].Residual - Mean) * (Near[I].Residual - Mean);
    L.Log += Mean;
    L.Spread = std::sqrt((Sum + L.Spread * L.Spread) / double(Count + 1));
  }

  unsigned Group = groupOf(P.Samples);
  for (unsigned M = 0; M < Models; ++M) {
    for (double Z : Own[M])
      P.Scores[M].add(Z, 1);
    const std::deque<double> &Pool = E.scores(Group, Model(M));
    for (double Z : Pool)
      P.Scores[M].add(Z, std::min(PoolWeight, double(Pool.size())) / double(Pool.size()));
    double Weight = PriorWeight * PriorWeight / (PriorWeight + double(Own[M].size() + Pool.size()));
    for (double Z : PriorScores)
      for (double Side : {-Z, Z})
        P.Scores[M].add(Side, Weight / (2 * std::size(PriorScores)));
    P.Scores[M].finish(0.1);
  }
  return P;
}

void Predictor::learn(const Features &Known, const Prediction &P, double Value, Experience &E) {
  double Log = std::log(Value);
  for (unsigned M = 0; M < Models; ++M)
    if (P.By[M].Known) {
      double Z = P.score(Value, Model(M));
      E.score(groupOf(P.Samples), Model(M), Z);
      keep(Own[M], Z, KeptOwn);
    }
  if (P.known()) {
    double R = Log - P.By[Regressed].Log;
    E.residual(R);
    Past.push_back({P.By[Regressed].Log, R});
    if (Past.size() > 400)
      Past.pop_front();
  }
  Fitted.add(Known, Value);
}

void Predictor::learn(const Features &Known, double Value, double Score) {
  if (std::isfinite(Score))
    keep(Own[Regressed], Score, KeptOwn);
  Fitted.add(Known, Value);
}

void Predictor::learnLowerBound(const Features &Known, double Bound) {
  Fitted.addLowerBound(Known, Bound);
}

} // namespace auspex::learn
