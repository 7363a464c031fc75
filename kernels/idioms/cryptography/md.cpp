//===- kernels/idioms/cryptography/md.cpp - MD4 and MD5 -------------------===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// RFC 1320 and RFC 1321. Both keep four words and end every step with a rotation; MD5 has a
// fourth round, a constant for every step and an addition after the rotation.
//
//===----------------------------------------------------------------------===//
#include "kernels/idioms/cryptography/cryptography.h"
#include "kernels/idioms/cryptography/digest.h"

#include <cmath>

namespace auspex::kernels {
namespace {

void compressMd4(uint64_t *State, const uint64_t *Block) {
  constexpr unsigned Shifts[3][4] = {{3, 7, 11, 19}, {3, 5, 9, 13}, {3, 9, 11, 15}};
  constexpr unsigned Third[4] = {0, 2, 1, 3}; // two bits, reversed
  uint32_t A = uint32_t(State[0]), B = uint32_t(State[1]), C = uint32_t(State[2]),
           D = uint32_t(State[3]);
  for (unsigned I = 0; I < 48; ++I) {
    const unsigned Round = I / 16, J = I % 16;
    uint32_t F = A;
    if (Round == 0)
      F += ((B & C) | (~B & D)) + uint32_t(Block[J]);
    else if (Round == 1)
      F += ((B & C) | (B & D) | (C & D)) + uint32_t(Block[J % 4 * 4 + J / 4]) + 0x5a827999;
    else
      F += (B ^ C ^ D) + uint32_t(Block[Third[J % 4] * 4 + Third[J / 4]]) + 0x6ed9eba1;
    A = D, D = C, C = B;
    B = rotl32(F, Shifts[Round][J % 4]);
  }
  const uint32_t Out[4] = {A, B, C, D};
  for (size_t I = 0; I < 4; ++I)
    State[I] = uint32_t(State[I] + Out[I]);
}

void compressMd5(uint64_t *State, const uint64_t *Block) {
  constexpr unsigned Shifts[4][4] = {
      {7, 12, 17, 22}, {5, 9, 14, 20}, {4, 11, 16, 23}, {6, 10, 15, 21}};
  static const std::vector<uint32_t> Sines = [] {
    std::vector<uint32_t> K(64);
    for (size_t I = 0; I < 64; ++I)
      K[I] = uint32_t(std::ldexp(std::fabs(std::sin(double(I + 1))), 32));
    return K;
  }();
  uint32_t A = uint32_t(State[0]), B = uint32_t(State[1]), C = uint32_t(State[2]),
           D = uint32_t(State[3]);
  for (unsigned I = 0; I < 64; ++I) {
    uint32_t F;
    unsigned Word;
    switch (I / 16) {
    case 0: F = (B & C) | (~B & D), Word = I; break;
    case 1: F = (D & B) | (~D & C), Word = 5 * I + 1; break;
    case 2: F = B ^ C ^ D, Word = 3 * I + 5; break;
    default: F = C ^ (B | ~D), Word = 7 * I; break;
    }
    F += A + Sines[I] + uint32_t(Block[Word % 16]);
    A = D, D = C, C = B;
    B += rotl32(F, Shifts[I / 16][I % 4]);
  }
  const uint32_t Out[4] = {A, B, C, D};
  for (size_t I = 0; I < 4; ++I)
    State[I] = uint32_t(State[I] + Out[I]);
}

} // namespace

constexpr Compression Md4Block = {4, 4, 64, Order8::Little, compressMd4, {.Xor = 16 * 32}};
constexpr Compression Md5Block = {4, 4, 64, Order8::Little, compressMd5, {.Xor = 24 * 32}};

namespace {

const std::vector<uint64_t> &initial() {
  static const std::vector<uint64_t> IV = {0x67452301, 0xefcdab89, 0x98badcfe, 0x10325476};
  return IV;
}

std::optional<Explained> explainMd4(Subject &S) {
  if (auto E = explainCompression(S, Md4Block))
    return E;
  return explainDigest(S, 16, 4, md4, Md4Block.Least);
}
std::optional<Explained> explainMd5(Subject &S) {
  if (auto E = explainCompression(S, Md5Block))
    return E;
  return explainDigest(S, 16, 4, md5, Md5Block.Least);
}

} // namespace

Bytes md4(std::span<const uint8_t> Message) {
  return digest(Md4Block, initial(), Message, Order8::Little, 16);
}
Bytes md5(std::span<const uint8_t> Message) {
  return digest(Md5Block, initial(), Message, Order8::Little, 16);
}

const Idiom Md4 = {
    .Name = "md4",
    .Family = "cryptography",
    .Form = "state' = compress(state, block), 48 steps",
    .Title = "MD4 compression, digest",
    .Flops = "0",
    .Bytes = "n",
    .Confused = "MD5 (four rounds, a constant a step)",
    .Explain = explainMd4,
};
const Idiom Md5 = {
    .Name = "md5",
    .Family = "cryptography",
    .Form = "state' = compress(state, block), 64 steps",
    .Title = "MD5 compression, digest",
    .Flops = "0",
    .Bytes = "n",
    .Confused = "MD4 (three rounds)",
    .Explain = explainMd5,
};

} // namespace auspex::kernels
