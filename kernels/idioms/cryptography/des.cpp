//===- kernels/idioms/cryptography/des.cpp - DES, triple DES ----------------===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// FIPS 46-3; triple DES is E D E under two keys or three (SP 800-67). Halves may also come
// after the initial permutation and leave before the final one.
//
//===----------------------------------------------------------------------===//
#include "kernels/idioms/cryptography/des.h"

#include "kernels/idioms/cryptography/block_cipher.h"
#include "kernels/idioms/cryptography/cryptography.h"

#include <algorithm>

namespace auspex::kernels {
namespace {

template <bool Decrypts, bool Bare> void crypt(const Schedule &S, uint8_t *Block) {
  const uint64_t Out = desRounds(word({Block, 8}, 0, 8, Order8::Big), S.Words, Bare, Decrypts);
  for (unsigned I = 0; I < 8; ++I)
    Block[I] = uint8_t(Out >> (56 - 8 * I));
}

/// What EDE makes of three schedules: the middle one backwards.
std::optional<Schedule> three(std::vector<uint64_t> Keys, bool Natural) {
  if (Natural)
    std::reverse(Keys.begin() + 16, Keys.begin() + 32);
  return Schedule{.Octets = {}, .Words = std::move(Keys), .Rounds = 48};
}

uint64_t keyAt(std::span<const uint8_t> M, const Layout &L, size_t K) {
  Bytes Key(8);
  L.load(M.subspan(8 * K, 8), Key);
  return word(Key, 0, 8, Order8::Big);
}

std::vector<Layout> dataLayouts() {
  return {InBytes, InWords64, InWords32, InLongs, InBits, InIntBits};
}

BlockCipher single(bool Bare) {
  BlockCipher C = {.Name = "DES",
                   .BlockBytes = 8,
                   .Data = dataLayouts(),
                   .Keys = {},
                   .Encrypt = Bare ? crypt<false, true> : crypt<false, false>,
                   .Decrypt = Bare ? crypt<true, true> : crypt<true, false>,
                   .Least = {.Xor = 16 * 32 / 2}};
  for (const SubkeyLayout &L : subkeyLayouts())
    C.Keys.push_back({.Parts = {16 * L.Bytes},
                      .Load = [&L](std::span<const uint8_t> M) -> std::optional<Schedule> {
                        return Schedule{.Octets = {}, .Words = loadSubkeys(L, M), .Rounds = 16};
                      },
                      .What = "round keys",
                      .Parameters = {{"rounds", 16}},
                      .Align = 2});
  for (const Layout &L : {InBytes, InWords64, InWords32, InBits, InIntBits})
    if (!Bare)
      C.Keys.push_back({.Parts = {L.memory(8)},
                        .Load = [L](std::span<const uint8_t> M) -> std::optional<Schedule> {
                          Bytes Key(8);
                          if (!L.load(M, Key))
                            return std::nullopt;
                          return Schedule{.Octets = {},
                                          .Words = desSubkeys(word(Key, 0, 8, Order8::Big)),
                                          .Rounds = 16};
                        },
                        .What = "key",
                        .Parameters = {{"rounds", 16}}});
  return C;
}

BlockCipher triple() {
  BlockCipher C = {.Name = "triple DES",
                   .BlockBytes = 8,
                   .Data = dataLayouts(),
                   .Keys = {},
                   .Encrypt = crypt<false, false>,
                   .Decrypt = crypt<true, false>,
                   .Least = {.Xor = 48 * 32 / 2}};
  for (bool Natural : {true, false})
    for (const SubkeyLayout &L : subkeyLayouts()) {
      const size_t One = 16 * L.Bytes;
      for (const std::vector<size_t> &Parts :
           {std::vector<size_t>{3 * One}, {One, One, One}, {One, One}})
        C.Keys.push_back({.Parts = Parts,
                          .Load =
                              [&L, Natural](std::span<const uint8_t> M) {
                                std::vector<uint64_t> Keys = loadSubkeys(L, M);
                                for (size_t I = 0; I < 16 && Keys.size() < 48; ++I)
                                  Keys.push_back(Keys[I]);
                                return three(std::move(Keys), Natural);
                              },
                          .What = "round keys",
                          .Parameters = {{"rounds", 48}, {"keys", Parts.size() == 2 ? 2 : 3}},
                          .Align = 2});
    }
  for (const Layout &L : {InBytes, InWords64})
    for (const std::vector<size_t> &Parts : {std::vector<size_t>{24}, {8, 8, 8}, {16}, {8, 8}})
      C.Keys.push_back(
          {.Parts = Parts,
           .Load =
               [L](std::span<const uint8_t> M) {
                 std::vector<uint64_t> Keys;
                 for (size_t K : {size_t(0), size_t(1), M.size() == 24 ? size_t(2) : size_t(0)})
                   for (uint64_t Subkey : desSubkeys(keyAt(M, L, K)))
                     Keys.push_back(Subkey);
                 return three(std::move(Keys), true);
               },
           .What = "key",
           .Parameters = {{"rounds", 48}, {"keys", Parts[0] == 16 || Parts.size() == 2 ? 2 : 3}}});
  return C;
}

std::vector<KeyExpansion> expansions() {
  std::vector<KeyExpansion> Out;
  for (const Layout &L : {InBytes, InWords64, InWords32})
    Out.push_back({8,
                   L,
                   [](std::span<const uint8_t> Key) {
                     std::vector<uint64_t> Keys = desSubkeys(word(Key, 0, 8, Order8::Big));
                     std::vector<Bytes> All;
                     for (int Way = 0; Way < 2; ++Way) {
                       for (const SubkeyLayout &L : subkeyLayouts())
                         All.push_back(storeSubkeys(L, Keys));
                       std::ranges::reverse(Keys); // for decryption
                     }
                     return All;
                   },
                   {{"rounds", 16}, {"key-bits", 56}}});
  return Out;
}

std::optional<Explained> explainDes(Subject &S) {
  static const BlockCipher Bare = single(true);
  static const std::vector<KeyExpansion> Expansions = expansions();
  if (auto E = explainBlockCipher(S, des()))
    return E;
  if (auto E = explainBlockCipher(S, Bare))
    return E;
  // Bits one by one, which arbitrary bytes are not.
  const Behaviour *B = S.trial(0);
  if (const size_t Block = B ? B->bytesWritten() : 0; Block == 64 || Block == 256)
    if (B->bytesRead() >= 2 * Block && B->executed({.Xor = 16 * 32 / 2})) {
      MaskedSubject Bits(S, Block == 64 ? 0x0101010101010101 : 0x0000000100000001);
      if (auto E = explainBlockCipher(Bits, des()))
        return E;
    }
  return explainKeyExpansion(S, Expansions);
}
std::optional<Explained> explainTripleDes(Subject &S) { return explainBlockCipher(S, tripleDes()); }

} // namespace

const BlockCipher &des() {
  static const BlockCipher C = single(false);
  return C;
}
const BlockCipher &tripleDes() {
  static const BlockCipher C = triple();
  return C;
}

const Idiom Des = {
    .Name = "des",
    .Family = "cryptography",
    .Form = "out = E_K(in) or D_K(in); round keys = expand(key)",
    .Title = "DES: blocks encrypted, decrypted one by one; key expansion",
    .Flops = "0",
    .Bytes = "2*n",
    .Confused = "triple DES; permutations of bits",
    .Explain = explainDes,
};
const Idiom TripleDes = {
    .Name = "3des",
    .Family = "cryptography",
    .Form = "out = E_K3(D_K2(E_K1(in))), or its inverse",
    .Title = "triple DES: blocks encrypted, decrypted one by one",
    .Flops = "0",
    .Bytes = "2*n",
    .Confused = "DES",
    .Explain = explainTripleDes,
};

} // namespace auspex::kernels
