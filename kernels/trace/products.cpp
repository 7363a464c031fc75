//===- kernels/trace/products.cpp - Windows, mixers, oscillators, resamplers ---===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Elements times a fixed curve: a window where the curve is a short sum of cosines over
// its length (Harris, On the Use of Windows for Harmonic Analysis, 1978), a mixer where
// it is a tone. The curves alone: coefficients of a window, an oscillator. Outputs
// between two or more neighbours with weights that add up to one and move on by a step
// that is no whole number: a resampler.
//
//===----------------------------------------------------------------------===//
#include "kernels/trace/classify.h"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace auspex::kernels::trace {
namespace {

constexpr size_t MinLength = 8;

/// A sum of at most four cosines over the length, which sinks towards its ends.
bool isWindow(const std::vector<double> &W) {
  const size_t N = W.size();
  if (N < MinLength)
    return false;
  const double Top = *std::ranges::max_element(W);
  if (!(Top > 0) || std::min(W.front(), W[N - 1]) > 0.4 * Top || W[N / 2] < 0.9 * Top)
    return false;
  for (double Period : {double(N) - 1, double(N), double(N) + 1})
    for (size_t Terms : {2, 3, 4}) {
      if (N < 2 * Terms + 2)
        continue;
      // Least squares by the normal equations.
      std::vector<std::vector<double>> M(Terms, std::vector<double>(Terms + 1));
      auto Base = [&](size_t T, size_t K) {
        return std::cos(2 * std::numbers::pi * double(T) * double(K) / Period);
      };
      for (size_t R = 0; R < Terms; ++R)
        for (size_t K = 0; K < N; ++K) {
          for (size_t C = 0; C < Terms; ++C)
            M[R][C] += Base(R, K) * Base(C, K);
          M[R][Terms] += Base(R, K) * W[K];
        }
      for (size_t P = 0; P < Terms; ++P)
        for (size_t R = 0; R < Terms; ++R)
          if (R != P) {
            const double F = M[R][P] / M[P][P];
            for (size_t C = P; C <= Terms; ++C)
              M[R][C] -= F * M[P][C];
          }
      bool Fits = true;
      for (size_t K = 0; K < N && Fits; ++K) {
        double Sum = 0;
        for (size_t T = 0; T < Terms; ++T)
          Sum += M[T][Terms] / M[T][T] * Base(T, K);
        Fits = std::fabs(Sum - W[K]) < 1e-4 * Top;
      }
      if (Fits)
        return true;
    }
  return false;
}

/// V[k+1] = c*V[k] - V[k-1], |c| < 2, not over one period of the whole length.
bool isTone(const std::vector<double> &V) {
  double Scale = 0;
  size_t Best = 1;
  for (size_t K = 1; K + 1 < V.size(); ++K)
    if (std::fabs(V[K]) > std::fabs(V[Best]))
      Best = K;
  for (double X : V)
    Scale = std::max(Scale, std::fabs(X));
  if (V.size() < 6 || Scale == 0 || std::fabs(V[Best]) < 0.2 * Scale)
    return false;
  const double C = (V[Best - 1] + V[Best + 1]) / V[Best];
  if (!(std::fabs(C) < 1.9999))
    return false;
  for (size_t K = 1; K + 1 < V.size(); ++K)
    if (std::fabs(V[K + 1] - C * V[K] + V[K - 1]) > 1e-3 * Scale)
      return false;
  return true;
}

/// Every second element.
std::vector<double> half(const std::vector<double> &V, size_t First) {
  std::vector<double> Out;
  for (size_t K = First; K < V.size(); K += 2)
    Out.push_back(V[K]);
  return Out;
}

bool isResampled(const Matrix &J) {
  constexpr size_t MinRows = 6, Most = 4;
  const double Scale = largest(J);
  std::vector<size_t> Firsts;
  std::vector<double> Leads;
  size_t Mixed = 0;
  for (const auto &Row : J) {
    double Sum = 0;
    size_t Count = 0, First = 0;
    for (size_t C = 0; C < Row.size(); ++C)
      if (!near(Row[C], 0, Scale)) {
        First = Count++ ? First : C;
        Sum += Row[C];
      }
    if (!Count)
      continue;
    if (Count > Most || std::fabs(Sum - 1) > 1e-3 || (!Firsts.empty() && First < Firsts.back()))
      return false;
    Mixed += Count > 1;
    Firsts.push_back(First);
    Leads.push_back(Row[First]);
  }
  if (Firsts.size() < MinRows || Mixed < Firsts.size() / 2 || Firsts.front() == Firsts.back())
    return false;
  // Weights differ from row to row.
  size_t Different = 0;
  for (size_t K = 1; K < Leads.size(); ++K)
    Different += !near(Leads[K], Leads[K - 1], Scale);
  return Different >= Leads.size() / 2;
}

} // namespace

std::optional<Verdict> product(const Analysis &A) {
  for (const Response &Y : A.Responses) {
    if (Y.ByCall || Y.size() < MinLength)
      continue;
    // The curve alone.
    std::vector<double> Curve;
    bool Fixed = true;
    for (Ref R : Y.Values) {
      Curve.push_back(A.Values[R]);
      Fixed &= A.T.G.isConstant(R);
    }
    if (Fixed && isWindow(Curve))
      return Verdict{"window", "the output is a short sum of cosines over its length", {}};
    for (const Signal &X : A.Signals) {
      if (X.ByCall || X.size() < MinLength || (X.size() != Y.size() && A.T.RealIndices.empty() && 2 * X.size() != Y.size()))
        continue;
      const auto J = A.linear(Y.Values, X.Inputs);
      if (!J)
        continue;
      if (!A.wrapsIndices() && isResampled(*J))
        return Verdict{"resampler", "each output lies between neighbours, with weights that add up to one", {}};
      if (X.size() != Y.size())
        continue;
      std::vector<double> W;
      bool Diagonal = true;
      const double Scale = largest(*J);
      for (size_t R = 0; R < Y.size() && Diagonal; ++R)
        for (size_t C = 0; C < X.size(); ++C) {
          Diagonal &= R == C || near((*J)[R][C], 0, Scale);
          if (R == C)
            W.push_back((*J)[R][C]);
        }
      if (!Diagonal)
        continue;
      if (isWindow(W))
        return Verdict{"window", "the factors are a short sum of cosines over the length", {}};
      if (isTone(W))
        return Verdict{"mixer", "the factors are a tone", {}};
    }
    // An oscillator: no signal comes in.
    bool Alone = !Fixed;
    for (const Signal &X : A.Signals)
      Alone = Alone && (X.ByCall || !A.dependsOn(Y.Values, X.Inputs));
    if (Alone && (isTone(Curve) || (isTone(half(Curve, 0)) && isTone(half(Curve, 1)))))
      return Verdict{"nco", "the output is a tone whose frequency comes from outside", {}};
  }
  return std::nullopt;
}

} // namespace auspex::kernels::trace
