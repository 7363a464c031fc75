//===- kernels/idioms/cryptography/poly1305.cpp - Poly1305 ----------------===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// RFC 8439, 2.5: h' = (h + block + 2^128)*r modulo 2^130 - 5. Numbers are held in limbs of
// 26, 44, 64, 32 or 8 bits, not always reduced: they are compared modulo the prime. Limbs
// leave room for carries, and r has bits that are zero; so blocks are asked for with inputs
// that fit (Subject::masked). A whole tag takes any bytes.
//
//===----------------------------------------------------------------------===//
#include "kernels/idioms/cryptography/cryptography.h"
#include "kernels/idioms/cryptography/macs.h"

#include <algorithm>
#include <array>

namespace auspex::kernels {
namespace {

/// A number below 2^130, almost reduced: five limbs of 26 bits.
struct Residue {
  std::array<uint64_t, 5> Limbs{};

  void carry() {
    for (int Turn = 0; Turn < 3; ++Turn) {
      uint64_t C = 0;
      for (uint64_t &L : Limbs) {
        L += C;
        C = L >> 26;
        L &= 0x3ffffff;
      }
      Limbs[0] += 5 * C;
    }
  }
  /// Adds V * 2^Shift.
  void add(uint64_t V, unsigned Shift) {
    for (unsigned Bit = 0; Bit < 64; Bit += 16) {
      // 2^130 = 5.
      const unsigned At = (Shift + Bit) % 130;
      uint64_t Part = V >> Bit & 0xffff;
      for (unsigned Over = (Shift + Bit) / 130; Over; --Over)
        Part *= 5;
      Limbs[At / 26] += Part << At % 26;
      if (At / 26 == 4)
        carry();
    }
    carry();
  }
  void multiply(const Residue &R) {
    std::array<unsigned __int128, 5> Product{};
    for (size_t I = 0; I < 5; ++I)
      for (size_t J = 0; J < 5; ++J)
        Product[(I + J) % 5] += (unsigned __int128)Limbs[I] * R.Limbs[J] * (I + J >= 5 ? 5 : 1);
    unsigned __int128 C = 0;
    for (size_t I = 0; I < 5; ++I) {
      C += Product[I];
      Limbs[I] = uint64_t(C) & 0x3ffffff;
      C >>= 26;
    }
    add(uint64_t(C), 130);
    add(uint64_t(C >> 64), 194);
  }
  /// Below the prime.
  Residue reduced() const {
    Residue R = *this;
    R.carry();
    Residue Minus = R; // plus 5: at least 2^130 where R is at least the prime
    Minus.Limbs[0] += 5;
    uint64_t C = 0;
    for (uint64_t &L : Minus.Limbs) {
      L += C;
      C = L >> 26;
      L &= 0x3ffffff;
    }
    return C ? Minus : R;
  }
  bool operator==(const Residue &O) const { return reduced().Limbs == O.reduced().Limbs; }
};

void addBlock(Residue &H, std::span<const uint8_t> Block, bool High) {
  for (size_t At = 0; At < Block.size(); At += 8) {
    const auto Width = unsigned(std::min<size_t>(8, Block.size() - At));
    H.add(word(Block, At, Width, Order8::Little), unsigned(8 * At));
  }
  if (High)
    H.add(1, unsigned(8 * Block.size()));
}

/// How a number lies in memory.
struct Layout {
  unsigned Limbs, Bits, Stride;
  size_t bytes() const { return size_t(Limbs) * Stride; }
  Residue of(std::span<const uint8_t> Data) const {
    Residue R;
    for (unsigned I = 0; I < Limbs; ++I)
      R.add(word(Data, size_t(I) * Stride, Stride, Order8::Little), I * Bits);
    return R;
  }
};
constexpr Layout Numbers[] = {{5, 26, 4}, {5, 26, 8}, {3, 44, 8}, {3, 64, 8},
                              {5, 32, 4}, {17, 8, 4}, {17, 8, 1}};
/// r: the same limbs, or fewer of them.
constexpr Layout Short[] = {{2, 64, 8}, {4, 32, 4}, {16, 8, 1}};

/// Contents that leave room, and where r's bits that have to be zero are: limbs of 26 and
/// 44 bits; whole words, of which the last may hold a few bits only; bytes in words.
constexpr uint64_t Narrow = 0x00000ffc03fffffc, Low = 0x3ffffffc, Bytewise = 0x0000000f000000fc;
uint64_t maskOf(const Layout &L) { return L.Bits == 8 ? Bytewise : L.Bits == 64 ? Low : Narrow; }

/// h' = (h + block)*r for some blocks.
bool steps(const Behaviour &B, const Layout &L) {
  for (const Behaviour::Place H : B.states(L.bytes(), L.Stride)) {
    const Residue Start = L.of(B.before(H, L.bytes())), End = L.of(B.after(H, L.bytes()));
    auto Overlaps = [&](Behaviour::Place P, size_t Bytes) {
      return P.Extent == H.Extent && P.At < H.At + L.bytes() && H.At < P.At + Bytes;
    };
    std::vector<Layout> Keys{L};
    for (const Layout &K : Short)
      if (K.Bits == L.Bits || L.Bits == 26 || L.Bits == 44)
        Keys.push_back(K);
    for (const Layout &K : Keys)
      for (const Behaviour::Place R : B.inputs(K.bytes(), K.Stride, false, 8)) {
        if (Overlaps(R, K.bytes()))
          continue;
        const Residue Key = K.of(B.before(R, K.bytes()));
        for (const auto &[M, Length] : B.readRuns(16)) {
          if (Overlaps(M, 16) || M == R)
            continue;
          for (bool High : {true, false}) {
            Residue X = Start;
            constexpr size_t MaxBlocks = 16;
            for (size_t At = 0; At + 16 <= Length && At / 16 < MaxBlocks; At += 16) {
              addBlock(X, B.before(M, Length).subspan(At, 16), High);
              X.multiply(Key);
              if (X == End)
                return true;
            }
          }
        }
      }
  }
  return false;
}

std::optional<Explained> explainBlocks(Subject &S) {
  const Behaviour *B = S.trial(0);
  constexpr size_t MaxRead = 1024, Beside = 16; // bytes of a context written again besides
  if (B->bytesRead() > MaxRead)
    return std::nullopt;
  for (const Layout &L : Numbers) {
    if (B->bytesRewritten() < L.bytes() || B->bytesRewritten() > L.bytes() + Beside ||
        B->states(L.bytes(), L.Stride).empty())
      continue;
    unsigned Held = 0;
    constexpr unsigned Needed = 2;
    for (unsigned Seed = 0; Seed < Needed; ++Seed) {
      const Behaviour *T = S.masked(maskOf(L), Seed);
      if (!T || !steps(*T, L))
        break;
      ++Held;
    }
    if (Held == Needed)
      return Explained{.Form = "h' = (h + block)*r mod (2^130 - 5)",
                       .Parameters = {{"limbs", L.Limbs}, {"limb bits", L.Bits}},
                       .Length = {}};
  }
  return std::nullopt;
}

std::optional<Explained> explain(Subject &S) {
  const Behaviour *B = S.trial(0);
  // Nine products of words make one of 130 bits; others need more.
  if (!B || !B->executed({.Product = 9 * 64 / 2}) || B->writtenRuns(16).empty())
    return std::nullopt;
  constexpr size_t MaxWritten = 256;
  if (B->bytesWritten() <= MaxWritten)
    for (const Behaviour::Place K : B->inputs(32, 8, false, 4)) {
      const Behaviour::Site Key = B->siteOf(K);
      for (const Message &M : messages(*B)) {
        auto Agrees = [&](const Behaviour &T) -> std::optional<bool> {
          const auto Data = M.in(T);
          const auto KeyBytes = T.readAt(Key, 32);
          if (!Data || KeyBytes.empty() || Data->size() > 1024)
            return std::nullopt;
          return T.written(poly1305(*Data, KeyBytes)).has_value();
        };
        if (!(M.At == Key) && Agrees(*B).value_or(false) && confirmed(S, 128, Agrees))
          return Explained{.Form = "tag = h + s, h' = (h + block)*r mod (2^130 - 5)",
                           .Parameters = {},
                           .Length = M.length()};
      }
    }
  return explainBlocks(S);
}

} // namespace

Bytes poly1305(std::span<const uint8_t> Message, std::span<const uint8_t> Key) {
  Residue H, R;
  for (size_t I = 0; I < 16; ++I)
    R.add(Key[I] & (I % 4 == 3 ? 15 : I && I % 4 == 0 ? 252 : 255), unsigned(8 * I));
  for (size_t At = 0; At < Message.size(); At += 16) {
    addBlock(H, Message.subspan(At, std::min<size_t>(16, Message.size() - At)), true);
    H.multiply(R);
  }
  H = H.reduced();
  unsigned __int128 Tag = 0;
  for (size_t I = 5; I-- > 0;)
    Tag = (Tag << 26) + H.Limbs[I];
  for (size_t I = 0; I < 16; ++I)
    Tag += (unsigned __int128)Key[16 + I] << 8 * I;
  const uint64_t Words[2] = {uint64_t(Tag), uint64_t(Tag >> 64)};
  return bytesOf(Words, 8, Order8::Little);
}

const Idiom Poly1305 = {
    .Name = "poly1305",
    .Family = "cryptography",
    .Form = "h' = (h + block)*r mod (2^130 - 5)",
    .Title = "Poly1305 tag, its blocks in limbs",
    .Flops = "0",
    .Bytes = "n",
    .Confused = "other products modulo a prime (2^255 - 19)",
    .Explain = explain,
};

} // namespace auspex::kernels
