//===- kernels/idioms/cryptography/modes.cpp - What modes of operation share -===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "kernels/idioms/cryptography/modes.h"

#include "kernels/idioms/cryptography/aes.h"
#include "kernels/idioms/cryptography/any_function.h"
#include "kernels/idioms/cryptography/des.h"
#include "kernels/idioms/cryptography/sm4.h"

#include <algorithm>

namespace auspex::kernels {

Bytes Keyed::encrypted(std::span<const uint8_t> Block) const {
  Bytes Out(Block.begin(), Block.end());
  Cipher.Encrypt(Key, Out.data());
  return Out;
}
Bytes Keyed::decrypted(std::span<const uint8_t> Block) const {
  Bytes Out(Block.begin(), Block.end());
  Cipher.Decrypt(Key, Out.data());
  return Out;
}
Explained Keyed::explained(const std::string &Text, bool Decrypts) const {
  Explained E{.Form = Text + ", " + Cipher.Name + " under its " + Form.What,
              .Parameters = Form.Parameters,
              .Length = {}};
  E.Parameters.emplace_back("block", int64_t(Cipher.BlockBytes));
  E.Parameters.emplace_back("decrypts", Decrypts);
  return E;
}

std::optional<Explained> explainMode(Subject &S, const Mode &M) {
  return onTwoTrials(S, [&](const Behaviour &B) -> std::optional<Explained> {
    const size_t Read = B.bytesRead(), Written = B.bytesWritten();
    if (Written < M.Least || Written > 4096)
      return std::nullopt;
    size_t Longest = 0;
    for (const Behaviour::Run &R : B.runsRead())
      Longest = std::max(Longest, R.Size);
    UnderKey Under;
    std::optional<Explained> E;
    static const std::vector<const BlockCipher *> Known = {&aes(), &sm4(), &tripleDes(), &des()},
                                                  Any = {&anyCipher()};
    for (const BlockCipher *C : B.CallsAny ? Any : Known) {
      const size_t Blocks = (Written - std::min(Written, M.Besides)) / C->BlockBytes;
      if ((C->BlockBytes < 16 && !M.Small) || !B.executed(C->Least * std::max<size_t>(Blocks, 1)))
        continue;
      for (const KeyForm &Form : C->Keys) {
        const size_t Keys = M.Keys * Form.bytes();
        if (!Form.Standard || (M.Encrypts && !Form.Encrypts) || Read < Keys ||
            !M.Plausible(Read - Keys, Written) ||
            Read - Keys - std::min(Read - Keys, Longest) > M.BesidesMessage)
          continue;
        if (!Under)
          Under = M.On(B);
        if (anyKey(B, Form, [&](const Schedule &Key, const std::vector<Location> &At) {
              E = Under(Keyed{*C, Form, Key, At});
              return E.has_value();
            }))
          return E;
      }
    }
    return std::nullopt;
  });
}

void doubleInField(std::span<uint8_t> Block, Order8 O) {
  const size_t N = Block.size();
  auto At = [&](size_t I) -> uint8_t & { return Block[O == Order8::Big ? I : N - 1 - I]; };
  const bool Carry = At(0) >> 7;
  for (size_t I = 0; I < N; ++I)
    At(I) = uint8_t(At(I) << 1 | (I + 1 < N ? At(I + 1) >> 7 : 0));
  if (Carry)
    At(N - 1) ^= N == 16 ? 0x87 : 0x1b;
}

Bytes xored(std::span<const uint8_t> X, std::span<const uint8_t> Y) {
  Bytes Out(X.begin(), X.end());
  for (size_t I = 0; I < Out.size(); ++I)
    Out[I] ^= Y[I];
  return Out;
}

} // namespace auspex::kernels
