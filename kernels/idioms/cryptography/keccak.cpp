//===- kernels/idioms/cryptography/keccak.cpp - Keccak, SHA-3, SHAKE ------===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// FIPS 202: the permutation f[1600] in place, a block absorbed, whole digests. The state
// may be transposed, have its bits interleaved in halves, or some lanes complemented.
//
//===----------------------------------------------------------------------===//
#include "kernels/idioms/cryptography/cryptography.h"
#include "kernels/idioms/cryptography/digest.h"

#include <algorithm>

namespace auspex::kernels {

void keccak(uint64_t *A, unsigned FirstRound, unsigned EndRound) {
  uint8_t Lfsr = 1;
  for (unsigned Round = 0; Round < EndRound; ++Round) {
    // Iota's constant: one bit of the register for each of seven places.
    uint64_t Iota = 0;
    for (unsigned J = 0; J < 7; ++J) {
      if (Lfsr & 1)
        Iota ^= uint64_t(1) << ((1 << J) - 1);
      Lfsr = uint8_t(Lfsr << 1 ^ (Lfsr & 0x80 ? 0x71 : 0));
    }
    if (Round < FirstRound)
      continue;
    uint64_t C[5], B[25];
    for (unsigned X = 0; X < 5; ++X)
      C[X] = A[X] ^ A[X + 5] ^ A[X + 10] ^ A[X + 15] ^ A[X + 20];
    for (unsigned I = 0; I < 25; ++I)
      A[I] ^= C[(I + 4) % 5] ^ rotl64(C[(I + 1) % 5], 1);
    B[0] = A[0];
    for (unsigned T = 0, X = 1, Y = 0; T < 24; ++T) {
      const unsigned Next = (2 * X + 3 * Y) % 5;
      B[Y + 5 * Next] = rotl64(A[X + 5 * Y], (T + 1) * (T + 2) / 2 % 64);
      X = Y, Y = Next;
    }
    for (unsigned Y = 0; Y < 25; Y += 5)
      for (unsigned X = 0; X < 5; ++X)
        A[Y + X] = B[Y + X] ^ (~B[Y + (X + 1) % 5] & B[Y + (X + 2) % 5]);
    A[0] ^= Iota;
  }
}

Bytes sponge(std::span<const uint8_t> Message, size_t Rate, uint8_t Suffix, size_t DigestBytes) {
  uint64_t A[25] = {};
  auto Absorb = [&](std::span<const uint8_t> Block) {
    for (size_t I = 0; I < Block.size(); ++I)
      A[I / 8] ^= uint64_t(Block[I]) << 8 * (I % 8);
  };
  for (; Message.size() >= Rate; Message = Message.subspan(Rate)) {
    Absorb(Message.first(Rate));
    keccak(A);
  }
  Absorb(Message);
  A[Message.size() / 8] ^= uint64_t(Suffix) << 8 * (Message.size() % 8);
  A[Rate / 8 - 1] ^= uint64_t(1) << 63;
  Bytes Out;
  for (;;) {
    keccak(A);
    const Bytes Block = bytesOf(std::span(A).first(Rate / 8), 8, Order8::Little);
    Out.insert(Out.end(), Block.begin(), Block.begin() + ptrdiff_t(std::min(Rate, DigestBytes - Out.size())));
    if (Out.size() == DigestBytes)
      return Out;
  }
}

namespace {

constexpr size_t Lanes = 25, StateBytes = 200;
using State = std::vector<uint64_t>;

/// How lanes lie in memory.
enum class Shape : uint8_t { Plain, Transposed, Interleaved, Complemented };

State reshaped(State S, Shape How) {
  if (How == Shape::Transposed)
    for (size_t Y = 0; Y < 5; ++Y)
      for (size_t X = 0; X < Y; ++X)
        std::swap(S[5 * Y + X], S[5 * X + Y]);
  if (How == Shape::Complemented)
    for (size_t I : {1, 2, 8, 12, 17, 20})
      S[I] = ~S[I];
  return S;
}
/// Even bits are the low half, odd ones the high half.
State separated(State S, bool Back) {
  for (uint64_t &Lane : S) {
    uint64_t Out = 0;
    for (unsigned I = 0; I < 64; ++I) {
      const unsigned To = I / 2 + I % 2 * 32;
      Out |= (Back ? Lane >> To & 1 : Lane >> I & 1) << (Back ? I : To);
    }
    Lane = Out;
  }
  return S;
}
State decoded(const State &S, Shape How) {
  return How == Shape::Interleaved ? separated(S, true) : reshaped(S, How);
}
State encoded(const State &S, Shape How) {
  return How == Shape::Interleaved ? separated(S, false) : reshaped(S, How);
}

struct Rounds {
  unsigned First, End;
};
/// All of them; the last ones; the first ones, where an argument says how many.
std::vector<Rounds> roundsOf(const Behaviour &B) {
  std::vector<Rounds> Out{{0, 24}, {12, 24}};
  for (const Scalar &A : B.Args)
    if (A.Bits && A.Value > 1 && A.Value < 24) {
      Out.push_back({0, unsigned(A.Value)});
      Out.push_back({24 - unsigned(A.Value), 24});
    }
  return Out;
}

/// Rounds of the permutation; 0: none are found.
unsigned permutes(const Behaviour &B) {
  for (const Behaviour::Place P : B.states(StateBytes, 8)) {
    const State Before = words(B.before(P, StateBytes), Lanes, 8, Order8::Little);
    const State After = words(B.after(P, StateBytes), Lanes, 8, Order8::Little);
    for (Shape How : {Shape::Plain, Shape::Transposed, Shape::Interleaved, Shape::Complemented})
      for (const Rounds R : roundsOf(B)) {
        State S = decoded(Before, How);
        keccak(S.data(), R.First, R.End);
        if (encoded(S, How) == After)
          return R.End - R.First;
      }
  }
  return 0;
}

/// Bytes of the blocks absorbed before each permutation; 0: none are.
size_t absorbs(const Behaviour &B) {
  constexpr size_t Rates[] = {168, 144, 136, 104, 72};
  for (const Behaviour::Place P : B.states(StateBytes, 8)) {
    const auto Before = B.before(P, StateBytes), After = B.after(P, StateBytes);
    for (const auto &[M, Length] : B.readRuns(Rates[4])) {
      if (M.Extent == P.Extent && M.At < P.At + StateBytes && P.At < M.At + Length)
        continue;
      for (size_t Rate : Rates) {
        State S = words(Before, Lanes, 8, Order8::Little);
        constexpr size_t MaxBlocks = 8;
        for (size_t K = 0; K < MaxBlocks && (K + 1) * Rate <= Length; ++K) {
          const auto Block = words(B.before(M, Length).subspan(K * Rate), Rate / 8, 8, Order8::Little);
          for (size_t I = 0; I < Block.size(); ++I)
            S[I] ^= Block[I];
          keccak(S.data());
          if (std::ranges::equal(bytesOf(S, 8, Order8::Little), After))
            return Rate;
        }
      }
    }
  }
  return 0;
}

std::optional<Explained> explain(Subject &S) {
  const Behaviour *B = S.trial(0);
  if (!B || !B->executed({.Xor = 25 * 64}) || B->writtenRuns(28).empty()) // one round's
    return std::nullopt;
  if (const unsigned Rounds = permutes(*B);
      Rounds && confirmed(S, 1600, [&](const Behaviour &T) { return std::optional(permutes(T) == Rounds); }))
    return Explained{.Form = "state' = f(state)", .Parameters = {{"rounds", Rounds}}, .Length = {}};
  if (const size_t Rate = absorbs(*B);
      Rate && confirmed(S, 1600, [&](const Behaviour &T) { return std::optional(absorbs(T) == Rate); }))
    return Explained{.Form = "state' = f(state ^ block)", .Parameters = {{"rate", int64_t(Rate)}}, .Length = {}};
  constexpr Work Permutation = {.Xor = 24 * 25 * 64}; // a third of one
  for (size_t DigestBytes : {28, 32, 48, 64})
    for (uint8_t Suffix : {0x06, 0x01})
      if (auto E = explainDigest(
              S, DigestBytes, 8,
              [=](std::span<const uint8_t> M) {
                return sponge(M, 200 - 2 * DigestBytes, Suffix, DigestBytes);
              },
              Permutation)) {
        if (Suffix == 0x06)
          E->Role = "sha-3";
        return E;
      }
  // Of any length: as many bytes as are written.
  for (const auto &[P, Length] : B->writtenRuns(16))
    for (size_t Rate : {168, 136})
      if (Length % 8 == 0 && Length <= 512)
        if (auto E = explainDigest(
                S, Length, 8,
                [=](std::span<const uint8_t> M) { return sponge(M, Rate, 0x1f, Length); },
                Permutation))
          return E;
  return std::nullopt;
}

} // namespace

const Idiom Keccak = {
    .Name = "keccak",
    .Family = "cryptography",
    .Form = "state' = f(state ^ block), 24 rounds on 25 lanes",
    .Title = "Keccak-f[1600], SHA-3, SHAKE",
    .Flops = "0",
    .Bytes = "n",
    .Confused = "Ascon (5 lanes); theta or chi alone",
    .Explain = explain,
};

} // namespace auspex::kernels
