//===- kernels/idioms/cryptography/crc.cpp - Cyclic redundancy checks -----===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// W. Peterson, D. Brown, "Cyclic codes for error detection" (1961). A CRC is affine over
// GF(2): the difference of two answers is the remainder of the messages' difference. So
// the polynomial divides d(x)*x^w + r(x), whatever the initial value and the final
// complement are, and the greatest common divisor over a few trials is the polynomial
// itself. Of no other linear map it has degree w.
//
//===----------------------------------------------------------------------===//
#include "kernels/idioms/cryptography/checksums.h"
#include "kernels/idioms/cryptography/cryptography.h"
#include "kernels/idioms/cryptography/hash.h"

#include <algorithm>
#include <bit>

namespace auspex::kernels {
namespace {

uint64_t reversed(uint64_t V, unsigned Bits) {
  uint64_t R = 0;
  for (unsigned I = 0; I < Bits; ++I)
    R |= (V >> I & 1) << (Bits - 1 - I);
  return R;
}

/// A polynomial over GF(2), limbs of 64 coefficients from the low end.
struct Polynomial {
  std::vector<uint64_t> Limbs;

  explicit Polynomial(size_t Coefficients) : Limbs(Coefficients / 64 + 1) {}
  void flip(size_t Power) { Limbs[Power / 64] ^= uint64_t(1) << Power % 64; }
  /// -1: zero.
  int degree() const {
    for (size_t I = Limbs.size(); I-- > 0;)
      if (Limbs[I])
        return int(I * 64 + 63) - std::countl_zero(Limbs[I]);
    return -1;
  }
  void addShifted(const Polynomial &P, unsigned Shift) {
    for (size_t I = 0; I < P.Limbs.size(); ++I) {
      if (!P.Limbs[I])
        continue;
      const size_t At = I + Shift / 64;
      Limbs[At] ^= P.Limbs[I] << Shift % 64;
      if (const uint64_t High = Shift % 64 ? P.Limbs[I] >> (64 - Shift % 64) : 0)
        Limbs[At + 1] ^= High;
    }
  }
};

Polynomial gcd(Polynomial A, Polynomial B) {
  for (;;) {
    int M = A.degree(), N = B.degree();
    if (M < N) {
      std::swap(A, B);
      std::swap(M, N);
    }
    if (N < 0)
      return A;
    for (; M >= N; M = A.degree())
      A.addShifted(B, unsigned(M - N));
  }
}

/// \p A by \p B, where that divides it.
std::optional<Polynomial> quotient(Polynomial A, const Polynomial &B) {
  Polynomial Q(A.Limbs.size() * 64);
  for (int M = A.degree(), N = B.degree(); M >= N; M = A.degree()) {
    A.addShifted(B, unsigned(M - N));
    Q.flip(size_t(M - N));
  }
  return A.degree() < 0 ? std::optional(std::move(Q)) : std::nullopt;
}

/// What is taken for the message, the value before, and the answer.
struct Reading {
  Text Message;
  std::optional<Spot> Seed;
  Spot Answer;
  unsigned Bits;
  bool Reflected;
};
struct Sample {
  Bytes Message;
  uint64_t Seed, Answer;
};

std::optional<Sample> sample(const Behaviour &B, const Reading &R) {
  auto M = R.Message.in(B);
  const auto Seed = R.Seed ? R.Seed->before(B) : 0;
  const auto Answer = R.Answer.after(B);
  if (!M || !Seed || !Answer)
    return std::nullopt;
  return Sample{std::move(*M), *Seed, *Answer};
}

/// What the polynomial divides.
std::optional<Polynomial> difference(const Sample &X, const Sample &Y, const Reading &R) {
  const size_t N = X.Message.size();
  if (Y.Message.size() != N)
    return std::nullopt;
  Polynomial P(8 * N + 2 * R.Bits + 64);
  for (size_t I = 0; I < N; ++I)
    for (unsigned Bit = 0; Bit < 8; ++Bit)
      if ((X.Message[I] ^ Y.Message[I]) >> Bit & 1)
        P.flip(R.Bits + 8 * (N - 1 - I) + (R.Reflected ? 7 - Bit : Bit));
  const uint64_t Seed = X.Seed ^ Y.Seed, Answer = X.Answer ^ Y.Answer;
  for (unsigned Bit = 0; Bit < R.Bits; ++Bit) {
    const unsigned Power = R.Reflected ? R.Bits - 1 - Bit : Bit;
    if (Seed >> Bit & 1)
      P.flip(8 * N + Power);
    if (Answer >> Bit & 1)
      P.flip(Power);
  }
  return P;
}

/// The polynomial without its highest power, where one divides the differences of all trials.
std::optional<uint64_t> divisor(Subject &S, const Reading &R) {
  const auto First = sample(*S.trial(0), R);
  if (!First)
    return std::nullopt;
  std::optional<Polynomial> G;
  constexpr unsigned Trials = 8;
  unsigned Used = 0;
  for (unsigned Seed = 1; Seed < Trials; ++Seed) {
    const Behaviour *B = S.trial(Seed);
    const auto Next = B ? sample(*B, R) : std::nullopt;
    auto D = Next ? difference(*First, *Next, R) : std::nullopt;
    if (!D)
      continue;
    G = G ? gcd(std::move(*G), std::move(*D)) : std::move(*D);
    if (G->degree() < int(R.Bits))
      return std::nullopt;
    ++Used;
  }
  if (Used < 5)
    return std::nullopt;
  // A small factor that all trials have in common by chance: x, x+1, x^2+x+1, ...
  for (const unsigned Small : {2u, 3u, 7u, 11u, 13u}) {
    if (G->degree() == int(R.Bits) && (G->Limbs[0] & 1))
      break;
    Polynomial Factor(8);
    Factor.Limbs[0] = Small;
    if (auto Q = quotient(*G, Factor); Q && Q->degree() >= int(R.Bits))
      G = std::move(Q);
  }
  if (G->degree() != int(R.Bits) || !(G->Limbs[0] & 1))
    return std::nullopt;
  const uint64_t P = G->Limbs[0] & (R.Bits == 64 ? ~uint64_t(0) : (uint64_t(1) << R.Bits) - 1);
  // x^w + 1 is the exclusive or of words.
  return P == 1 ? std::nullopt : std::optional(P);
}

Explained explained(const char *Form, unsigned Bits, bool Reflected, uint64_t P,
                    std::optional<size_t> Length) {
  return {.Form = Form,
          .Parameters = {{"bits", Bits}, {"polynomial", int64_t(P)}, {"reflected", Reflected}},
          .Length = Length,
          .AnyLength = Length.has_value()};
}

std::optional<Explained> explainCheck(Subject &S) {
  constexpr unsigned Widths[] = {5, 6, 7, 8, 10, 11, 12, 13, 14, 15, 16, 24, 31, 32, 40, 48, 64};
  const Behaviour *B = S.trial(0);
  // One word is the answer; a count may be written beside it.
  constexpr size_t MaxWritten = 12, MaxMessage = 72;
  if (B->bytesWritten() > MaxWritten || !B->executed({.Xor = 8}))
    return std::nullopt;
  for (unsigned Width : {1u, 2u, 4u, 8u})
    for (const Spot &Answer : answers(*B, Width)) {
      if (Answer.K == Spot::Kind::Result && B->Result->Bits > 8 * Width && Width > 1 &&
          *Answer.after(*B) >> 8 * (Width / 2) == 0)
        continue; // fits a narrower one
      for (const Text &M : texts(*B, 1)) {
        const auto Data = M.in(*B);
        if (Data->size() > MaxMessage)
          continue;
        std::vector<std::optional<Spot>> Seeds{std::nullopt};
        for (const Spot &Seed : seeds(*B, Width))
          if (Seed.K == Spot::Kind::Argument ? !M.isArgument(Seed.Arg) && M.length() != Seed.Arg
                                             : Answer.K == Spot::Kind::Result || Seed.At == Answer.At)
            Seeds.push_back(Seed);
        for (std::optional<Spot> Seed : Seeds) {
          if (Seed)
            Seed->Order = Answer.Order;
          for (bool Reflected : {true, false}) {
            Reading R{M, Seed, Answer, 8 * Width, Reflected};
            if (auto P = divisor(S, R); P && std::popcount(*P) >= 3) // fewer: sums of words
              return explained("crc' = crc(crc, message)", R.Bits, Reflected, *P, M.length());
            // A width between those of types: as wide as the answers are.
            uint64_t Any = 0;
            for (unsigned T = 0; T < 8; ++T)
              if (const Behaviour *X = T < 1 || Any >> (8 * Width - 1) == 0 ? S.trial(T) : nullptr)
                Any |= Answer.after(*X).value_or(0);
            const auto *Bits = std::ranges::lower_bound(Widths, unsigned(std::bit_width(Any)));
            if (Bits == std::end(Widths) || *Bits >= 8 * Width || 2 * *Bits <= 8 * Width)
              continue;
            R.Bits = *Bits;
            if (auto P = divisor(S, R); P && std::popcount(*P) >= 3)
              return explained("crc' = crc(crc, message)", R.Bits, Reflected, *P, M.length());
          }
        }
      }
    }
  return std::nullopt;
}

/// A table of remainders of all bytes (or half bytes).
std::optional<Explained> explainTable(const Behaviour &B) {
  for (unsigned Width : {1u, 2u, 4u, 8u})
    for (const auto &[At, Length] : B.writtenRuns(16 * Width))
      for (unsigned IndexBits : {8u, 4u}) {
        const size_t Count = size_t(1) << IndexBits;
        if (Length < Count * Width)
          continue;
        const auto Table = words(B.after(At, Count * Width), Count, Width, Order8::Little);
        for (bool Reflected : {true, false}) {
          const uint64_t P = Table[Reflected ? Count / 2 : 1];
          const uint64_t Top = uint64_t(1) << (8 * Width - 1);
          if (Table[0] || std::popcount(P) < 2)
            continue;
          bool Holds = true;
          for (size_t I = 1; I < Count && Holds; ++I) {
            uint64_t R = Reflected ? I : uint64_t(I) << (8 * Width - IndexBits);
            for (unsigned Bit = 0; Bit < IndexBits; ++Bit)
              R = Reflected ? R >> 1 ^ (R & 1 ? P : 0) : R << 1 ^ (R & Top ? P : 0);
            Holds = (R & (Top | (Top - 1))) == Table[I];
          }
          if (Holds)
            return explained("table[byte] = byte*x^w mod polynomial", 8 * Width, Reflected,
                             Reflected ? reversed(P, 8 * Width) : P, std::nullopt);
        }
      }
  return std::nullopt;
}

std::optional<Explained> explain(Subject &S) {
  const Behaviour *B = S.trial(0);
  if (!B)
    return std::nullopt;
  if (auto E = explainTable(*B))
    return E;
  return explainCheck(S);
}

} // namespace

uint64_t Crc::of(std::span<const uint8_t> Message, uint64_t Seed) const {
  const uint64_t Mask = Bits == 64 ? ~uint64_t(0) : (uint64_t(1) << Bits) - 1;
  uint64_t R = Reflected ? reversed(Seed, Bits) : Seed;
  for (uint8_t Byte : Message)
    for (unsigned I = 0; I < 8; ++I) {
      const bool Bit = Byte >> (Reflected ? I : 7 - I) & 1;
      const bool Out = R >> (Bits - 1) & 1;
      R = (R << 1 & Mask) ^ (Bit != Out ? Polynomial : 0);
    }
  return Reflected ? reversed(R, Bits) : R;
}

const Idiom CrcCheck = {
    .Name = "crc",
    .Family = "cryptography",
    .Form = "crc' = (crc + message)*x^w mod p(x) over GF(2)",
    .Title = "cyclic redundancy check of any width and polynomial, its tables",
    .Flops = "0",
    .Bytes = "n",
    .Confused = "exclusive or of words; scramblers; other maps that are linear over GF(2)",
    .Explain = explain,
};

} // namespace auspex::kernels
