//===- kernels/idioms/cryptography/murmur_xxhash.cpp - MurmurHash3 and xxHash ===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// A. Appleby, MurmurHash3; Y. Collet, "xxHash fast digest algorithm". Products by odd
// constants and rotations; whole hashes, the mixing of blocks into a state, and Murmur's
// final mix alone.
//
//===----------------------------------------------------------------------===//
#include "kernels/idioms/cryptography/cryptography.h"
#include "kernels/idioms/cryptography/hash.h"
#include "kernels/idioms/cryptography/short_hashes.h"

namespace auspex::kernels {
namespace {

constexpr uint32_t P1 = 0x9e3779b1, P2 = 0x85ebca77, P3 = 0xc2b2ae3d, P4 = 0x27d4eb2f,
                   P5 = 0x165667b1;
constexpr uint64_t Q1 = 0x9e3779b185ebca87, Q2 = 0xc2b2ae3d27d4eb4f, Q3 = 0x165667b19e3779f9,
                   Q4 = 0x85ebca77c2b2ae63, Q5 = 0x27d4eb2f165667c5;
constexpr uint64_t C1 = 0x87c37b91114253d5, C2 = 0x4cf5ad432745937f;

uint32_t round32(uint32_t Acc, uint32_t X) { return rotl32(Acc + X * P2, 13) * P1; }
uint64_t round64(uint64_t Acc, uint64_t X) { return rotl64(Acc + X * Q2, 31) * Q1; }
uint32_t at32(std::span<const uint8_t> D, size_t At) { return uint32_t(word(D, At, 4, Order8::Little)); }
uint64_t at64(std::span<const uint8_t> D, size_t At) { return word(D, At, 8, Order8::Little); }

void murmurWide(uint64_t *H, const uint64_t *Block) {
  H[0] ^= rotl64(Block[0] * C1, 31) * C2;
  H[0] = (rotl64(H[0], 27) + H[1]) * 5 + 0x52dce729;
  H[1] ^= rotl64(Block[1] * C2, 33) * C1;
  H[1] = (rotl64(H[1], 31) + H[0]) * 5 + 0x38495ab5;
}
void xxhStripe32(uint64_t *Acc, const uint64_t *Block) {
  for (int I = 0; I < 4; ++I)
    Acc[I] = round32(uint32_t(Acc[I]), uint32_t(Block[I]));
}
void xxhStripe64(uint64_t *Acc, const uint64_t *Block) {
  for (int I = 0; I < 4; ++I)
    Acc[I] = round64(Acc[I], Block[I]);
}
constexpr Compression MurmurBlock = {2, 8, 16, Order8::Little, murmurWide, {.Xor = 64, .Product = 256}};
constexpr Compression Xxh32Block = {4, 4, 16, Order8::Little, xxhStripe32, {.Product = 128}};
constexpr Compression Xxh64Block = {4, 8, 32, Order8::Little, xxhStripe64, {.Product = 256}};

} // namespace

uint32_t murmurMix32(uint32_t X) {
  X = (X ^ X >> 16) * 0x85ebca6b;
  X = (X ^ X >> 13) * 0xc2b2ae35;
  return X ^ X >> 16;
}
uint64_t murmurMix64(uint64_t X) {
  X = (X ^ X >> 33) * 0xff51afd7ed558ccd;
  X = (X ^ X >> 33) * 0xc4ceb9fe1a85ec53;
  return X ^ X >> 33;
}

uint32_t murmur3(std::span<const uint8_t> Message, uint32_t H) {
  auto Mix = [](uint32_t K) { return rotl32(K * 0xcc9e2d51, 15) * 0x1b873593; };
  size_t At = 0;
  for (; At + 4 <= Message.size(); At += 4)
    H = rotl32(H ^ Mix(at32(Message, At)), 13) * 5 + 0xe6546b64;
  uint32_t Tail = 0;
  for (size_t I = Message.size(); I > At; --I)
    Tail = Tail << 8 | Message[I - 1];
  return murmurMix32(H ^ Mix(Tail) ^ uint32_t(Message.size()));
}

Bytes murmur3Wide(std::span<const uint8_t> Message, uint32_t Seed) {
  uint64_t H[2] = {Seed, Seed};
  const uint64_t Size = Message.size();
  for (; Message.size() >= 16; Message = Message.subspan(16))
    murmurWide(H, words(Message, 2, 8, Order8::Little).data());
  Bytes Tail(Message.begin(), Message.end());
  Tail.resize(16);
  H[0] ^= rotl64(at64(Tail, 0) * C1, 31) * C2 ^ Size;
  H[1] ^= rotl64(at64(Tail, 8) * C2, 33) * C1 ^ Size;
  H[0] += H[1], H[1] += H[0];
  H[0] = murmurMix64(H[0]), H[1] = murmurMix64(H[1]);
  H[0] += H[1], H[1] += H[0];
  return bytesOf(H, 8, Order8::Little);
}

uint32_t xxh32(std::span<const uint8_t> Message, uint32_t Seed) {
  const size_t Size = Message.size();
  uint32_t H = Seed + P5;
  size_t At = 0;
  if (Size >= 16) {
    uint64_t V[4] = {Seed + P1 + P2, Seed + P2, Seed, Seed - P1};
    for (; At + 16 <= Size; At += 16)
      xxhStripe32(V, words(Message.subspan(At), 4, 4, Order8::Little).data());
    H = rotl32(uint32_t(V[0]), 1) + rotl32(uint32_t(V[1]), 7) + rotl32(uint32_t(V[2]), 12) +
        rotl32(uint32_t(V[3]), 18);
  }
  H += uint32_t(Size);
  for (; At + 4 <= Size; At += 4)
    H = rotl32(H + at32(Message, At) * P3, 17) * P4;
  for (; At < Size; ++At)
    H = rotl32(H + Message[At] * P5, 11) * P1;
  H = (H ^ H >> 15) * P2;
  H = (H ^ H >> 13) * P3;
  return H ^ H >> 16;
}

uint64_t xxh64(std::span<const uint8_t> Message, uint64_t Seed) {
  const size_t Size = Message.size();
  uint64_t H = Seed + Q5;
  size_t At = 0;
  if (Size >= 32) {
    uint64_t V[4] = {Seed + Q1 + Q2, Seed + Q2, Seed, Seed - Q1};
    for (; At + 32 <= Size; At += 32)
      xxhStripe64(V, words(Message.subspan(At), 4, 8, Order8::Little).data());
    H = rotl64(V[0], 1) + rotl64(V[1], 7) + rotl64(V[2], 12) + rotl64(V[3], 18);
    for (uint64_t X : V)
      H = (H ^ round64(0, X)) * Q1 + Q4;
  }
  H += Size;
  for (; At + 8 <= Size; At += 8)
    H = rotl64(H ^ round64(0, at64(Message, At)), 27) * Q1 + Q4;
  for (; At + 4 <= Size; At += 4)
    H = rotl64(H ^ at32(Message, At) * Q1, 23) * Q2 + Q3;
  for (; At < Size; ++At)
    H = rotl64(H ^ Message[At] * Q5, 11) * Q1;
  H = (H ^ H >> 33) * Q2;
  H = (H ^ H >> 29) * Q3;
  return H ^ H >> 32;
}

namespace {

/// The final mix of a number.
template <typename Word> std::optional<Explained> explainMix(Subject &S, Word (*Mix)(Word)) {
  const Behaviour *B = S.trial(0);
  auto Agrees = [&](const Behaviour &T, const Spot &X, const Spot &Y) -> std::optional<bool> {
    const auto V = X.before(T);
    // Zero stays zero in every mix of products and shifts.
    return V && *V ? std::optional(Y.after(T) == Mix(Word(*V))) : std::nullopt;
  };
  for (const Spot &Y : answers(*B, sizeof(Word)))
    for (const Spot &X : seeds(*B, sizeof(Word)))
      if (Agrees(*B, X, Y).value_or(false) &&
          confirmed(S, 8 * sizeof(Word), [&](const Behaviour &T) { return Agrees(T, X, Y); }))
        return Explained{.Form = "h' = fmix(h)", .Parameters = {}, .Length = {}};
  return std::nullopt;
}

std::optional<Explained> explainWide(Subject &S) {
  const Behaviour *B = S.trial(0);
  if (B->writtenRuns(16).empty())
    return std::nullopt;
  std::vector<Spot> Seeds = seeds(*B, 4);
  Seeds.push_back({.K = Spot::Kind::Constant, .Width = 4});
  for (const Message &M : messages(*B))
    for (const Spot &Seed : Seeds)
      if (confirmed(S, 128, [&](const Behaviour &T) -> std::optional<bool> {
            const auto Data = M.in(T);
            const auto V = Seed.before(T);
            if (!Data || !V)
              return std::nullopt;
            return T.written(murmur3Wide(*Data, uint32_t(*V))).has_value();
          }))
        return Explained{.Form = "h = H(message)", .Parameters = {{"bits", 128}}, .Length = M.length()};
  return std::nullopt;
}

std::optional<Explained> explainMurmur3(Subject &S) {
  if (!executed(S, {.Xor = 64, .Product = 32})) // the end's mixing
    return std::nullopt;
  if (auto E =
          explainHash(S, {.Width = 4, .Least = 1, .Seeds = {0}, .LeastSeeded = 1, .Of = murmur3}))
    return E;
  if (auto E = explainMix(S, murmurMix32))
    return E;
  if (auto E = explainMix(S, murmurMix64))
    return E;
  if (auto E = explainWide(S))
    return E;
  return explainCompression(S, MurmurBlock);
}

std::optional<Explained> explainXxhash(Subject &S) {
  if (!executed(S, {.Product = 64}))
    return std::nullopt;
  if (auto E = explainHash(S, {.Width = 4, .Least = 1, .Seeds = {0}, .LeastSeeded = 1, .Of = xxh32}))
    return E;
  if (auto E = explainHash(S, {.Width = 8, .Least = 1, .Seeds = {0}, .LeastSeeded = 1, .Of = xxh64}))
    return E;
  if (auto E = explainCompression(S, Xxh32Block))
    return E;
  return explainCompression(S, Xxh64Block);
}

} // namespace

const Idiom Murmur3 = {
    .Name = "murmur3",
    .Family = "cryptography",
    .Form = "h' = rotl(h ^ mix(word), 13)*5 + c; fmix",
    .Title = "MurmurHash3, its blocks, its final mix",
    .Flops = "0",
    .Bytes = "n",
    .Confused = "xxHash (other rotations and primes)",
    .Explain = explainMurmur3,
};
const Idiom XxHash = {
    .Name = "xxhash",
    .Family = "cryptography",
    .Form = "v' = rotl(v + word*p2, r)*p1, in four lanes",
    .Title = "xxHash (32 and 64 bits), its stripes",
    .Flops = "0",
    .Bytes = "n",
    .Confused = "Murmur3 (one lane)",
    .Explain = explainXxhash,
};

} // namespace auspex::kernels
