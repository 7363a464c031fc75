//===- kernels/idioms/cryptography/xts.cpp - XTS -----------------------------===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// IEEE 1619: c = E_K1(p xor t) xor t; t is the sector's number, encrypted under K2, times
// x for each block. The encrypted tweak may also be given.
//
//===----------------------------------------------------------------------===//
#include "kernels/idioms/cryptography/cryptography.h"
#include "kernels/idioms/cryptography/modes.h"

#include <algorithm>

namespace auspex::kernels {
namespace {

std::optional<bool> tweaked(const Keyed &K, std::span<const uint8_t> In, std::span<const uint8_t> Out, Bytes T) {
  for (bool Decrypts : {false, true}) {
    if (Decrypts ? !K.Form.Decrypts : !K.Form.Encrypts)
      continue;
    Bytes Tweak = T;
    bool All = true;
    for (size_t At = 0; At + 16 <= In.size() && All; At += 16) {
      const Bytes X = xored(In.subspan(At, 16), Tweak);
      All = std::ranges::equal(xored(Decrypts ? K.decrypted(X) : K.encrypted(X), Tweak), Out.subspan(At, 16));
      doubleInField(Tweak, Order8::Little);
    }
    if (All)
      return Decrypts;
  }
  return std::nullopt;
}

/// Tweaks before they are encrypted: sixteen bytes, or a number.
std::vector<Bytes> sectors(const Behaviour &B) {
  std::vector<Bytes> Out;
  for (const Source &S : sources(B, 16, 8))
    Out.push_back(valueOf(B, S, 16));
  auto Number = [&](uint64_t N) {
    const uint64_t Words[2] = {N, 0};
    Out.push_back(bytesOf(Words, 8, Order8::Little));
  };
  for (const Scalar &A : B.Args)
    if (A.Bits)
      Number(A.Value);
  for (const Behaviour::Run &R : B.runsRead())
    if (R.Size == 8)
      Number(word(B.before(R.At, 8), 0, 8, Order8::Little));
  return Out;
}

std::optional<Explained> crypts(const Behaviour &B, const Keyed &K) {
  for (const Behaviour::Run &W : B.runsWritten())
    for (const Behaviour::Run &R : B.runsRead()) {
      const size_t Size = std::min(W.Size, R.Size) / 16 * 16;
      if (Size < 16 || B.bytesWritten() > Size + 16 + 8 || overlaps(B, {{R.At}, {}}, Size, K.At, K.Form.Parts))
        continue;
      const auto Out = B.after(W.At, Size), In = B.before(R.At, Size);
      auto Explain = [&](const Bytes &Tweak) -> std::optional<Explained> {
        const std::optional<bool> Decrypts = tweaked(K, In, Out, Tweak);
        if (!Decrypts)
          return std::nullopt;
        Explained E = K.explained("out = E(in xor t) xor t, t = t * x", *Decrypts);
        E.Length = argumentOf(B, {Size, Size / 16});
        return E;
      };
      for (const Source &S : sources(B, 16, 8)) // one block in a row with the same tweak is another mode
        if (Size >= 32)
          if (auto E = Explain(valueOf(B, S, 16)))
            return E;
      // The second key is of the first one's form.
      const KeyForm *Forms[2] = {&K.Form, nullptr};
      for (const KeyForm &F : K.Cipher.Keys) // decryption still encrypts the tweak
        if (!K.Form.Encrypts && F.Encrypts && F.Parts == K.Form.Parts)
          Forms[1] = &F;
      if (B.bytesRead() < 2 * K.Form.bytes())
        continue;
      std::optional<Explained> E;
      for (const KeyForm *F : Forms)
        if (F && F->Encrypts &&
            anyKey(B, *F, [&](const Schedule &Second, const std::vector<Source> &) {
              for (Bytes &Tweak : sectors(B)) {
                K.Cipher.Encrypt(Second, Tweak.data());
                if ((E = Explain(Tweak)))
                  return true;
              }
              return false;
            }))
          return E;
    }
  return std::nullopt;
}

std::optional<Explained> explain(Subject &S) {
  return explainMode(S, {.Least = 16, .More = 240 + 96, .Encrypts = false}, crypts);
}

} // namespace

const Idiom Xts = {
    .Name = "xts",
    .Family = "cryptography",
    .Form = "out[i] = E_K1(in[i] xor t[i]) xor t[i], t[i] = E_K2(sector) * x^i",
    .Title = "XTS",
    .Flops = "0",
    .Bytes = "2*n",
    .Confused = "OCB (another offset); one block whitened",
    .Explain = explain,
};

} // namespace auspex::kernels
