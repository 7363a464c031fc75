//===- kernels/idioms/cryptography/sha1.cpp - SHA-1 -----------------------===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// FIPS 180-4, 6.1. SHA-0 lacks the rotation in the message schedule.
//
//===----------------------------------------------------------------------===//
#include "kernels/idioms/cryptography/cryptography.h"
#include "kernels/idioms/cryptography/digest.h"

namespace auspex::kernels {
namespace {

void compress(uint64_t *State, const uint64_t *Block) {
  uint32_t W[80], S[5];
  for (int T = 0; T < 16; ++T)
    W[T] = uint32_t(Block[T]);
  for (int T = 16; T < 80; ++T)
    W[T] = rotl32(W[T - 3] ^ W[T - 8] ^ W[T - 14] ^ W[T - 16], 1);
  for (int I = 0; I < 5; ++I)
    S[I] = uint32_t(State[I]);
  for (int T = 0; T < 80; ++T) {
    constexpr uint32_t K[4] = {0x5a827999, 0x6ed9eba1, 0x8f1bbcdc, 0xca62c1d6};
    const uint32_t B = S[1], C = S[2], D = S[3];
    const uint32_t F = T < 20              ? (B & C) | (~B & D)
                       : T >= 40 && T < 60 ? (B & C) | (B & D) | (C & D)
                                           : B ^ C ^ D;
    const uint32_t Next = rotl32(S[0], 5) + F + S[4] + K[T / 20] + W[T];
    S[4] = D, S[3] = C, S[2] = rotl32(B, 30), S[1] = S[0], S[0] = Next;
  }
  for (int I = 0; I < 5; ++I)
    State[I] = uint32_t(State[I] + S[I]);
}

} // namespace

constexpr Compression Sha1Block = {5, 4, 64, Order8::Big, compress, {.Xor = 96 * 32}};

namespace {

std::optional<Explained> explain(Subject &S) {
  if (auto E = explainCompression(S, Sha1Block))
    return E;
  return explainDigest(S, 20, 4, sha1, Sha1Block.Least);
}

} // namespace

Bytes sha1(std::span<const uint8_t> Message) {
  return digest(Sha1Block, {0x67452301, 0xefcdab89, 0x98badcfe, 0x10325476, 0xc3d2e1f0}, Message,
                Order8::Big, 20);
}

const Idiom Sha1 = {
    .Name = "sha-1",
    .Family = "cryptography",
    .Form = "state' = compress(state, block), 80 steps",
    .Title = "SHA-1 compression, digest",
    .Flops = "0",
    .Bytes = "n",
    .Confused = "SHA-0 (no rotation in the schedule); RIPEMD-160 (two lines)",
    .Explain = explain,
};

} // namespace auspex::kernels
