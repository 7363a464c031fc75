//===- kernels/idioms/cryptography/blake2.cpp - BLAKE2b and BLAKE2s -------===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// RFC 7693. The compression takes a counter and flags besides state and block; these may
// be arguments or lie behind the state.
//
//===----------------------------------------------------------------------===//
#include "kernels/idioms/cryptography/blake.h"

#include "kernels/idioms/cryptography/cryptography.h"
#include "kernels/idioms/cryptography/digest.h"

#include <algorithm>

namespace auspex::kernels {

template <typename Word> void blakeRounds(Word *V, const Word *M, unsigned Rounds) {
  for (unsigned R = 0; R < Rounds; ++R)
    for (unsigned I = 0; I < 8; ++I) {
      const uint8_t *S = BlakeSigma[R % 10] + 2 * I;
      blakeMix(V, I, M[S[0]], M[S[1]]);
    }
}
template void blakeRounds(uint32_t *, const uint32_t *, unsigned);
template void blakeRounds(uint64_t *, const uint64_t *, unsigned);

const uint8_t BlakeSigma[10][16] = {{0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15},
                                    {14, 10, 4, 8, 9, 15, 13, 6, 1, 12, 0, 2, 11, 7, 5, 3},
                                    {11, 8, 12, 0, 5, 2, 15, 13, 10, 14, 3, 6, 7, 1, 9, 4},
                                    {7, 9, 3, 1, 13, 12, 11, 14, 2, 6, 5, 10, 4, 0, 15, 8},
                                    {9, 0, 5, 7, 2, 4, 10, 15, 14, 1, 11, 12, 6, 8, 3, 13},
                                    {2, 12, 6, 10, 0, 11, 8, 3, 4, 13, 7, 5, 15, 14, 1, 9},
                                    {12, 5, 1, 15, 14, 13, 4, 10, 0, 7, 6, 3, 9, 2, 8, 11},
                                    {13, 11, 7, 14, 12, 1, 3, 9, 5, 0, 15, 4, 8, 6, 2, 10},
                                    {6, 15, 14, 9, 11, 3, 0, 8, 12, 2, 13, 7, 1, 4, 10, 5},
                                    {10, 2, 8, 4, 7, 6, 1, 5, 15, 11, 9, 14, 3, 12, 13, 0}};

namespace {

template <typename Word> constexpr unsigned Rounds = sizeof(Word) == 8 ? 12 : 10;
template <typename Word> constexpr size_t BlockBytes = 16 * sizeof(Word);

template <typename Word> std::span<const Word> initial() {
  static const std::vector<Word> IV = [] {
    const auto Roots = rootsOfPrimes(8, 2, 8 * sizeof(Word));
    return std::vector<Word>(Roots.begin(), Roots.end());
  }();
  return IV;
}

template <typename Word> struct Flags {
  Word Low, High, Last;
};

template <typename Word>
void compress(Word *H, std::span<const uint8_t> Block, const Flags<Word> &F) {
  Word V[16], M[16];
  for (size_t I = 0; I < 16; ++I) {
    V[I] = I < 8 ? H[I] : initial<Word>()[I - 8];
    M[I] = Word(word(Block, I * sizeof(Word), sizeof(Word), Order8::Little));
  }
  V[12] ^= F.Low, V[13] ^= F.High, V[14] ^= F.Last;
  blakeRounds(V, M, Rounds<Word>);
  for (size_t I = 0; I < 8; ++I)
    H[I] ^= V[I] ^ V[I + 8];
}

template <typename Word>
Bytes hash(std::span<const uint8_t> Message, std::span<const uint8_t> Key, size_t DigestBytes) {
  constexpr size_t Block = BlockBytes<Word>;
  std::vector<Word> H(initial<Word>().begin(), initial<Word>().end());
  H[0] ^= Word(0x01010000 ^ Key.size() << 8 ^ DigestBytes);
  Bytes Data(Key.begin(), Key.end());
  if (!Key.empty())
    Data.resize(Block);
  Data.insert(Data.end(), Message.begin(), Message.end());
  const size_t Length = Data.size();
  Data.resize(std::max<size_t>((Length + Block - 1) / Block, 1) * Block);
  for (size_t At = 0; At < Data.size(); At += Block) {
    const bool Last = At + Block == Data.size();
    compress<Word>(H.data(), std::span(Data).subspan(At, Block),
                   {Word(Last ? Length : At + Block), 0, Last ? Word(~Word(0)) : Word(0)});
  }
  Bytes Out = bytesOf(std::vector<uint64_t>(H.begin(), H.end()), sizeof(Word), Order8::Little);
  Out.resize(DigestBytes);
  return Out;
}

/// What a first block's counter and flag may be.
template <typename Word>
std::vector<Flags<Word>> flagsOf(const Behaviour &B, Behaviour::Place State) {
  constexpr unsigned Width = sizeof(Word);
  const Extent &X = B.Extents[State.Extent];
  std::vector<std::pair<Word, Word>> Counters{{0, 0}, {Word(BlockBytes<Word>), 0}};
  std::vector<Word> Last{0, Word(~Word(0))};
  std::vector<uint64_t> Steps{0, BlockBytes<Word>};
  for (size_t A = 0; A < B.Args.size(); ++A) {
    const uint64_t V = B.Args[A].Value;
    if (!B.Args[A].Bits)
      continue;
    Last.push_back(Word(V));
    Counters.push_back({Word(V), Width == 4 ? Word(V >> 32) : 0});
    if (A + 1 < B.Args.size() && B.Args[A + 1].Bits)
      Counters.push_back({Word(V), Word(B.Args[A + 1].Value)});
    if (V <= BlockBytes<Word>)
      Steps.push_back(V);
  }
  // Behind the state: the counter's two words, the flag; the counter is stepped first.
  const size_t At = State.At + 8 * Width;
  if (X.allRead(At, Width))
    for (uint64_t Step : Steps) {
      Word Low = Word(word(X.Before, At, Width, Order8::Little)), High = 0;
      if (X.allRead(At + Width, Width))
        High = Word(word(X.Before, At + Width, Width, Order8::Little));
      Low = Word(Low + Step);
      Counters.push_back({Low, Word(High + (Low < Word(Step)))});
      Counters.push_back({Low, 0});
    }
  if (X.allRead(At + 2 * Width, Width))
    Last.push_back(Word(word(X.Before, At + 2 * Width, Width, Order8::Little)));
  std::vector<Flags<Word>> Out;
  for (const auto &[Low, High] : Counters)
    for (Word L : Last)
      Out.push_back({Low, High, L});
  return Out;
}

template <typename Word> bool compresses(const Behaviour &B) {
  constexpr unsigned Width = sizeof(Word);
  constexpr size_t Block = BlockBytes<Word>;
  if (B.bytesRead() < 8 * Width + Width)
    return false;
  const std::vector<Behaviour::Place> States = B.states(8 * Width, Width);
  if (States.empty())
    return false;
  const std::vector<Stream> Streams = streams(B, Block, Width);
  for (const Behaviour::Place At : States) {
    const auto Before = words(B.before(At, 8 * Width), 8, Width, Order8::Little);
    const auto After = words(B.after(At, 8 * Width), 8, Width, Order8::Little);
    const auto Flags = flagsOf<Word>(B, At);
    size_t Tried = 0;
    constexpr size_t MaxTried = 8;
    for (const Stream &M : Streams) {
      if (M.overlaps(At, 8 * Width, Block) || ++Tried > MaxTried)
        continue;
      const Bytes Data = M.in(B);
      for (const auto &First : Flags) {
        std::vector<Word> H(Before.begin(), Before.end());
        auto F = First;
        for (size_t K = 0; K < (F.Last ? 1 : Data.size() / Block); ++K, F.Low += Word(Block)) {
          compress<Word>(H.data(), std::span(Data).subspan(K * Block, Block), F);
          if (std::equal(H.begin(), H.end(), After.begin()))
            return true;
        }
      }
    }
  }
  return false;
}

/// The rounds alone, on sixteen words.
template <typename Word> bool mixes(const Behaviour &B) {
  constexpr unsigned Width = sizeof(Word);
  for (const Behaviour::Place At : B.states(16 * Width, Width))
    for (const Behaviour::Place Block : B.inputs(16 * Width, Width, false, 4)) {
      if (At == Block)
        continue;
      Word V[16], M[16];
      for (size_t I = 0; I < 16; ++I) {
        V[I] = Word(word(B.before(At, 16 * Width), I * Width, Width, Order8::Little));
        M[I] = Word(word(B.before(Block, 16 * Width), I * Width, Width, Order8::Little));
      }
      blakeRounds(V, M, Rounds<Word>);
      if (std::ranges::equal(bytesOf(std::vector<uint64_t>(V, V + 16), Width, Order8::Little),
                             B.after(At, 16 * Width)))
        return true;
    }
  return false;
}

template <typename Word> std::optional<Explained> explain(Subject &S) {
  const Behaviour *B = S.trial(0);
  constexpr unsigned Bits = 64 * sizeof(Word);
  constexpr uint64_t Xors = Rounds<Word> * 8 * 2 * 8 * sizeof(Word); // half of them
  if (!B || !B->executed({.Xor = Xors}) || B->writtenRuns(16).empty())
    return std::nullopt;
  if (mixes<Word>(*B) && confirmed(S, Bits, [](const Behaviour &T) { return std::optional(mixes<Word>(T)); }))
    return Explained{.Form = "v' = rounds(v, block)", .Parameters = {{"rounds", Rounds<Word>}}, .Length = {}};
  if (compresses<Word>(*B) &&
      confirmed(S, Bits, [](const Behaviour &T) { return std::optional(compresses<Word>(T)); }))
    return Explained{.Form = "state' = compress(state, block, counter, flag)",
                     .Parameters = {{"block", int64_t(BlockBytes<Word>)}},
                     .Length = {}};
  constexpr size_t MaxDigest = 8 * sizeof(Word);
  for (const auto &[P, Length] : B->writtenRuns(16)) {
    if (Length > MaxDigest || Length % 4)
      continue;
    if (auto E = explainDigest(S, Length, 4, [=](std::span<const uint8_t> M) {
          return hash<Word>(M, {}, Length);
        }))
      return E;
    // With a key.
    for (const Message &Key : messages(*B))
      for (const Message &M : messages(*B)) {
        auto Agrees = [&](const Behaviour &T) -> std::optional<bool> {
          const auto K = Key.in(T), Text = M.in(T);
          if (!K || !Text || K->size() > MaxDigest)
            return std::nullopt;
          return T.written(hash<Word>(*Text, *K, Length)).has_value();
        };
        if (!(Key.At == M.At) && Agrees(*B).value_or(false) && confirmed(S, unsigned(8 * Length), Agrees))
          return Explained{.Form = "digest = H(key, message)", .Parameters = {}, .Length = M.length()};
      }
  }
  return std::nullopt;
}

} // namespace

Bytes blake2b(std::span<const uint8_t> Message, std::span<const uint8_t> Key, size_t DigestBytes) {
  return hash<uint64_t>(Message, Key, DigestBytes);
}
Bytes blake2s(std::span<const uint8_t> Message, std::span<const uint8_t> Key, size_t DigestBytes) {
  return hash<uint32_t>(Message, Key, DigestBytes);
}

const Idiom Blake2b = {
    .Name = "blake2b",
    .Family = "cryptography",
    .Form = "state' = compress(state, block, counter, flag), 12 rounds",
    .Title = "BLAKE2b compression, digest",
    .Flops = "0",
    .Bytes = "n",
    .Confused = "BLAKE2s (words of 32 bits); SHA-512 (the same initial state)",
    .Explain = explain<uint64_t>,
};
const Idiom Blake2s = {
    .Name = "blake2s",
    .Family = "cryptography",
    .Form = "state' = compress(state, block, counter, flag), 10 rounds",
    .Title = "BLAKE2s compression, digest",
    .Flops = "0",
    .Bytes = "n",
    .Confused = "BLAKE3 (7 rounds); ChaCha (no message)",
    .Explain = explain<uint32_t>,
};

} // namespace auspex::kernels
