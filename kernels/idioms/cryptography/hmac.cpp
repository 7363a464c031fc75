//===- kernels/idioms/cryptography/hmac.cpp - HMAC and PBKDF2 -------------===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// RFC 2104: H(k ^ opad, H(k ^ ipad, message)), the key filled up with zeros or hashed when
// it is longer than a block. RFC 8018, 5.2: exclusive ors of HMACs of HMACs.
//
//===----------------------------------------------------------------------===//
#include "kernels/idioms/cryptography/any_function.h"
#include "kernels/idioms/cryptography/cryptography.h"
#include "kernels/idioms/cryptography/digest.h"
#include "kernels/idioms/cryptography/macs.h"

#include <algorithm>

namespace auspex::kernels {
namespace {

template <size_t DigestBytes> Bytes sha3(std::span<const uint8_t> Message) {
  return sponge(Message, 200 - 2 * DigestBytes, 6, DigestBytes);
}

/// Where key and message are.
struct Reading {
  Message Key, Text;
};
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

constexpr Work LeastDigest = {.Xor = 1024}; ///< of two digests with their padding
bool mayDigest(const Behaviour &B) { return B.CallsAny || B.executed(LeastDigest); }
std::span<const DigestFunction> digestsIn(const Behaviour &B) {
  return B.CallsAny ? std::span(&AnyDigest, 1) : digestFunctions();
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
    if (B->writtenRuns(H.DigestBytes).empty())
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
  return std::nullopt;
}

std::optional<Explained> explainPbkdf2(Subject &S) {
  const Behaviour *B = S.trial(0);
  constexpr size_t MaxWritten = 128, MaxMessage = 128, MaxIterations = 4, Most = 8;
  if (!B || !mayDigest(*B) || B->bytesWritten() > MaxWritten)
    return std::nullopt;
  // Both have a length that is an argument.
  std::vector<Reading> Readings = readings(*B);
  std::erase_if(Readings, [](const Reading &R) { return !R.Key.length() || !R.Text.length(); });
  if (Readings.size() > Most)
    Readings.erase(Readings.begin() + Most, Readings.end());
  for (size_t A = 0; A < B->Args.size(); ++A) {
    const uint64_t Iterations = B->Args[A].Value;
    if (!B->Args[A].Bits || !Iterations || Iterations > MaxIterations)
      continue;
    for (const auto &[P, Length] : B->writtenRuns(1)) {
      const Behaviour::Site Out = B->siteOf(P);
      if (Length > 64)
        continue;
      for (const DigestFunction &H : digestsIn(*B))
        for (const Reading &R : Readings) {
          auto Agrees = [&](const Behaviour &T) -> std::optional<bool> {
            const auto Password = R.Key.in(T), Salt = R.Text.in(T);
            const auto Given = T.writtenAt(Out, Length);
            if (!Password || !Salt || Given.empty() || Password->size() > MaxMessage ||
                Salt->size() > MaxMessage)
              return std::nullopt;
            return std::ranges::equal(pbkdf2(H, *Password, *Salt, unsigned(Iterations), Length), Given);
          };
          if (Agrees(*B).value_or(false) && confirmed(S, unsigned(8 * Length), Agrees))
            return Explained{.Form = std::string("key = pbkdf2(password, salt, iterations) over ") + H.Name,
                             .Parameters = {},
                             .Length = {}};
        }
    }
  }
  return std::nullopt;
}

} // namespace

std::span<const DigestFunction> digestFunctions() {
  static constexpr DigestFunction Table[] = {
      {"sha-256", 32, 64, sha256},    {"sha-1", 20, 64, sha1},     {"md5", 16, 64, md5},
      {"sha-512", 64, 128, sha512},   {"sha-384", 48, 128, sha384}, {"sha-224", 28, 64, sha224},
      {"sm3", 32, 64, sm3},           {"ripemd-160", 20, 64, ripemd160},
      {"sha3-256", 32, 136, sha3<32>}, {"sha3-512", 64, 72, sha3<64>}};
  return Table;
}

Bytes hmac(const DigestFunction &H, std::span<const uint8_t> Key, std::span<const uint8_t> Message) {
  Bytes K(Key.begin(), Key.end());
  if (K.size() > H.BlockBytes)
    K = H.Of(Key);
  K.resize(H.BlockBytes);
  auto Padded = [&](uint8_t Pad, std::span<const uint8_t> Rest) {
    Bytes Out = K;
    for (uint8_t &Byte : Out)
      Byte ^= Pad;
    Out.insert(Out.end(), Rest.begin(), Rest.end());
    return H.Of(Out);
  };
  return Padded(0x5c, Padded(0x36, Message));
}

Bytes pbkdf2(const DigestFunction &H, std::span<const uint8_t> Password, std::span<const uint8_t> Salt,
             unsigned Iterations, size_t KeyBytes) {
  Bytes Out;
  for (uint32_t Block = 1; Out.size() < KeyBytes; ++Block) {
    Bytes First(Salt.begin(), Salt.end());
    for (int Shift = 24; Shift >= 0; Shift -= 8)
      First.push_back(uint8_t(Block >> Shift));
    Bytes U = hmac(H, Password, First), Sum = U;
    for (unsigned I = 1; I < Iterations; ++I) {
      U = hmac(H, Password, U);
      for (size_t K = 0; K < U.size(); ++K)
        Sum[K] ^= U[K];
    }
    Out.insert(Out.end(), Sum.begin(), Sum.end());
  }
  Out.resize(KeyBytes);
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
const Idiom Pbkdf2 = {
    .Name = "pbkdf2",
    .Family = "cryptography",
    .Form = "key = U1 ^ U2 ^ ..., U' = hmac(password, U)",
    .Title = "PBKDF2 over HMAC",
    .Flops = "0",
    .Bytes = "n",
    .Confused = "HMAC (one iteration)",
    .Explain = explainPbkdf2,
};

} // namespace auspex::kernels
