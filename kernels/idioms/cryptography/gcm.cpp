//===- kernels/idioms/cryptography/gcm.cpp - Galois/counter mode ------------===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// NIST SP 800-38D. Counter mode and its tag at once, the tag of a ciphertext alone, or
// counter mode with a running hash.
//
//===----------------------------------------------------------------------===//
#include "kernels/idioms/cryptography/cryptography.h"
#include "kernels/idioms/cryptography/ctr.h"

#include <algorithm>

namespace auspex::kernels {
namespace {

/// x * h: the first byte's highest bit is the coefficient of 1.
Bytes product(std::span<const uint8_t> X, const Bytes &H) {
  uint64_t High = word(H, 0, 8, Order8::Big), Low = word(H, 8, 8, Order8::Big), Z[2] = {0, 0};
  for (size_t I = 0; I < 128; ++I) {
    const uint64_t Bit = uint64_t(0) - (X[I / 8] >> (7 - I % 8) & 1);
    Z[0] ^= High & Bit;
    Z[1] ^= Low & Bit;
    const uint64_t Carry = uint64_t(0) - (Low & 1);
    Low = Low >> 1 | High << 63;
    High = High >> 1 ^ (Carry & 0xe100000000000000);
  }
  return bytesOf(Z, 8, Order8::Big);
}
Bytes hashed(Bytes Y, const Bytes &H, std::span<const uint8_t> Data) {
  for (size_t At = 0; At < Data.size(); At += 16) {
    for (size_t I = 0; I < 16 && At + I < Data.size(); ++I)
      Y[I] ^= Data[At + I];
    Y = product(Y, H);
  }
  return Y;
}

/// The tag of \p Cipher was written, under one of the masks E(J0); associated data are none
/// or what was read somewhere else.
bool tagged(const Behaviour &B, const Keyed &K, std::span<const uint8_t> Cipher,
            const std::vector<Bytes> &Masks) {
  const Bytes H = K.encrypted(Bytes(16));
  std::vector<std::span<const uint8_t>> Associated = {{}};
  for (const Behaviour::Run &R : B.runsRead()) {
    if (Associated.size() >= 12)
      break;
    if (overlaps({{R.At}, {}}, R.Size, K.At, K.Form.Parts) ||
        B.before(R.At, R.Size).data() == Cipher.data())
      continue;
    Associated.push_back(B.before(R.At, R.Size));
    for (const Scalar &A : B.Args)
      if (A.Bits && A.Value > 0 && A.Value < R.Size)
        Associated.push_back(B.before(R.At, A.Value));
  }
  for (std::span<const uint8_t> A : Associated) {
    const uint64_t Lengths[2] = {8 * A.size(), 8 * Cipher.size()};
    const Bytes Hash =
        hashed(hashed(hashed(Bytes(16), H, A), H, Cipher), H, bytesOf(Lengths, 8, Order8::Big));
    for (const Bytes &Mask : Masks)
      if (B.written(xored(Hash, Mask)))
        return true;
  }
  return false;
}

/// The hash of before was read, that of after written; its key was read too, or is E(0).
bool hashRuns(const Behaviour &B, const Keyed &K, std::span<const uint8_t> Cipher) {
  std::vector<Bytes> Keys = {K.encrypted(Bytes(16))};
  for (const Place P : B.places(B.runsRead(), 16, 8, 8))
    Keys.push_back(Bytes(B.before(P, 16).begin(), B.before(P, 16).end()));
  for (const Place Y : B.inputs(16, 8, true, 4))
    for (const Bytes &H : Keys)
      if (std::ranges::equal(
              hashed(Bytes(B.before(Y, 16).begin(), B.before(Y, 16).end()), H, Cipher),
              B.after(Y, 16)))
        return true;
  return false;
}

std::optional<Explained> seals(const Behaviour &B, const std::vector<KeyStream> &Streams,
                               const Keyed &K) {
  for (const KeyStream &Stream : Streams) {
    // A tag, or the hash so far, leaves besides the data.
    if (B.bytesWritten() < Stream.Value.size() + 16)
      continue;
    if (!Stream.In || overlaps({{*Stream.In}, {}}, Stream.Value.size(), K.At, K.Form.Parts))
      continue;
    const std::optional<CounterRun> Run = counterRun(B, K, Stream.Value);
    if (!Run)
      continue;
    Bytes Zero = Run->First; // the counter before the data's
    for (size_t I = 16; I-- > 12;)
      if (Zero[I]--)
        break;
    const size_t Size = Stream.Value.size();
    for (bool Decrypts : {false, true}) {
      const auto Cipher = Decrypts ? B.before(*Stream.In, Size) : B.after(Stream.Out, Size);
      if (!tagged(B, K, Cipher, {K.encrypted(Zero)}) && !hashRuns(B, K, Cipher))
        continue;
      Explained E = K.explained("out = in xor E(counter), tag = GHASH xor E(J0)", Decrypts);
      E.Length = argumentOf(B, {Size, Size / 16});
      return E;
    }
  }
  // The tag alone: the counter was read, or made of a nonce.
  if (B.bytesWritten() < 16 || B.bytesWritten() > 16 + 8)
    return std::nullopt;
  for (const Behaviour::Run &R : B.runsRead()) {
    if (overlaps({{R.At}, {}}, R.Size, K.At, K.Form.Parts) ||
        B.bytesRead() > K.Form.bytes() + R.Size + 96)
      continue;
    std::vector<Bytes> Masks;
    for (const Behaviour::Run &Z : B.runsRead()) {
      if ((Z.Size != 12 && Z.Size != 16) || overlap(Z.At, Z.Size, R.At, R.Size))
        continue;
      Bytes Zero(B.before(Z.At, Z.Size).begin(), B.before(Z.At, Z.Size).end());
      if (Z.Size == 12)
        Zero.insert(Zero.end(), {0, 0, 0, 1});
      Masks.push_back(K.encrypted(Zero));
    }
    if (!Masks.empty() && tagged(B, K, B.before(R.At, R.Size), Masks))
      return K.explained("tag = GHASH xor E(J0)", false);
  }
  return std::nullopt;
}

std::optional<Explained> explain(Subject &S) {
  return explainMode(
      S, {.Least = 16,
          // Data that may leave, associated data, counter, hash and its key; or a tag alone.
          .Plausible =
              [](size_t Read, size_t Written) {
                return Written <= Read + 40 && (Read <= Written + 512 || Written <= 24);
              },
          .On = [](const Behaviour &B) -> UnderKey {
            return [&B, Streams = keyStreams(B, 16, 16)](const Keyed &K) {
              return seals(B, Streams, K);
            };
          }});
}

} // namespace

const Idiom Gcm = {
    .Name = "gcm",
    .Family = "cryptography",
    .Form = "out = in xor E_K(counter), tag = GHASH(out) xor E_K(J0)",
    .Title = "Galois/counter mode",
    .Flops = "0",
    .Bytes = "2*n",
    .Confused = "counter mode without a tag; GHASH alone",
    .Explain = explain,
};

} // namespace auspex::kernels
