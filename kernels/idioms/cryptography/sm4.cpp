//===- kernels/idioms/cryptography/sm4.cpp - SM4 ----------------------------===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// GB/T 32907-2016 (draft-ribose-cfrg-sm4). The S-box is an inverse in GF(2^8) modulo
// x^8+x^7+x^6+x^5+x^4+x^2+1 between two equal affine maps (Liu et al., 2007).
//
//===----------------------------------------------------------------------===//
#include "kernels/idioms/cryptography/sm4.h"

#include "kernels/idioms/cryptography/cryptography.h"

#include <algorithm>
#include <array>
#include <bit>

namespace auspex::kernels {
namespace {

std::array<uint8_t, 256> makeBox() {
  auto Affine = [](uint8_t X) {
    uint8_t R = 0;
    for (int I = 0; I < 8; ++I)
      R = uint8_t(R | (std::popcount(unsigned(std::rotl(uint8_t(0xa7), I) & X)) & 1) << I);
    return uint8_t(R ^ 0xd3);
  };
  auto Times = [](unsigned A, unsigned B) {
    unsigned R = 0;
    for (; B; B >>= 1) {
      R ^= B & 1 ? A : 0;
      A <<= 1;
      A ^= A & 0x100 ? 0x1f5 : 0;
    }
    return uint8_t(R);
  };
  auto Inverse = [&](uint8_t X) { // X^254
    uint8_t R = 1, P = X;
    for (int I = 1; I < 8; ++I) {
      P = Times(P, P);
      R = Times(R, P);
    }
    return R;
  };
  std::array<uint8_t, 256> Box;
  for (unsigned X = 0; X < 256; ++X)
    Box[X] = Affine(Inverse(Affine(uint8_t(X))));
  return Box;
}

uint32_t substitute(uint32_t X) {
  static const std::array<uint8_t, 256> Box = makeBox();
  return uint32_t(Box[X >> 24]) << 24 | uint32_t(Box[X >> 16 & 255]) << 16 |
         uint32_t(Box[X >> 8 & 255]) << 8 | Box[X & 255];
}

void rounds(std::span<const uint64_t> Keys, uint8_t *Block, bool Decrypts) {
  uint32_t X[4];
  for (size_t I = 0; I < 4; ++I)
    X[I] = uint32_t(word({Block, 16}, 4 * I, 4, Order8::Big));
  for (size_t R = 0; R < 32; ++R) {
    const uint32_t B = substitute(X[1] ^ X[2] ^ X[3] ^ uint32_t(Keys[Decrypts ? 31 - R : R]));
    const uint32_t Y = X[0] ^ B ^ rotl32(B, 2) ^ rotl32(B, 10) ^ rotl32(B, 18) ^ rotl32(B, 24);
    X[0] = X[1], X[1] = X[2], X[2] = X[3], X[3] = Y;
  }
  const uint64_t Out[4] = {X[3], X[2], X[1], X[0]};
  std::ranges::copy(bytesOf(Out, 4, Order8::Big), Block);
}
void decrypt(const Schedule &S, uint8_t *Block) { rounds(S.Words, Block, true); }

} // namespace

const BlockCipher &sm4() {
  static const BlockCipher C = [] {
    BlockCipher C = {.Name = "SM4",
                     .BlockBytes = 16,
                     .Data = {InBytes, InWords32},
                     .Keys = {},
                     .Encrypt = encryptSm4,
                     .Decrypt = decrypt,
                     .Least = {.Xor = 32 * 32 / 2}};
    for (const Layout &L : {InBytes, InWords32}) {
      C.Keys.push_back({.Parts = {16},
                        .Load = [L](std::span<const uint8_t> M) -> std::optional<Schedule> {
                          Bytes Key(16);
                          L.load(M, Key);
                          return Schedule{.Octets = {}, .Words = expandSm4Key(Key), .Rounds = 32};
                        },
                        .What = "key",
                        .Parameters = {{"rounds", 32}}});
      C.Keys.push_back({.Parts = {128},
                        .Load = [L](std::span<const uint8_t> M) -> std::optional<Schedule> {
                          return Schedule{
                              .Octets = {},
                              .Words = words(M, 32, 4, L.Reversed ? Order8::Little : Order8::Big),
                              .Rounds = 32};
                        },
                        .What = "round keys",
                        .Parameters = {{"rounds", 32}}});
    }
    return C;
  }();
  return C;
}

namespace {

std::optional<Explained> explain(Subject &S) {
  if (auto E = explainBlockCipher(S, sm4()))
    return E;
  static const std::vector<KeyExpansion> Expansions = [] {
    std::vector<KeyExpansion> Out;
    for (const Layout &L : {InBytes, InWords32})
      Out.push_back(
          {16,
           L,
           [](std::span<const uint8_t> Key) {
             std::vector<uint64_t> W = expandSm4Key(Key);
             std::vector<Bytes> All = {bytesOf(W, 4, Order8::Little), bytesOf(W, 4, Order8::Big)};
             std::ranges::reverse(W); // for decryption
             All.push_back(bytesOf(W, 4, Order8::Little));
             return All;
           },
           {{"rounds", 32}, {"key-bits", 128}}});
    return Out;
  }();
  return explainKeyExpansion(S, Expansions);
}

} // namespace

std::vector<uint64_t> expandSm4Key(std::span<const uint8_t> Key) {
  static constexpr uint32_t System[4] = {0xa3b1bac6, 0x56aa3350, 0x677d9197, 0xb27022dc};
  std::vector<uint64_t> K;
  for (size_t I = 0; I < 4; ++I)
    K.push_back(word(Key, 4 * I, 4, Order8::Big) ^ System[I]);
  for (uint32_t I = 0; I < 32; ++I) {
    uint32_t Constant = 0; // bytes 7*(4i+j)
    for (uint32_t J = 0; J < 4; ++J)
      Constant = Constant << 8 | (7 * (4 * I + J) & 255);
    const uint32_t B = substitute(uint32_t(K[I + 1] ^ K[I + 2] ^ K[I + 3]) ^ Constant);
    K.push_back(uint32_t(K[I]) ^ B ^ rotl32(B, 13) ^ rotl32(B, 23));
  }
  return {K.begin() + 4, K.end()};
}

void encryptSm4(const Schedule &S, uint8_t *Block) { rounds(S.Words, Block, false); }

const Idiom Sm4 = {
    .Name = "sm4",
    .Family = "cryptography",
    .Form = "out = E_K(in) or D_K(in); round keys = expand(key)",
    .Title = "SM4: blocks encrypted, decrypted one by one; key expansion",
    .Flops = "0",
    .Bytes = "2*n",
    .Confused = "AES (another S-box and structure)",
    .Explain = explain,
};

} // namespace auspex::kernels
