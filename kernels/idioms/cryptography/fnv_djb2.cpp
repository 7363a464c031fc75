//===- kernels/idioms/cryptography/fnv_djb2.cpp - FNV-1, FNV-1a, djb2, sdbm ===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Fowler, Noll, Vo (draft-eastlake-fnv); D. Bernstein's hash of comp.lang.c; the hash of
// sdbm. A product and a character: the multiplier tells them apart, and which comes first.
//
//===----------------------------------------------------------------------===//
#include "kernels/idioms/cryptography/cryptography.h"
#include "kernels/idioms/cryptography/hash.h"
#include "kernels/idioms/cryptography/short_hashes.h"

namespace auspex::kernels {

uint32_t fnv32(std::span<const uint8_t> Message, uint32_t H, bool XorFirst, bool Signed) {
  for (uint8_t C : Message) {
    const uint32_t V = uint32_t(character(C, Signed));
    H = XorFirst ? (H ^ V) * 0x01000193 : H * 0x01000193 ^ V;
  }
  return H;
}
uint64_t fnv64(std::span<const uint8_t> Message, uint64_t H, bool XorFirst, bool Signed) {
  for (uint8_t C : Message) {
    const uint64_t V = character(C, Signed);
    H = XorFirst ? (H ^ V) * 0x100000001b3 : H * 0x100000001b3 ^ V;
  }
  return H;
}

namespace {

template <bool XorFirst> std::optional<Explained> explainFnv(Subject &S) {
  for (bool Signed : {false, true}) {
    if (auto E = explainHash(S, {.Width = 4,
                                 .Least = 3,
                                 .Seeds = {0x811c9dc5, 0},
                                 .LeastSeeded = 1,
                                 .Of = [=](std::span<const uint8_t> M, uint64_t Seed) {
                                   return fnv32(M, uint32_t(Seed), XorFirst, Signed);
                                 }}))
      return E;
    if (auto E = explainHash(S, {.Width = 8,
                                 .Least = 3,
                                 .Seeds = {0xcbf29ce484222325, 0},
                                 .LeastSeeded = 1,
                                 .Of = [=](std::span<const uint8_t> M, uint64_t Seed) {
                                   return fnv64(M, Seed, XorFirst, Signed);
                                 }}))
      return E;
  }
  return std::nullopt;
}

/// h' = h*Factor + c, or with an exclusive or.
std::optional<Explained> explainMultiplier(Subject &S, uint64_t Factor, uint64_t Seed, bool Xor,
                                           size_t LeastSeeded) {
  for (unsigned Width : {4u, 8u})
    for (bool Signed : {false, true})
      if (auto E = explainHash(S, {.Width = Width,
                                   .Least = 4,
                                   .Seeds = {Seed},
                                   .LeastSeeded = LeastSeeded,
                                   .Of = [=](std::span<const uint8_t> M, uint64_t H) {
                                     for (uint8_t C : M)
                                       H = Xor ? H * Factor ^ character(C, Signed)
                                               : H * Factor + character(C, Signed);
                                     return H;
                                   }}))
        return E;
  return std::nullopt;
}

std::optional<Explained> explainDjb2(Subject &S) {
  for (bool Xor : {false, true})
    if (auto E = explainMultiplier(S, 33, 5381, Xor, 4))
      return E;
  return std::nullopt;
}
std::optional<Explained> explainSdbm(Subject &S) {
  return explainMultiplier(S, 65599, 0, false, 4);
}

} // namespace

const Idiom Fnv1 = {
    .Name = "fnv-1",
    .Family = "cryptography",
    .Form = "h' = h*prime ^ byte",
    .Title = "Fowler-Noll-Vo hash",
    .Flops = "0",
    .Bytes = "n",
    .Confused = "fnv-1a (the byte first); other multipliers",
    .Explain = explainFnv<false>,
};
const Idiom Fnv1a = {
    .Name = "fnv-1a",
    .Family = "cryptography",
    .Form = "h' = (h ^ byte)*prime",
    .Title = "Fowler-Noll-Vo hash, the byte first",
    .Flops = "0",
    .Bytes = "n",
    .Confused = "fnv-1 (the product first); other multipliers",
    .Explain = explainFnv<true>,
};
const Idiom Djb2 = {
    .Name = "djb2",
    .Family = "cryptography",
    .Form = "h' = h*33 + byte, h' = h*33 ^ byte",
    .Title = "Bernstein's string hash",
    .Flops = "0",
    .Bytes = "n",
    .Confused = "other multipliers (31, 65599)",
    .Explain = explainDjb2,
};
const Idiom Sdbm = {
    .Name = "sdbm",
    .Family = "cryptography",
    .Form = "h' = h*65599 + byte",
    .Title = "the string hash of sdbm",
    .Flops = "0",
    .Bytes = "n",
    .Confused = "djb2 (33)",
    .Explain = explainSdbm,
};

} // namespace auspex::kernels
