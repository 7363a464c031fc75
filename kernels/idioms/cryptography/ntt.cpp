//===- kernels/idioms/cryptography/ntt.cpp - Number-theoretic transforms -----===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// FIPS 203, 4.3 (q = 3329, seven layers, pairs are left) and FIPS 204, 7.5 (q = 8380417,
// eight layers). The order of the results and Montgomery's factors are the program's own:
// what must be there is each residue once, times one constant.
//
//===----------------------------------------------------------------------===//
#include "kernels/idioms/cryptography/ntt.h"

#include "kernels/behaviour.h"
#include "kernels/idioms/cryptography/cryptography.h"

#include <algorithm>
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

std::optional<Explained> explain(Subject &S) { return onTwoTrials(S, explainOn); }

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
    .Title = "number-theoretic transform of Kyber or Dilithium",
    .Flops = "0",
    .Bytes = "2*n",
    .Confused = "FFT; transforms over other fields; products of polynomials",
    .Explain = explain,
};

} // namespace auspex::kernels
