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

std::optional<bool> tweaked(const Keyed &K, std::span<const uint8_t> In,
                            std::span<const uint8_t> Out, Bytes T) {
  for (bool Decrypts : {false, true}) {
    if (Decrypts ? !K.Form.Decrypts : !K.Form.Encrypts)
      continue;
    Bytes Tweak = T;
    bool All = true;
    for (size_t At = 0; At + 16 <= In.size() && All; At += 16) {
      const Bytes X = xored(In.subspan(At, 16), Tweak);
      All = std::ranges::equal(xored(Decrypts ? K.decrypted(X) : K.encrypted(X), Tweak),
                               Out.subspan(At, 16));
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
  for (const Location &S : sources(B, 16, 8))
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

/// Data and the place that they are written to.
struct Pair {
  Place In, Out;
  size_t Size;
};
std::vector<Pair> pairs(const Behaviour &B, size_t Least) {
  std::vector<Pair> Out;
  for (const Behaviour::Run &W : B.runsWritten())
    for (const Behaviour::Run &R : B.runsRead()) {
      const size_t Size = std::min(W.Size, R.Size) / 16 * 16;
      if (Size >= Least && B.bytesWritten() <= Size + 24 && Out.size() < 8)
        Out.push_back({R.At, W.At, Size});
    }
  return Out;
}

std::optional<Explained> under(const Behaviour &B, const Keyed &K, const Pair &P,
                               const Bytes &Tweak) {
  const std::optional<bool> Decrypts =
      tweaked(K, B.before(P.In, P.Size), B.after(P.Out, P.Size), Tweak);
  if (!Decrypts)
    return std::nullopt;
  Explained E = K.explained("out = E(in xor t) xor t, t = t * x", *Decrypts);
  E.Length = argumentOf(B, {P.Size, P.Size / 16});
  return E;
}

/// The encrypted tweak is given. One block with it would be no mode.
std::optional<Explained> oneKey(const Behaviour &B, const std::vector<Pair> &Pairs,
                                const Keyed &K) {
  for (const Pair &P : Pairs)
    if (!overlaps({{P.In}, {}}, P.Size, K.At, K.Form.Parts))
      for (const Location &S : sources(B, 16, 6))
        if (!overlaps(S, 16, K.At, K.Form.Parts))
          if (auto E = under(B, K, P, valueOf(B, S, 16)))
            return E;
  return std::nullopt;
}

/// The second key is of the first one's form, but for what decryption does to it.
std::optional<Explained> twoKeys(const Behaviour &B, const std::vector<Pair> &Pairs,
                                 const std::vector<Bytes> &Sectors, const Keyed &K) {
  std::optional<Explained> E;
  for (const KeyForm &F : K.Cipher.Keys) {
    if (!F.Encrypts || F.Parts != K.Form.Parts || (K.Form.Encrypts && &F != &K.Form))
      continue;
    if (anyKey(B, F, [&](const Schedule &Second, const std::vector<Location> &At) {
          if (!At.empty() && overlaps(At[0], F.Parts[0], K.At, K.Form.Parts))
            return false;
          for (Bytes Tweak : Sectors) {
            K.Cipher.Encrypt(Second, Tweak.data());
            for (const Pair &P : Pairs)
              if (!overlaps({{P.In}, {}}, P.Size, K.At, K.Form.Parts))
                if ((E = under(B, K, P, Tweak)))
                  return true;
          }
          return false;
        }))
      return E;
  }
  return std::nullopt;
}

constexpr Mode OneKey = {
    .Least = 32,
    .Encrypts = false,
    .Plausible = [](size_t Read,
                    size_t Written) { return Written <= Read + 24 && Read <= Written + 40; },
    .On = [](const Behaviour &B) -> UnderKey {
      return [&B, Pairs = pairs(B, 32)](const Keyed &K) { return oneKey(B, Pairs, K); };
    }};
constexpr Mode TwoKeys = {.Least = 16,
                          .Encrypts = false,
                          .Keys = 2,
                          .Plausible = OneKey.Plausible,
                          .On = [](const Behaviour &B) -> UnderKey {
                            // One block is no mode where any function does.
                            return [&B, Pairs = pairs(B, B.CallsAny ? 32 : 16), Sectors = sectors(B)](
                                       const Keyed &K) { return twoKeys(B, Pairs, Sectors, K); };
                          }};

std::optional<Explained> explain(Subject &S) {
  if (auto E = explainMode(S, TwoKeys))
    return E;
  return explainMode(S, OneKey);
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
