//===- kernels/idioms/cryptography/siphash.cpp - SipHash ------------------===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// J.-P. Aumasson, D. Bernstein, "SipHash: a fast short-input PRF" (2012), with any numbers
// of rounds.
//
//===----------------------------------------------------------------------===//
#include "kernels/idioms/cryptography/cryptography.h"
#include "kernels/idioms/cryptography/digest.h"
#include "kernels/idioms/cryptography/hash.h"

namespace auspex::kernels {
namespace {

void rounds(uint64_t *V, unsigned Count) {
  while (Count--) {
    V[0] += V[1], V[1] = rotl64(V[1], 13) ^ V[0], V[0] = rotl64(V[0], 32);
    V[2] += V[3], V[3] = rotl64(V[3], 16) ^ V[2];
    V[0] += V[3], V[3] = rotl64(V[3], 21) ^ V[0];
    V[2] += V[1], V[1] = rotl64(V[1], 17) ^ V[2], V[2] = rotl64(V[2], 32);
  }
}
template <unsigned Count> void absorb(uint64_t *V, const uint64_t *Block) {
  V[3] ^= Block[0];
  rounds(V, Count);
  V[0] ^= Block[0];
}
constexpr Compression Blocks[] = {{4, 8, 8, Order8::Little, absorb<2>, {.Xor = 4 * 64}},
                                  {4, 8, 8, Order8::Little, absorb<1>, {.Xor = 3 * 64}}};

struct KeySpot {
  Spot Low, High;
};
std::vector<KeySpot> keys(const Behaviour &B) {
  std::vector<KeySpot> Out;
  for (size_t A = 0; A + 1 < B.Args.size(); ++A)
    if (B.Args[A].Bits == 64 && B.Args[A + 1].Bits == 64)
      Out.push_back({{.K = Spot::Kind::Argument, .Width = 8, .Arg = A},
                     {.K = Spot::Kind::Argument, .Width = 8, .Arg = A + 1}});
  for (const Behaviour::Place P : B.inputs(16, 8, false, 6)) {
    const Behaviour::Site At = B.siteOf(P);
    Out.push_back({{.K = Spot::Kind::Memory, .Width = 8, .At = At},
                   {.K = Spot::Kind::Memory, .Width = 8, .At = {At.Object, At.Offset + 8}}});
  }
  return Out;
}

std::optional<Explained> explain(Subject &S) {
  const Behaviour *B = S.trial(0);
  if (!B || !B->executed(Blocks[1].Least))
    return std::nullopt;
  const std::vector<Spot> Answers = answers(*B, 8);
  std::vector<std::pair<unsigned, unsigned>> Counts{{2, 4}, {1, 3}, {4, 8}};
  constexpr uint64_t MaxRounds = 64;
  for (size_t A = 0; A + 1 < B->Args.size(); ++A)
    if (B->Args[A].Bits && B->Args[A].Value <= MaxRounds && B->Args[A + 1].Bits && B->Args[A + 1].Value <= MaxRounds)
      Counts.emplace_back(B->Args[A].Value, B->Args[A + 1].Value);
  if (!Answers.empty())
    for (const KeySpot &Key : keys(*B))
      for (const Message &M : messages(*B)) {
        if (Key.Low.K == Spot::Kind::Memory && Key.Low.At == M.At)
          continue;
        for (const auto &[C, D] : Counts)
          for (const Spot &Answer : Answers) {
            auto Agrees = [&](const Behaviour &T) -> std::optional<bool> {
              const auto K0 = Key.Low.before(T), K1 = Key.High.before(T);
              const auto Text = M.in(T);
              if (!K0 || !K1 || !Text)
                return std::nullopt;
              return Answer.after(T) == sipHash(*Text, *K0, *K1, C, D);
            };
            if (Agrees(*B).value_or(false) && confirmed(S, 64, Agrees))
              return Explained{.Form = "tag = H(key, message)",
                               .Parameters = {{"rounds", C}, {"last rounds", D}},
                               .Length = M.length()};
          }
      }
  for (const Compression &C : Blocks)
    if (auto E = explainCompression(S, C))
      return E;
  return std::nullopt;
}

} // namespace

uint64_t sipHash(std::span<const uint8_t> Message, uint64_t K0, uint64_t K1, unsigned C, unsigned D) {
  uint64_t V[4] = {K0 ^ 0x736f6d6570736575, K1 ^ 0x646f72616e646f6d, K0 ^ 0x6c7967656e657261,
                   K1 ^ 0x7465646279746573};
  Bytes Padded(Message.begin(), Message.end());
  Padded.resize(Message.size() / 8 * 8 + 8);
  Padded.back() = uint8_t(Message.size());
  for (size_t At = 0; At < Padded.size(); At += 8) {
    const uint64_t M = word(Padded, At, 8, Order8::Little);
    V[3] ^= M;
    rounds(V, C);
    V[0] ^= M;
  }
  V[2] ^= 0xff;
  rounds(V, D);
  return V[0] ^ V[1] ^ V[2] ^ V[3];
}

const Idiom SipHash = {
    .Name = "siphash",
    .Family = "cryptography",
    .Form = "v' = rounds(v ^ word) ^ word; tag = v0 ^ v1 ^ v2 ^ v3",
    .Title = "SipHash, its absorption of words",
    .Flops = "0",
    .Bytes = "n",
    .Confused = "other additions, rotations and exclusive ors",
    .Explain = explain,
};

} // namespace auspex::kernels
