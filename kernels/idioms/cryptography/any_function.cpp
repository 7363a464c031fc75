//===- kernels/idioms/cryptography/any_function.cpp - What a construction is made of ===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "kernels/idioms/cryptography/any_function.h"

#include "kernels/idioms/cryptography/cryptography.h"

#include <algorithm>

namespace auspex::kernels {
namespace {

uint64_t mixed(uint64_t X) {
  X = (X ^ X >> 32) * 0xd6e8feb86659fd93;
  X = (X ^ X >> 29) * 0xa3b195354a39b70d;
  return X ^ X >> 32;
}

constexpr unsigned Rounds = 6;
/// So that doubling zero's image once or twice carries in either order of its bytes: what no
/// carry changes tells no polynomial from another.
constexpr uint64_t Whitening[2] = {0x40000000000000c0, 0xc0000000000000c0};
/// A Feistel network on two halves of eight bytes.
void permute(uint8_t *Block, bool Backwards) {
  const std::span<uint8_t> Data(Block, 16);
  uint64_t L = word(Data, 0, 8, Order8::Little), R = word(Data, 8, 8, Order8::Little);
  if (Backwards) {
    L ^= Whitening[0];
    R ^= Whitening[1];
  }
  for (unsigned K = 0; K < Rounds; ++K) {
    const unsigned Round = Backwards ? Rounds - 1 - K : K;
    if (Backwards) {
      std::swap(L, R);
      L ^= mixed(R + 0x5851f42d4c957f2d * (Round + 1));
    } else {
      L ^= mixed(R + 0x5851f42d4c957f2d * (Round + 1));
      std::swap(L, R);
    }
  }
  if (!Backwards) {
    L ^= Whitening[0];
    R ^= Whitening[1];
  }
  const uint64_t Halves[2] = {L, R};
  std::ranges::copy(bytesOf(Halves, 8, Order8::Little), Block);
}

} // namespace

void anyPermutation(std::span<uint8_t, 16> Block) { permute(Block.data(), false); }

Bytes anyDigest(std::span<const uint8_t> Message, size_t DigestBytes) {
  uint64_t State[4] = {1, 2, 3, Message.size()};
  for (uint8_t Byte : Message)
    for (unsigned K = 0; K < 4; ++K)
      State[K] = mixed((State[K] ^ Byte) + State[(K + 1) % 4] * (2 * K + 3));
  for (uint64_t &S : State)
    S = mixed(S);
  Bytes Out = bytesOf(State, 8, Order8::Little);
  Out.resize(DigestBytes);
  return Out;
}

Bytes anyCompression(std::span<const uint8_t> State, std::span<const uint8_t> Block) {
  Bytes Both(State.begin(), State.end());
  Both.insert(Both.end(), Block.begin(), Block.end());
  return anyDigest(Both, State.size());
}

bool isConstruction(const Idiom &I) {
  constexpr const Idiom *All[] = {&Ctr, &Cbc, &Cmac, &Gcm, &Xts, &Hmac, &Pbkdf2};
  return std::ranges::find(All, &I) != std::end(All);
}

const BlockCipher &anyCipher() {
  static const BlockCipher C = {
      .Name = "a cipher that is called",
      .BlockBytes = 16,
      .Data = {InBytes},
      .Keys = {{.Parts = {},
                .Load = [](std::span<const uint8_t>) { return Schedule{}; },
                .What = "key"},
               // What is called decrypts.
               {.Parts = {},
                .Load =
                    [](std::span<const uint8_t>) {
                      return Schedule{{}, {}, 1};
                    },
                .What = "key",
                .Encrypts = false}},
      .Encrypt = [](const Schedule &S, uint8_t *Block) { permute(Block, S.Rounds); },
      .Decrypt = [](const Schedule &S, uint8_t *Block) { permute(Block, !S.Rounds); },
      .Least = {}};
  return C;
}

std::span<const DigestFunction> anyDigests(const Behaviour &B) {
  static constexpr const char *Name = "a digest that is called";
  static constexpr auto Of20 = [](std::span<const uint8_t> M) { return anyDigest(M, 20); };
  static constexpr auto Of32 = [](std::span<const uint8_t> M) { return anyDigest(M, 32); };
  static constexpr DigestFunction Short[] = {{Name, 20, 64, Of20}},
                                  Long[] = {{Name, 32, 64, Of32}, {Name, 32, 128, Of32}};
  return B.AnyBytes == 20 ? std::span<const DigestFunction>(Short) : Long;
}

} // namespace auspex::kernels
