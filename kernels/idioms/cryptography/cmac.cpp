//===- kernels/idioms/cryptography/cmac.cpp - CMAC --------------------------===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// NIST SP 800-38B. Subkeys may be made inside, or be given.
//
//===----------------------------------------------------------------------===//
#include "kernels/idioms/cryptography/cryptography.h"
#include "kernels/idioms/cryptography/modes.h"

#include <algorithm>

namespace auspex::kernels {
namespace {

/// Bytes: subkeys, a count, a chain.
constexpr size_t BesidesMessage = 56;

/// The last block under a subkey that is nowhere; then the subkey that \p Tag needs.
struct Chain {
  Bytes Last;    ///< the chain xor the last block, padded
  bool Complete; ///< it needed no padding
};
Chain chain(const Keyed &K, std::span<const uint8_t> Message) {
  const size_t N = K.blockBytes();
  Bytes X(N);
  while (Message.size() > N) {
    X = K.encrypted(xored(X, Message.first(N)));
    Message = Message.subspan(N);
  }
  for (size_t I = 0; I < Message.size(); ++I)
    X[I] ^= Message[I];
  if (Message.size() < N)
    X[Message.size()] ^= 0x80;
  return {X, Message.size() == N};
}

/// For a complete block, and for a padded one.
std::vector<Bytes> subkeys(const Keyed &K, const Layout &L) {
  const size_t N = K.blockBytes();
  const Bytes Zero = K.encrypted(Bytes(N));
  Bytes Sub(N);
  L.load(Zero, Sub);
  std::vector<Bytes> Out;
  for (int I = 0; I < 2; ++I) {
    doubleInField(Sub, Order8::Big);
    Bytes Memory(N);
    L.load(Sub, Memory); // words that are turned round twice are as they were
    Out.push_back(Memory);
  }
  return Out;
}

std::optional<Explained> tagsIn(const Behaviour &B, const Keyed &K, const Layout &L) {
  const size_t N = K.blockBytes();
  const std::vector<Bytes> Subkeys = subkeys(K, L);
  // Subkeys alone: of both, in a row or apart.
  if (B.written(Subkeys[0]) && B.written(Subkeys[1]) && B.bytesRead() <= K.Form.bytes() + 24)
    return K.explained("subkeys = E(0) * x, E(0) * x^2", false);
  for (const Behaviour::Run &R : B.runsRead()) {
    std::vector<size_t> Sizes = {R.Size};
    for (const Scalar &A : B.Args)
      for (uint64_t Size : {A.Value, A.Value * N})
        if (A.Bits && Size < R.Size && Size > 0 && Sizes.size() < 5)
          Sizes.push_back(Size);
    for (size_t Size : Sizes) {
      // Besides the message only subkeys and a count may be read.
      if (overlaps({{R.At}, {}}, Size, K.At, K.Form.Parts) ||
          B.bytesRead() > K.Form.bytes() + Size + BesidesMessage ||
          !B.executed(K.Cipher.Least * (Size / N)))
        continue;
      const Chain C = chain(K, B.before(R.At, Size));
      std::vector<Bytes> Masks = {Subkeys[C.Complete ? 0 : 1]};
      // Given subkeys; with one block that is a step of any chain.
      for (const Place P : B.places(B.runsRead(), N, 4, 8))
        if (Size > N && !overlap(P, N, R.At, Size) && B.bytesRead() >= K.Form.bytes() + Size + N)
          Masks.push_back(Bytes(B.before(P, N).begin(), B.before(P, N).end()));
      for (const Bytes &Mask : Masks) {
        const Bytes Tag = K.encrypted(xored(C.Last, Mask));
        if (!B.written(Tag) && !(B.bytesWritten() <= N && B.bytesWritten() >= 8 &&
                                 B.written(std::span(Tag).first(B.bytesWritten()))))
          continue;
        if (B.bytesWritten() > N + 64)
          continue;
        Explained E = K.explained("tag = E(chain of blocks xor subkey)", false);
        E.Length = argumentOf(B, {Size, Size / N});
        return E;
      }
    }
  }
  return std::nullopt;
}

std::optional<Explained> tags(const Behaviour &B, const Keyed &K) {
  if (auto E = tagsIn(B, K, InBytes))
    return E;
  // A cipher that is called may be one of words.
  return B.CallsAny ? tagsIn(B, K, InWords64) : std::nullopt;
}

std::optional<Explained> explain(Subject &S) {
  return explainMode(
      S, {.Least = 8,
          .Small = true,
          // A message, or nothing; a tag, a chain, two subkeys.
          .Plausible = [](size_t Read, size_t Written) { return Written <= 80 && Read <= 2048; },
          .On = [](const Behaviour &B) -> UnderKey {
            return [&B](const Keyed &K) { return tags(B, K); };
          },
          .BesidesMessage = BesidesMessage});
}

} // namespace

const Idiom Cmac = {
    .Name = "cmac",
    .Family = "cryptography",
    .Form = "tag = E_K(m[n] xor c[n-1] xor subkey), c[i] = E_K(m[i] xor c[i-1])",
    .Title = "CMAC (OMAC1)",
    .Flops = "0",
    .Bytes = "n",
    .Confused = "CBC (every block leaves); a CBC-MAC without subkeys",
    .Explain = explain,
};

} // namespace auspex::kernels
