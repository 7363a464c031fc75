//===- kernels/idioms/cryptography/ntt.cpp - Number-theoretic transforms -----===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// FIPS 203, 4.3 (q = 3329, seven layers, pairs are left) and FIPS 204, 7.5 (q = 8380417,
// eight layers). The order of the results and Montgomery's factors are the program's own:
// what must be there is each residue once, times one constant. Where length, modulus and roots
// are parameters, a field is chosen for the run.
//
//===----------------------------------------------------------------------===//
#include "kernels/idioms/cryptography/ntt.h"

#include "kernels/behaviour.h"
#include "kernels/idioms/cryptography/cryptography.h"

#include <algorithm>
#include <bit>
#include <set>

namespace auspex::kernels {
namespace {

uint64_t power(uint64_t X, uint64_t E, uint64_t Q) {
  uint64_t Out = 1;
  for (; E; E >>= 1, X = X * X % Q)
    if (E & 1)
      Out = Out * X % Q;
  return Out;
}

/// Signed words, modulo the prime.
std::vector<uint64_t> coefficients(std::span<const uint8_t> Memory, const TransformRing &R) {
  std::vector<uint64_t> Out = words(Memory, 256, R.Width, Order8::Little);
  for (uint64_t &X : Out) {
    const auto V = R.Width == 2 ? int64_t(int16_t(X)) : int64_t(int32_t(X));
    X = uint64_t((V % int64_t(R.Prime) + int64_t(R.Prime)) % int64_t(R.Prime));
  }
  return Out;
}

/// Groups of \p Parts values, sorted, each value times \p Factor.
std::vector<std::vector<uint64_t>> groups(std::span<const uint64_t> X, const TransformRing &R,
                                          uint64_t Factor) {
  std::vector<std::vector<uint64_t>> Out;
  for (size_t I = 0; I < X.size(); I += R.Parts) {
    Out.emplace_back();
    for (unsigned K = 0; K < R.Parts; ++K)
      Out.back().push_back(X[I + K] * Factor % R.Prime);
  }
  std::ranges::sort(Out);
  return Out;
}

/// \p To is the transform of \p From, times a constant that belongs to the arithmetic.
bool isTransform(const TransformRing &R, std::span<const uint64_t> From,
                 std::span<const uint64_t> To) {
  const std::vector<uint64_t> Residues = transformed(R, From);
  const auto Found = groups(To, R, 1);
  const uint64_t Montgomery = power(2, 8 * R.Width, R.Prime),
                 Halves = power(2, R.Parts == 2 ? 7 : 8, R.Prime);
  const uint64_t Inverse = power(Montgomery, R.Prime - 2, R.Prime),
                 Back = power(Halves, R.Prime - 2, R.Prime);
  for (uint64_t M : {uint64_t(1), Montgomery, Inverse, Montgomery * Montgomery % R.Prime})
    for (uint64_t H : {uint64_t(1), Halves, Back})
      if (groups(Residues, R, M * H % R.Prime) == Found)
        return true;
  return false;
}

std::optional<Explained> explainOn(const Behaviour &B) {
  for (const TransformRing *R : {&KyberRing, &DilithiumRing}) {
    const size_t Size = 256 * R->Width;
    if (B.bytesWritten() != Size || B.bytesRead() < Size || B.bytesRead() > 2 * Size + 64)
      continue;
    for (const Behaviour::Run &W : B.runsWritten())
      for (const Behaviour::Run &In : B.runsRead()) {
        if (W.Size != Size || In.Size < Size)
          continue;
        const auto Before = coefficients(B.before(In.At, Size), *R),
                   After = coefficients(B.after(W.At, Size), *R);
        for (bool Inverse : {false, true})
          if (isTransform(*R, Inverse ? After : Before, Inverse ? Before : After))
            return Explained{
                .Form = std::string(Inverse ? "r = inverse NTT(r), " : "r = NTT(r), ") + R->Name,
                .Parameters = {{"n", 256}, {"modulus", int64_t(R->Prime)}, {"inverse", Inverse}},
                .Length = {}};
      }
  }
  return std::nullopt;
}

/// A transform whose length, modulus and roots are given: of them a prime field is made, and
/// the results, in whatever order, are the residues at the powers of the root.
constexpr uint64_t Prime = 998244353, Generator = 3; // 119 * 2^23 + 1

std::vector<uint64_t> powersOf(uint64_t Root, size_t Count) {
  std::vector<uint64_t> Out(Count, 1);
  for (size_t I = 1; I < Count; ++I)
    Out[I] = Out[I - 1] * Root % Prime;
  return Out;
}

std::vector<uint64_t> inBitReversedOrder(std::vector<uint64_t> X) {
  for (size_t I = 0, J = 0; I < X.size(); ++I) {
    if (I < J)
      std::swap(X[I], X[J]);
    size_t Bit = X.size() / 2;
    for (; Bit && J & Bit; Bit /= 2)
      J ^= Bit;
    J |= Bit;
  }
  return X;
}

/// X[i] = sum of x[j] root^(i j), sorted.
std::vector<uint64_t> residues(const std::vector<uint64_t> &X,
                               const std::vector<uint64_t> &Powers) {
  std::vector<uint64_t> Out;
  for (size_t I = 0; I < X.size(); ++I) {
    uint64_t Sum = 0;
    for (size_t J = 0; J < X.size(); ++J)
      Sum = (Sum + X[J] * Powers[I * J % Powers.size()]) % Prime;
    Out.push_back(Sum);
  }
  std::ranges::sort(Out);
  return Out;
}

/// \p N values of \p Width bytes at \p Values; \p Roots has powers of the root.
bool transforms(Subject &S, Behaviour::Site Values, Behaviour::Site Roots, size_t CountOfRoots,
                size_t Modulus, size_t N, unsigned Width) {
  const std::vector<uint64_t> Powers = powersOf(power(Generator, (Prime - 1) / N, Prime), N);
  std::vector<uint64_t> X;
  for (uint64_t I = 1; I <= N; ++I)
    X.push_back(power(Generator, I * (I + 3) * 1234567, Prime));
  std::vector<uint64_t> Given(CountOfRoots);
  for (size_t I = 0; I < CountOfRoots; ++I)
    Given[I] = Powers[I % N];
  const Behaviour *T = S.given({.Memory = {{Values, bytesOf(X, Width, Order8::Little)},
                                           {Roots, bytesOf(Given, Width, Order8::Little)}},
                                .Args = {{Modulus, Prime}}},
                               0);
  const auto After = T ? T->writtenAt(Values, N * Width) : std::span<const uint8_t>();
  if (After.empty())
    return false;
  std::vector<uint64_t> Found = words(After, N, Width, Order8::Little);
  std::ranges::sort(Found);
  return Found == residues(X, Powers) || Found == residues(inBitReversedOrder(X), Powers);
}

std::optional<Explained> withParameters(Subject &S) {
  const Behaviour *B = S.trial(0);
  constexpr size_t Fewest = 8, Most = 256;
  if (!B || B->CallsAny)
    return std::nullopt;
  for (size_t A = 0; A < B->Args.size(); ++A) {
    const uint64_t N = B->Args[A].Value;
    if (!B->Args[A].Chosen || N < Fewest || N > Most || !std::has_single_bit(N) ||
        !B->executed({.Product = N / 2 * uint64_t(std::countr_zero(N)) * 32}))
      continue;
    for (unsigned Width : {4u, 8u})
      for (const Behaviour::Run &W : B->runsRewritten())
        for (const Behaviour::Run &R : B->runsRead()) {
          const size_t Count = R.Size / Width;
          if (W.Size != N * Width || B->bytesWritten() != W.Size || R.At == W.At ||
              R.Size % Width || Count < N / 2 || Count > N)
            continue;
          for (size_t M = 0; M < B->Args.size(); ++M)
            if (B->Args[M].Bits >= 32 && !B->Args[M].Chosen &&
                transforms(S, B->siteOf(W.At), B->siteOf(R.At), Count, M, N, Width))
              return Explained{.Form = "X[i] = sum of x[j] * root^(i*j) mod q, all of them given",
                               .Parameters = {},
                               .Length = A};
        }
  }
  return std::nullopt;
}

std::optional<Explained> explain(Subject &S) {
  if (auto E = onTwoTrials(S, explainOn))
    return E;
  // Sums that are not reduced leave room for small numbers only.
  const Behaviour *B = S.trial(0);
  for (const auto &[R, Mask] : {std::pair(&KyberRing, uint64_t(0x07ff07ff07ff07ff)),
                                {&DilithiumRing, uint64_t(0x003fffff003fffff)}})
    if (B && B->bytesWritten() == 256 * R->Width) {
      MaskedSubject Small(S, Mask);
      if (auto E = onTwoTrials(Small, explainOn))
        return E;
    }
  return withParameters(S);
}

} // namespace

const TransformRing KyberRing = {"Kyber's ring", 3329, 17, 2, 2};
const TransformRing DilithiumRing = {"Dilithium's ring", 8380417, 1753, 1, 4};

std::vector<uint64_t> transformed(const TransformRing &R, std::span<const uint64_t> X) {
  std::vector<uint64_t> Out;
  for (uint64_t Exponent = 1; Exponent < 2 * 256 / R.Parts; Exponent += 2) {
    const uint64_t Root = power(R.Root, Exponent, R.Prime);
    for (unsigned K = 0; K < R.Parts; ++K) {
      uint64_t Sum = 0;
      for (size_t I = 256 / R.Parts; I-- > 0;)
        Sum = (Sum * Root + X[R.Parts * I + K]) % R.Prime;
      Out.push_back(Sum);
    }
  }
  return Out;
}

const Idiom Ntt = {
    .Name = "ntt",
    .Family = "cryptography",
    .Form = "X[i] = sum x[j] * root[i]^j mod q, up to order and a constant",
    .Title = "number-theoretic transform of Kyber or Dilithium, or of given roots",
    .Flops = "0",
    .Bytes = "2*n",
    .Confused = "FFT; transforms over other fields; products of polynomials",
    .Explain = explain,
};

} // namespace auspex::kernels
