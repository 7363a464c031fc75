//===- kernels/idioms/cryptography/sha256.cpp - SHA-256 ---------------------===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// FIPS 180-4, 6.2. The constants are the first 32 bits of the fractional parts of the
// cube roots of the first 64 primes.
//
//===----------------------------------------------------------------------===//
#include "kernels/behaviour.h"
#include "kernels/idioms/cryptography/cryptography.h"
#include "kernels/idioms/cryptography/digest.h"

namespace auspex::kernels {
namespace {

void compress(uint64_t *State, const uint64_t *Block) {
  static const std::vector<uint64_t> K = rootsOfPrimes(64, 3, 32);
  uint32_t W[64], S[8];
  for (int T = 0; T < 16; ++T)
    W[T] = uint32_t(Block[T]);
  for (int T = 16; T < 64; ++T) {
    const uint32_t X = W[T - 15], Y = W[T - 2];
    W[T] = W[T - 16] + (rotr32(X, 7) ^ rotr32(X, 18) ^ X >> 3) + W[T - 7] +
           (rotr32(Y, 17) ^ rotr32(Y, 19) ^ Y >> 10);
  }
  for (int I = 0; I < 8; ++I)
    S[I] = uint32_t(State[I]);
  for (int T = 0; T < 64; ++T) {
    const uint32_t E = S[4], A = S[0];
    const uint32_t T1 = S[7] + (rotr32(E, 6) ^ rotr32(E, 11) ^ rotr32(E, 25)) +
                        ((E & S[5]) ^ (~E & S[6])) + uint32_t(K[size_t(T)]) + W[T];
    const uint32_t T2 = (rotr32(A, 2) ^ rotr32(A, 13) ^ rotr32(A, 22)) +
                        ((A & S[1]) ^ (A & S[2]) ^ (S[1] & S[2]));
    for (int I = 7; I > 0; --I)
      S[I] = S[I - 1];
    S[4] += T1;
    S[0] = T1 + T2;
  }
  for (int I = 0; I < 8; ++I)
    State[I] = uint32_t(State[I] + S[I]);
}

} // namespace

constexpr Compression Sha256Block = {8, 4, 64, Order8::Big, compress, {.Xor = 96 * 32}};

namespace {

std::optional<Explained> explain(Subject &S) {
  if (auto E = explainCompression(S, Sha256Block))
    return E;
  if (auto E = explainDigest(S, 32, 4, sha256, Sha256Block.Least))
    return E;
  return explainDigest(S, 28, 4, sha224, Sha256Block.Least);
}

} // namespace

Bytes sha256(std::span<const uint8_t> Message) {
  static const std::vector<uint64_t> Initial = rootsOfPrimes(8, 2, 32);
  return digest(Sha256Block, Initial, Message, Order8::Big, 32);
}
Bytes sha224(std::span<const uint8_t> Message) {
  // The second halves of SHA-384's initial words.
  static const std::vector<uint64_t> Roots = rootsOfPrimes(16, 2, 64);
  return digest(Sha256Block, {Roots.begin() + 8, Roots.end()}, Message, Order8::Big, 28);
}

const Idiom Sha256 = {
    .Name = "sha-256",
    .Family = "cryptography",
    .Form = "state' = compress(state, block), 64 rounds",
    .Title = "SHA-256 compression, SHA-256 and SHA-224 digests",
    .Flops = "0",
    .Bytes = "n",
    .Confused = "SM3 (another round); SHA-512 (wider words)",
    .Explain = explain,
    .Params = "rounds=64",
    .Need = demand::NeedSha,
    .Proof = "definition",
};

} // namespace auspex::kernels
