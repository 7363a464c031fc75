//===- kernels/idioms/cryptography/ghash.cpp - GHASH ----------------------===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// NIST SP 800-38D, 6.3 and 6.4: y' = (y ^ block)*h in GF(2^128) modulo
// x^128 + x^7 + x^2 + x + 1, bits from the highest of the first byte on. Elements are bytes,
// or two words of the program's own order; h may be given as a table of its multiples.
//
//===----------------------------------------------------------------------===//
#include "kernels/idioms/cryptography/cryptography.h"
#include "kernels/idioms/cryptography/macs.h"

#include <algorithm>
#include <array>

namespace auspex::kernels {

namespace {

/// X times the element x.
GhashElement timesX(GhashElement V) {
  const bool Out = V.Low & 1;
  V.Low = V.Low >> 1 | V.High << 63;
  V.High = V.High >> 1 ^ (Out ? uint64_t(0xe1) << 56 : 0);
  return V;
}

} // namespace

GhashElement ghashMultiply(GhashElement X, GhashElement V) {
  GhashElement Z;
  for (unsigned I = 0; I < 128; ++I) {
    if ((I < 64 ? X.High >> (63 - I) : X.Low >> (127 - I)) & 1)
      Z = Z ^ V;
    V = timesX(V);
  }
  return Z;
}

namespace {

/// How an element lies in memory: as bytes, or words of the program.
enum class Form : uint8_t { Bytes, HighFirst, LowFirst };
constexpr Form Forms[] = {Form::Bytes, Form::HighFirst, Form::LowFirst};

GhashElement load(std::span<const uint8_t> Data, Form F) {
  const Order8 O = F == Form::Bytes ? Order8::Big : Order8::Little;
  GhashElement E{word(Data, 0, 8, O), word(Data, 8, 8, O)};
  if (F == Form::LowFirst)
    std::swap(E.High, E.Low);
  return E;
}
Bytes store(GhashElement E, Form F) {
  if (F == Form::LowFirst)
    std::swap(E.High, E.Low);
  const uint64_t Words[2] = {E.High, E.Low};
  return bytesOf(Words, 8, F == Form::Bytes ? Order8::Big : Order8::Little);
}

/// h, or its multiples by all elements of four bits.
struct Factor {
  GhashElement H;
  std::optional<std::array<GhashElement, 16>> Multiples;

