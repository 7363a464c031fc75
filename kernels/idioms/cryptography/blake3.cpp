//===- kernels/idioms/cryptography/blake3.cpp - BLAKE3 --------------------===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// J. O'Connor, J.-P. Aumasson, S. Neves, Z. Wilcox-O'Hearn, "BLAKE3: one function, fast
// everywhere" (2020): seven rounds of BLAKE2s whose message is permuted in between, and a
// tree of chunks of 1024 bytes.
//
//===----------------------------------------------------------------------===//
#include "kernels/idioms/cryptography/blake.h"
#include "kernels/idioms/cryptography/cryptography.h"
#include "kernels/idioms/cryptography/digest.h"

#include <algorithm>
#include <array>
#include <bit>

namespace auspex::kernels {
namespace {

using Eight = std::array<uint32_t, 8>;
using Sixteen = std::array<uint32_t, 16>;
enum : uint32_t { ChunkStart = 1, ChunkEnd = 2, Parent = 4, Root = 8 };

const Eight &initial() {
  static const Eight IV = [] {
    Eight Out;
    std::ranges::copy(rootsOfPrimes(8, 2, 32), Out.begin());
    return Out;
  }();
  return IV;
}

Sixteen compress(const Eight &Chaining, Sixteen M, uint64_t Counter, uint32_t Length, uint32_t Flags) {
  constexpr uint8_t Permuted[16] = {2, 6, 3, 10, 7, 0, 4, 13, 1, 11, 12, 5, 9, 14, 15, 8};
  Sixteen V;
  std::ranges::copy(Chaining, V.begin());
  std::copy_n(initial().begin(), 4, V.begin() + 8);
  V[12] = uint32_t(Counter), V[13] = uint32_t(Counter >> 32), V[14] = Length, V[15] = Flags;
  for (int Round = 0; Round < 7; ++Round) {
    for (unsigned I = 0; I < 8; ++I)
      blakeMix(V.data(), I, M[2 * I], M[2 * I + 1]);
    Sixteen Next;
    for (size_t I = 0; I < 16; ++I)
      Next[I] = M[Permuted[I]];
    M = Next;
  }
  for (size_t I = 0; I < 8; ++I) {
    V[I] ^= V[I + 8];
    V[I + 8] ^= Chaining[I];
  }
  return V;
}

Sixteen blockOf(std::span<const uint8_t> Data) {
  Bytes Padded(Data.begin(), Data.end());
  Padded.resize(64);
  Sixteen M;
  for (size_t I = 0; I < 16; ++I)
    M[I] = uint32_t(word(Padded, 4 * I, 4, Order8::Little));
  return M;
}
Eight chainingOf(const Sixteen &V) {
  Eight Out;
  std::copy_n(V.begin(), 8, Out.begin());
  return Out;
}

Sixteen treeOf(std::span<const uint8_t> Data, uint64_t FirstChunk, uint32_t RootFlag) {
  constexpr size_t Chunk = 1024, Block = 64;
  if (Data.size() <= Chunk) {
    Eight Chaining = initial();
    uint32_t Flags = ChunkStart;
    for (; Data.size() > Block; Data = Data.subspan(Block), Flags = 0)
      Chaining = chainingOf(compress(Chaining, blockOf(Data.first(Block)), FirstChunk, Block, Flags));
    return compress(Chaining, blockOf(Data), FirstChunk, uint32_t(Data.size()), Flags | ChunkEnd | RootFlag);
  }
  // The left subtree has the largest power of two of chunks that leaves something.
  const size_t Left = std::bit_floor((Data.size() - 1) / Chunk) * Chunk;
  const Sixteen L = treeOf(Data.first(Left), FirstChunk, 0),
                R = treeOf(Data.subspan(Left), FirstChunk + Left / Chunk, 0);
  Sixteen M;
  std::copy_n(L.begin(), 8, M.begin());
  std::copy_n(R.begin(), 8, M.begin() + 8);
  return compress(initial(), M, 0, Block, Parent | RootFlag);
}

/// State and block in memory; counter, length and flags are arguments.
bool compresses(const Behaviour &B) {
  std::vector<uint64_t> Counters{0};
  std::vector<uint32_t> Small{0, 64};
  for (const Scalar &A : B.Args) {
    if (A.Bits == 64)
      Counters.push_back(A.Value);
    else if (A.Bits)
      Small.push_back(uint32_t(A.Value));
  }
  for (size_t I = 0; I + 1 < B.Args.size(); ++I)
    if (B.Args[I].Bits == 32 && B.Args[I + 1].Bits == 32)
      Counters.push_back(B.Args[I].Value | B.Args[I + 1].Value << 32);
  if (B.writtenRuns(32).empty() || Counters.size() > 4 || Small.size() > 7)
    return false;
  for (const Behaviour::Place At : B.inputs(32, 4, false, 6))
    for (const Behaviour::Place Block : B.inputs(64, 4, false, 4)) {
      if (At.Extent == Block.Extent && At.At < Block.At + 64 && Block.At < At.At + 32)
        continue;
      Eight Chaining;
      for (size_t I = 0; I < 8; ++I)
        Chaining[I] = uint32_t(word(B.before(At, 32), 4 * I, 4, Order8::Little));
      for (uint64_t Counter : Counters)
        for (uint32_t Length : Small)
          for (uint32_t Flags : Small) {
            const Sixteen V = compress(Chaining, blockOf(B.before(Block, 64)), Counter, Length, Flags);
            if (B.written(bytesOf(std::vector<uint64_t>(V.begin(), V.begin() + 8), 4, Order8::Little)))
              return true;
          }
    }
  return false;
}

std::optional<Explained> explain(Subject &S) {
  const Behaviour *B = S.trial(0);
  if (!B || !B->executed({.Xor = 7 * 8 * 2 * 32}) || B->writtenRuns(32).empty())
    return std::nullopt;
  if (compresses(*B) && confirmed(S, 256, [](const Behaviour &T) { return std::optional(compresses(T)); }))
    return Explained{.Form = "state' = compress(state, block, counter, length, flags)",
                     .Parameters = {{"block", 64}},
                     .Length = {}};
  return explainDigest(S, 32, 4, blake3);
}

} // namespace

Bytes blake3(std::span<const uint8_t> Message) {
  const Eight Out = chainingOf(treeOf(Message, 0, Root));
  return bytesOf(std::vector<uint64_t>(Out.begin(), Out.end()), 4, Order8::Little);
}

const Idiom Blake3 = {
    .Name = "blake3",
    .Family = "cryptography",
    .Form = "state' = compress(state, block, counter, length, flags), 7 rounds",
    .Title = "BLAKE3 compression, digest",
    .Flops = "0",
    .Bytes = "n",
    .Confused = "BLAKE2s (10 rounds, another order of words)",
    .Explain = explain,
};

} // namespace auspex::kernels
