//===- kernels/idioms/cryptography/tea.cpp - TEA, XTEA, XXTEA ---------------===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Wheeler and Needham, "TEA, a tiny encryption algorithm", 1994; "Tea extensions", 1997;
// "Correction to xtea", 1998. Words are as the program keeps them, or big-endian.
//
//===----------------------------------------------------------------------===//
#include "kernels/idioms/cryptography/tea.h"

#include "kernels/idioms/cryptography/cryptography.h"

namespace auspex::kernels {
namespace {

constexpr uint32_t Delta = 0x9e3779b9; // the golden ratio's fraction

struct Halves {
  uint32_t Y, Z;
};
template <typename Step> void onHalves(uint8_t *Block, Step Do) {
  Halves V{uint32_t(word({Block, 8}, 0, 4, Order8::Big)),
           uint32_t(word({Block, 8}, 4, 4, Order8::Big))};
  Do(V);
  const uint64_t Out[2] = {V.Y, V.Z};
  std::ranges::copy(bytesOf(Out, 4, Order8::Big), Block);
}
uint32_t mixTea(uint32_t X, uint32_t Sum, uint64_t K0, uint64_t K1) {
  return ((X << 4) + uint32_t(K0)) ^ (X + Sum) ^ ((X >> 5) + uint32_t(K1));
}
uint32_t mixXtea(uint32_t X, uint64_t Key) { return (((X << 4) ^ (X >> 5)) + X) ^ uint32_t(Key); }

void encryptTea(const Schedule &S, uint8_t *Block) {
  onHalves(Block, [&](Halves &V) {
    uint32_t Sum = 0;
    for (unsigned I = 0; I < S.Rounds; I += 2) {
      Sum += Delta;
      V.Y += mixTea(V.Z, Sum, S.Words[0], S.Words[1]);
      V.Z += mixTea(V.Y, Sum, S.Words[2], S.Words[3]);
    }
  });
}
void decryptTea(const Schedule &S, uint8_t *Block) {
  onHalves(Block, [&](Halves &V) {
    for (uint32_t I = S.Rounds / 2; I > 0; --I) {
      V.Z -= mixTea(V.Y, I * Delta, S.Words[2], S.Words[3]);
      V.Y -= mixTea(V.Z, I * Delta, S.Words[0], S.Words[1]);
    }
  });
}

/// Words of the schedule: a sum and a key word for each round.
void encryptXtea(const Schedule &S, uint8_t *Block) {
  onHalves(Block, [&](Halves &V) {
    for (size_t I = 0; I + 1 < S.Words.size(); I += 2) {
      V.Y += mixXtea(V.Z, S.Words[I]);
      V.Z += mixXtea(V.Y, S.Words[I + 1]);
    }
  });
}
void decryptXtea(const Schedule &S, uint8_t *Block) {
  onHalves(Block, [&](Halves &V) {
    for (size_t I = S.Words.size(); I > 1; I -= 2) {
      V.Z -= mixXtea(V.Y, S.Words[I - 1]);
      V.Y -= mixXtea(V.Z, S.Words[I - 2]);
    }
  });
}
std::vector<uint64_t> scheduleXtea(const std::vector<uint64_t> &Key, unsigned Rounds) {
  std::vector<uint64_t> Out;
  uint32_t Sum = 0;
  for (unsigned I = 0; I < Rounds; I += 2) {
    Out.push_back(uint32_t(Sum + Key[Sum & 3]));
    Sum += Delta;
    Out.push_back(uint32_t(Sum + Key[Sum >> 11 & 3]));
  }
  return Out;
}

/// Rounds that a call may do: 64, or what an argument says in rounds or pairs of them.
std::vector<unsigned> roundsOf(const Behaviour &B) {
  std::vector<unsigned> Out = {64, 32, 16};
  for (const Scalar &A : B.Args)
    if (A.Bits && A.Value > 0 && A.Value <= 128)
      for (unsigned R : {2 * unsigned(A.Value), unsigned(A.Value)})
        if (R % 2 == 0 && std::ranges::find(Out, R) == Out.end())
          Out.push_back(R);
  return Out;
}

/// Blocks of two words under four: what else is read is little.
bool mayBeTea(Subject &S) {
  const Behaviour *B = S.trial(0);
  return B && B->bytesRead() + 8 * B->Args.size() >= 24 &&
         B->bytesRead() <= 256 + B->bytesWritten() + 24 && B->bytesWritten() <= 4096;
}

std::optional<Explained> explainTea(Subject &S) {
  if (!mayBeTea(S))
    return std::nullopt;
  BlockCipher C = {.Name = "TEA",
                   .BlockBytes = 8,
                   .Data = {InWords32, InBytes, InLongs},
                   .Keys = {},
                   .Encrypt = encryptTea,
                   .Decrypt = decryptTea,
                   .Least = {.Xor = 8 * 64}};
  for (unsigned Rounds : roundsOf(*S.trial(0)))
    for (const Layout &L : {InWords32, InBytes, InLongs})
      C.Keys.push_back({.Parts = {L.memory(16)},
                        .Load = [Rounds, L](std::span<const uint8_t> M) -> std::optional<Schedule> {
                          Bytes Key(16);
                          L.load(M, Key);
                          return Schedule{.Octets = {},
                                          .Words = words(Key, 4, 4, Order8::Big),
                                          .Rounds = Rounds};
                        },
                        .What = "key",
                        .Parameters = {{"rounds", Rounds}}});
  return explainBlockCipher(S, C);
}

std::optional<Explained> explainXtea(Subject &S) {
  if (!mayBeTea(S))
    return std::nullopt;
  BlockCipher C = {.Name = "XTEA",
                   .BlockBytes = 8,
                   .Data = {InWords32, InBytes, InLongs},
                   .Keys = {},
                   .Encrypt = encryptXtea,
                   .Decrypt = decryptXtea,
                   .Least = {.Xor = 8 * 64}};
  for (unsigned Rounds : roundsOf(*S.trial(0)))
    for (const Layout &L : {InWords32, InBytes, InLongs})
      C.Keys.push_back({.Parts = {L.memory(16)},
                        .Load = [Rounds, L](std::span<const uint8_t> M) -> std::optional<Schedule> {
                          Bytes Key(16);
                          L.load(M, Key);
                          return Schedule{.Octets = {},
                                          .Words =
                                              scheduleXtea(words(Key, 4, 4, Order8::Big), Rounds),
                                          .Rounds = Rounds};
                        },
                        .What = "key",
                        .Parameters = {{"rounds", Rounds}}});
  // The sums with their key words, in the order of use or those of even rounds first.
  for (bool Halved : {false, true})
    C.Keys.push_back({.Parts = {256},
                      .Load = [Halved](std::span<const uint8_t> M) -> std::optional<Schedule> {
                        std::vector<uint64_t> W = words(M, 64, 4, Order8::Little), V = W;
                        for (size_t I = 0; I < 64 && Halved; ++I)
                          V[I] = W[I / 2 + I % 2 * 32];
                        return Schedule{.Octets = {}, .Words = V, .Rounds = 64};
                      },
                      .What = "round keys",
                      .Parameters = {{"rounds", 64}}});
  if (auto E = explainBlockCipher(S, C))
    return E;
  std::vector<KeyExpansion> Expansions;
  for (const Layout &L : {InWords32, InBytes})
    Expansions.push_back(
        {16,
         L,
         [](std::span<const uint8_t> Key) {
           const auto W = scheduleXtea(words(Key, 4, 4, Order8::Big), 64);
           std::vector<uint64_t> V = W;
           for (size_t I = 0; I < 64; ++I)
             V[I / 2 + I % 2 * 32] = W[I];
           return std::vector<Bytes>{bytesOf(W, 4, Order8::Little), bytesOf(V, 4, Order8::Little)};
         },
         {{"rounds", 64}, {"key-bits", 128}}});
  return explainKeyExpansion(S, Expansions);
}

uint32_t mixXxtea(uint32_t Y, uint32_t Z, uint32_t Sum, size_t P, std::span<const uint64_t> Key) {
  return ((Z >> 5 ^ Y << 2) + (Y >> 3 ^ Z << 4)) ^
         ((Sum ^ Y) + (uint32_t(Key[(P & 3) ^ (Sum >> 2 & 3)]) ^ Z));
}

std::optional<Explained> explainXxteaOn(const Behaviour &B) {
  const size_t Read = B.bytesRead(), Written = B.bytesWritten();
  if (!B.executed({.Xor = 6 * 64}) || Written < 8 || Read < Written || Read > 16 + Written + 64 || Written > 4096)
    return std::nullopt;
  for (const Place KeyAt : B.places(B.runsRead(), 16, 4, 4))
    for (const Behaviour::Run &In : B.runsRead())
      for (const Behaviour::Run &Out : B.runsWritten()) {
        const size_t Size = std::min(In.Size, Out.Size) / 4 * 4;
        if (Size < 8 || overlap(KeyAt, 16, In.At, Size))
          continue;
        for (Order8 O : {Order8::Little, Order8::Big}) {
          const auto Key = words(B.before(KeyAt, 16), 4, 4, O);
          const auto Data = words(B.before(In.At, Size), Size / 4, 4, O);
          for (bool Decrypts : {false, true}) {
            std::vector<uint32_t> V(Data.begin(), Data.end());
            Decrypts ? decryptXxtea(V, Key) : encryptXxtea(V, Key);
            const std::vector<uint64_t> Wide(V.begin(), V.end());
            if (std::ranges::equal(bytesOf(Wide, 4, O), B.after(Out.At, Size)))
              return Explained{.Form = Decrypts ? "out = D_K(in), of all words at once"
                                                : "out = E_K(in), of all words at once",
                               .Parameters = {{"decrypts", Decrypts}},
                               .Length = argumentOf(B, {Size / 4, Size, -(Size / 4)}),
                               .AnyLength = true};
          }
        }
      }
  return std::nullopt;
}

std::optional<Explained> explainXxtea(Subject &S) { return onTwoTrials(S, explainXxteaOn); }

} // namespace

void encryptXxtea(std::span<uint32_t> V, std::span<const uint64_t> Key) {
  const size_t N = V.size();
  uint32_t Sum = 0;
  for (size_t Rounds = 6 + 52 / N; Rounds > 0; --Rounds) {
    Sum += Delta;
    for (size_t P = 0; P < N; ++P)
      V[P] += mixXxtea(V[(P + 1) % N], V[(P + N - 1) % N], Sum, P, Key);
  }
}
void decryptXxtea(std::span<uint32_t> V, std::span<const uint64_t> Key) {
  const size_t N = V.size();
  for (uint32_t Rounds = uint32_t(6 + 52 / N); Rounds > 0; --Rounds)
    for (size_t P = N; P-- > 0;)
      V[P] -= mixXxtea(V[(P + 1) % N], V[(P + N - 1) % N], Rounds * Delta, P, Key);
}

const Idiom Tea = {
    .Name = "tea",
    .Family = "cryptography",
    .Form = "out = E_K(in) or D_K(in)",
    .Title = "TEA: blocks of two words",
    .Flops = "0",
    .Bytes = "2*n",
    .Confused = "XTEA (key words picked by the sum); a hash without the sum",
    .Explain = explainTea,
};
const Idiom Xtea = {
    .Name = "xtea",
    .Family = "cryptography",
    .Form = "out = E_K(in) or D_K(in); round keys = expand(key)",
    .Title = "XTEA: blocks of two words",
    .Flops = "0",
    .Bytes = "2*n",
    .Confused = "TEA",
    .Explain = explainXtea,
};
const Idiom Xxtea = {
    .Name = "xxtea",
    .Family = "cryptography",
    .Form = "out = E_K(in) or D_K(in), of all words at once",
    .Title = "XXTEA: a block of any size",
    .Flops = "0",
    .Bytes = "2*n",
    .Confused = "XTEA",
    .Explain = explainXxtea,
};

} // namespace auspex::kernels
