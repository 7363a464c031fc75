//===- kernels/idioms/cryptography/xorshift.cpp - Xorshift generators, xoshiro and xoroshiro ===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// G. Marsaglia, "Xorshift RNGs" (2003): three shifts, any of them; D. Blackman, S. Vigna,
// "Scrambled linear pseudorandom number generators" (2021).
//
//===----------------------------------------------------------------------===//
#include "kernels/idioms/cryptography/cryptography.h"
#include "kernels/idioms/cryptography/generators.h"

#include <algorithm>
#include <bitset>

namespace auspex::kernels {

void xoshiro256(uint64_t *S) {
  const uint64_t T = S[1] << 17;
  S[2] ^= S[0], S[3] ^= S[1], S[1] ^= S[2], S[0] ^= S[3];
  S[2] ^= T;
  S[3] = rotl64(S[3], 45);
}
void xoshiro128(uint64_t *S) {
  const uint32_t T = uint32_t(S[1] << 9);
  S[2] ^= S[0], S[3] ^= S[1], S[1] ^= S[2], S[0] ^= S[3];
  S[2] ^= T;
  S[3] = rotl32(uint32_t(S[3]), 11);
}
void xoroshiro128(uint64_t *S) {
  const uint64_t X = S[1] ^ S[0];
  S[0] = rotl64(S[0], 24) ^ X ^ X << 16;
  S[1] = rotl64(X, 37);
}

namespace {

void xoroshiro128Old(uint64_t *S) {
  const uint64_t X = S[1] ^ S[0];
  S[0] = rotl64(S[0], 55) ^ X ^ X << 14;
  S[1] = rotl64(X, 36);
}
void xoroshiro64(uint64_t *S) {
  const uint32_t X = uint32_t(S[1] ^ S[0]);
  S[0] = rotl32(uint32_t(S[0]), 26) ^ X ^ X << 9;
  S[1] = rotl32(X, 13);
}

/// Bits that a trial tells: a shift by nearly the whole word often changes nothing.
constexpr unsigned Told = 6;

/// X ^ X << By, to the right where \p By is negative.
uint64_t shifted(uint64_t X, int By, unsigned Bits) {
  const uint64_t Mask = Bits == 64 ? ~uint64_t(0) : (uint64_t(1) << Bits) - 1;
  return (By > 0 ? X ^ X << By : X ^ X >> -By) & Mask;
}
/// The X of which \p Y is shifted().
uint64_t unshifted(uint64_t Y, int By, unsigned Bits) {
  // (1 + s)^-1 = (1 + s)(1 + s^2)(1 + s^4)... where s^Bits = 0.
  for (unsigned D = unsigned(std::abs(By)); D < Bits; D *= 2)
    Y = shifted(Y, By > 0 ? int(D) : -int(D), Bits);
  return Y;
}

struct Triple {
  int A, B, C; ///< left shifts are positive
};
/// Three shifts, one after the other, that make \p Y of \p X: the first two from the front,
/// the last from the back.
std::vector<Triple> triples(uint64_t X, uint64_t Y, unsigned Bits) {
  std::vector<Triple> Out;
  for (int Sign : {1, -1}) {
    std::vector<std::pair<uint64_t, int>> Ends;
    for (int C = 1; C < int(Bits); ++C)
      Ends.emplace_back(unshifted(Y, Sign * C, Bits), Sign * C);
    std::ranges::sort(Ends);
    std::bitset<4096> Known; // quick: the low bits of some end
    for (const auto &End : Ends)
      Known.set(End.first % Known.size());
    for (int A = 1; A < int(Bits); ++A) {
      const uint64_t First = shifted(X, Sign * A, Bits);
      for (int B = 1; B < int(Bits); ++B) {
        const uint64_t Second = shifted(First, -Sign * B, Bits);
        if (!Known[Second % Known.size()])
          continue;
        const auto It = std::ranges::lower_bound(Ends, std::pair(Second, -int(Bits)));
        if (It != Ends.end() && It->first == Second && Out.size() < 16)
          Out.push_back({Sign * A, -Sign * B, It->second});
      }
    }
  }
  return Out;
}
uint64_t apply(const Triple &T, uint64_t X, unsigned Bits) {
  return shifted(shifted(shifted(X, T.A, Bits), T.B, Bits), T.C, Bits);
}

Explained explained(const Triple &T, unsigned Bits) {
  return {.Form = "x ^= x << a, x ^= x >> b, x ^= x << c",
          .Parameters = {{"state bits", Bits}, {"a", std::abs(T.A)}, {"b", std::abs(T.B)}, {"c", std::abs(T.C)}},
          .Length = {}};
}

/// A state of one word, alone or with a little more.
std::optional<Explained> explainWord(Subject &S, unsigned Width) {
  const Behaviour *B = S.trial(0);
  const unsigned Bits = 8 * Width;
  constexpr size_t MaxRewritten = 12;
  if (B->bytesRewritten() > MaxRewritten)
    return std::nullopt;
  for (const StateSpot &At : states(*B, 1, Width, true)) {
    const auto X = At.before(*B);
    // Stepped once; or the states are written one after the other.
    if (const auto Y = At.after(*B); X && Y)
      for (const Triple &T : triples(X->front(), Y->front(), Bits))
        if (confirmed(S, Told, [&](const Behaviour &R) -> std::optional<bool> {
              const auto U = At.before(R), V = At.after(R);
              return U ? std::optional(V && V->front() == apply(T, U->front(), Bits)) : std::nullopt;
            }))
          return explained(T, Bits);
    for (const auto &[P, Length] : B->writtenRuns(2 * Width)) {
      const Behaviour::Site Out = B->siteOf(P);
      if (!X || (!At.Arg && Out == At.At))
        continue;
      for (const Triple &T : triples(X->front(), word(B->after(P, Width), 0, Width, Order8::Little), Bits))
        if (confirmed(S, Told, [&](const Behaviour &R) -> std::optional<bool> {
              const auto U = At.before(R);
              const auto V = R.writtenAt(Out, 2 * Width);
              if (!U || V.empty())
                return std::nullopt;
              const uint64_t First = word(V, 0, Width, Order8::Little);
              return First == apply(T, U->front(), Bits) &&
                     word(V, Width, Width, Order8::Little) == apply(T, First, Bits);
            }))
          return explained(T, Bits);
    }
  }
  return std::nullopt;
}

/// Four words that move up, a new one of the first and the last: xorshift128.
std::optional<Explained> explainFour(Subject &S) {
  const Behaviour *B = S.trial(0);
  auto Next = [](const uint64_t *X, const Triple &T) {
    return shifted(shifted(X[0], T.A, 32), T.B, 32) ^ shifted(X[3], T.C, 32);
  };
  for (const StateSpot &At : states(*B, 4, 4, false)) {
    const auto X = At.before(*B), Y = At.after(*B);
    for (size_t Steps = 1; X && Y && Steps <= 4; ++Steps) {
      if (!std::equal(X->begin() + ptrdiff_t(Steps), X->end(), Y->begin()))
        continue;
      const uint64_t New = (*Y)[4 - Steps];
      for (int A = 1; A < 32; ++A)
        for (int C = 1; C < 32; ++C) {
          // What is left is t ^ t >> b.
          const uint64_t T = shifted((*X)[0], A, 32), Left = New ^ shifted((*X)[3], -C, 32);
          for (int Shift = 1; Shift < 32; ++Shift) {
            const Triple K{A, -Shift, -C};
            if (shifted(T, -Shift, 32) != Left ||
                !confirmed(S, Told, [&](const Behaviour &R) -> std::optional<bool> {
                  auto U = At.before(R);
                  const auto V = At.after(R);
                  if (!U || !V)
                    return std::nullopt;
                  for (size_t N = 0; N < Steps; ++N) {
                    const uint64_t W = Next(U->data(), K);
                    std::rotate(U->begin(), U->begin() + 1, U->end());
                    U->back() = W;
                  }
                  return *U == *V;
                }))
              continue;
            return explained(K, 128);
          }
        }
    }
  }
  return std::nullopt;
}

/// Two words that change places, xorshift128+: any shifts.
std::optional<Explained> explainTwo(Subject &S) {
  const Behaviour *B = S.trial(0);
  auto Next = [](uint64_t Old, uint64_t New, const Triple &T) {
    const uint64_t X = shifted(Old, T.A, 64);
    return shifted(X, T.B, 64) ^ shifted(New, T.C, 64);
  };
  for (const StateSpot &At : states(*B, 2, 8, false)) {
    const auto X = At.before(*B), Y = At.after(*B);
    if (!X || !Y || (*X)[1] != (*Y)[0])
      continue;
    for (int A = 1; A < 64; ++A)
      for (int Shift = 1; Shift < 64; ++Shift) {
        const uint64_t Left = (*Y)[1] ^ shifted(shifted((*X)[0], A, 64), -Shift, 64);
        for (int C = 1; C < 64; ++C) {
          const Triple K{A, -Shift, -C};
          if (shifted((*X)[1], -C, 64) == Left &&
              confirmed(S, Told, [&](const Behaviour &R) -> std::optional<bool> {
                const auto U = At.before(R), V = At.after(R);
                if (!U || !V)
                  return std::nullopt;
                return (*V)[0] == (*U)[1] && (*V)[1] == Next((*U)[0], (*U)[1], K);
              }))
            return explained(K, 128);
        }
      }
  }
  return std::nullopt;
}

struct Known {
  size_t Words;
  unsigned Width;
  void (*Step)(uint64_t *State);
};
constexpr Known Rotating[] = {{4, 8, xoshiro256},
                              {4, 4, xoshiro128},
                              {2, 8, xoroshiro128},
                              {2, 8, xoroshiro128Old},
                              {2, 4, xoroshiro64}};

std::optional<Explained> explain(Subject &S) {
  const Behaviour *B = S.trial(0);
  if (!B || B->bytesRead() > 8192)
    return std::nullopt;
  for (unsigned Width : {4u, 8u})
    if (auto E = explainWord(S, Width))
      return E;
  if (auto E = explainFour(S))
    return E;
  if (auto E = explainTwo(S))
    return E;
  for (const Known &K : Rotating)
    if (auto E = explainSteps(S, K.Words, K.Width, K.Step))
      return E;
  return std::nullopt;
}

} // namespace

const Idiom Xorshift = {
    .Name = "xorshift",
    .Family = "cryptography",
    .Form = "x ^= x << a, x ^= x >> b, x ^= x << c",
    .Title = "xorshift generator of any shifts; xoshiro, xoroshiro",
    .Flops = "0",
    .Bytes = "n",
    .Confused = "Gray codes, other maps of one or two shifts; scramblers",
    .Explain = explain,
};

} // namespace auspex::kernels
