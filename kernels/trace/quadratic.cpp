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

/// \p R without what is monotone around it: roots, logarithms, factors.
Ref inside(const Graph &G, Ref R) {
  for (;;) {
    const Node &N = G[R];
    if (N.O == Op::Sqrt || N.O == Op::Log || N.O == Op::Log10 || N.O == Op::Round)
      R = N.A;
    else if (N.O == Op::Mul && G.isConstant(N.A))
      R = N.B;
    else if ((N.O == Op::Mul || N.O == Op::Div || N.O == Op::Add) && G.isConstant(N.B))
      R = N.A;
    else if (N.O == Op::Add && G.isConstant(N.A))
      R = N.B;
    else
      return R;
  }
}

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
  if (!A.T.Results.empty())
    Out.push_back(A.T.Results.back());
  constexpr size_t Most = 24;
  for (const auto &[P, R] : A.T.Final)
    if (!P.Own && Out.size() < Most)
      Out.push_back(R);
  return Out;
}

std::vector<double> column(const Matrix &J) {
  std::vector<double> V;
  for (double X : J[0])
    V.push_back(X);
  return V;
}

/// The matrix of second derivatives of \p R by \p X; nothing where it is not constant.
std::optional<Matrix> secondDerivative(const Analysis &A, Ref R, const std::vector<uint32_t> &X) {
  const std::vector<double> G0 = column(A.derivative({R}, X));
  Matrix H;
  for (size_t K = 0; K < X.size(); ++K) {
    if (A.isExhausted())
      return std::nullopt;
    std::vector<double> At = A.Inputs;
    At[X[K]] += 1;
    const std::vector<double> G1 = column(A.derivative({R}, X, A.at(At)));
    At[X[K]] += 1;
    const std::vector<double> G2 = K == 0 ? column(A.derivative({R}, X, A.at(At))) : G1;
    if (K == 0 && std::ranges::equal(G0, G1, [](double P, double Q) { return near(P, Q, std::fabs(P) + 1e-9); }))
      return std::nullopt; // linear
    H.emplace_back();
    for (size_t C = 0; C < X.size(); ++C) {
      H[K].push_back(G1[C] - G0[C]);
      if (!std::isfinite(H[K][C]) ||
          (K == 0 && !near(G2[C] - G1[C], G1[C] - G0[C], std::fabs(G1[C]) + std::fabs(G0[C]) + 1)))
        return std::nullopt;
    }
  }
  return largest(H) > 0 ? std::optional(H) : std::nullopt;
}

bool isAutocorrelation(const Analysis &A, const Response &Y, const Signal &X) {
  if (Y.size() < 3 || X.size() < 6 || X.size() > 96)
    return false;
  int64_t FirstLag = -1;
  for (size_t K = 0; K < std::min<size_t>(Y.size(), 5); ++K) {
    const auto H = secondDerivative(A, Y.Values[K], X.Inputs);
    if (!H)
      return false;
    const double Scale = largest(*H);
    int64_t Lag = -1;
    double First = 0;
    size_t Count = 0;
    for (size_t R = 0; R < X.size(); ++R)
      for (size_t C = R; C < X.size(); ++C) {
        const double V = (*H)[R][C];
        if (near(V, 0, Scale))
          continue;
        const int64_t L = X.At[C] - X.At[R];
        if (Lag < 0) {
          Lag = L;
          First = V;
        }
        if (L != Lag || !near(V, First, Scale))
          return false;
        ++Count;
      }
    if (Count < 2 && K < 2)
      return false;
    FirstLag = K == 0 ? Lag : FirstLag;
    if (Lag != FirstLag + int64_t(K))
      return false;
  }
  return FirstLag <= 1;
}

/// The second derivatives of \p R by a signal are those of the power of one frequency.
bool isTonePower(const Matrix &H) {
  bool Toeplitz = isTone(H[0]);
  for (size_t K = 1; K < H.size() && Toeplitz; ++K)
    Toeplitz = near(H[K][K], H[0][0], largest(H)) && near(H[K][K - 1], H[0][1], largest(H));
  return Toeplitz;
}

