//===- kernels/idioms/cryptography/hmac.cpp - HMAC --------------------------===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// RFC 2104: H(k ^ opad, H(k ^ ipad, message)), the key filled up with zeros or hashed when
// it is longer than a block.
//
//===----------------------------------------------------------------------===//
#include "kernels/idioms/cryptography/any_function.h"
#include "kernels/idioms/cryptography/cryptography.h"
#include "kernels/idioms/cryptography/digest.h"
#include "kernels/idioms/cryptography/hmac.h"

#include <algorithm>

namespace auspex::kernels {
namespace {

template <size_t DigestBytes> Bytes sha3(std::span<const uint8_t> Message) {
  return sponge(Message, 200 - 2 * DigestBytes, 6, DigestBytes);
}

Bytes padded(std::span<const uint8_t> Key, uint8_t Pad) {
  Bytes Out(Key.begin(), Key.end());
  for (uint8_t &Byte : Out)
    Byte ^= Pad;
  return Out;
}

constexpr uint8_t InnerPad = 0x36, OuterPad = 0x5c;

} // namespace

std::vector<Reading> readings(const Behaviour &B) {
  std::vector<Reading> Out;
  std::vector<Message> All;
  // Arguments of one value make one message.
  for (const Message &M : messages(B))
    if (std::ranges::none_of(All, [&](const Message &N) {
          return N.At == M.At && N.in(B)->size() == M.in(B)->size();
        }))
      All.push_back(M);
  for (const Message &Key : All)
    for (const Message &Text : All)
      if (!(Key.At == Text.At))
        Out.push_back({Key, Text});
  return Out;
}

bool mayDigest(const Behaviour &B) {
  constexpr Work Least = {.Xor = 1024}; // of two digests with their padding
  return B.CallsAny || B.executed(Least);
}
std::span<const DigestFunction> digestsIn(const Behaviour &B) {
  return B.CallsAny ? anyDigests(B) : digestFunctions();
}

namespace {

/// With a compression that is called: key and message of a block each.
std::optional<Explained> ofCompression(const Behaviour &B) {
  constexpr size_t Most = 4, BlockBytes = 64;
  if (!B.CallsAny || B.bytesWritten() > 256)
    return std::nullopt;
  const std::vector<Behaviour::Place> Blocks = B.places(B.runsRead(), BlockBytes, BlockBytes, Most);
  for (const Behaviour::Place Iv : B.places(B.runsRead(), B.AnyBytes, B.AnyBytes, Most))
    for (const Behaviour::Place K : Blocks)
      for (const Behaviour::Place M : Blocks) {
        if (K == M)
          continue;
        const auto Key = B.before(K, BlockBytes);
        auto Begun = [&](uint8_t Pad) {
          return anyCompression(B.before(Iv, B.AnyBytes), padded(Key, Pad));
        };
        const Bytes Inner = anyCompression(Begun(InnerPad), B.before(M, BlockBytes));
        for (const Bytes &Last : lastBlocks(Inner))
          if (B.written(anyCompression(Begun(OuterPad), Last)))
            return Explained{.Form = "tag = hmac(key, message) over a compression that is called",
                             .Parameters = {},
                             .Length = {}};
      }
  return std::nullopt;
}

std::optional<Explained> explainHmac(Subject &S) {
  const Behaviour *B = S.trial(0);
  constexpr size_t MaxWritten = 1024, MaxMessage = 512, Most = 24;
  if (!B || !mayDigest(*B) || B->writtenRuns(16).empty() || B->bytesWritten() > MaxWritten)
    return std::nullopt;
  std::vector<Reading> Readings = readings(*B);
  if (Readings.size() > Most)
    Readings.erase(Readings.begin() + Most, Readings.end());
  for (const DigestFunction &H : digestsIn(*B)) {
    if (B->writtenRuns(H.DigestBytes).empty() || !H.mayBeIn(*B, BlocksOfHmac))
      continue;
    for (const Reading &R : Readings) {
      auto Agrees = [&](const Behaviour &T) -> std::optional<bool> {
        const auto Key = R.Key.in(T), Text = R.Text.in(T);
        if (!Key || !Text || Key->size() > MaxMessage || Text->size() > MaxMessage)
          return std::nullopt;
        return T.written(hmac(H, *Key, *Text)).has_value();
      };
      if (Agrees(*B).value_or(false) && confirmed(S, unsigned(8 * H.DigestBytes), Agrees))
        return Explained{.Form = std::string("tag = hmac(key, message) over ") + H.Name,
                         .Parameters = {},
                         .Length = R.Text.length()};
    }
  }
  return onTwoTrials(S, ofCompression);
}

} // namespace

std::span<const DigestFunction> digestFunctions() {
  static constexpr Work Permutation = {.Xor = 24 * 25 * 64}; // a third of Keccak's
  static constexpr DigestFunction Table[] = {
      {"sha-256", 32, 64, sha256, &Sha256Block.Least},
      {"sha-1", 20, 64, sha1, &Sha1Block.Least},
      {"md5", 16, 64, md5, &Md5Block.Least},
      {"sha-512", 64, 128, sha512, &Sha512Block.Least},
      {"sha-384", 48, 128, sha384, &Sha512Block.Least},
      {"sha-224", 28, 64, sha224, &Sha256Block.Least},
      {"sm3", 32, 64, sm3, &Sm3Block.Least},
      {"ripemd-160", 20, 64, ripemd160, &Ripemd160Block.Least},
      {"sha3-256", 32, 136, sha3<32>, &Permutation},
      {"sha3-512", 64, 72, sha3<64>, &Permutation}};
  return Table;
}

Bytes hmac(const DigestFunction &H, std::span<const uint8_t> Key, std::span<const uint8_t> Message) {
  Bytes K(Key.begin(), Key.end());
  if (K.size() > H.BlockBytes)
    K = H.Of(Key);
  K.resize(H.BlockBytes);
  auto Digest = [&](uint8_t Pad, std::span<const uint8_t> Rest) {
    Bytes Out = padded(K, Pad);
    Out.insert(Out.end(), Rest.begin(), Rest.end());
    return H.Of(Out);
  };
  return Digest(OuterPad, Digest(InnerPad, Message));
}

std::vector<Bytes> lastBlocks(const Bytes &Digest) {
  constexpr size_t BlockBytes = 64;
  const uint64_t Bits[1] = {8 * (BlockBytes + Digest.size())};
  std::vector<Bytes> Out;
  for (Order8 O : {Order8::Big, Order8::Little}) {
    Bytes Block = Digest;
    Block.push_back(0x80);
    Block.resize(BlockBytes - 8);
    const Bytes Length = bytesOf(Bits, 8, O);
    Block.insert(Block.end(), Length.begin(), Length.end());
    Out.push_back(Block);
  }
  // As words of the program: those of the digest are words already.
  std::vector<uint64_t> Words = words(Out[0], BlockBytes / 4, 4, Order8::Big);
  Bytes Block = bytesOf(Words, 4, Order8::Little);
  std::ranges::copy(Digest, Block.begin());
  Out.push_back(Block);
  return Out;
}

const Idiom Hmac = {
    .Name = "hmac",
    .Family = "cryptography",
    .Form = "tag = H(k ^ opad, H(k ^ ipad, message))",
    .Title = "HMAC over a digest",
    .Flops = "0",
    .Bytes = "n",
    .Confused = "a digest of key and message; keyed BLAKE2",
    .Explain = explainHmac,
};
} // namespace auspex::kernels
