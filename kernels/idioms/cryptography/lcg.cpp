//===- kernels/idioms/cryptography/lcg.cpp - Linear congruential generators ===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// D. Knuth, The Art of Computer Programming 2, 3.2.1. A state that becomes a*x + c modulo
// 2^k: any multiplier, found from the trials themselves; or the multiplicative ones modulo
// 2^31 - 1 (S. Park, K. Miller 1988). Several steps are one of another multiplier.
//
//===----------------------------------------------------------------------===//
#include "kernels/idioms/cryptography/cryptography.h"
#include "kernels/idioms/cryptography/generators.h"

#include <algorithm>
#include <bit>

namespace auspex::kernels {
namespace {

uint64_t low(uint64_t V, unsigned Bits) {
  return Bits >= 64 ? V : V & ((uint64_t(1) << Bits) - 1);
}

/// 1/V modulo 2^64, V odd.
uint64_t inverse(uint64_t V) {
  uint64_t R = V;
  for (int I = 0; I < 5; ++I)
    R *= 2 - V * R;
  return R;
}

struct Affine {
  uint64_t Factor, Summand;
  unsigned Bits;
  uint64_t of(uint64_t X) const { return low(Factor * X + Summand, Bits); }

  /// As a generator's: its period is long (Hull and Dobell; a multiplicative one: a = 3 or 5
  /// modulo 8), and the multiplier is no small number that anything multiplies with.
  bool generates(bool Multiplicative) const {
    if (std::bit_width(Factor) < std::min(12u, Bits - 4))
      return false;
    return Summand & 1 ? Factor % 4 == 1 : Multiplicative && !Summand && (Factor % 8 == 3 || Factor % 8 == 5);
  }
};

/// The affine map through all \p Points, modulo 2^Bits.
std::optional<Affine> through(const std::vector<std::pair<uint64_t, uint64_t>> &Points, unsigned Bits) {
  for (size_t I = 0; I < Points.size(); ++I)
    for (size_t J = 0; J < I; ++J) {
      const uint64_t Run = Points[I].first - Points[J].first;
      if (!(Run & 1))
        continue;
      Affine A{0, 0, Bits};
      A.Factor = low((Points[I].second - Points[J].second) * inverse(Run), Bits);
      A.Summand = low(Points[I].second - A.Factor * Points[I].first, Bits);
      for (const auto &[X, Y] : Points)
        if (A.of(X) != low(Y, Bits))
          return std::nullopt;
      return A;
    }
  return std::nullopt;
}

Explained explained(const Affine &A) {
  return {.Form = "x' = a*x + c mod 2^k",
          .Parameters = {{"k", A.Bits}, {"a", int64_t(A.Factor)}, {"c", int64_t(A.Summand)}},
          .Length = {}};
}

/// One state, before and after, in all trials.
std::optional<Explained> explainState(Subject &S, const StateSpot &At) {
  std::vector<std::pair<uint64_t, uint64_t>> Points;
  uint64_t Any = 0;
  constexpr unsigned Trials = 8;
  for (unsigned T = 0; T < Trials; ++T) {
    const Behaviour *B = S.trial(T);
    if (!B)
      continue;
    const auto X = At.before(*B), Y = At.after(*B);
    if (!X || !Y)
      return std::nullopt;
    Points.emplace_back(X->front(), Y->front());
    Any |= Y->front();
    // Few maps are affine in their lowest byte through three points.
    if (Points.size() >= 3 && !through(Points, 8) &&
        std::ranges::any_of(Points, [&](const auto &P) { return (P.first ^ Points[0].first) & 1; }))
      return std::nullopt;
  }
  if (Points.size() < 5)
    return std::nullopt;
  const unsigned Bits = unsigned(std::bit_width(Any));
  for (unsigned K : {64u, 63u, 48u, 32u, 31u, 24u, 16u})
    if (Bits <= K && Bits + 4 > K && K <= 8 * At.Width)
      if (const auto A = through(Points, K); A && A->generates(!At.Arg))
        return explained(*A);
  return std::nullopt;
}

/// Numbers written one after the other, of which each is the next state.
std::optional<Explained> explainSequence(Subject &S, unsigned Width) {
  const Behaviour *B = S.trial(0);
  const unsigned Bits = 8 * Width;
  for (const auto &[P, Length] : B->writtenRuns(4 * Width)) {
    const size_t Count = std::min<size_t>(Length / Width, 16);
    const Behaviour::Site At = B->siteOf(P);
    auto Points = [&](const Behaviour &T) {
      std::vector<std::pair<uint64_t, uint64_t>> Out;
      const auto Data = T.writtenAt(At, Count * Width);
      for (size_t I = 0; !Data.empty() && I + 1 < Count; ++I)
        Out.emplace_back(word(Data, I * Width, Width, Order8::Little),
                         word(Data, (I + 1) * Width, Width, Order8::Little));
      return Out;
    };
    const auto A = through(Points(*B), Bits);
    if (!A || !A->generates(true))
      continue;
    // The first number is the seed's own, or the seed: it differs from trial to trial.
    const Behaviour *Other = S.trial(1);
    if (!Other || Points(*Other).empty() || Points(*Other)[0] == Points(*B)[0])
      continue;
    if (confirmed(S, Bits, [&](const Behaviour &T) -> std::optional<bool> {
          const auto Q = Points(T);
          if (Q.empty())
            return std::nullopt;
          return std::ranges::all_of(Q, [&](const auto &X) { return A->of(X.first) == X.second; });
        }))
      return explained(*A);
  }
  return std::nullopt;
}

/// x' = a*x modulo 2^31 - 1, as C computes it on signed numbers too wide for it.
std::optional<Explained> explainPrime(Subject &S) {
  constexpr int64_t Modulus = 0x7fffffff;
  const Behaviour *B = S.trial(0);
  for (unsigned Width : {4u, 8u})
    for (const StateSpot &At : states(*B, 1, Width, true))
      for (int64_t Factor : {16807, 48271, 69621, 39373, 742938285, 950706376, 1226874159, 62089911,
                             1343714438, 630360016}) {
        size_t Steps = 0;
        // Of states in range only; what the code does with others is its own affair.
        auto Agrees = [&](const Behaviour &T) -> std::optional<bool> {
          const auto X = At.before(T), Y = At.after(T);
          if (!X || !Y)
            return std::nullopt;
          const auto Start = Width == 8 ? int64_t(X->front()) : int64_t(int32_t(X->front()));
          if (Width == 4 && (Start <= 0 || Start >= Modulus))
            return std::nullopt;
          int64_t V = Start;
          constexpr size_t Most = 300;
          for (size_t N = 1; N <= (Steps ? Steps : Most); ++N) {
            V = int64_t(uint64_t(V) * uint64_t(Factor)) % Modulus;
            // A negative one may have been brought into range.
            if ((uint64_t(V) == Y->front() || (V < 0 && uint64_t(V + Modulus) == Y->front())) &&
                (!Steps || N == Steps)) {
              Steps = N;
              return true;
            }
          }
          return false;
        };
        // The first trial in range tells the number of steps.
        if (confirmed(S, 31, Agrees))
          return Explained{.Form = "x' = a*x mod (2^31 - 1)", .Parameters = {{"a", Factor}}, .Length = {}};
      }
  return std::nullopt;
}

std::optional<Explained> explain(Subject &S) {
  const Behaviour *B = S.trial(0);
  // Little is read but the state.
  constexpr size_t MaxRead = 256, MaxRewritten = 12;
  if (!B || B->bytesRead() > MaxRead || B->bytesRewritten() > MaxRewritten)
    return std::nullopt;
  for (unsigned Width : {4u, 8u, 6u, 2u})
    for (const StateSpot &At : states(*B, 1, Width, Width >= 4))
      if (At.after(*B))
        if (auto E = explainState(S, At))
          return E;
  for (unsigned Width : {4u, 8u})
    if (auto E = explainSequence(S, Width))
      return E;
  return explainPrime(S);
}

} // namespace

const Idiom Lcg = {
    .Name = "lcg",
    .Family = "cryptography",
    .Form = "x' = a*x + c mod m",
    .Title = "linear congruential generator",
    .Flops = "0",
    .Bytes = "n",
    .Confused = "counters (a = 1); hashes of text (c changes); PCG (a permuted output)",
    .Explain = explain,
};

} // namespace auspex::kernels
