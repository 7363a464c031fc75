//===- kernels/idioms/cryptography/sm3.cpp - SM3 --------------------------===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// GB/T 32905-2016 (also ISO/IEC 10118-3).
//
//===----------------------------------------------------------------------===//
#include "kernels/idioms/cryptography/cryptography.h"
#include "kernels/idioms/cryptography/digest.h"

namespace auspex::kernels {
namespace {

void compress(uint64_t *State, const uint64_t *Block) {
  uint32_t W[68], S[8];
  for (int J = 0; J < 16; ++J)
    W[J] = uint32_t(Block[J]);
  for (int J = 16; J < 68; ++J) {
    const uint32_t X = W[J - 16] ^ W[J - 9] ^ rotl32(W[J - 3], 15);
    W[J] = X ^ rotl32(X, 15) ^ rotl32(X, 23) ^ rotl32(W[J - 13], 7) ^ W[J - 6];
  }
  for (int I = 0; I < 8; ++I)
    S[I] = uint32_t(State[I]);
  for (unsigned J = 0; J < 64; ++J) {
    const uint32_t A = S[0], B = S[1], C = S[2], E = S[4], F = S[5], G = S[6];
    const uint32_t A12 = rotl32(A, 12);
    const uint32_t SS1 = rotl32(A12 + E + rotl32(J < 16 ? 0x79cc4519 : 0x7a879d8a, J), 7);
    const uint32_t FF = J < 16 ? A ^ B ^ C : (A & B) | (A & C) | (B & C);
    const uint32_t GG = J < 16 ? E ^ F ^ G : (E & F) | (~E & G);
    const uint32_t TT1 = FF + S[3] + (SS1 ^ A12) + (W[J] ^ W[J + 4]);
    const uint32_t TT2 = GG + S[7] + SS1 + W[J];
    S[3] = C, S[2] = rotl32(B, 9), S[1] = A, S[0] = TT1;
    S[7] = G, S[6] = rotl32(F, 19), S[5] = E;
    S[4] = TT2 ^ rotl32(TT2, 9) ^ rotl32(TT2, 17);
  }
  for (int I = 0; I < 8; ++I)
    State[I] = uint32_t(State[I]) ^ S[I];
}

} // namespace

constexpr Compression Sm3Block = {8, 4, 64, Order8::Big, compress, {.Xor = 96 * 32}};

namespace {

std::optional<Explained> explain(Subject &S) {
  if (auto E = explainCompression(S, Sm3Block))
    return E;
  return explainDigest(S, 32, 4, sm3, Sm3Block.Least);
}

} // namespace

Bytes sm3(std::span<const uint8_t> Message) {
  return digest(Sm3Block,
                {0x7380166f, 0x4914b2b9, 0x172442d7, 0xda8a0600, 0xa96f30bc, 0x163138aa, 0xe38dee4d,
                 0xb0fb0e4e},
                Message, Order8::Big, 32);
}

const Idiom Sm3 = {
    .Name = "sm3",
    .Family = "cryptography",
    .Form = "state' = compress(state, block), 64 rounds",
    .Title = "SM3 compression, digest",
    .Flops = "0",
    .Bytes = "n",
    .Confused = "SHA-256 (another round, a sum at the end)",
    .Explain = explain,
};

} // namespace auspex::kernels
