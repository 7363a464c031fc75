//===- kernels/trace/loops.cpp - Levels, gains and phases that follow a signal ---===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Behaviour that is not linear in the signal, on the path that the run took.
//
// An envelope follows the size of the signal: it is even in it, |x| or x*x, and what was
// decays, e[t] = g*e[t-1] + b*|x[t]| with 0 <= g < 1; g may change with every sample
// (attack and release). Or it is the mean over a window or a block.
//
// Automatic gain control multiplies each sample with a gain that larger samples before it
// have made smaller.
//
// A phase-locked loop multiplies each sample with a sine of a phase that the samples
// before it have moved (Gardner, Phaselock Techniques, chapter 2).
//
//===----------------------------------------------------------------------===//
#include "kernels/trace/classify.h"

#include <algorithm>
#include <cmath>

namespace auspex::kernels::trace {
namespace {

constexpr size_t MinLength = 6, MaxLength = 128;

//===--- Envelopes ----------------------------------------------------------===//

/// Each row is the one before it times a factor below one, and something new.
bool decays(const Matrix &J) {
  const size_t N = J.size();
  size_t Decays = 0, New = 0;
  const double Scale = largest(J);
  for (size_t T = 0; T < N; ++T) {
    for (size_t S = 0; S < J[T].size(); ++S)
      if (J[T][S] < -1e-9 * Scale || (S > T && !near(J[T][S], 0, Scale)))
        return false;
    New += T < J[T].size() && J[T][T] > 1e-9 * Scale;
    if (T == 0)
      continue;
    const auto &Old = J[T - 1];
    const size_t Best = size_t(std::ranges::max_element(Old) - Old.begin());
    if (Old[Best] < 1e-6 * Scale)
      continue;
    const double G = J[T][Best] / Old[Best];
    if (!(G < 1 + 1e-9))
      return false;
    for (size_t S = 0; S < std::min(T, J[T].size()); ++S)
      if (!near(J[T][S], G * Old[S], Scale))
        return false;
    Decays += G > 1e-6 && G < 1 - 1e-9;
  }
  return Decays >= N / 3 && New >= 2;
}

/// Of each row the first and last element that is not zero, where all between are equal.
std::vector<std::pair<size_t, size_t>> windowsOf(const Matrix &J) {
  std::vector<std::pair<size_t, size_t>> Out;
  const double Scale = largest(J);
  for (const auto &Row : J) {
    const auto IsSet = [&](double V) { return !near(V, 0, Scale); };
    const auto First = std::ranges::find_if(Row, IsSet);
    if (First == Row.end())
      return {};
    const auto Last = std::ranges::find_if(Row.rbegin(), Row.rend(), IsSet).base();
    for (auto It = First; It != Last; ++It)
      if (!near(*It, *First, Scale))
        return {};
    Out.emplace_back(First - Row.begin(), Last - Row.begin());
  }
  return Out;
}

/// Windows of one length, each as many elements on: \p Step, their own length for blocks.
bool goOn(const std::vector<std::pair<size_t, size_t>> &W, bool Blocks) {
  constexpr size_t MinTaps = 2;
  size_t Long = 0, Moved = 0;
  for (size_t K = 0; K < W.size(); ++K) {
    const size_t Length = W[K].second - W[K].first;
    Long = std::max(Long, Length);
    if (K && W[K].first < W[K - 1].first)
      return false;
    const size_t By = K ? W[K].first - W[K - 1].first : 0;
    if (K && (Blocks ? By != Long : By > 1))
      return false;
    Moved += By > 0;
  }
  return Long >= MinTaps && W.size() >= 2 && Moved >= 2;
}

//===--- Gain control -------------------------------------------------------===//

/// Each output grows with its own input, and sinks with some before.
bool lowersGain(const Matrix &J) {
  const size_t N = J.size();
  size_t Lowered = 0;
  for (size_t T = 0; T < N; ++T) {
    const double Own = J[T][T];
    if (!std::isfinite(Own) || Own <= 0)
      return false;
    double Least = 0;
    for (size_t S = 0; S < N; ++S) {
      // The other part of a complex sample may come after it.
      if (S != T && (J[T][S] > 1e-9 * Own || (S > T + 1 && !near(J[T][S], 0, Own))))
        return false;
      Least = S == T ? Least : std::min(Least, J[T][S]);
    }
    Lowered += Least < -1e-9 * Own;
  }
  return 2 * Lowered >= N;
}

//===--- Phase-locked loops -------------------------------------------------===//

/// Samples of \p X that are multiplied with sines of phases which earlier samples have
/// moved, the longest chain of such sines.
size_t lockedSamples(const Analysis &A, const Signal &X) {
  const Graph &G = A.T.G;
  std::vector<uint32_t> Depth(G.size()); // 0: does not depend on the signal
  std::vector<bool> Seen(A.T.Inputs.size()), IsSample(A.T.Inputs.size());
  for (uint32_t K : X.Inputs)
    IsSample[K] = true;
  size_t Deepest = 0, Samples = 0, Sines = 0;
  // Without a factor.
  const auto Plain = [&](Ref R) {
    for (;;) {
      const Node &N = G[R];
      if (N.O == Op::Mul && G.isConstant(N.A))
        R = N.B;
      else if ((N.O == Op::Mul || N.O == Op::Div) && G.isConstant(N.B))
        R = N.A;
      else
        return R;
    }
  };
  for (Ref R = 0; R < G.size(); ++R) {
    const Node &N = G[R];
    if (N.O == Op::Input) {
      Depth[R] = IsSample[N.A];
      continue;
    }
    if (N.A == None)
      continue;
    Depth[R] = std::max(Depth[N.A], N.B == None ? 0 : Depth[N.B]);
    if (N.O == Op::Sin || N.O == Op::Cos) {
      Depth[R] += Depth[R] > 0;
      Deepest = std::max<size_t>(Deepest, Depth[R]);
      ++Sines;
    }
    if (N.O != Op::Mul)
      continue;
    for (const auto &[Factor, Sine] : {std::pair(N.A, N.B), std::pair(N.B, N.A)}) {
      const Node &F = G[Plain(Factor)], &S = G[Plain(Sine)];
      if (F.O == Op::Input && IsSample[F.A] && (S.O == Op::Sin || S.O == Op::Cos) && !Seen[F.A]) {
        Seen[F.A] = true;
        ++Samples;
      }
    }
  }
  // A function that is given one sample a call takes the sine of one phase a call.
  if (X.ByCall && Sines > 2 * size_t(A.T.Calls))
    return 0;
  return std::min(Deepest, Samples);
}

} // namespace

std::optional<Verdict> envelope(const Analysis &A) {
  for (const Response &Y : A.Responses) {
    if (Y.size() < 2 || Y.size() > MaxLength)
      continue;
    bool Rooted = false;
    std::vector<Ref> Levels;
    for (Ref R : Y.Values)
      Levels.push_back(levelOf(A.T.G, R, &Rooted));
    for (const Signal &X : A.Signals) {
      if (X.size() < MinLength || X.size() > MaxLength || X.ByCall != Y.ByCall ||
          X.size() < Y.size() || !A.dependsOn({Levels.back()}, X.Inputs))
        continue;
      // Even, and of degree one or two: the derivative is odd, and constant or linear.
      std::vector<double> Turned = A.Inputs;
      constexpr double By = -0.7;
      for (uint32_t K : X.Inputs)
        Turned[K] *= By;
      const std::vector<double> There = A.at(Turned);
      const Matrix Some = A.derivative({Levels.back()}, X.Inputs),
                   Other = A.derivative({Levels.back()}, X.Inputs, There);
      const double Scale = largest(Some);
      const auto Is = [&](double Factor) {
        for (size_t C = 0; C < X.size(); ++C)
          if (!near(Other[0][C], Factor * Some[0][C], Scale))
            return false;
        return Scale > 0 && std::isfinite(Scale);
      };
      const bool Sizes = Is(-1), Squares = Is(By);
      if (!Sizes && !Squares)
        continue;
      const auto derivativeAt = [&](const std::vector<double> &Inputs) {
        Matrix J = A.derivative(Levels, X.Inputs, A.at(Inputs));
        for (auto &Row : J)
          for (size_t C = 0; C < X.size() && Squares; ++C)
            Row[C] /= Inputs[X.Inputs[C]];
        return J;
      };
      // Two bursts, too: a peak that falls fast is soon met by the next.
      std::vector<double> Bursts = A.Inputs;
      for (size_t C = 0; C < X.size(); ++C)
        Bursts[X.Inputs[C]] = C == 0 ? 1 : C == X.size() / 2 ? 10 : 1e-9;
      const Matrix J = derivativeAt(A.Inputs);
      if (Y.size() >= MinLength && (decays(J) || decays(derivativeAt(Bursts))))
        return Verdict{"envelope",
                       "each output is the size of an input, or what remains of the sizes before it",
                       {{"n", lengthOf(Y)}}};
      const auto Windows = windowsOf(J);
      if (Windows.size() >= MinLength && goOn(Windows, false))
        return Verdict{"envelope", "each output is the mean of the sizes of a window", {{"n", lengthOf(Y)}}};
      if (Rooted && Windows.size() >= 3 && goOn(Windows, true))
        return Verdict{"envelope", "each output is the root of the mean square of a block", {{"n", lengthOf(Y)}}};
    }
  }
  return std::nullopt;
}

std::optional<Verdict> gainControl(const Analysis &A) {
  for (const Response &Y : A.Responses) {
    if (Y.size() < MinLength || Y.size() > MaxLength)
      continue;
    for (const Signal &X : A.Signals) {
      const size_t N = X.size(), Middle = N / 2;
      if (N != Y.size() || X.ByCall != Y.ByCall)
        continue;
      // A sample of nothing stays nothing, whatever the gain is.
      std::vector<double> Silent = A.Inputs;
      Silent[X.Inputs[Middle]] = 0;
      if (std::fabs(A.Values[Y.Values[Middle]]) < 1e-9 ||
          std::fabs(A.at(Silent)[Y.Values[Middle]]) > 1e-12)
        continue;
      if (!A.dependsOn({Y.Values[Middle]}, {X.Inputs[0]}))
        continue;
      // Signals of other sizes, too: a gain may have a limit, a loop may overshoot.
      for (double Size : {1.0, 0.1, 10.0}) {
        std::vector<double> There = A.Inputs;
        for (uint32_t K : X.Inputs)
          There[K] *= Size;
        if (lowersGain(A.derivative(Y.Values, X.Inputs, A.at(There))))
          return Verdict{"agc", "each sample has a factor that larger samples before it have made smaller", {{"n", lengthOf(Y)}}};
      }
    }
  }
  return std::nullopt;
}

std::optional<Verdict> phaseLock(const Analysis &A) {
  for (const Signal &X : A.Signals) {
    if (X.size() < MinLength)
      continue;
    constexpr size_t MinSamples = 4;
    if (lockedSamples(A, X) >= MinSamples)
      return Verdict{"pll", "each sample is multiplied with a sine whose phase the samples before it have moved", {{"n", X.ByCall ? 1 : int64_t(X.size())}}};
  }
  return std::nullopt;
}

} // namespace auspex::kernels::trace
