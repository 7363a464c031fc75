//===- kernels/idioms/cryptography/key_stream.cpp - What stream ciphers share ==//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "kernels/idioms/cryptography/key_stream.h"

#include "kernels/idioms/cryptography/block_cipher.h"

#include <algorithm>
#include <array>

namespace auspex::kernels {
namespace {

using State = std::array<uint32_t, 16>;

State stateOf(std::span<const uint8_t> Data) {
  State X;
  for (size_t I = 0; I < 16; ++I)
    X[I] = uint32_t(word(Data, 4 * I, 4, Order8::Little));
  return X;
}

/// A round takes 16 exclusive ors of words: no more rounds than were executed, some spared.
unsigned mostRounds(const Behaviour &B) {
  constexpr uint64_t Most = 40, HalfRound = 16 * 32 / 2;
  return unsigned(B.Done ? std::min(Most, B.Done->Xor / HalfRound) : Most);
}

struct Answer {
  unsigned Rounds;
  bool Feeds; ///< the state is added to what the rounds made of it
};
std::string formOf(bool Stream) {
  return Stream ? "out = in xor rounds(key, nonce, counter)" : "out = state + rounds(state)";
}

/// \p X and states after it, of which the blocks of \p Stream are made.
bool makes(const RoundsOnWords &C, State Initial, const KeyStream &Stream, Answer A) {
  for (size_t At = 0; At < Stream.Value.size(); At += 64) {
    State X = Initial;
    for (unsigned R = 0; R < A.Rounds; R += 2)
      C.DoubleRound(X.data());
    for (size_t I = 0; I < 64 && At + I < Stream.Value.size(); ++I) {
      const uint32_t W = X[I / 4] + (A.Feeds ? Initial[I / 4] : 0);
      if (Stream.Value[At + I] != uint8_t(W >> 8 * (I % 4)))
        return false;
    }
    if (++Initial[C.Counter[0]] == 0)
      ++Initial[C.Counter[1]];
  }
  return true;
}

/// The stream that begins as one of \p Initial 's blocks does, whatever the count of rounds.
std::optional<std::pair<const KeyStream *, Answer>> streamOf(const RoundsOnWords &C,
                                                             const State &Initial,
                                                             const std::vector<KeyStream> &Streams,
                                                             unsigned MostRounds) {
  State X = Initial;
  for (unsigned Rounds = 2; Rounds <= MostRounds; Rounds += 2) {
    C.DoubleRound(X.data());
    for (bool Feeds : {true, false})
      for (const KeyStream &K : Streams)
        if (word(K.Value, 0, 4, Order8::Little) == uint32_t(X[0] + (Feeds ? Initial[0] : 0)) &&
            makes(C, Initial, K, {Rounds, Feeds}))
          return std::pair{&K, Answer{Rounds, Feeds}};
  }
  return std::nullopt;
}

/// The state as a key of 16 or 32 bytes makes it.
State keyed(const RoundsOnWords &C, std::span<const uint8_t> Key) {
  State X{};
  const std::string_view Text = Key.size() == 32 ? "expand 32-byte k" : "expand 16-byte k";
  for (size_t I = 0; I < 4; ++I) {
    X[C.Constants[I]] = 0;
    for (size_t K = 0; K < 4; ++K)
      X[C.Constants[I]] |= uint32_t(uint8_t(Text[4 * I + K])) << 8 * K;
  }
  for (size_t I = 0; I < 8; ++I)
    X[C.Key[I]] = uint32_t(word(Key, 4 * I % Key.size(), 4, Order8::Little));
  return X;
}

/// The key that a longer nonce's first 16 bytes make (HSalsa20, HChaCha20).
Bytes derived(const RoundsOnWords &C, State X, unsigned Rounds) {
  for (unsigned R = 0; R < Rounds; R += 2)
    C.DoubleRound(X.data());
  std::vector<uint64_t> Out;
  for (const unsigned *Where : {C.Constants, C.Vector})
    for (size_t I = 0; I < 4; ++I)
      Out.push_back(X[Where[I]]);
  return bytesOf(Out, 4, Order8::Little);
}

void setVector(const RoundsOnWords &C, State &X, std::span<const uint8_t> Bytes16) {
  for (size_t I = 0; I < 4; ++I)
    X[C.Vector[I]] = uint32_t(word(Bytes16, 4 * I, 4, Order8::Little));
}

/// First counters that a call may have.
std::vector<uint64_t> counters(const Behaviour &B) {
  std::vector<uint64_t> Out = {0, 1};
  for (const Scalar &A : B.Args)
    if (A.Bits && Out.size() < 8)
      Out.push_back(A.Bits == 32 ? uint32_t(A.Value) : A.Value);
  for (const Behaviour::Run &R : B.runsRead())
    if ((R.Size == 4 || R.Size == 8) && Out.size() < 8)
      Out.push_back(word(B.before(R.At, R.Size), 0, unsigned(R.Size), Order8::Little));
  return Out;
}

Explained explanation(const Behaviour &B, const RoundsOnWords &C, const KeyStream &K, Answer A,
                      const std::string &Form) {
  return {.Form = Form,
          .Parameters = {{"rounds", A.Rounds}},
          .Length = K.In || K.Value.size() > 64
                        ? argumentOf(B, {K.Value.size(), (K.Value.size() + 63) / 64})
                        : std::nullopt};
}

std::optional<Explained> explainOn(const Behaviour &B, const RoundsOnWords &C) {
  const size_t Read = B.bytesRead(), Written = B.bytesWritten();
  if (Read < 16 || Written < 8 || Read > 64 + Written + 64)
    return std::nullopt;
  // A quarter round on four words, each somewhere.
  if (Read == 16 && Written == 16) {
    std::vector<Place> Words;
    for (const Behaviour::Run &R : B.runsRead())
      for (size_t K = 0; K + 4 <= R.Size; K += 4)
        Words.push_back({R.At.Extent, R.At.At + K});
    std::array<size_t, 4> Order = {0, 1, 2, 3};
    do {
      if (Words.size() != 4)
        break;
      uint32_t X[4];
      for (size_t I = 0; I < 4; ++I)
        X[I] = uint32_t(word(B.before(Words[Order[I]], 4), 0, 4, Order8::Little));
      C.Quarter(X[0], X[1], X[2], X[3]);
      bool All = true;
      for (size_t I = 0; I < 4 && All; ++I)
        All = B.Extents[Words[Order[I]].Extent].allWritten(Words[Order[I]].At, 4) &&
              word(B.after(Words[Order[I]], 4), 0, 4, Order8::Little) == X[I];
      if (All)
        return Explained{
            .Form = "a, b, c, d = quarter round(a, b, c, d)", .Parameters = {}, .Length = {}};
    } while (std::next_permutation(Order.begin(), Order.end()));
  }

  const unsigned Most = mostRounds(B);
  const std::vector<KeyStream> Streams = keyStreams(B, 8);
  if (Most < 2 || Streams.empty())
    return std::nullopt;
  // All sixteen words in memory.
  for (const Place P : B.places(B.runsRead(), 64, 4, 8))
    if (const auto F = streamOf(C, stateOf(B.before(P, 64)), Streams, Most);
        F && F->first->Value.size() >= 8)
      return explanation(B, C, *F->first, F->second, formOf(F->first->In.has_value()));

  // A key and a vector in memory, the rest in registers or constant.
  std::vector<uint64_t> Counters;
  for (size_t KeyBytes : {32u, 16u})
    for (const Place Key : B.places(B.runsRead(), KeyBytes, 4, 6)) {
      const State Keyed = keyed(C, B.before(Key, KeyBytes));
      for (size_t VectorBytes : {24u, 16u, 12u, 8u})
        for (const Place At : B.places(B.runsRead(), VectorBytes, 4, 4)) {
          if (overlap(Key, KeyBytes, At, VectorBytes))
            continue;
          const auto Vector = B.before(At, VectorBytes);
          State X = Keyed;
          if (VectorBytes == 16) {
            setVector(C, X, Vector);
            if (const auto F = streamOf(C, X, Streams, Most))
              return explanation(B, C, *F->first, F->second, formOf(true));
            for (unsigned Rounds : {8u, 12u, 20u})
              if (Rounds <= Most && Written >= 32 && B.written(derived(C, X, Rounds)))
                return Explained{.Form = "key' = rounds(key, nonce)",
                                 .Parameters = {{"rounds", Rounds}},
                                 .Length = {}};
            // The constants, too, are passed.
            if (Read != 64 || KeyBytes != 32)
              continue;
            for (const Place Text : B.places(B.runsRead(), 16, 4, 4)) {
              if (overlap(Text, 16, At, 16) || overlap(Text, 16, Key, 32))
                continue;
              for (size_t I = 0; I < 4; ++I)
                X[C.Constants[I]] = uint32_t(word(B.before(Text, 16), 4 * I, 4, Order8::Little));
              if (const auto F = streamOf(C, X, Streams, Most))
                return explanation(B, C, *F->first, F->second, formOf(false));
              for (unsigned Rounds : {8u, 12u, 20u})
                if (Rounds <= Most && Written >= 32 && B.written(derived(C, X, Rounds)))
                  return Explained{.Form = "key' = rounds(key, nonce, constants)",
                                   .Parameters = {{"rounds", Rounds}},
                                   .Length = {}};
            }
            continue;
          }
          if (VectorBytes == 24) {
            setVector(C, X, Vector);
            X = keyed(C, derived(C, X, 20));
          }
          if (Counters.empty())
            Counters = counters(B);
          for (uint64_t Counter : Counters) {
            X[C.Counter[0]] = uint32_t(Counter);
            X[C.Counter[1]] = uint32_t(Counter >> 32);
            // The last words of the vector are the nonce; of twelve bytes, the first ends the
            // counter.
            if (VectorBytes == 12)
              X[C.Counter[1]] = uint32_t(word(Vector, 0, 4, Order8::Little));
            for (size_t I = 0; I < 2; ++I)
              X[C.Nonce[I]] = uint32_t(word(Vector, VectorBytes - 8 + 4 * I, 4, Order8::Little));
            if (const auto F = streamOf(C, X, Streams, Most))
              return explanation(B, C, *F->first, F->second, formOf(true));
          }
        }
    }
  return std::nullopt;
}

} // namespace

std::vector<KeyStream> keyStreams(const Behaviour &B, size_t Least, size_t Most) {
  std::vector<KeyStream> Out;
  for (const Behaviour::Run &W : B.runsWritten()) {
    if (W.Size < Least)
      continue;
    const auto After = B.after(W.At, W.Size);
    if (Out.size() < Most)
      Out.push_back({W.At, std::nullopt, Bytes(After.begin(), After.end())});
    // Blocks that are kept for later, with a count of what is left of them behind.
    constexpr size_t BlockBytes = 64, MaxBehind = 16;
    if (const size_t Behind = W.Size % BlockBytes;
        W.Size > BlockBytes && Behind && Behind <= MaxBehind && Out.size() < Most)
      Out.push_back({W.At, std::nullopt, Bytes(After.begin(), After.end() - ptrdiff_t(Behind))});
    for (const Behaviour::Run &R : B.runsRead()) {
      const size_t Size = std::min(R.Size, W.Size);
      if (Size < Least || Out.size() >= Most)
        continue;
      Bytes Value(After.begin(), After.begin() + ptrdiff_t(Size));
      const auto Before = B.before(R.At, Size);
      for (size_t I = 0; I < Size; ++I)
        Value[I] ^= Before[I];
      Out.push_back({W.At, R.At, std::move(Value)});
    }
  }
  return Out;
}

std::optional<Explained> explainRoundsOnWords(Subject &S, const RoundsOnWords &C) {
  if (!executed(S, {.Xor = 4 * 32})) // a quarter round
    return std::nullopt;
  return onTwoTrials(S, [&](const Behaviour &B) { return explainOn(B, C); });
}

} // namespace auspex::kernels
