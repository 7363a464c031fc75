//===- runtime/learn/regression.cpp - A quantity as a function of what is known --===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Leave-one-out residuals of least squares: r_i / (1 - h_i) with the leverage h_i
// (Cook and Weisberg, Residuals and Influence in Regression, 1982, chapter 2).
// Outliers: Huber's weights from the median absolute residual (Huber, Robust
// Statistics, 1981).
//
//===----------------------------------------------------------------------===//
#include "runtime/learn/regression.h"

#include <algorithm>
#include <cmath>
#include <fmt/format.h>
#include <optional>

namespace auspex::learn {
namespace {

/// Older samples say little of today's program, and a prediction has to be quick.
constexpr size_t Window = 256;
/// A typical program's spread counts as much as this many samples.
constexpr double PriorSamples = 1;
/// Two measurements of one run differ by this much whatever the program.
constexpr double LeastSpread = 1e-4;
/// A leverage of 1 would divide by zero; such a sample checks nothing.
constexpr double LeastFreedom = 0.05;

/// One fitted function and its value for the new run.
struct Fit {
  double Log = 0, Variance = 0, Leverage = 0;
  unsigned Samples = 0;
  std::string From;
};

/// Between what the residuals say and what programs are like. Geometric: a program
/// that always takes the same soon shows it.
double shrunk(double SumOfSquares, double Count, double Typical) {
  double Own = std::max(SumOfSquares / std::max(Count, 1.0), LeastSpread * LeastSpread);
  double Prior = std::max(Typical, LeastSpread);
  return std::exp((Count * std::log(Own) + PriorSamples * 2 * std::log(Prior)) /
                  (Count + PriorSamples));
}

struct Pairs {
  std::vector<double> X, LogY;
  size_t size() const { return X.size(); }
};

std::optional<Fit> power(const Pairs &P, double New, double Typical, const std::string &Name) {
  size_t N = P.size();
  double MeanX = 0, MeanY = 0;
  for (size_t I = 0; I < N; ++I) {
    MeanX += std::log(P.X[I]) / double(N);
    MeanY += P.LogY[I] / double(N);
  }
  double Sxx = 0, Sxy = 0;
  for (size_t I = 0; I < N; ++I) {
    double D = std::log(P.X[I]) - MeanX;
    Sxx += D * D;
    Sxy += D * (P.LogY[I] - MeanY);
  }
  if (Sxx < 1e-6 || Sxy <= 0)
    return std::nullopt;
  // Values that hardly differ say nothing of the slope.
  Sxx += 5e-5 * double(N);
  double Slope = Sxy / Sxx, Sum = 0;
  for (size_t I = 0; I < N; ++I) {
    double D = std::log(P.X[I]) - MeanX;
    double Free = 1 - 1 / double(N) - D * D / Sxx;
    double R = (P.LogY[I] - MeanY - Slope * D) / std::max(Free, LeastFreedom);
    Sum += R * R;
  }
  double D = std::log(New) - MeanX;
  return Fit{MeanY + Slope * D, shrunk(Sum, double(N), Typical), 1 / double(N) + D * D / Sxx,
             unsigned(N), fmt::format("{}^{:.2f}", Name, Slope)};
}

/// y = a + b g(x), relative errors: 1 = a u + b v with u = 1/y, v = g(x)/y.
std::optional<Fit> affine(const Pairs &P, double New, double Power, double Typical,
                          const std::string &Name) {
  size_t N = P.size();
  std::vector<double> U(N), V(N), W(N, 1.0), R(N), H(N);
  double Scale = 0; // keeps the normal equations well conditioned
  for (size_t I = 0; I < N; ++I)
    Scale = std::max(Scale, std::pow(P.X[I], Power));
  double A = 0, B = 0, Inverse[3] = {};
  for (int Pass = 0; Pass < 3; ++Pass) {
    double Suu = 0, Suv = 0, Svv = 0, Su = 0, Sv = 0;
    for (size_t I = 0; I < N; ++I) {
      U[I] = std::exp(P.LogY[0] - P.LogY[I]);
      V[I] = std::pow(P.X[I], Power) / Scale * U[I];
      Suu += W[I] * U[I] * U[I];
      Suv += W[I] * U[I] * V[I];
      Svv += W[I] * V[I] * V[I];
      Su += W[I] * U[I];
      Sv += W[I] * V[I];
    }
    double Det = Suu * Svv - Suv * Suv;
    if (Det < 1e-9 * Suu * Svv)
      return std::nullopt;
    A = (Su * Svv - Sv * Suv) / Det;
    B = (Sv * Suu - Su * Suv) / Det;
    if (B <= 0)
      return std::nullopt;
    Inverse[0] = Svv / Det, Inverse[1] = -Suv / Det, Inverse[2] = Suu / Det;
    if (A < 0) {
      A = 0, B = Sv / Svv;
      Inverse[0] = Inverse[1] = 0, Inverse[2] = 1 / Svv;
    }
    std::vector<double> Sizes(N);
    for (size_t I = 0; I < N; ++I) {
      R[I] = 1 - A * U[I] - B * V[I];
      H[I] = W[I] *
             (Inverse[0] * U[I] * U[I] + 2 * Inverse[1] * U[I] * V[I] + Inverse[2] * V[I] * V[I]);
      Sizes[I] = std::abs(R[I]);
    }
    if (N < 6)
      break;
    std::ranges::nth_element(Sizes, Sizes.begin() + long(N / 2));
    double Limit = std::max(2.0 * Sizes[N / 2], LeastSpread); // 1.345 sigma
    for (size_t I = 0; I < N; ++I)
      W[I] = std::abs(R[I]) <= Limit ? 1 : Limit / std::abs(R[I]);
  }
  double Sum = 0;
  for (size_t I = 0; I < N; ++I) {
    double Left = R[I] / std::max(1 - H[I], LeastFreedom);
    double E = Left < 0.9 ? -std::log1p(-Left) : 2.3;
    Sum += E * E;
  }
  double G = std::pow(New, Power) / Scale, Value = A + B * G;
  double UNew = 1 / Value, VNew = G / Value;
  double H0 = Inverse[0] * UNew * UNew + 2 * Inverse[1] * UNew * VNew + Inverse[2] * VNew * VNew;
  double Unit = std::exp(P.LogY[0]);
  return Fit{std::log(Value) + P.LogY[0], shrunk(Sum, double(N), Typical), H0, unsigned(N),
             fmt::format("{:.4g} + {:.4g} {}{}", A * Unit, B * Unit / Scale, Name,
                         Power == 1 ? "" : fmt::format("^{}", Power))};
}

/// y = c f. The formula by itself is one sample of c = 1 with the typical spread.
Fit proportional(const Pairs &P, double New, double Typical, const std::string &Name) {
  double N = double(P.size()), Mean = 0, Sum = 0;
  for (size_t I = 0; I < P.size(); ++I)
    Mean += P.LogY[I] - std::log(P.X[I]);
  Mean /= N + PriorSamples;
  for (size_t I = 0; I < P.size(); ++I) {
    double R = (P.LogY[I] - std::log(P.X[I]) - Mean) * (N + PriorSamples) / N;
    Sum += R * R;
  }
  return {std::log(New) + Mean, shrunk(Sum, N, Typical), 1 / (N + PriorSamples), unsigned(P.size()),
          fmt::format("{:.4g} {}", std::exp(Mean), Name)};
}

Estimate best(std::vector<Fit> &Fits) {
  std::ranges::sort(Fits, {}, &Fit::Variance);
  Estimate E;
  double Weights = 0;
  // Errors of different features' fits differ: their mean is steadier than any.
  for (size_t I = 0; I < Fits.size() && I < 8; ++I) {
    double Ratio = Fits[0].Variance / Fits[I].Variance, Weight = std::pow(Ratio, 4);
    Weights += Weight;
    E.Log += Weight * Fits[I].Log;
    E.Spread += Weight * std::sqrt(Fits[I].Variance * (1 + std::min(Fits[I].Leverage, 8.0)));
  }
  E.Log /= Weights;
  E.Spread /= Weights;
  E.Samples = Fits[0].Samples;
  E.From = Fits[0].From;
  E.Known = true;
  return E;
}

} // namespace

void Regression::add(const Features &Known, double Value) {
  uint32_t Row = uint32_t(Logs.size());
  Logs.push_back(std::log(Value));
  Largest = std::max(Largest, Value);
  for (const Feature &F : Known) {
    if (!(F.Value > 0) || !std::isfinite(F.Value))
      continue;
    Column &C = Columns[F.Name];
    C.Is = F.Is;
    C.Rows.push_back(Row);
    C.Values.push_back(F.Value);
  }
}

void Regression::addLowerBound(const Features &Known, double Bound) {
  Bounds.push_back({Known, std::log(Bound)});
  if (Bounds.size() > 16)
    Bounds.erase(Bounds.begin());
}

Estimate Regression::constant(double Typical) const {
  Estimate E;
  size_t First = Logs.size() > Window ? Logs.size() - Window : 0;
  double N = double(Logs.size() - First), Mean = 0, Sum = 0;
  if (N == 0)
    return E;
  for (size_t I = First; I < Logs.size(); ++I)
    Mean += Logs[I] / N;
  for (size_t I = First; I < Logs.size(); ++I)
    Sum += (Logs[I] - Mean) * (Logs[I] - Mean);
  // Leaving one out moves the mean of the others: n / (n - 1).
  Sum *= N > 1 ? (N / (N - 1)) * (N / (N - 1)) : 1;
  double Variance = N > 1 ? shrunk(Sum, N, Typical) : Typical * Typical;
  return {Mean, std::sqrt(Variance * (1 + 1 / N)), unsigned(N), "earlier runs", true};
}

Estimate Regression::fit(const Features &Known, double Typical) const {
  std::vector<Fit> Fits;
  if (Estimate C = constant(Typical); C.Known)
    Fits.push_back(
        {C.Log, C.Spread * C.Spread / (1 + 1.0 / C.Samples), 1.0 / C.Samples, C.Samples, C.From});
  size_t First = Logs.size() > Window ? Logs.size() - Window : 0;
  size_t All = Logs.size() - First;
  for (const Feature &F : Known) {
    if (!(F.Value > 0) || !std::isfinite(F.Value))
      continue;
    Pairs P;
    if (auto At = Columns.find(F.Name); At != Columns.end()) {
      const Column &C = At->second;
      size_t I = size_t(std::ranges::lower_bound(C.Rows, First) - C.Rows.begin());
      for (; I < C.Rows.size(); ++I) {
        P.X.push_back(C.Values[I]);
        P.LogY.push_back(Logs[C.Rows[I]]);
      }
    }
    if (F.Is == Kind::Formula)
      Fits.push_back(proportional(P, F.Value, Typical, F.Name));
    // A fit of few of the samples is not comparable with one of all.
    if (P.size() < (F.Is == Kind::Sibling ? 4u : 3u) || P.size() * 2 < All)
      continue;
    auto Try = [&](std::optional<Fit> Found) {
      if (Found)
        Fits.push_back(std::move(*Found));
    };
    if (F.Is != Kind::Formula)
      Try(power(P, F.Value, Typical, F.Name));
    if (F.Is != Kind::Sibling)
      Try(affine(P, F.Value, 1, Typical, F.Name));
    if (F.Is == Kind::Size)
      Try(affine(P, F.Value, 2, Typical, F.Name));
  }
  // The best of many looks better than it is: 2 log p for the choice among p (risk
  // inflation criterion, Foster and George, Annals of Statistics 22, 1994).
  for (size_t I = 1; I < Fits.size(); ++I)
    if (Fits[I].Samples)
      Fits[I].Variance *= std::exp(2 * std::log(double(Fits.size())) / Fits[I].Samples);
  return Fits.empty() ? Estimate() : best(Fits);
}

Estimate Regression::estimate(const Features &Known, double Typical) const {
  if (Bounds.empty())
    return fit(Known, Typical);
  // A bound above what the measurements predict is taken for a measurement one
  // spread above it (the mean of a censored normal is about there: Buckley and
  // James, Biometrika 66, 1979); a bound below says nothing.
  Regression Filled(*this);
  Filled.Bounds.clear();
  for (const Bound &B : Bounds) {
    Estimate E = fit(B.Known, Typical);
    double Spread = E.Known ? E.Spread : Typical;
    if (!E.Known || E.Log < B.Log)
      Filled.add(B.Known, std::exp(B.Log + Spread));
  }
  return Filled.fit(Known, Typical);
}

} // namespace auspex::learn
