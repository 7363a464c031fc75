//===- kernels/trace/adaptive.cpp - Weights that learn ----------------------===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// w[k] += g*x[k] with one g for all k, which grows with the error d - sum w[k]*x[k]
// (Widrow and Hoff, 1960). Normalised: g is divided by the energy of x. Seen at the
// first time that each weight is stored: that value is linear in the weights, and its
// derivative by the other weights is an outer product -g'*x*x.
//
//===----------------------------------------------------------------------===//
#include "kernels/trace/classify.h"

#include <algorithm>
#include <cmath>

namespace auspex::kernels::trace {
namespace {

/// Of the places of \p S those that are given a new value made from the old one, and
/// the first such value.
std::pair<std::vector<uint32_t>, std::vector<Ref>> updated(const Analysis &A, const Signal &S) {
  std::pair<std::vector<uint32_t>, std::vector<Ref>> Out;
  for (uint32_t K : S.Inputs) {
    constexpr uint32_t Few = 4; // of which some have to be weights
    if (K == S.Inputs[std::min<size_t>(Few, S.size() - 1)] && Out.first.empty())
      break;
    const Place &P = A.T.Inputs[K];
    auto It = std::ranges::find_if(A.T.Writes, [&](const Write &W) { return W.At == P; });
    if (It == A.T.Writes.end() || It->Value == A.T.G.inputNode(K) ||
        std::fabs(A.derivative({It->Value}, {K})[0][0]) < 0.1)
      continue;
    Out.first.push_back(K);
    Out.second.push_back(It->Value);
  }
  return Out;
}

} // namespace

std::optional<Verdict> adaptive(const Analysis &A) {
  for (const Signal &W : A.Signals) {
    constexpr size_t MinTaps = 3, MaxTaps = 96;
    if (W.ByCall || W.size() < MinTaps || W.size() > MaxTaps)
      continue;
    const auto [Weights, New] = updated(A, W);
    if (Weights.size() < MinTaps)
      continue;
    const auto J = A.linear(New, Weights);
    if (!J)
      continue;
    // J = leak*1 - v*u' : off the diagonal of rank one, every element present, v and u
    // proportional.
    const size_t N = Weights.size();
    const Matrix &M = *J;
    bool Outer = true;
    for (size_t R = 0; R < N && Outer; ++R)
      for (size_t C = 0; C < N && Outer; ++C)
        if (R != C)
          Outer = std::fabs(M[R][C]) > 1e-12 && near(M[R][C], M[C][R], std::fabs(M[R][C]));
    for (size_t R = 0; R + 3 < N && Outer; ++R)
      Outer = near(M[R][R + 1] * M[R + 2][R + 3], M[R][R + 3] * M[R + 2][R + 1],
                   std::fabs(M[R][R + 1] * M[R + 2][R + 3]));
    if (!Outer)
      continue;
    // The step: polynomial in the signal, or divided by its energy.
    std::vector<uint32_t> Signal;
    for (uint32_t K : A.T.G.inputsOf(New[0]))
      if (std::ranges::find(Weights, K) == Weights.end())
        Signal.push_back(K);
    std::vector<uint8_t> Weight(A.T.Inputs.size());
    for (uint32_t K : Signal)
      Weight[K] = 1;
    const Place &One = A.T.Inputs[Weights[0]];
    const int64_t Times = std::ranges::count_if(A.T.Writes, [&](const Write &U) { return U.At == One; }) / A.T.Calls;
    const bool Divided = A.T.G.degrees(Weight)[New[0]] == 255;
    return Verdict{Divided ? "nlms" : "lms",
                   "each weight changes by its input times one error, which is linear in the weights",
                   {{"k", int64_t(N)}, {"n", Times}}};
  }
  return std::nullopt;
}

} // namespace auspex::kernels::trace
