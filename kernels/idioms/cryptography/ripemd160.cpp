//===- kernels/idioms/cryptography/ripemd160.cpp - RIPEMD-160 -------------===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Dobbertin, Bosselaers, Preneel: "RIPEMD-160: a strengthened version of RIPEMD" (1996).
// Two lines of five rounds; the order of the message words is rho applied once a round,
// on the right after pi(i) = 9i + 5.
//
//===----------------------------------------------------------------------===//
#include "kernels/idioms/cryptography/cryptography.h"
#include "kernels/idioms/cryptography/digest.h"

namespace auspex::kernels {
namespace {

/// The rotation of each message word, by round.
constexpr uint8_t Shifts[5][16] = {
    {11, 14, 15, 12, 5, 8, 7, 9, 11, 13, 14, 15, 6, 7, 9, 8},
    {12, 13, 11, 15, 6, 9, 9, 7, 12, 15, 11, 13, 7, 8, 7, 7},
    {13, 15, 14, 11, 7, 7, 6, 8, 13, 14, 13, 12, 5, 5, 6, 9},
    {14, 11, 12, 14, 8, 6, 5, 5, 15, 12, 15, 14, 9, 9, 8, 6},
    {15, 12, 13, 13, 9, 5, 8, 6, 14, 11, 12, 11, 8, 6, 5, 5}};
constexpr uint8_t Rho[16] = {7, 4, 13, 1, 10, 6, 15, 3, 12, 0, 9, 5, 2, 14, 11, 8};

uint32_t boolean(unsigned Which, uint32_t X, uint32_t Y, uint32_t Z) {
  switch (Which) {
  case 0: return X ^ Y ^ Z;
  case 1: return (X & Y) | (~X & Z);
  case 2: return (X | ~Y) ^ Z;
  case 3: return (X & Z) | (Y & ~Z);
  default: return X ^ (Y | ~Z);
  }
}

void line(uint32_t *S, const uint64_t *Block, bool Right) {
  constexpr uint32_t K[2][5] = {{0, 0x5a827999, 0x6ed9eba1, 0x8f1bbcdc, 0xa953fd4e},
                                {0x50a28be6, 0x5c4dd124, 0x6d703ef3, 0x7a6d76e9, 0}};
  for (unsigned Round = 0; Round < 5; ++Round)
    for (unsigned I = 0; I < 16; ++I) {
      unsigned Word = Right ? (9 * I + 5) % 16 : I;
      for (unsigned R = 0; R < Round; ++R)
        Word = Rho[Word];
      const uint32_t F = boolean(Right ? 4 - Round : Round, S[1], S[2], S[3]);
      const uint32_t Next =
          rotl32(S[0] + F + uint32_t(Block[Word]) + K[Right][Round], Shifts[Round][Word]) + S[4];
      S[0] = S[4], S[4] = S[3], S[3] = rotl32(S[2], 10), S[2] = S[1], S[1] = Next;
    }
}

void compress(uint64_t *State, const uint64_t *Block) {
  uint32_t Left[5], Right[5], Out[5];
  for (int I = 0; I < 5; ++I)
    Left[I] = Right[I] = uint32_t(State[I]);
  line(Left, Block, false);
  line(Right, Block, true);
  for (int I = 0; I < 5; ++I)
    Out[I] = uint32_t(State[(I + 1) % 5]) + Left[(I + 2) % 5] + Right[(I + 3) % 5];
  for (int I = 0; I < 5; ++I)
    State[I] = Out[I];
}

} // namespace

constexpr Compression Ripemd160Block = {5, 4, 64, Order8::Little, compress, {.Xor = 32 * 32}};

namespace {

std::optional<Explained> explain(Subject &S) {
  if (auto E = explainCompression(S, Ripemd160Block))
    return E;
  return explainDigest(S, 20, 4, ripemd160, Ripemd160Block.Least);
}

} // namespace

Bytes ripemd160(std::span<const uint8_t> Message) {
  return digest(Ripemd160Block, {0x67452301, 0xefcdab89, 0x98badcfe, 0x10325476, 0xc3d2e1f0}, Message,
                Order8::Little, 20);
}

const Idiom Ripemd160 = {
    .Name = "ripemd-160",
    .Family = "cryptography",
    .Form = "state' = compress(state, block), two lines of 80 steps",
    .Title = "RIPEMD-160 compression, digest",
    .Flops = "0",
    .Bytes = "n",
    .Confused = "SHA-1 (one line)",
    .Explain = explain,
};

} // namespace auspex::kernels
