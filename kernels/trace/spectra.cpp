//===- kernels/trace/spectra.cpp - Short-time spectra and cepstra -----------===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// A short-time Fourier transform (Allen and Rabiner, 1977): frames of a signal, a hop
// apart, each times a window w and transformed. Its outputs are w[n]*e^(-2*pi*i*k*n/N), or
// the squares of their size, whose second derivatives are w[m]*w[n]*cos(2*pi*k*(m-n)/N).
//
// Mel-frequency cepstra (Davis and Mermelstein, 1980): sums of a spectrum over bands,
// their logarithms, and of these the cosines of half steps, or a matrix that is given.
//
//===----------------------------------------------------------------------===//
#include "kernels/trace/classify.h"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <set>

namespace auspex::kernels::trace {
namespace {

constexpr double Pi = std::numbers::pi;

/// How long the transform may be that \p Bins bins are of: all of them, or a half.
std::vector<double> lengthsFor(size_t Bins, size_t Points) {
  std::vector<double> Out;
  for (size_t N : {Bins, 2 * (Bins - 1), 2 * Bins})
    if (N >= Points)
      Out.push_back(double(N));
  return Out;
}

/// Most of a window is not zero.
bool isWindow(const std::vector<double> &W) {
  double Scale = 0;
  for (double V : W)
    Scale = std::max(Scale, std::fabs(V));
  const auto Set = std::ranges::count_if(W, [&](double V) { return std::fabs(V) > 1e-3 * Scale; });
  return Scale > 0 && 2 * size_t(Set) >= W.size();
}

/// Pairs of real and imaginary parts of windowed tones. \p Windowed: the window is none.
bool isWindowedFourier(const Analysis &A, const Frame &F, bool &Windowed) {
  constexpr size_t MinPoints = 6, MaxPoints = 128;
  const size_t N = F.X.size(), Bins = F.Y.size() / 2;
  if (N < MinPoints || N > MaxPoints || F.Y.size() % 2 || Bins < 4)
    return false;
  const auto J = A.linear(F.Y, F.X);
  if (!J)
    return false;
  const std::vector<double> &W = (*J)[0];
  const double Scale = largest(*J);
  if (!isWindow(W))
    return false;
  Windowed = std::ranges::any_of(W, [&](double V) { return std::fabs(V - W[N / 2]) > 1e-3 * Scale; });
  // A window that begins with zero hides the first element.
  for (double Length : lengthsFor(Bins, N))
    for (auto [Sign, From] : {std::pair(-1.0, 0.0), std::pair(1.0, 0.0), std::pair(-1.0, 1.0), std::pair(1.0, 1.0)}) {
      bool Fits = true;
      for (size_t K = 0; K < Bins && Fits; ++K)
        for (size_t M = 0; M < N && Fits; ++M) {
          const double Angle = Sign * 2 * Pi * double(K) * (double(M) + From) / Length;
          Fits = std::fabs((*J)[2 * K][M] - W[M] * std::cos(Angle)) < 3e-3 * Scale &&
                 std::fabs((*J)[2 * K + 1][M] - W[M] * std::sin(Angle)) < 3e-3 * Scale;
        }
      if (Fits)
        return true;
    }
  return false;
}

/// The squares of the sizes of windowed tones.
bool isWindowedPower(const Analysis &A, const Frame &F, bool &Windowed) {
  constexpr size_t MinPoints = 6;
  const size_t N = F.X.size(), Bins = F.Y.size(), Middle = N / 2;
  if (N < MinPoints || Bins < 4)
    return false;
  const std::vector<uint8_t> &Degree = A.degreesIn(F.X);
  std::vector<std::vector<double>> Rows; // of the second derivatives of some bins
  std::vector<double> At = A.Inputs;
  At[F.X[Middle]] += 1;
  const std::vector<double> There = A.at(At);
  constexpr size_t SomeBins = 4;
  for (size_t K = 0; K < SomeBins; ++K) {
    const Ref R = levelOf(A.T.G, F.Y[K]);
    if (Degree[R] != 2)
      return false;
    Rows.push_back(A.gradient(R, F.X, There));
    const std::vector<double> Here = A.gradient(R, F.X, A.Values);
    for (size_t M = 0; M < N; ++M)
      Rows.back()[M] -= Here[M];
  }
  const std::vector<double> &W = Rows[0];
  if (!isWindow(W))
    return false;
  double Scale = 0;
  for (double V : W)
    Scale = std::max(Scale, std::fabs(V));
  Windowed = std::ranges::any_of(W, [&](double V) { return std::fabs(V - W[Middle]) > 1e-3 * Scale; });
  for (double Length : lengthsFor(Bins, N)) {
    bool Fits = Scale > 0;
    for (size_t K = 1; K < SomeBins && Fits; ++K)
      for (size_t M = 0; M < N && Fits; ++M) {
        const double Turn = 2 * Pi * double(K) * (double(M) - double(Middle)) / Length;
        Fits = std::fabs(Rows[K][M] - W[M] * std::cos(Turn)) < 3e-3 * Scale;
      }
    if (Fits)
      return true;
  }
  return false;
}

/// Rows of cosines of half steps, from the first or second on, each up to a factor; bands
/// at either end may be missing.
bool areCosines(const Matrix &D) {
  constexpr size_t MaxMissing = 8;
  const size_t B = D[0].size();
  for (size_t All = B; All <= B + MaxMissing; ++All)
    for (size_t Missing = 0; Missing <= All - B; ++Missing)
      for (size_t From : {size_t(0), size_t(1)}) {
        bool Fits = true;
        for (size_t C = 0; C < D.size() && Fits; ++C) {
          double Dot = 0, Norm = 0, Size = 0;
          for (size_t K = 0; K < B; ++K) {
            const double V = std::cos(Pi * double(C + From) * (double(K + Missing) + 0.5) / double(All));
            Dot += V * D[C][K];
            Norm += V * V;
            Size += D[C][K] * D[C][K];
          }
          Fits = Size > 0 && Dot * Dot > (1 - 1e-4) * Norm * Size;
        }
        if (Fits)
          return true;
      }
  return false;
}

} // namespace

std::optional<Verdict> shortTimeSpectrum(const Analysis &A) {
  for (const Response &Y : A.Responses) {
    constexpr size_t MinOutputs = 8;
    if (Y.ByCall || Y.size() < MinOutputs)
      continue;
    for (const Signal &X : A.Signals) {
      if (X.ByCall || X.size() < MinOutputs || !A.mixes(levelOf(A.T.G, Y.Values[2]), X.Inputs))
        continue;
      const auto F = firstFrame(A, X, Y);
      if (!F || (F->Count < 2 && !A.T.OneOfMany))
        continue;
      bool Windowed = false;
      if (!isWindowedFourier(A, *F, Windowed) && !isWindowedPower(A, *F, Windowed))
        continue;
      // Frames side by side without a window are so many transforms.
      if (!Windowed && (F->Count < 2 || F->Hop >= F->X.size()))
        continue;
      return Verdict{"stft", "the outputs are spectra of windowed frames of the input",
                     {{"n", int64_t(F->X.size())}, {"f", int64_t(F->Count)}, {"h", int64_t(F->Hop)}}};
    }
  }
  return std::nullopt;
}

std::optional<Verdict> cepstrum(const Analysis &A) {
  const Graph &G = A.T.G;
  constexpr size_t MinBands = 4, MinOutputs = 3;
  std::vector<Ref> Logs;
  for (Ref R = 0; R < G.size(); ++R)
    if (G[R].O == Op::Log || G[R].O == Op::Log10)
      Logs.push_back(R);
  if (Logs.size() < MinBands)
    return std::nullopt;
  // What is taken the logarithm of are sums of a spectrum, or of its squares.
  for (const Signal &X : A.Signals) {
    if (X.ByCall || X.size() < MinBands)
      continue;
    const std::vector<uint8_t> &Degree = A.degreesIn(X.Inputs);
    if (std::ranges::any_of(Logs, [&](Ref R) {
          const uint8_t D = Degree[levelOf(G, R)];
          return D != 1 && D != 2;
        }))
      continue;
    for (const Response &Y : A.Responses) {
      if (Y.ByCall || Y.size() < MinOutputs)
        continue;
      // Of the first frame.
      Matrix D;
      std::vector<Ref> Bands;
      std::vector<double> Adjoint;
      for (size_t K = 0; K < Y.size(); ++K) {
        A.adjoints(Y.Values[K], Adjoint);
        const auto Of = [&](Ref L) { return L < Adjoint.size() ? Adjoint[L] : 0.0; };
        if (D.empty())
          for (Ref L : Logs)
            if (Of(L) != 0)
              Bands.push_back(L);
        if (Bands.size() < MinBands || Of(Bands[0]) == 0)
          break;
        D.emplace_back();
        for (Ref L : Bands)
          D.back().push_back(Of(L));
      }
      if (D.size() < MinOutputs)
        continue;
      // A matrix that is given: an input for each band, beside those below the logarithms.
      std::set<uint32_t> Below;
      for (Ref L : Bands)
        for (uint32_t K : G.inputsOf(L))
          Below.insert(K);
      const std::vector<uint32_t> All = G.inputsOf(Y.Values[0]);
      const bool Given = size_t(std::ranges::count_if(All, [&](uint32_t K) {
                           return !Below.contains(K);
                         })) >= Bands.size();
      if (areCosines(D) || Given)
        return Verdict{"mfcc", Given ? "a matrix times the logarithms of sums of a spectrum over bands"
                                     : "cosines of half steps of the logarithms of sums of a spectrum over bands",
                       {{"b", int64_t(Bands.size())}, {"k", int64_t(X.size())}, {"i", int64_t(D.size())}}};
    }
  }
  return std::nullopt;
}

} // namespace auspex::kernels::trace
