//===- kernels/idioms/cryptography/serpent.cpp - Serpent --------------------===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Anderson, Biham and Knudsen, "Serpent", 1998, in its bitsliced form: 32 S-boxes side by
// side over four words.
//
//===----------------------------------------------------------------------===//
#include "kernels/idioms/cryptography/serpent.h"

#include "kernels/idioms/cryptography/cryptography.h"

#include <algorithm>
#include <array>

namespace auspex::kernels {
namespace {

constexpr const char *Boxes[8] = {"38f1a65bed42709c", "fc27905a1be86d34", "86793cafd1e40b52",
                                  "0fb8c963d124a75e", "1f83c0b6254a9e7d", "f52b4a9c03e8d671",
                                  "72c5846be91fd3a0", "1df0e82b74ca9356"};

/// Each box as four formulas would be too long: its truth table, applied to all bits at once.
struct Tables {
  std::array<std::array<uint8_t, 16>, 8> Of, Inverse;
  Tables() {
    for (unsigned N = 0; N < 8; ++N)
      for (unsigned X = 0; X < 16; ++X) {
        const char C = Boxes[N][X];
        Of[N][X] = uint8_t(C <= '9' ? C - '0' : C - 'a' + 10);
        Inverse[N][Of[N][X]] = uint8_t(X);
      }
  }
};
const Tables &tables() {
  static const Tables T;
  return T;
}

void substitute(const std::array<uint8_t, 16> &Box, uint32_t *X) {
  uint32_t Out[4] = {0, 0, 0, 0};
  for (unsigned V = 0; V < 16; ++V) {
    uint32_t Is = ~uint32_t(0); // the bits at which the input is V
    for (unsigned J = 0; J < 4; ++J)
      Is &= V >> J & 1 ? X[J] : ~X[J];
    for (unsigned J = 0; J < 4; ++J)
      Out[J] |= Box[V] >> J & 1 ? Is : 0;
  }
  std::copy_n(Out, 4, X);
}

void mix(uint32_t *X) {
  X[0] = rotl32(X[0], 13);
  X[2] = rotl32(X[2], 3);
  X[1] = rotl32(X[1] ^ X[0] ^ X[2], 1);
  X[3] = rotl32(X[3] ^ X[2] ^ X[0] << 3, 7);
  X[0] = rotl32(X[0] ^ X[1] ^ X[3], 5);
  X[2] = rotl32(X[2] ^ X[3] ^ X[1] << 7, 22);
}
void unmix(uint32_t *X) {
  X[2] = rotr32(X[2], 22) ^ X[3] ^ X[1] << 7;
  X[0] = rotr32(X[0], 5) ^ X[1] ^ X[3];
  X[3] = rotr32(X[3], 7) ^ X[2] ^ X[0] << 3;
  X[1] = rotr32(X[1], 1) ^ X[0] ^ X[2];
  X[2] = rotr32(X[2], 3);
  X[0] = rotr32(X[0], 13);
}
void addKey(uint32_t *X, const std::vector<uint64_t> &Keys, size_t Round) {
  for (size_t J = 0; J < 4; ++J)
    X[J] ^= uint32_t(Keys[4 * Round + J]);
}

template <typename Rounds> void onWords(uint8_t *Block, Rounds Do) {
  uint32_t X[4];
  for (size_t J = 0; J < 4; ++J)
    X[J] = uint32_t(word({Block, 16}, 4 * J, 4, Order8::Little));
  Do(X);
  const uint64_t Out[4] = {X[0], X[1], X[2], X[3]};
  std::ranges::copy(bytesOf(Out, 4, Order8::Little), Block);
}

void decrypt(const Schedule &S, uint8_t *Block) {
  onWords(Block, [&](uint32_t *X) {
    addKey(X, S.Words, 32);
    for (size_t R = 32; R-- > 0;) {
      if (R < 31)
        unmix(X);
      substitute(tables().Inverse[R % 8], X);
      addKey(X, S.Words, R);
    }
  });
}

BlockCipher makeCipher() {
  BlockCipher C = {.Name = "Serpent",
                   .BlockBytes = 16,
                   .Data = {InBytes, InWords32},
                   .Keys = {},
                   .Encrypt = encryptSerpent,
                   .Decrypt = decrypt,
                   .Least = {.Xor = 33 * 128 / 2}};
  C.Keys.push_back({.Parts = {528},
                    .Load = [](std::span<const uint8_t> M) -> std::optional<Schedule> {
                      return Schedule{
                          .Octets = {}, .Words = words(M, 132, 4, Order8::Little), .Rounds = 32};
                    },
                    .What = "round keys",
                    .Parameters = {{"rounds", 32}}});
  for (size_t KeyBytes : {16u, 24u, 32u})
    C.Keys.push_back({.Parts = {KeyBytes},
                      .Load = [](std::span<const uint8_t> M) -> std::optional<Schedule> {
                        return Schedule{.Octets = {}, .Words = expandSerpentKey(M), .Rounds = 32};
                      },
                      .What = "key",
                      .Parameters = {{"rounds", 32}}});
  return C;
}

std::optional<Explained> explain(Subject &S) {
  static const BlockCipher C = makeCipher();
  if (auto E = explainBlockCipher(S, C))
    return E;
  static const std::vector<KeyExpansion> Expansions = [] {
    std::vector<KeyExpansion> Out;
    for (size_t KeyBytes : {32u, 24u, 16u})
      Out.push_back({KeyBytes,
                     InBytes,
                     [](std::span<const uint8_t> Key) {
                       return std::vector<Bytes>{bytesOf(expandSerpentKey(Key), 4, Order8::Little)};
                     },
                     {{"rounds", 32}, {"key-bits", int64_t(8 * KeyBytes)}}});
    return Out;
  }();
  return explainKeyExpansion(S, Expansions);
}

} // namespace

std::vector<uint64_t> expandSerpentKey(std::span<const uint8_t> Key) {
  Bytes Padded(Key.begin(), Key.end());
  if (Padded.size() < 32)
    Padded.push_back(1);
  Padded.resize(32);
  std::vector<uint64_t> W = words(Padded, 8, 4, Order8::Little);
  for (uint32_t I = 0; I < 132; ++I)
    W.push_back(rotl32(uint32_t(W[I] ^ W[I + 3] ^ W[I + 5] ^ W[I + 7]) ^ 0x9e3779b9 ^ I, 11));
  std::vector<uint64_t> Out;
  for (size_t R = 0; R < 33; ++R) {
    uint32_t X[4];
    for (size_t J = 0; J < 4; ++J)
      X[J] = uint32_t(W[8 + 4 * R + J]);
    substitute(tables().Of[(35 - R) % 8], X);
    Out.insert(Out.end(), X, X + 4);
  }
  return Out;
}

void encryptSerpent(const Schedule &S, uint8_t *Block) {
  onWords(Block, [&](uint32_t *X) {
    for (size_t R = 0; R < 32; ++R) {
      addKey(X, S.Words, R);
      substitute(tables().Of[R % 8], X);
      if (R < 31)
        mix(X);
    }
    addKey(X, S.Words, 32);
  });
}

const Idiom Serpent = {
    .Name = "serpent",
    .Family = "cryptography",
    .Form = "out = E_K(in) or D_K(in); round keys = expand(key)",
    .Title = "Serpent: blocks encrypted, decrypted one by one; key expansion",
    .Flops = "0",
    .Bytes = "2*n",
    .Confused = "networks of other S-boxes",
    .Explain = explain,
};

} // namespace auspex::kernels
