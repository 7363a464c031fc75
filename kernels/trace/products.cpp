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
#include <optional>

namespace auspex::kernels::trace {
namespace {

constexpr size_t MinLength = 8, MaxLength = 160;

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

/// Each output is a mean of a few neighbours, whose weights change from output to output
/// and whose place moves on. \p Between: the place is a number, so that there may be many
/// weights, whose sum is one up to a ripple, and borders.
bool isResampled(const Matrix &J, bool Between) {
  constexpr size_t MinRows = 6, Most = 4, MostBetween = 64;
  const double Scale = largest(J);
  std::vector<double> Middles, Leads;
  size_t Mixed = 0, Odd = 0;
  for (const auto &Row : J) {
    double Sum = 0, Energy = 0, Moment = 0;
    size_t Count = 0, First = 0;
    for (size_t C = 0; C < Row.size(); ++C)
      if (!near(Row[C], 0, Scale)) {
        First = Count++ ? First : C;
        Sum += Row[C];
        Energy += Row[C] * Row[C];
        Moment += double(C) * Row[C] * Row[C];
      }
    if (!Count)
      continue;
    if (Count > (Between ? MostBetween : Most) ||
        (!Middles.empty() && Moment / Energy < Middles.back() - 0.5))
      return false;
    if (std::fabs(Sum - 1) > (Count > Most ? 0.1 : 1e-3)) {
      if (!Between)
        return false;
      ++Odd;
    }
    Mixed += Count > 1;
    Middles.push_back(Moment / Energy);
    Leads.push_back(Row[First]);
  }
  if (Middles.size() < MinRows || Mixed < Middles.size() / 2 || 2 * Odd > Middles.size() ||
      Middles.back() < Middles.front() + 1)
    return false;
  // Weights differ from row to row.
  size_t Different = 0;
  for (size_t K = 1; K < Leads.size(); ++K)
    Different += !near(Leads[K], Leads[K - 1], Scale);
  return Different >= Leads.size() / 2;
}

/// Each output is one entry of a table, one after the other, not always the next.
bool isLookedUp(const Matrix &J) {
  size_t Rows = 0;
  std::vector<size_t> Places;
  for (const auto &Row : J) {
    const auto Set = [](double V) { return V != 0; };
    const auto It = std::ranges::find_if(Row, Set);
    if (It == Row.end() || std::ranges::count_if(Row, Set) != 1 ||
        !near(*It, largest(J), largest(J)))
      return false;
    ++Rows;
    Places.push_back(size_t(It - Row.begin()));
  }
  std::ranges::sort(Places);
  return Rows >= MinLength && std::unique(Places.begin(), Places.end()) - Places.begin() >= 3;
}

/// Blocks of two by two along the diagonal turn pairs by an angle that is a tone, or come
/// out of one number each.
bool isTurning(const Matrix &J) {
  const size_t M = J.size(), N = J[0].size();
  const bool FromReal = M == 2 * N;
  if (M % 2 || M < 2 * MinLength || (M != N && !FromReal))
    return false;
  const double Scale = largest(J);
  std::vector<double> Re, Im;
  for (size_t R = 0; R < M; ++R)
    for (size_t C = 0; C < N; ++C)
      if (!near(J[R][C], 0, Scale) && (FromReal ? C != R / 2 : C / 2 != R / 2))
        return false;
  for (size_t T = 0; T < M / 2; ++T) {
    const size_t C = FromReal ? T : 2 * T;
    Re.push_back(J[2 * T][C]);
    Im.push_back(J[2 * T + 1][C]);
    if (!FromReal &&
        (!near(J[2 * T][C + 1], -Im.back(), Scale) || !near(J[2 * T + 1][C + 1], Re.back(), Scale)))
      return false;
  }
  return isTone(Re) && isTone(Im);
}

/// The factors are the same from both ends.
bool isSymmetric(const std::vector<double> &W) {
  const size_t N = W.size();
  std::vector<double> Half(W.begin(), W.begin() + N / 2);
  for (size_t K = 0; K < N / 2; ++K)
    if (!near(W[K], W[N - 1 - K], std::fabs(W[K])))
      return false;
  // Many different ones: what comes as a quotient differs from itself by rounding.
  return N >= MinLength && distinct(Half) >= MinLength / 2 - 1;
}

/// Each output is an entry of one table, or lies between neighbours in it, and the places
/// go round by one step.
bool isPlayed(const Analysis &A, const Response &Y) {
  const int64_t Size = A.T.TableSize;
  std::vector<int64_t> At;
  std::optional<uint32_t> Table;
  for (Ref R : Y.Values) {
    constexpr size_t Few = 24;
    int64_t First = -1, Last = -1;
    for (uint32_t K : A.T.G.inputsOf(R, Few)) {
      const Place &P = A.T.Inputs[K];
      if (!P.Object || !P.Bytes || (Table && *Table != P.Object))
        continue;
      Table = P.Object;
      First = First < 0 ? P.Offset / P.Bytes : First;
      Last = P.Offset / P.Bytes;
    }
    if (First < 0 || Last >= Size)
      return false;
    At.push_back(Last - First == Size - 1 ? Last : First);
  }
  for (size_t K = 2; K < At.size(); ++K)
    if ((At[K] - 2 * At[K - 1] + At[K - 2]) % Size)
      return false;
  return At.size() >= MinLength && (At[1] - At[0]) % Size;
}

/// The operator with sines in the tables that addresses go round in.
Matrix withWave(const Analysis &A, const Response &Y, const Signal &X) {
  std::vector<double> Inputs = A.Inputs;
  std::map<uint32_t, size_t> Tables; // elements of each object
  for (const Place &P : A.T.Inputs)
    Tables[P.Object] += P.Object && P.Object != X.First.Object;
  constexpr size_t MinEntries = 4;
  for (size_t K = 0; K < Inputs.size(); ++K)
    if (const Place &P = A.T.Inputs[K]; Tables[P.Object] >= MinEntries && P.Bytes)
      Inputs[K] = 32767 * std::sin(2 * std::numbers::pi * double(P.Offset / P.Bytes) /
                                   double(A.T.TableSize));
  return A.derivative(Y.Values, X.Inputs, A.at(Inputs));
}

/// The same for each of two channels side by side.
bool isResampledApart(const Analysis &A, const Response &Y, const Signal &X, bool Between) {
  constexpr int64_t Channels = 2;
  if (!Between || Y.size() < 2 * MinLength)
    return false;
  for (int64_t C = 0; C < Channels; ++C) {
    const auto J = A.linear(channelOf(Y, C, Channels).Values, channelOf(X, C, Channels).Inputs);
    if (!J || !isResampled(*J, true))
      return false;
  }
  return true;
}

} // namespace

std::optional<Verdict> product(const Analysis &A) {
  // A table that is longer than a wave is no wave.
  constexpr int64_t MaxTable = 1 << 14;
  if (A.T.TableSize > MaxTable)
    return std::nullopt;
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
      return Verdict{
          "window", "the output is a short sum of cosines over its length", {{"n", lengthOf(Y)}}};
    if (A.T.TableSize && isPlayed(A, Y))
      return Verdict{"nco",
                     "each output is an entry of a table, at a phase that goes round",
                     {{"n", lengthOf(Y)}}};
    const bool Between = !A.T.RealIndices.empty() || A.T.FixedPositions;
    for (const Signal &X : A.Signals) {
      if (X.ByCall || X.size() > MaxLength || (X.size() < MinLength && !Between) ||
          (X.size() != Y.size() && !Between && 2 * X.size() != Y.size()))
        continue;
      const auto J = A.linear(Y.Values, X.Inputs);
      if (!J)
        continue;
      const bool Wraps = A.wrapsIndices() || A.T.TableSize;
      if (Wraps && A.T.TableSize && isTurning(withWave(A, Y, X)))
        return Verdict{
            "mixer",
            "each number is turned by an angle that grows at each step, with a wave in the table",
            {{"n", lengthOf(Y)}}};
      if (Wraps && (isResampled(*J, false) || isLookedUp(*J)))
        return Verdict{
            "nco",
            "each output is an entry of a table, or lies between two, at a place that goes round",
            {{"n", lengthOf(Y)}}};
      if (Wraps)
        continue;
      if (isResampled(*J, Between) || isResampledApart(A, Y, X, Between))
        return Verdict{"resampler",
                       "each output lies between neighbours, with weights that add up to one",
                       {{"n", lengthOf(Y)}}};
      if (isTurning(*J))
        return Verdict{"mixer",
                       "each number is turned by an angle that grows at each step",
                       {{"n", lengthOf(Y)}}};
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
        return Verdict{"window",
                       "the factors are a short sum of cosines over the length",
                       {{"n", lengthOf(Y)}}};
      if (isTone(W))
        return Verdict{"mixer", "the factors are a tone", {{"n", lengthOf(Y)}}};
      if (isSymmetric(W) && Y.size() == X.size())
        return Verdict{
            "window", "the factors are a table that serves both halves", {{"n", lengthOf(Y)}}};
    }
    // An oscillator: no signal comes in.
    const auto IsState = [&](const Signal &X) {
      return 2 * X.size() < Y.size() && std::ranges::any_of(X.Inputs, [&](uint32_t K) {
               return A.T.Final.contains(A.T.Inputs[K]);
             });
    };
    bool Alone = !Fixed;
    for (const Signal &X : A.Signals)
      Alone = Alone && (X.ByCall || IsState(X) || !A.dependsOn(Y.Values, X.Inputs));
    if (Alone && (isTone(Curve) || (isTone(half(Curve, 0)) && isTone(half(Curve, 1)))))
      return Verdict{
          "nco", "the output is a tone whose frequency comes from outside", {{"n", lengthOf(Y)}}};
  }
  return std::nullopt;
}

} // namespace auspex::kernels::trace
