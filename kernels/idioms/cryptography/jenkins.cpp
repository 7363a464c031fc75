//===- kernels/idioms/cryptography/jenkins.cpp - Jenkins's hashes ---------===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// B. Jenkins, "A hash function for hash table lookup": one-at-a-time, lookup3.
//
//===----------------------------------------------------------------------===//
#include "kernels/idioms/cryptography/cryptography.h"
#include "kernels/idioms/cryptography/hash.h"
#include "kernels/idioms/cryptography/short_hashes.h"

namespace auspex::kernels {

uint32_t jenkinsOneAtATime(std::span<const uint8_t> Message, uint32_t H, bool Signed) {
  for (uint8_t C : Message) {
    H += uint32_t(character(C, Signed));
    H += H << 10;
    H ^= H >> 6;
  }
  H += H << 3;
  H ^= H >> 11;
  return H + (H << 15);
}

uint32_t jenkinsLookup3(std::span<const uint8_t> Message, uint32_t Seed) {
  uint32_t A, B, C;
  A = B = C = 0xdeadbeef + uint32_t(Message.size()) + Seed;
  auto Take = [&](std::span<const uint8_t> Block) {
    uint32_t *Into[3] = {&A, &B, &C};
    for (size_t I = 0; I < Block.size(); ++I)
      *Into[I / 4] += uint32_t(Block[I]) << 8 * (I % 4);
  };
  for (; Message.size() > 12; Message = Message.subspan(12)) {
    Take(Message.first(12));
    A -= C, A ^= rotl32(C, 4), C += B;
    B -= A, B ^= rotl32(A, 6), A += C;
    C -= B, C ^= rotl32(B, 8), B += A;
    A -= C, A ^= rotl32(C, 16), C += B;
    B -= A, B ^= rotl32(A, 19), A += C;
    C -= B, C ^= rotl32(B, 4), B += A;
  }
  if (Message.empty())
    return C;
  Take(Message);
  C ^= B, C -= rotl32(B, 14);
  A ^= C, A -= rotl32(C, 11);
  B ^= A, B -= rotl32(A, 25);
  C ^= B, C -= rotl32(B, 16);
  A ^= C, A -= rotl32(C, 4);
  B ^= A, B -= rotl32(A, 14);
  C ^= B, C -= rotl32(B, 24);
  return C;
}

namespace {

std::optional<Explained> explain(Subject &S) {
  for (bool Signed : {false, true})
    if (auto E = explainHash(S, {.Width = 4,
                                 .Least = 3,
                                 .Seeds = {0},
                                 .LeastSeeded = 1,
                                 .Of = [=](std::span<const uint8_t> M, uint64_t Seed) {
                                   return jenkinsOneAtATime(M, uint32_t(Seed), Signed);
                                 }}))
      return E;
  return explainHash(
      S, {.Width = 4, .Least = 3, .Seeds = {0}, .LeastSeeded = 1, .Of = jenkinsLookup3});
}

} // namespace

const Idiom Jenkins = {
    .Name = "jenkins",
    .Family = "cryptography",
    .Form = "h = one-at-a-time(message), lookup3(message)",
    .Title = "Jenkins's hashes for tables",
    .Flops = "0",
    .Bytes = "n",
    .Confused = "other mixes of shifts",
    .Explain = explain,
};

} // namespace auspex::kernels