/// The powers of the frequencies of \p X: a periodogram.
bool isPowerOfTones(const Analysis &A, const Response &Y, const Signal &X) {
  if (X.ByCall || Y.size() < 4 || X.size() < 6 || X.size() > 64 || A.decidesBy(X.Inputs))
    return false;
  size_t Powers = 0;
  for (size_t K = 0; K < Y.size(); ++K) {
    const auto H = secondDerivative(A, inside(A.T.G, Y.Values[K]), X.Inputs);
    Powers += H && isTonePower(*H);
    if (K >= 3 && !Powers)
      return false;
  }
  return Powers >= 3 && Powers + 2 >= Y.size();
}

bool isPower(const Analysis &A, const Response &Y) {
  constexpr size_t MinBins = 4;
  size_t Bins = 0;
  std::vector<uint32_t> Seen;
  for (Ref Value : Y.Values) {
    const Ref R = inside(A.T.G, Value);
    const std::vector<uint32_t> X = A.T.G.inputsOf(R);
    std::vector<uint32_t> Arrays;
    constexpr size_t MaxInputs = 8;
    for (uint32_t K : X)
      if (X.size() <= MaxInputs && A.T.Inputs[K].Object)
        if (const auto H = secondDerivative(A, R, {K}); H)
          Arrays.push_back(K);
    if (Arrays.size() != 2 || std::ranges::find(Seen, Arrays[0]) != Seen.end())
      continue;
    const auto H = secondDerivative(A, R, Arrays);
    if (!H || !near((*H)[0][0], (*H)[1][1], largest(*H)) || !near((*H)[0][1], 0, largest(*H)) ||
        !near((*H)[1][0], 0, largest(*H)))
      continue;
    // No linear part: re and im themselves are squared.
    const Matrix J = A.derivative({R}, Arrays);
    bool Plain = true;
    for (size_t K = 0; K < 2; ++K)
      Plain &= near(J[0][K], (*H)[K][K] * A.Inputs[Arrays[K]], std::fabs(J[0][K]));
    if (!Plain)
      continue;
    Seen.push_back(Arrays[0]);
    Seen.push_back(Arrays[1]);
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
      const Ref R = inside(A.T.G, Output);
      if (!A.dependsOn({R}, X.Inputs))
        continue;
      if (const auto J = A.linear({R}, X.Inputs)) {
        Tones += isTone(column(*J));
        ++Linear;
        continue;
      }
      const auto H = secondDerivative(A, R, X.Inputs);
      if (!H)
        continue;
      if (isTonePower(*H))
        Tones += 2;
    }
    // One product a sample and frequency.
    constexpr size_t MaxLinear = 4; // the bin's two parts, the filter's state
    if (Tones >= 2 && Linear <= MaxLinear && A.depth(X.Inputs) >= X.size() / 2 &&
        A.operations(X.Inputs).second <= (3 * X.size() / 2 + 4) * (Tones / 2))
      return Verdict{"goertzel", "the output is one frequency of the input, by one product a sample", {}};
  }
  return std::nullopt;
}

std::optional<Verdict> quadratic(const Analysis &A) {
  for (const Response &Y : A.Responses) {
    if (Y.ByCall)
      continue;
    for (const Signal &X : A.Signals)
      if (!X.ByCall && isAutocorrelation(A, Y, X))
        return Verdict{"autocorrelation", "each output is the sum of products of the signal and itself, one lag on", {}};
    for (const Signal &X : A.Signals)
      if (isPowerOfTones(A, Y, X)) {
        // A recurrence is Goertzel's filter.
        const bool Once = A.depth(X.Inputs) >= X.size() / 2;
        return Once ? Verdict{"goertzel", "each output is the power of one frequency, by a recurrence", {}}
                    : Verdict{"power-spectrum", "each output is the power of one frequency of the input", {}};
      }
    if (isPower(A, Y))
      return Verdict{"power-spectrum", "each output is the sum of the squares of a pair of inputs", {}};
  }
  return std::nullopt;
}

} // namespace auspex::kernels::trace
