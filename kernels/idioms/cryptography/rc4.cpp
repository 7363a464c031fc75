//===- kernels/idioms/cryptography/rc4.cpp - RC4 ----------------------------===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// RFC 6229 describes it by its vectors. Generation reads the permutation where the data
// say, so that only parts of it are touched: the reference asks for exactly those parts,
// and where it wants another one, this is not RC4.
//
//===----------------------------------------------------------------------===//
#include "kernels/idioms/cryptography/rc4.h"

#include "kernels/idioms/cryptography/block_cipher.h"
#include "kernels/idioms/cryptography/cryptography.h"
#include "kernels/idioms/cryptography/touched.h"

#include <algorithm>
#include <numeric>

namespace auspex::kernels {
namespace {

using Permutation = std::array<uint8_t, 256>;

/// Where the permutation lies, what the two indices are.
struct Generator {
  const Touched *In;
  int64_t Base;
  unsigned Width;
  uint8_t I, J;
};

/// Generates while it can read what it wants; how many bytes were as \p Stream says.
bool generates(const Generator &L, std::span<const uint8_t> Stream) {
  std::array<int16_t, 256> S;
  S.fill(-1);
  auto Cell = [&](uint8_t K) {
    if (S[K] < 0)
      if (const auto B = L.In->byte(L.Base + int64_t(K) * L.Width, false))
        S[K] = *B;
    return S[K];
  };
  std::array<bool, 256> Changed{};
  uint8_t I = L.I, J = L.J;
  for (uint8_t Want : Stream) {
    const int16_t A = Cell(++I);
    if (A < 0)
      return false;
    J = uint8_t(J + A);
    const int16_t B = Cell(J);
    if (B < 0)
      return false;
    S[I] = B;
    S[J] = A;
    Changed[I] = Changed[J] = true;
    if (Cell(uint8_t(A + B)) != Want)
      return false;
  }
  // The permutation that is left behind.
  for (unsigned K = 0; K < 256; ++K)
    if (Changed[K])
      if (const auto After = L.In->byte(L.Base + int64_t(K) * L.Width, true);
          !After || *After != S[K])
        return false;
  return true;
}

/// Small numbers that may be the indices: both begin at 0, or lie beside the permutation or
/// in objects of their own.
std::vector<uint8_t> indices(const Behaviour &B, const Touched &T, int64_t Base, unsigned Width) {
  std::vector<uint8_t> Out = {0};
  for (const Behaviour::Run &R : B.runsRead()) {
    const Extent &X = B.Extents[R.At.Extent];
    const int64_t Offset = X.Offset + int64_t(R.At.At);
    for (size_t K = 0; K < R.Size && K < 16 && Out.size() < 7; ++K) {
      const bool Inside = X.Object == T.Object && Offset + int64_t(K) >= Base &&
                          Offset + int64_t(K) < Base + 256 * int64_t(Width);
      if (!Inside && (K % 4 == 0 || R.Size <= 3))
        Out.push_back(X.Before[R.At.At + K]);
    }
    // Behind the permutation, where they are one extent with its last element.
    if (X.Object == T.Object)
      for (int64_t At : {Base + 256 * int64_t(Width), Base + 256 * int64_t(Width) + 1,
                         Base + 256 * int64_t(Width) + 4})
        if (const auto V = T.byte(At, false);
            V && At > Offset && At < Offset + int64_t(R.Size) && Out.size() < 9)
          Out.push_back(*V);
  }
  for (const Scalar &A : B.Args)
    if (A.Bits && A.Value < 256 && Out.size() < 9)
      Out.push_back(uint8_t(A.Value));
  return Out;
}

std::optional<Explained> explainGeneration(const Behaviour &B) {
  if (B.bytesRewritten() < 2) // every byte exchanges two
    return std::nullopt;
  std::vector<KeyStream> Streams;
  for (const Touched &T : touchedObjects(B)) {
    if (T.End > 2048 + 64 || T.Count < 8 || (T.Extents.size() < 3 && T.Count < 200))
      continue;
    if (Streams.empty())
      Streams = keyStreams(B, 6, 16);
    for (unsigned Width : {1u, 4u, 2u})
      for (int64_t Base : {0, 2, 4, 8, 16, 1}) {
        if (Base + 128 * int64_t(Width) > T.End && T.Count > 64)
          continue;
        const std::vector<uint8_t> Index = indices(B, T, Base, Width);
        for (uint8_t I : Index)
          for (uint8_t J : Index)
            for (const KeyStream &K : Streams)
              if (B.Extents[K.Out.Extent].Object != T.Object &&
                  generates({&T, Base, Width, I, J}, K.Value))
                return Explained{.Form = K.In ? "out = in xor generate(S)" : "out = generate(S)",
                                 .Parameters = {},
                                 .Length = argumentOf(B, {K.Value.size()})};
      }
  }
  return std::nullopt;
}

std::optional<Explained> explainKeyed(const Behaviour &B) {
  const size_t Written = B.bytesWritten();
  if (Written < 6 || B.bytesRead() > 256 + Written + 64)
    return std::nullopt;
  std::vector<KeyStream> Streams;
  for (const Behaviour::Run &R : B.runsRead()) {
    std::vector<size_t> Sizes = {R.Size};
    for (const Scalar &A : B.Args)
      if (A.Bits && A.Value && A.Value < R.Size && A.Value <= 256)
        Sizes.push_back(A.Value);
    for (size_t Size : Sizes) {
      if (Size > 256)
        continue;
      const Permutation S = rc4Permutation(B.before(R.At, Size));
      for (unsigned Width : {1u, 4u, 2u}) {
        if (Written < 256 * Width)
          continue;
        const std::vector<uint64_t> Cells(S.begin(), S.end());
        if (B.written(bytesOf(Cells, Width, Order8::Little)))
          return Explained{
              .Form = "S = permutation(key)", .Parameters = {}, .Length = argumentOf(B, {Size})};
      }
      if (Streams.empty())
        Streams = keyStreams(B, 6, 16);
      for (const KeyStream &K : Streams)
        if (K.Value == rc4Stream(S, K.Value.size()))
          return Explained{.Form = K.In ? "out = in xor generate(permutation(key))"
                                        : "out = generate(permutation(key))",
                           .Parameters = {},
                           .Length = argumentOf(B, {K.Value.size()})};
    }
  }
  return std::nullopt;
}

std::optional<Explained> explain(Subject &S) {
  if (auto E = onTwoTrials(S, explainKeyed))
    return E;
  return onTwoTrials(S, explainGeneration);
}

} // namespace

Permutation rc4Permutation(std::span<const uint8_t> Key) {
  Permutation S;
  std::iota(S.begin(), S.end(), uint8_t(0));
  uint8_t J = 0;
  for (unsigned I = 0; I < 256; ++I) {
    J = uint8_t(J + S[I] + Key[I % Key.size()]);
    std::swap(S[I], S[J]);
  }
  return S;
}

Bytes rc4Stream(Permutation S, size_t Count) {
  Bytes Out;
  uint8_t I = 0, J = 0;
  while (Out.size() < Count) {
    J = uint8_t(J + S[++I]);
    std::swap(S[I], S[J]);
    Out.push_back(S[uint8_t(S[I] + S[J])]);
  }
  return Out;
}

const Idiom Rc4 = {
    .Name = "rc4",
    .Family = "cryptography",
    .Form = "out = in xor generate(S); S = permutation(key)",
    .Title = "RC4: key schedule, key stream",
    .Flops = "0",
    .Bytes = "2*n",
    .Confused = "a shuffle of cards; generators without the exchange",
    .Explain = explain,
};

} // namespace auspex::kernels
