//===- kernels/idioms/cryptography/mersenne_twister.cpp - MT19937 ---------===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// M. Matsumoto, T. Nishimura, "Mersenne twister" (1998): a twist of 624 words, and a
// tempering of each that is drawn. Tempering can be undone: what is drawn tells its word.
//
//===----------------------------------------------------------------------===//
#include "kernels/idioms/cryptography/cryptography.h"
#include "kernels/idioms/cryptography/generators.h"

#include <algorithm>
#include <bit>

namespace auspex::kernels {

constexpr size_t Words = 624, Distance = 397;

void twist(uint32_t *State) {
  for (size_t I = 0; I < Words; ++I) {
    const uint32_t Y = (State[I] & 0x80000000) | (State[(I + 1) % Words] & 0x7fffffff);
    State[I] = State[(I + Distance) % Words] ^ Y >> 1 ^ (Y & 1 ? 0x9908b0df : 0);
  }
}
uint32_t temper(uint32_t Y) {
  Y ^= Y >> 11;
  Y ^= Y << 7 & 0x9d2c5680;
  Y ^= Y << 15 & 0xefc60000;
  return Y ^ Y >> 18;
}
void mersenneSeed(uint32_t *State, uint32_t Seed) {
  State[0] = Seed;
  for (uint32_t I = 1; I < Words; ++I)
    State[I] = 1812433253 * (State[I - 1] ^ State[I - 1] >> 30) + I;
}

namespace {

uint32_t untemper(uint32_t Y) {
  Y ^= Y >> 18;
  Y ^= Y << 15 & 0xefc60000;
  uint32_t X = Y;
  for (int I = 0; I < 4; ++I)
    X = Y ^ (X << 7 & 0x9d2c5680);
  return X ^ X >> 11 ^ X >> 22;
}

/// A state of 624 words, in words of \p Stride bytes.
bool twists(const Behaviour &B, unsigned Stride) {
  for (const Behaviour::Place P : B.states(Words * Stride, Stride)) {
    std::vector<uint32_t> State(Words);
    for (size_t I = 0; I < Words; ++I)
      State[I] = uint32_t(word(B.before(P, Words * Stride), I * Stride, 4, Order8::Little));
    twist(State.data());
    const std::vector<uint64_t> Wide(State.begin(), State.end());
    if (std::ranges::equal(bytesOf(Wide, 4, Order8::Little, Stride), B.after(P, Words * Stride)))
      return true;
  }
  return false;
}

/// The state that comes of a seed, maybe twisted.
bool isSeeded(const Behaviour &B) {
  for (const auto &[P, Length] : B.writtenRuns(4 * Words))
    for (const Scalar &A : B.Args) {
      if (A.Bits < 32)
        continue;
      std::vector<uint32_t> State(Words);
      mersenneSeed(State.data(), uint32_t(A.Value));
      for (bool Twisted : {false, true}) {
        if (Twisted)
          twist(State.data());
        const std::vector<uint64_t> Wide(State.begin(), State.end());
        if (std::ranges::equal(bytesOf(Wide, 4, Order8::Little), B.after(P, 4 * Words)))
          return true;
      }
    }
  return false;
}

/// The first number drawn is a word, tempered; the second the one after it.
bool tempers(const Behaviour &B, const Draws &D) {
  // Small words are left as they are: a copy of such a word was not tempered.
  auto IsDrawn = [&](size_t K, uint32_t Word) {
    return temper(Word) != Word && D.is(B, K, temper(Word), 32);
  };
  const size_t Count = std::min<size_t>(D.count(B), 4);
  for (const bool Written : {false, true})
    for (const auto &[P, Length] : Written ? B.writtenRuns(4) : B.readRuns(4)) {
      const auto Data = Written ? B.after(P, Length) : B.before(P, Length);
      if (Written && D.At && B.siteOf(P) == *D.At)
        continue;
      for (size_t At = 0; At + 4 <= Length; At += 4) {
        size_t K = 0;
        while (K < Count && At + 4 * K + 4 <= Length &&
               IsDrawn(K, uint32_t(word(Data, At + 4 * K, 4, Order8::Little))))
          ++K;
        if (K && (K == Count || At + 4 * K + 4 > Length))
          return true;
      }
    }
  for (const Scalar &A : B.Args)
    if (A.Bits == 32 && !A.Chosen && IsDrawn(0, uint32_t(A.Value)))
      return true;
  return false;
}

std::optional<Explained> explain(Subject &S) {
  const Behaviour *B = S.trial(0);
  if (!B)
    return std::nullopt;
  const Explained E{.Form = "x[k+624] = x[k+397] ^ twist(x[k], x[k+1]), tempered",
                    .Parameters = {{"words", int64_t(Words)}},
                    .Length = {}};
  for (unsigned Stride : {4u, 8u})
    if (twists(*B, Stride) && confirmed(S, 128, [&](const Behaviour &T) { return std::optional(twists(T, Stride)); }))
      return E;
  if (isSeeded(*B) && confirmed(S, 128, [](const Behaviour &T) { return std::optional(isSeeded(T)); }))
    return E;
  for (const Draws &D : draws(*B, 4)) {
    // Undo the tempering of the first, and look for it: a word that is known.
    uint64_t First = D.At ? 0 : B->Result->Value;
    if (D.At) {
      const auto Data = B->writtenAt(*D.At, D.Width);
      First = word(Data, 0, D.Width, Order8::Little);
    }
    if (D.Fractions) {
      const double X = D.Width == 8 ? std::bit_cast<double>(First) * 0x1p32 : -1;
      if (!(X >= 0 && X < 0x1p32))
        continue;
      First = uint64_t(X);
    }
    if (First >> 32)
      continue;
    const uint64_t Word = untemper(uint32_t(First));
    const Bytes Wanted = bytesOf(std::span(&Word, 1), 4, Order8::Little);
    auto Holds = [&](const Bytes &Data) { return !std::ranges::search(Data, Wanted).empty(); };
    if (std::ranges::none_of(B->Args, [&](const Scalar &A) { return A.Value == Word; }) &&
        std::ranges::none_of(B->Extents, [&](const Extent &X) { return Holds(X.Before) || Holds(X.After); }))
      continue;
    if (tempers(*B, D) && confirmed(S, 16, [&](const Behaviour &T) { return std::optional(tempers(T, D)); }))
      return E;
  }
  return std::nullopt;
}

} // namespace

const Idiom MersenneTwister = {
    .Name = "mersenne-twister",
    .Family = "cryptography",
    .Form = "x[k+624] = x[k+397] ^ twist(x[k], x[k+1])",
    .Title = "MT19937: its twist, its tempering, its seeding",
    .Flops = "0",
    .Bytes = "n",
    .Confused = "other twisted registers (another distance)",
    .Explain = explain,
};

} // namespace auspex::kernels
