//===- kernels/idioms/cryptography/blowfish.cpp - Blowfish ------------------===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Schneier, "Description of a new variable-length key, 64-bit block cipher", 1993. The
// S-boxes are part of the key: a block reads some of their words. The initial ones are
// the fraction of pi.
//
//===----------------------------------------------------------------------===//
#include "kernels/idioms/cryptography/blowfish.h"

#include "kernels/idioms/cryptography/block_cipher.h"
#include "kernels/idioms/cryptography/cryptography.h"
#include "kernels/idioms/cryptography/touched.h"

#include <algorithm>
#include <iterator>

namespace auspex::kernels {
namespace {

/// A round's function of words that may be missing.
template <typename Box> std::optional<uint32_t> mix(uint32_t X, const Box &S) {
  const std::optional<uint32_t> A = S(X >> 24), B = S(256 + (X >> 16 & 255)),
                                C = S(512 + (X >> 8 & 255)), D = S(768 + (X & 255));
  if (!A || !B || !C || !D)
    return std::nullopt;
  return ((*A + *B) ^ *C) + *D;
}

template <typename Box>
bool crypt(uint32_t &L, uint32_t &R, std::span<const uint64_t> P, const Box &S, bool Decrypts) {
  for (unsigned I = 0; I < 16; ++I) {
    L ^= uint32_t(P[Decrypts ? 17 - I : I]);
    const std::optional<uint32_t> F = mix(L, S);
    if (!F)
      return false;
    R ^= *F;
    std::swap(L, R);
  }
  std::swap(L, R);
  R ^= uint32_t(P[Decrypts ? 1 : 16]);
  L ^= uint32_t(P[Decrypts ? 0 : 17]);
  return true;
}

/// The S-boxes of a program: words at an offset of an object.
struct Boxes {
  const Touched *In;
  int64_t Base;
  unsigned Stride;

