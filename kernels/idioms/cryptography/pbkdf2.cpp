//===- kernels/idioms/cryptography/pbkdf2.cpp - PBKDF2 ----------------------===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// RFC 8018, 5.2: a block of the key is U1 ^ U2 ^ ..., U1 the pseudorandom function of the salt
// and the block's number, each further U that of the U before. The function is HMAC, as a
// rule; where the code calls it, whatever it is.
//
//===----------------------------------------------------------------------===//
#include "kernels/idioms/cryptography/any_function.h"
#include "kernels/idioms/cryptography/cryptography.h"
#include "kernels/idioms/cryptography/hmac.h"

#include <algorithm>

namespace auspex::kernels {
namespace {

using Prf = std::function<Bytes(std::span<const uint8_t>)>;

/// U ^ F(U) ^ F(F(U)) ^ ..., \p Count terms; U becomes the last.
Bytes sumOfChain(const Prf &F, Bytes &U, uint64_t Count) {
  Bytes Sum = U;
  for (uint64_t I = 1; I < Count; ++I) {
    U = F(U);
    for (size_t K = 0; K < U.size(); ++K)
      Sum[K] ^= U[K];
  }
  return Sum;
}

Bytes derive(const Prf &F, std::span<const uint8_t> Salt, uint64_t Iterations, size_t KeyBytes,
             uint32_t Block = 1) {
  Bytes Out;
  for (; Out.size() < KeyBytes; ++Block) {
    Bytes First(Salt.begin(), Salt.end());
    for (int Shift = 24; Shift >= 0; Shift -= 8)
      First.push_back(uint8_t(Block >> Shift));
    Bytes U = F(First);
    const Bytes Sum = sumOfChain(F, U, Iterations);
    Out.insert(Out.end(), Sum.begin(), Sum.end());
  }
  Out.resize(KeyBytes);
  return Out;
}

/// What a digest of our own is worth; one that is called costs little.
uint64_t maxIterations(const Behaviour &B) { return B.CallsAny ? 16 : 4; }
/// Arguments that may be the count of iterations.
std::vector<size_t> counts(const Behaviour &B) {
  const uint64_t MaxIterations = maxIterations(B);
  std::vector<size_t> Out;
  for (size_t A = 0; A < B.Args.size(); ++A)
    if (B.Args[A].Bits && B.Args[A].Value && B.Args[A].Value <= MaxIterations)
      Out.push_back(A);
  return Out;
}

/// \p Key of the first trial, and of as many more as it takes; \p Of: what it has to be.
std::optional<Explained>
explainKey(Subject &S, const std::string &Over,
           const std::function<std::optional<Bytes>(const Behaviour &, size_t KeyBytes)> &Of) {
  const Behaviour *B = S.trial(0);
  for (const auto &[P, Length] : B->writtenRuns(1)) {
    const Behaviour::Site Out = B->siteOf(P);
    const size_t Size = Length;
    if (Size > 64)
      continue;
    auto Agrees = [&](const Behaviour &T) -> std::optional<bool> {
      const auto Given = T.writtenAt(Out, Size);
      if (Given.empty())
        return std::nullopt;
      const std::optional<Bytes> Key = Of(T, Size);
      return Key ? std::optional(std::ranges::equal(*Key, Given)) : std::nullopt;
    };
    if (Agrees(*B).value_or(false) && confirmed(S, unsigned(8 * Size), Agrees))
      return Explained{.Form = "key = pbkdf2(password, salt, iterations) over " + Over,
                       .Parameters = {},
                       .Length = {}};
  }
  return std::nullopt;
}

/// From password and salt, or from the salt where the password is the called function's
/// business.
std::optional<Explained> fromSalt(Subject &S, const Behaviour &B) {
  constexpr size_t MaxMessage = 128, Most = 8;
  // Both have a length that is an argument.
  std::vector<Reading> Readings = readings(B);
  std::erase_if(Readings, [](const Reading &R) { return !R.Key.length() || !R.Text.length(); });
  if (B.CallsAny) {
    Readings.clear();
    for (const Message &M : messages(B))
      if (M.length())
        Readings.push_back({M, M});
  }
  if (Readings.size() > Most)
    Readings.erase(Readings.begin() + Most, Readings.end());
  for (size_t A : counts(B)) {
    // All blocks of the key, or the one with a number that is given.
    std::vector<std::optional<size_t>> Numbers = {std::nullopt};
    for (size_t N = 0; N < B.Args.size(); ++N)
      if (B.Args[N].Bits == 32 && !B.Args[N].Chosen)
        Numbers.push_back(N);
    for (const DigestFunction &H : digestsIn(B))
      for (const Reading &R : H.mayBeIn(B, BlocksOfHmac) ? Readings : std::vector<Reading>())
        for (const std::optional<size_t> Number : Numbers)
          if (auto E = explainKey(S, H.Name, [&](const Behaviour &T, size_t Size) -> std::optional<Bytes> {
                const auto Password = R.Key.in(T), Salt = R.Text.in(T);
                if (!Password || !Salt || Password->size() > MaxMessage || Salt->size() > MaxMessage)
                  return std::nullopt;
                auto F = [&](std::span<const uint8_t> M) {
                  return T.CallsAny ? H.Of(M) : hmac(H, *Password, M);
                };
                return derive(F, *Salt, T.Args[A].Value, Size,
                              Number ? uint32_t(T.Args[*Number].Value) : 1);
              }))
            return E;
  }
  return std::nullopt;
}

/// From the first U on, with a function or a compression that is called: two steps at least,
/// as one is a sum of a value and its digest.
std::optional<Explained> fromFirst(Subject &S, const Behaviour &B) {
  constexpr size_t Most = 4;
  if (!B.CallsAny || counts(B).empty())
    return std::nullopt;
  const size_t N = B.AnyBytes;
  const std::vector<Place> Values = B.places(B.runsRead(), N, N, Most);
  auto Explain = [&](const std::function<Prf(const Behaviour &)> &F, Place First) {
    return explainKey(S, "what is called", [&](const Behaviour &T, size_t Size) -> std::optional<Bytes> {
      const auto U = T.readAt(B.siteOf(First), N);
      if (Size != N || U.empty())
        return std::nullopt;
      for (uint64_t Count = 3; Count <= maxIterations(T); ++Count) {
        Bytes Last(U.begin(), U.end());
        const Bytes Sum = sumOfChain(F(T), Last, Count);
        if (T.written(Sum))
          return Sum;
      }
      return std::nullopt;
    });
  };
  for (const Place First : Values)
    if (auto E = Explain(
            [N](const Behaviour &) { return [N](auto M) { return anyDigest(M, N); }; }, First))
      return E;
  // HMAC of two states that the password makes.
  for (const Place First : Values)
    for (const Place Inner : Values)
      for (const Place Outer : Values) {
        if (Inner == Outer || Inner == First || Outer == First)
          continue;
        for (size_t Way = 0; Way < lastBlocks(Bytes(N)).size(); ++Way) {
          auto F = [&](const Behaviour &T) -> Prf {
            return [&, Way](std::span<const uint8_t> M) -> Bytes {
              const auto In = T.readAt(B.siteOf(Inner), N), Out = T.readAt(B.siteOf(Outer), N);
              if (In.empty() || Out.empty())
                return Bytes(N);
              auto Digest = [&](std::span<const uint8_t> State, const Bytes &Of) {
                return anyCompression(State, lastBlocks(Of)[Way]);
              };
              return Digest(Out, Digest(In, Bytes(M.begin(), M.end())));
            };
          };
          if (auto E = Explain(F, First))
            return E;
        }
      }
  return std::nullopt;
}

std::optional<Explained> explainPbkdf2(Subject &S) {
  const Behaviour *B = S.trial(0);
  constexpr size_t MaxWritten = 192;
  if (!B || !mayDigest(*B) || B->bytesWritten() > MaxWritten)
    return std::nullopt;
  if (auto E = fromSalt(S, *B))
    return E;
  return fromFirst(S, *B);
}

} // namespace

Bytes pbkdf2(const DigestFunction &H, std::span<const uint8_t> Password, std::span<const uint8_t> Salt,
             unsigned Iterations, size_t KeyBytes) {
  return derive([&](std::span<const uint8_t> M) { return hmac(H, Password, M); }, Salt, Iterations,
                KeyBytes);
}

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
