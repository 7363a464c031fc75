//===- kernels/idioms/cryptography/splitmix_pcg.cpp - SplitMix64 and PCG --===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// G. Steele, D. Lea, C. Flood, "Fast splittable pseudorandom number generators" (2014);
// M. O'Neill, "PCG: a family of simple fast space-efficient statistically good algorithms
// for random number generation" (2014). Simple states, and a mix of what is drawn from
// them: that is what tells them.
//
//===----------------------------------------------------------------------===//
#include "kernels/idioms/cryptography/cryptography.h"
#include "kernels/idioms/cryptography/generators.h"

#include <algorithm>

namespace auspex::kernels {
namespace {

constexpr uint64_t Golden = 0x9e3779b97f4a7c15, Multiplier = 6364136223846793005;

uint64_t mix(uint64_t Z) {
  Z = (Z ^ Z >> 30) * 0xbf58476d1ce4e5b9;
  Z = (Z ^ Z >> 27) * 0x94d049bb133111eb;
  return Z ^ Z >> 31;
}

} // namespace

uint64_t splitmix64(uint64_t State) { return mix(State + Golden); }
uint32_t pcg32(uint64_t State) {
  return rotr32(uint32_t((State >> 18 ^ State) >> 27), unsigned(State >> 59));
}

namespace {

std::optional<Explained> explainSplitmix(Subject &S) {
  const Behaviour *B = S.trial(0);
  if (!B)
    return std::nullopt;
  const Explained E{.Form = "x' = x + golden, number = mix(x')",
                    .Parameters = {{"state bits", 64}},
                    .Length = {}};
  for (const StateSpot &At : states(*B, 1, 8, true))
    for (const Draws &D : draws(*B, 8))
      for (uint64_t From : {1, 0}) {
        auto Agrees = [&](const Behaviour &T) -> std::optional<bool> {
          const auto X = At.before(T);
          if (!X)
            return std::nullopt;
          for (uint64_t K = 0; K < std::min<size_t>(D.count(T), 4); ++K)
            if (!D.is(T, K, mix(X->front() + (From + K) * Golden), 64))
              return false;
          return true;
        };
        if ((!D.At || At.Arg || *D.At != At.At) && Agrees(*B).value_or(false) &&
            confirmed(S, 8 * D.Width, Agrees))
          return E;
      }
  // By a counter: x + (first + k)*golden, k from 0 or 1.
  for (const Draws &D : draws(*B, 8))
    for (size_t X = 0; X < B->Args.size(); ++X)
      for (size_t First = 0; First < B->Args.size(); ++First)
        for (uint64_t From : {0, 1}) {
          if (B->Args[X].Bits != 64 || B->Args[First].Bits != 64 || X == First)
            continue;
          auto Agrees = [&](const Behaviour &T) -> std::optional<bool> {
            const uint64_t State = T.Args[X].Value + (T.Args[First].Value + From) * Golden;
            return D.is(T, 0, mix(State), 64) &&
                   (D.count(T) < 2 || D.is(T, 1, mix(State + Golden), 64));
          };
          if (Agrees(*B).value_or(false) && confirmed(S, 8 * D.Width, Agrees))
            return Explained{.Form = "number = mix(x + k*golden)", .Parameters = {}, .Length = {}};
        }
  return std::nullopt;
}

/// The stream's increment, with 64-bit states.
struct Increment {
  std::optional<Spot> From; ///< none: the usual constant
  bool Doubled = false;     ///< the stream's number

  std::optional<uint64_t> in(const Behaviour &B) const {
    if (!From)
      return 1442695040888963407;
    const auto V = From->before(B);
    return V ? std::optional(Doubled ? *V << 1 | 1 : *V | 1) : std::nullopt;
  }
};

std::optional<Explained> explainPcg(Subject &S) {
  const Behaviour *B = S.trial(0);
  if (!B || B->bytesRead() > 256)
    return std::nullopt;
  std::vector<Increment> Increments{{std::nullopt}};
  for (const Spot &Seed : seeds(*B, 8))
    for (bool Doubled : {false, true})
      Increments.push_back({Seed, Doubled});
  for (const StateSpot &At : states(*B, 1, 8, true))
    for (const Draws &D : draws(*B, 4)) {
      if (D.At && !At.Arg && *D.At == At.At)
        continue;
      for (const Increment &I : Increments)
        for (bool Stepped : {false, true}) {
          // Numbers from the state before a step (the usual one) or after it.
          auto Agrees = [&](const Behaviour &T) -> std::optional<bool> {
            const auto X = At.before(T);
            const auto C = I.in(T);
            if (!X || !C)
              return std::nullopt;
            constexpr size_t Most = 300;
            uint64_t State = X->front();
            bool Drawn = true, Reached = false;
            const size_t Count = D.count(T);
            for (size_t K = 0; K < Most && !Reached; ++K) {
              const uint64_t Next = State * Multiplier + *C;
              if (K < Count && K < 4)
                Drawn &= D.is(T, K, pcg32(Stepped ? Next : State), 32);
              State = Next;
              if (!Drawn)
                return false;
              const auto After = At.after(T);
              Reached = After ? After->front() == State : K + 1 >= std::min<size_t>(Count, 4);
            }
            // A state that is not seen afterwards: two numbers at least.
            return Reached && (At.after(T) || Count > 1);
          };
          if (Agrees(*B).value_or(false) && confirmed(S, 32, Agrees))
            return Explained{.Form = "x' = a*x + c, number = rotr(x >> 18 ^ x, x >> 59)",
                             .Parameters = {{"state bits", 64}},
                             .Length = {}};
        }
    }
  return std::nullopt;
}

} // namespace

const Idiom Splitmix64 = {
    .Name = "splitmix64",
    .Family = "cryptography",
    .Form = "x' = x + golden, number = mix(x')",
    .Title = "SplitMix64 generator",
    .Flops = "0",
    .Bytes = "n",
    .Confused = "Murmur3's final mix (other shifts and factors)",
    .Explain = explainSplitmix,
};
const Idiom Pcg = {
    .Name = "pcg",
    .Family = "cryptography",
    .Form = "x' = a*x + c mod 2^64, number = rotr(x >> 18 ^ x, x >> 59)",
    .Title = "permuted congruential generator (XSH-RR)",
    .Flops = "0",
    .Bytes = "n",
    .Confused = "lcg (no permutation of what is drawn)",
    .Explain = explainPcg,
};

} // namespace auspex::kernels