  std::optional<uint32_t> operator()(uint32_t K) const {
    uint32_t W = 0;
    for (unsigned I = 0; I < 4; ++I) {
      const auto B = In->byte(Base + int64_t(K) * Stride + I, false);
      if (!B)
        return std::nullopt;
      W |= uint32_t(*B) << 8 * I;
    }
    return W;
  }
};

bool holds(const Behaviour &B, const Layout &L, std::span<const uint8_t> Value, Place At) {
  const size_t Size = L.memory(8);
  return B.Extents[At.Extent].allWritten(At.At, Size) && L.holds(B.after(At, Size), Value);
}

std::optional<Explained> explainBlocks(const Behaviour &B) {
  // Four words of the S-boxes a round, some of them met twice.
  if (!B.executed({.Xor = 18 * 32}) || B.bytesRead() < 72 + 40 * 4 || B.bytesWritten() < 8 ||
      B.bytesWritten() > 2048)
    return std::nullopt;
  std::vector<Touched> Objects = touchedObjects(B);
  std::erase_if(Objects, [](const Touched &T) {
    return T.Count < 40 * 4 || (T.Extents.size() < 20 && T.Count < 3000);
  });
  if (Objects.empty())
    return std::nullopt;
  struct Block {
    Location In;
    Layout How;
    Bytes Value;
  };
  std::vector<Block> Blocks;
  for (const Layout &L : {InWords32, InBytes, InWords64, InLongs})
    for (const Location &In : sources(B, L.memory(8), 16))
      if (Bytes V(8); L.load(valueOf(B, In, L.memory(8)), V))
        Blocks.push_back({In, L, V});
  for (unsigned Stride : {4u, 8u})
    for (const Place PAt : B.places(B.runsRead(), 18 * Stride, Stride, 6)) {
      const auto P = words(B.before(PAt, 18 * Stride), 18, 4, Order8::Little, Stride);
      const Extent &X = B.Extents[PAt.Extent];
      for (const Touched &T : Objects) {
        std::vector<int64_t> Bases = {0};
        if (T.Object == X.Object) {
          const int64_t PBase = X.Offset + int64_t(PAt.At);
          Bases = {PBase + 18 * int64_t(Stride), PBase - 1024 * int64_t(Stride)};
        }
        for (int64_t Base : Bases) {
          const Boxes S{&T, Base, Stride};
          for (const auto &[In, L, V] : Blocks) {
            for (bool Decrypts : {false, true}) {
              auto Left = uint32_t(word(V, 0, 4, Order8::Big)),
                   Right = uint32_t(word(V, 4, 4, Order8::Big));
              if (!crypt(Left, Right, P, S, Decrypts) ||
                  overlaps(In, L.memory(8), {{{PAt}, {}}}, {18 * Stride}))
                continue;
              const uint64_t Halves[2] = {Left, Right};
              const Bytes Out = bytesOf(Halves, 4, Order8::Big);
              bool Written = false;
              for (const Place At : B.places(B.runsWritten(), L.memory(8), 4, 32))
                Written |= In.Parts.size() < 2 && holds(B, L, Out, At);
              if (In.Parts.size() == 2) // halves behind pointers of their own
                Written = std::ranges::equal(bytesOf(std::span(Halves).first(1), 4, Order8::Little),
                                             B.after(In.Parts[0], 4)) &&
                          std::ranges::equal(bytesOf(std::span(Halves).last(1), 4, Order8::Little),
                                             B.after(In.Parts[1], 4));
              if (B.Result && B.Result->Bits == 64)
                Written |= B.Result->Value == word(Out, 0, 8, Order8::Big);
              if (Written)
                return Explained{
                    .Form =
                        Decrypts ? "out = D_K(in), under P and S" : "out = E_K(in), under P and S",
                    .Parameters = {{"rounds", 16}, {"block", 8}, {"decrypts", Decrypts}},
                    .Length = B.bytesWritten() > 8
                                  ? argumentOf(B, {B.bytesWritten(), B.bytesWritten() / 8,
                                                   B.bytesWritten() / 4})
                                  : std::nullopt};
            }
          }
        }
      }
    }
  return std::nullopt;
}

/// The first words of pi's fraction, computed when this was built (print_pi_words.cpp).
constexpr uint32_t Pi[] = {
#include "pi_words.inc"
};
static_assert(std::size(Pi) == 1042 && Pi[0] == 0x243f6a88);

/// Mixes \p Key into subkeys and boxes, which are replaced by what they encrypt.
void addKey(BlowfishKey &K, std::span<const uint8_t> Key) {
  for (size_t I = 0; I < 72; ++I)
    K.P[I / 4] ^= uint64_t(Key[I % Key.size()]) << (24 - 8 * (I % 4));
  uint32_t L = 0, R = 0;
  for (std::vector<uint64_t> *To : {&K.P, &K.S})
    for (size_t I = 0; I < To->size(); I += 2) {
      encryptBlowfish(K, L, R);
      (*To)[I] = L;
      (*To)[I + 1] = R;
    }
}

std::optional<Explained> explainSchedule(const Behaviour &B) {
  constexpr uint64_t Encryptions = 1042 / 2;
  if (!B.executed({.Xor = Encryptions * 18 * 32}))
    return std::nullopt;
  if (B.bytesWritten() < 1042 * 4 || B.bytesWritten() > 3 * 1042 * 8 ||
      B.bytesRead() > 2 * 1042 * 8)
    return std::nullopt;
  for (const Behaviour::Run &R : B.runsRead()) {
    std::vector<size_t> Sizes = {R.Size};
    for (const Scalar &A : B.Args)
      if (A.Bits && A.Value && A.Value < R.Size)
        Sizes.push_back(A.Value);
    for (size_t Size : Sizes) {
      if (Size > 128)
        continue;
      const BlowfishKey K = blowfishKey(B.before(R.At, Size));
      for (unsigned Stride : {4u, 8u})
        if (B.written(bytesOf(K.P, 4, Order8::Little, Stride)) &&
            B.written(bytesOf(K.S, 4, Order8::Little, Stride)))
          return Explained{.Form = "P, S = expand(key)",
                           .Parameters = {{"rounds", 16}},
                           .Length = argumentOf(B, {Size})};
    }
  }
  return std::nullopt;
}

/// The same over subkeys and boxes that were filled before, next to each other in either order
/// or in two objects.
std::optional<Explained> explainKeying(const Behaviour &B) {
  constexpr size_t PWords = 18, SWords = 1024, All = PWords + SWords;
  if (!B.executed({.Xor = All / 2 * PWords * 32}) || B.bytesRewritten() < All * 4 || B.bytesRewritten() > 3 * All * 8)
    return std::nullopt;
  for (unsigned Width : {4u, 8u})
    for (const Behaviour::Run &R : B.runsRewritten()) {
      if (R.Size < PWords * Width)
        continue;
      const Behaviour::Site At = B.siteOf(R.At);
      const auto Beside = [&](int64_t Bytes) { return Behaviour::Site{At.Object, At.Offset + Bytes}; };
      std::vector<std::pair<Behaviour::Site, Behaviour::Site>> Layouts;
      if (R.Size >= All * Width) {
        Layouts.emplace_back(At, Beside(PWords * Width));
        Layouts.emplace_back(Beside(int64_t(SWords) * Width), At);
      } else if (R.Size < SWords * Width) {
        for (const Behaviour::Run &Q : B.runsRewritten())
          if (Q.Size >= SWords * Width)
            Layouts.emplace_back(At, B.siteOf(Q.At));
      }
      for (const auto &[P, S] : Layouts) {
        const auto Ps = B.readAt(P, PWords * Width), Ss = B.readAt(S, SWords * Width),
                   NewP = B.writtenAt(P, PWords * Width), NewS = B.writtenAt(S, SWords * Width);
        if (Ps.empty() || Ss.empty() || NewP.empty() || NewS.empty())
          continue;
        for (const Behaviour::Run &Key : B.runsRead()) {
          std::vector<size_t> Sizes = {Key.Size};
          for (const Scalar &A : B.Args)
            if (A.Bits && A.Value && A.Value < Key.Size)
              Sizes.push_back(A.Value);
          for (size_t Size : Sizes) {
            if (Size > 128)
              continue;
            BlowfishKey K{words(Ps, PWords, Width, Order8::Little), words(Ss, SWords, Width, Order8::Little)};
            addKey(K, B.before(Key.At, Size));
            if (std::ranges::equal(bytesOf(K.P, Width, Order8::Little), NewP) &&
                std::ranges::equal(bytesOf(K.S, Width, Order8::Little), NewS))
              return Explained{.Form = "P, S = expand(key)", .Parameters = {{"rounds", 16}}, .Length = argumentOf(B, {Size})};
          }
        }
      }
    }
  return std::nullopt;
}

std::optional<Explained> explain(Subject &S) {
  if (auto E = onTwoTrials(S, explainBlocks))
    return E;
  if (auto E = onTwoTrials(S, explainKeying))
    return E;
  return onTwoTrials(S, explainSchedule);
}

} // namespace

BlowfishKey blowfishKey(std::span<const uint8_t> Key) {
  BlowfishKey K;
  K.P.assign(std::begin(Pi), std::begin(Pi) + 18);
  K.S.assign(std::begin(Pi) + 18, std::end(Pi));
  addKey(K, Key);
  return K;
}

void encryptBlowfish(const BlowfishKey &K, uint32_t &L, uint32_t &R) {
  crypt(
      L, R, K.P, [&](uint32_t I) { return std::optional(uint32_t(K.S[I])); }, false);
}

const Idiom Blowfish = {
    .Name = "blowfish",
    .Family = "cryptography",
    .Form = "out = E_K(in) or D_K(in), under P and S; P, S = expand(key)",
    .Title = "Blowfish: blocks, key expansion",
    .Flops = "0",
    .Bytes = "2*n",
    .Confused = "Feistel networks with another function",
    .Explain = explain,
};

} // namespace auspex::kernels
