//===- kernels/idioms/cryptography/sha512.cpp - SHA-512 and SHA-384 -------===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// FIPS 180-4, 6.4 and 6.5: SHA-256's construction on 64-bit words, 80 rounds.
//
//===----------------------------------------------------------------------===//
#include "kernels/idioms/cryptography/cryptography.h"
#include "kernels/idioms/cryptography/digest.h"

namespace auspex::kernels {
namespace {

void compress(uint64_t *State, const uint64_t *Block) {
  static const std::vector<uint64_t> K = rootsOfPrimes(80, 3, 64);
  uint64_t W[80], S[8];
  for (int T = 0; T < 16; ++T)
    W[T] = Block[T];
  for (int T = 16; T < 80; ++T) {
    const uint64_t X = W[T - 15], Y = W[T - 2];
    W[T] = W[T - 16] + (rotr64(X, 1) ^ rotr64(X, 8) ^ X >> 7) + W[T - 7] +
           (rotr64(Y, 19) ^ rotr64(Y, 61) ^ Y >> 6);
  }
  for (int I = 0; I < 8; ++I)
    S[I] = State[I];
  for (int T = 0; T < 80; ++T) {
    const uint64_t E = S[4], A = S[0];
    const uint64_t T1 = S[7] + (rotr64(E, 14) ^ rotr64(E, 18) ^ rotr64(E, 41)) +
                        ((E & S[5]) ^ (~E & S[6])) + K[size_t(T)] + W[T];
    const uint64_t T2 = (rotr64(A, 28) ^ rotr64(A, 34) ^ rotr64(A, 39)) +
                        ((A & S[1]) ^ (A & S[2]) ^ (S[1] & S[2]));
    for (int I = 7; I > 0; --I)
      S[I] = S[I - 1];
    S[4] += T1;
    S[0] = T1 + T2;
  }
  for (int I = 0; I < 8; ++I)
    State[I] += S[I];
}

} // namespace

constexpr Compression Sha512Block = {8, 8, 128, Order8::Big, compress, {.Xor = 128 * 64}};

namespace {

std::optional<Explained> explain(Subject &S) {
  if (auto E = explainCompression(S, Sha512Block))
    return E;
  if (auto E = explainDigest(S, 64, 8, sha512, Sha512Block.Least))
    return E;
  return explainDigest(S, 48, 8, sha384, Sha512Block.Least);
}

} // namespace

Bytes sha512(std::span<const uint8_t> Message) {
  static const std::vector<uint64_t> Initial = rootsOfPrimes(8, 2, 64);
  return digest(Sha512Block, Initial, Message, Order8::Big, 64);
}
Bytes sha384(std::span<const uint8_t> Message) {
  static const std::vector<uint64_t> Roots = rootsOfPrimes(16, 2, 64);
  return digest(Sha512Block, {Roots.begin() + 8, Roots.end()}, Message, Order8::Big, 48);
}

const Idiom Sha512 = {
    .Name = "sha-512",
    .Family = "cryptography",
    .Form = "state' = compress(state, block), 80 rounds",
    .Title = "SHA-512 compression, SHA-512 and SHA-384 digests",
    .Flops = "0",
    .Bytes = "n",
    .Confused = "SHA-256 (words of 32 bits); BLAKE2b (the same initial state)",
    .Explain = explain,
};

} // namespace auspex::kernels