  GhashElement times(GhashElement X) const {
    if (!Multiples)
      return ghashMultiply(X, H);
    // Horner's rule from the last half byte on; a step is x^4.
    GhashElement Z;
    for (unsigned I = 32; I-- > 0;) {
      for (int Bit = 0; Bit < 4; ++Bit)
        Z = timesX(Z);
      const unsigned Nibble = unsigned((I < 16 ? X.High >> (60 - 4 * I) : X.Low >> (124 - 4 * I)) & 15);
      Z = Z ^ (*Multiples)[Nibble];
    }
    return Z;
  }
};

/// With the place that each is read from.
using Factors = std::vector<std::pair<std::optional<Behaviour::Place>, Factor>>;
Factors factors(const Behaviour &B) {
  constexpr size_t MaxPlaces = 4;
  Factors Out;
  for (const Behaviour::Place P : B.inputs(16, 8, false, MaxPlaces))
    for (Form F : Forms)
      Out.push_back({P, {load(B.before(P, 16), F), std::nullopt}});
  for (const auto &[P, Length] : B.readRuns(256)) {
    if (Length > 512)
      continue;
    const auto Data = B.before(P, Length);
    Factor Pairs, Apart; // {high, low} each, or all of one and then all of the other
    Pairs.Multiples.emplace(), Apart.Multiples.emplace();
    for (size_t I = 0; I < 16; ++I) {
      (*Pairs.Multiples)[I] = load(Data.subspan(16 * I), Form::HighFirst);
      (*Apart.Multiples)[I] = {word(Data, 8 * I, 8, Order8::Little),
                               word(Data, 128 + 8 * I, 8, Order8::Little)};
    }
    for (const Factor &F : {Pairs, Apart}) {
      Out.push_back({P, F});
      Factor Swapped = F;
      for (GhashElement &E : *Swapped.Multiples)
        std::swap(E.High, E.Low);
      Out.push_back({P, Swapped});
    }
  }
  return Out;
}

/// The factor in two parameters.
std::vector<Factor> givenFactors(const Behaviour &B) {
  std::vector<Factor> Out;
  for (size_t A = 0; A + 1 < B.Args.size(); ++A)
    if (B.Args[A].Bits == 64 && B.Args[A + 1].Bits == 64 && !B.Args[A].Chosen && !B.Args[A + 1].Chosen) {
      Out.push_back({{B.Args[A].Value, B.Args[A + 1].Value}, std::nullopt});
      Out.push_back({{B.Args[A + 1].Value, B.Args[A].Value}, std::nullopt});
    }
  return Out;
}

/// How many blocks of 16 bytes there may be in \p Length: as an argument says, or all.
size_t mostBlocks(const Behaviour &B, size_t Length) {
  constexpr uint64_t MaxBlocks = 16;
  size_t Most = B.Args.empty() ? std::min<size_t>(Length / 16, MaxBlocks) : 1;
  for (const Scalar &A : B.Args)
    for (uint64_t Blocks : {A.Value, A.Value / 16})
      if (A.Bits && Blocks <= std::min<uint64_t>(Length / 16, MaxBlocks))
        Most = std::max<size_t>(Most, Blocks);
  return Most;
}

/// Blocks that were hashed; 0: a product only.
std::optional<size_t> hashes(const Behaviour &B) {
  Factors Factors = factors(B);
  for (Factor &F : givenFactors(B))
    Factors.emplace_back(std::nullopt, std::move(F));
  for (const Behaviour::Place Y : B.inputs(16, 8, false, 6))
    for (Form F : Forms) {
      const GhashElement Start = load(B.before(Y, 16), F);
      const bool Rewritten = B.Extents[Y.Extent].allWritten(Y.At, 16);
      const auto After = B.after(Y, 16);
      for (const auto &[At, H] : Factors) {
        auto Meets = [&](Behaviour::Place P, size_t Bytes) {
          return P.Extent == Y.Extent && P.At < Y.At + 16 && Y.At < P.At + Bytes;
        };
        if (At && Meets(*At, H.Multiples ? 256 : 16))
          continue;
        if (B.written(store(H.times(Start), F)))
          return 0;
        if (!Rewritten)
          continue;
        for (const auto &[M, Length] : B.readRuns(16)) {
          if (Meets(M, 16) || At == M)
            continue;
          const size_t Blocks = mostBlocks(B, Length);
          for (Form G : {F, Form::Bytes}) {
            GhashElement E = Start;
            for (size_t K = 0; K < Blocks; ++K) {
              E = H.times(E ^ load(B.before(M, Length).subspan(16 * K), G));
              if (std::ranges::equal(store(E, F), After))
                return K + 1;
            }
          }
        }
      }
    }
  return std::nullopt;
}

std::optional<Explained> explain(Subject &S) {
  const Behaviour *B = S.trial(0);
  constexpr size_t MaxRead = 1024, MaxWritten = 96;
  if (!B || B->writtenRuns(16).empty() || B->bytesWritten() > MaxWritten || B->bytesRead() < 32 ||
      B->bytesRead() > MaxRead)
    return std::nullopt;
  const auto Blocks = hashes(*B);
  if (!Blocks || !confirmed(S, 128, [&](const Behaviour &T) { return std::optional(hashes(T) == Blocks); }))
    return std::nullopt;
  return Explained{.Form = *Blocks ? "y' = (y ^ block)*h in GF(2^128)" : "z = x*y in GF(2^128)",
                   .Parameters = {},
                   .Length = {}};
}

} // namespace

const Idiom Ghash = {
    .Name = "ghash",
    .Family = "cryptography",
    .Form = "y' = (y ^ block)*h in GF(2^128)",
    .Title = "GHASH of GCM, its product",
    .Flops = "0",
    .Bytes = "n",
    .Confused = "XTS tweaks (times x); products modulo another polynomial; CRC",
    .Explain = explain,
};

} // namespace auspex::kernels
