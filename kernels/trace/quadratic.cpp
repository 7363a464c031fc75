//===- kernels/trace/quadratic.cpp - Powers, correlations, single tones -----===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Outputs that are squares or products of one signal: its matrix of second derivatives
// tells which. |sum x[n]*e^(-iwn)|^2 has cos(w*(m-n)), computed with one product a sample
// it is Goertzel's filter (Goertzel, 1958); r[k] = sum x[n]*x[n+k] has ones k beside the
// diagonal; re^2 + im^2 has two equal elements on it.
//
//===----------------------------------------------------------------------===//
#include "kernels/trace/classify.h"

#include <algorithm>
#include <cmath>

namespace auspex::kernels::trace {
namespace {

/// v[k+1] = c*v[k] - v[k-1] with |c| < 2: a tone that neither grows nor decays.
bool isTone(const std::vector<double> &V) {
  if (V.size() < 6)
    return false;
  double Scale = 0;
  for (double X : V)
    Scale = std::max(Scale, std::fabs(X));
  size_t Best = 1;
  for (size_t K = 1; K + 1 < V.size(); ++K)
    if (std::fabs(V[K]) > std::fabs(V[Best]))
      Best = K;
  if (Scale == 0 || std::fabs(V[Best]) < 0.2 * Scale)
    return false;
  const double C = (V[Best - 1] + V[Best + 1]) / V[Best];
  if (!(std::fabs(C) < 1.9999))
    return false;
  for (size_t K = 1; K + 1 < V.size(); ++K)
    if (!near(V[K + 1], C * V[K] - V[K - 1], 100 * Scale))
      return false;
  return true;
}

/// Numbers that come out of the function: results, what is stored once.
std::vector<Ref> outputsOf(const Analysis &A) {
  std::vector<Ref> Out;
  if (!A.T.Results.empty()) {
    // Or what it is compared with: a detector.
    const Node &N = A.T.G[A.T.Results.back()];
    Out.push_back(N.O == Op::Opaque && N.A != None ? N.A : A.T.Results.back());
  }
  constexpr size_t Most = 24;
  for (const auto &[P, R] : A.T.Final)
    if (!P.Own && Out.size() < Most)
      Out.push_back(R);
  return Out;
}

/// \p R is the power of one frequency of \p X, up to what is linear: its second
/// derivatives are cos(w*(m-n)).
bool isTonePower(const Analysis &A, Ref R, const std::vector<uint32_t> &X) {
  if (A.degreesIn(X)[R] != 2)
    return false;
  const size_t N = X.size();
  const std::vector<double> G0 = A.gradient(R, X, A.Values);
  std::vector<double> At = A.Inputs;
  At[X[0]] += 1;
  std::vector<double> Row = A.gradient(R, X, A.at(At));
  for (size_t K = 0; K < N; ++K)
    Row[K] -= G0[K];
  if (!isTone(Row))
    return false;
  // Elsewhere the derivative is what these make of it.
  At = A.Inputs;
  const auto Step = [](size_t K) { return 0.3 + 0.1 * double(K * K % 7); };
  for (size_t K = 0; K < N; ++K)
    At[X[K]] += Step(K);
  const std::vector<double> G1 = A.gradient(R, X, A.at(At));
  for (size_t K = 0; K < N; ++K) {
    double Sum = 0;
    for (size_t J = 0; J < N; ++J)
      Sum += Row[K > J ? K - J : J - K] * Step(J);
    if (!near(G1[K] - G0[K], Sum, 100 * double(N) * std::fabs(Row[0])))
      return false;
  }
  return true;
}

/// \p R is c times the sum of x[n]*x[n+Lag] over some n: its derivative by each element
/// is c times the neighbours at that distance.
bool isLagProduct(const Analysis &A, Ref R, const Signal &X, int64_t Lag, double &Factor) {
  if (A.degreesIn(X.Inputs)[R] != 2)
    return false;
  std::map<int64_t, double> At;
  for (size_t K = 0; K < X.size(); ++K)
    At[X.At[K]] = A.Inputs[X.Inputs[K]];
  const std::vector<double> G = A.gradient(R, X.Inputs, A.Values);
  size_t Both = 0, Any = 0;
  for (size_t K = 0; K < X.size(); ++K) {
    const auto Value = [&](int64_t Place) {
      const auto It = At.find(Place);
      return It == At.end() ? 0.0 : It->second;
    };
    const double Before = Value(X.At[K] - Lag), After = Value(X.At[K] + Lag);
    if (Factor == 0 && G[K] != 0)
      Factor = Before != 0 && After != 0 && Lag ? 0 : G[K] / (Lag ? Before + After : 2 * After);
    const double D = G[K] / (Factor == 0 ? 1 : Factor), Scale = std::fabs(Before) + std::fabs(After);
    const bool IsBoth = near(D, Before + After, Scale);
    if (!IsBoth && !near(D, 0, Scale) && !near(D, Before, Scale) && !near(D, After, Scale))
      return false;
    Both += IsBoth && Scale > 0;
    Any += Scale > 0 && !near(D, 0, Scale);
  }
  return Factor != 0 && Any >= 3 && Both * 4 >= Any;
}

bool isAutocorrelation(const Analysis &A, const Response &Y, const Signal &X) {
  constexpr size_t MaxSamples = 512, MinLags = 3, SomeLags = 5;
  if (Y.size() < MinLags || X.size() < 6 || X.size() > MaxSamples)
    return false;
  // Lags from none or one on, one factor for all of them or one each.
  for (int64_t First : {0, 1}) {
    size_t Lags = 0;
    for (size_t K = 0; K < std::min(Y.size(), SomeLags); ++K) {
      double Factor = 0;
      if (!isLagProduct(A, Y.Values[K], X, First + int64_t(K), Factor))
        break;
      ++Lags;
    }
    if (Lags == std::min(Y.size(), SomeLags))
      return true;
  }
  return false;
}

/// The powers of the frequencies of \p X: a periodogram.
bool isPowerOfTones(const Analysis &A, const Response &Y, const Signal &X) {
  if (X.ByCall || Y.size() < 4 || X.size() < 6 || X.size() > 64 || A.decidesBy(X.Inputs))
    return false;
  size_t Powers = 0;
  for (size_t K = 0; K < Y.size(); ++K) {
    Powers += isTonePower(A, levelOf(A.T.G, Y.Values[K]), X.Inputs);
    if (K >= 3 && !Powers)
      return false;
  }
  return Powers >= 3 && Powers + 2 >= Y.size();
}

/// The powers came at fewer additions than the matrix of their parts has elements.
bool isFast(const Analysis &A, const Signal &X) {
  const double Elements = double(X.size()) * double(X.size());
  return double(A.operations(X.Inputs).first) < 0.75 * Elements;
}

/// A value of a few operations.
class Small {
public:
  static constexpr size_t MaxNodes = 32;
  Small(const Analysis &A, Ref R) : A(A), R(R), Inputs(A.T.G.inputsOf(R, MaxNodes)) {}
  std::vector<uint32_t> inputs() const { return Inputs; }
  double at(const std::map<uint32_t, double> &Values) const {
    std::map<Ref, double> Done;
    return value(R, Values, Done);
  }

private:
  double value(Ref N, const std::map<uint32_t, double> &Values, std::map<Ref, double> &Done) const {
    const Node &X = A.T.G[N];
    if (X.O == Op::Input) {
      const auto It = Values.find(X.A);
      return It == Values.end() ? A.Inputs[X.A] : It->second;
    }
    if (X.O == Op::Constant || X.O == Op::Opaque)
      return X.Value;
    if (const auto It = Done.find(N); It != Done.end())
      return It->second;
    const double First = value(X.A, Values, Done);
    return Done[N] = apply(X.O, First, X.B == None ? 0 : value(X.B, Values, Done));
  }
  const Analysis &A;
  Ref R;
  std::vector<uint32_t> Inputs;
};

/// The two elements of arrays whose squares \p R sums with one factor.
std::vector<uint32_t> squared(const Analysis &A, Ref R) {
  constexpr size_t MaxInputs = 8;
  const Small S(A, R);
  const std::vector<uint32_t> X = S.inputs();
  if (X.size() < 2 || X.size() > MaxInputs)
    return {};
  std::vector<std::pair<uint32_t, double>> Squares;
  for (uint32_t K : X) {
    if (!A.T.Inputs[K].Object)
      continue;
    const double P0 = S.at({{K, 0}}), P1 = S.at({{K, 1}}), P2 = S.at({{K, 2}}), P3 = S.at({{K, -1}});
    const double C = P1 - P0, Size = std::fabs(P2) + std::fabs(P0);
    // Of degree two, and without a linear part.
    if (near(C, 0, Size) || !near(P2 - P0, 4 * C, Size) || !near(P3 - P0, C, Size))
      continue;
    Squares.emplace_back(K, C);
  }
  if (Squares.size() != 2 || !near(Squares[0].second, Squares[1].second, std::fabs(Squares[0].second)))
    return {};
  const uint32_t I = Squares[0].first, J = Squares[1].first;
  const double Mixed = S.at({{I, 1}, {J, 1}}) - S.at({{I, 1}, {J, 0}}) - S.at({{I, 0}, {J, 1}}) +
                       S.at({{I, 0}, {J, 0}});
  if (!near(Mixed, 0, std::fabs(Squares[0].second)))
    return {};
  return {I, J};
}

bool isPower(const Analysis &A, const Response &Y) {
  constexpr size_t MinBins = 4;
  size_t Bins = 0;
  std::vector<bool> Seen(A.T.Inputs.size());
  for (size_t K = 0; K < Y.size(); ++K) {
    if (Bins + 4 < K)
      return false;
    const auto Pair = squared(A, levelOf(A.T.G, Y.Values[K]));
    if (Pair.empty() || Seen[Pair[0]])
      continue;
    Seen[Pair[0]] = Seen[Pair[1]] = true;
    ++Bins;
  }
  return Bins >= MinBins && Bins + 2 >= Y.size();
}

} // namespace

std::optional<Verdict> goertzel(const Analysis &A) {
  const std::vector<Ref> Outputs = outputsOf(A);
  for (const Signal &X : A.Signals) {
    constexpr size_t MinSamples = 6, MaxSamples = 64;
    if (X.size() < MinSamples || X.size() > MaxSamples || A.decidesBy(X.Inputs))
      continue;
    size_t Tones = 0, Linear = 0;
    for (Ref Output : Outputs) {
      const Ref R = levelOf(A.T.G, Output);
      if (!A.dependsOn({R}, X.Inputs))
        continue;
      if (const auto J = A.linear({R}, X.Inputs)) {
        Tones += isTone((*J)[0]);
        ++Linear;
        continue;
      }
      if (isTonePower(A, R, X.Inputs))
        Tones += 2;
    }
    // One product a sample and frequency.
    constexpr size_t MaxLinear = 4; // the bin's two parts, the filter's state
    if (Tones >= 2 && Linear <= MaxLinear && A.depth(X.Inputs) >= X.size() / 2 &&
        A.operations(X.Inputs).second <= (3 * X.size() / 2 + 4) * (Tones / 2))
      return Verdict{"goertzel", "the output is one frequency of the input, by one product a sample", {{"n", X.ByCall ? 1 : int64_t(X.size())}}};
  }
  return std::nullopt;
}

std::optional<Verdict> quadratic(const Analysis &A) {
  for (const Response &Y : A.Responses) {
    if (Y.ByCall)
      continue;
    for (const Signal &X : A.Signals)
      if (!X.ByCall && isAutocorrelation(A, Y, X))
        return Verdict{"autocorrelation", "each output is the sum of products of the signal and itself, one lag on", {{"n", lengthOf(Y)}}};
    for (const Signal &X : A.Signals)
      if (isPowerOfTones(A, Y, X)) {
        // A recurrence is Goertzel's filter.
        const bool Once = A.depth(X.Inputs) >= X.size() / 2;
        return Once ? Verdict{"goertzel", "each output is the power of one frequency, by a recurrence", {{"n", int64_t(X.size())}}}
                    : Verdict{"power-spectrum", "each output is the power of one frequency of the input", {{"n", lengthOf(Y)}}, {},
                              {isFast(A, X) ? "fft" : "dft"}};
      }
    if (isPower(A, Y))
      return Verdict{"power-spectrum", "each output is the sum of the squares of a pair of inputs", {{"n", lengthOf(Y)}}};
  }
  return std::nullopt;
}

} // namespace auspex::kernels::trace
