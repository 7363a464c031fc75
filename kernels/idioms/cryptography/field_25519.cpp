//===- kernels/idioms/cryptography/field_25519.cpp - Curve25519, P-256 ------===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// RFC 7748; FIPS 186-4, D.1.2.3. Elements are limbs of several radices, not always
// reduced: what is compared is their value modulo the prime. Limbs that are signed or too
// wide for their radix count with their value.
//
//===----------------------------------------------------------------------===//
#include "kernels/idioms/cryptography/field_25519.h"

#include "kernels/idioms/cryptography/cryptography.h"
#include "kernels/idioms/cryptography/curve.h"
#include "kernels/idioms/cryptography/curve_points.h"
#include "kernels/idioms/cryptography/field_element.h"

#include <algorithm>

namespace auspex::kernels {
namespace {

constexpr Radix Radices[] = {
    {10, 4, 51, 2}, // 26 and 25 bits by turns
    {5, 8, 51, 1},  {16, 8, 16, 1}, {32, 1, 8, 1}, {10, 8, 51, 2}, {32, 4, 8, 1}, {16, 4, 16, 1},
};

/// A product of two elements, or a square; \p Factor times it.
std::optional<Explained> product(const Behaviour &B, const Radix &R, const Natural &P,
                                 const std::vector<Natural> &Factors) {
  const size_t Size = R.size(), Written = B.bytesWritten(), Read = B.bytesRead();
  if (Written < Size || Written > Size + 16 || Read < Size || Read > 2 * Size + 16)
    return std::nullopt;
  for (const Behaviour::Place Out : B.places(B.runsWritten(), Size, 8, 2)) {
    const Natural After = R.load(B.after(Out, Size), P);
    std::vector<Natural> In;
    for (const Behaviour::Place At : B.places(B.runsRead(), Size, Size, 3))
      In.push_back(R.load(B.before(At, Size), P));
    for (size_t I = 0; I < In.size(); ++I)
      for (size_t J = I; J < In.size(); ++J) {
        if (I == J && Read > Size + 16) // both are read, so both are used
          continue;
        Natural Product = In[I] * In[J] % P;
        for (const Natural &F : Factors)
          if (Product * F % P == After)
            return Explained{.Form = I == J ? "r = a * a mod p" : "r = a * b mod p",
                             .Parameters = {{"limbs", int64_t(R.Width == 1 ? 1 : R.Limbs)},
                                            {"bits", 8 * int64_t(R.Width)}},
                             .Length = {}};
      }
  }
  return std::nullopt;
}

/// Elements of \p R fit what was read and written, and there are products enough.
bool mayMultiply(const Behaviour &B, const Radix &R) {
  const size_t Size = R.size(), Written = B.bytesWritten(), Read = B.bytesRead();
  return Written >= Size && Written <= Size + 16 && Read >= Size && Read <= 2 * Size + 16 &&
         B.executed({.Product = 10 * 64}); // of full words; there are more of narrower ones
}

std::optional<Explained> explainProducts(Subject &S, std::span<const Radix> Radices,
                                         const Natural &P,
                                         const std::function<std::vector<Natural>(const Radix &)> &Factors) {
  const Behaviour *B = S.trial(0);
  if (!B)
    return std::nullopt;
  for (const Radix &R : Radices) {
    if (!mayMultiply(*B, R))
      continue;
    auto Explain = [&](Subject &Of) {
      return onTwoTrials(Of, [&](const Behaviour &T) { return product(T, R, P, Factors(R)); });
    };
    if (auto E = Explain(S))
      return E;
    MaskedSubject Fitting(S, R.mask());
    if (R.leavesRoom())
      if (auto E = Explain(Fitting))
        return E;
  }
  return std::nullopt;
}

std::optional<Explained> explainField(Subject &S) {
  return explainProducts(S, Radices, prime25519(),
                         [](const Radix &) { return std::vector{Natural(1)}; });
}

std::optional<Explained> explainP256(Subject &S) {
  auto Factors = [](const Radix &R) {
    // Montgomery's product divides by a power of two: the inverse of that modulo p.
    return std::vector{Natural(1), PrimeField{prime256()}.inverse(
                                       Natural(1).shifted(R.position(R.Limbs)))};
  };
  if (auto E = explainProducts(S, radicesOfP256(), prime256(), Factors))
    return E;
  return explainPoints(S, nistP256(), radicesOfP256());
}
std::optional<Explained> explainEd25519(Subject &S) {
  return explainPoints(S, edwards25519(), Radices);
}

/// The ladder of one run: bytes, or limbs that \p R says, X and Z apart or divided.
std::optional<Explained> laddersOn(const Behaviour &B, const Radix &R) {
  const PrimeField F{prime25519()};
  std::vector<Natural> Scalars, Points;
  for (const Behaviour::Run &Run : B.runsRead()) {
    if (Run.Size == 32 && Scalars.size() < 2)
      Scalars.push_back(Natural::of(B.before(Run.At, 32)));
    if (Run.Size == R.size() && Points.size() < 2)
      Points.push_back(R.load(B.before(Run.At, Run.Size), F.P));
  }
  std::vector<Natural> Out;
  for (const Behaviour::Run &Run : B.runsWritten())
    for (size_t Size : {R.size(), size_t(32)})
      if (Run.Size % Size == 0 && Run.Size <= 2 * Size && Out.size() < 4)
        for (size_t At = 0; At < Run.Size; At += Size)
          Out.push_back(Size == 32 ? Natural::of(B.after({Run.At.Extent, Run.At.At + At}, 32)) % F.P
                                   : R.load(B.after({Run.At.Extent, Run.At.At + At}, Size), F.P));
  for (const Natural &K : Scalars)
    for (const Natural &U : Points) {
      const auto [X, Z] = montgomeryLadder(K, U);
      for (const Natural &A : Out) {
        const bool Divided = F.times(A, Z) == X;
        for (const Natural &B : Out)
          if (Divided || (!B.isZero() && F.times(A, Z) == F.times(X, B)))
            return Explained{.Form = Divided ? "out = scalar * point" : "x, z = scalar * point",
                             .Parameters = {{"bits", 255}},
                             .Length = {}};
      }
    }
  return std::nullopt;
}

std::optional<Explained> explainX25519(Subject &S) {
  const Behaviour *B = S.trial(0);
  constexpr uint64_t Steps = 255 * 10; // products of elements
  if (!B || B->bytesWritten() < 32 || B->bytesWritten() > 520 || B->bytesRead() < 32 ||
      B->bytesRead() > 400 || !B->executed({.Product = Steps * 10 * 64}))
    return std::nullopt;
  if (B->bytesWritten() <= 40 && B->bytesRead() <= 80) {
    Bytes Nine(32);
    Nine[0] = 9;
    std::vector<Behaviour::Place> Places;
    for (const Behaviour::Run &R : B->runsRead())
      if (R.Size == 32 || R.Size == 64)
        for (size_t At = 0; At < R.Size && Places.size() < 3; At += 32)
          Places.push_back({R.At.Extent, R.At.At + At});
    // One agreement of 255 bits is no coincidence, and a run takes long.
    for (const Behaviour::Place Scalar : Places) {
      const auto K = B->before(Scalar, 32);
      for (const Behaviour::Place Point : Places)
        if (Point != Scalar && B->written(x25519(K, B->before(Point, 32))))
          return Explained{
              .Form = "out = scalar * point", .Parameters = {{"bits", 255}}, .Length = {}};
      if (B->bytesRead() <= 40 && B->written(x25519(K, Nine)))
        return Explained{
            .Form = "out = scalar * base point", .Parameters = {{"bits", 255}}, .Length = {}};
    }
  }
  for (const Radix &R : Radices)
    if (B->bytesRead() == R.size() + 32)
      if (const Behaviour *T = R.leavesRoom() ? S.masked(R.mask(), 0) : B)
        if (auto E = laddersOn(*T, R))
          return E;
  return std::nullopt;
}

} // namespace

std::span<const Radix> radicesOfP256() {
  static constexpr Radix All[] = {{4, 8, 64, 1}, {9, 4, 29, 1},  {9, 4, 30, 1}, {10, 4, 26, 1},
                                  {5, 8, 52, 1}, {20, 4, 13, 1}, {9, 8, 29, 1}};
  return All;
}

std::pair<Natural, Natural> montgomeryLadder(const Natural &K, const Natural &U) {
  const PrimeField F{prime25519()};
  Natural X2 = 1, Z2, X3 = U, Z3 = 1;
  bool Swapped = false;
  auto Swap = [&](bool Bit) {
    if (Bit != Swapped) {
      std::swap(X2, X3);
      std::swap(Z2, Z3);
    }
    Swapped = Bit;
  };
  for (size_t I = 255; I-- > 0;) {
    Swap(K.bit(I));
    const Natural A = F.plus(X2, Z2), AA = F.times(A, A), B = F.minus(X2, Z2), BB = F.times(B, B),
                  E = F.minus(AA, BB);
    const Natural DA = F.times(F.minus(X3, Z3), A), CB = F.times(F.plus(X3, Z3), B);
    const Natural Sum = F.plus(DA, CB), Difference = F.minus(DA, CB);
    X3 = F.times(Sum, Sum);
    Z3 = F.times(U, F.times(Difference, Difference));
    X2 = F.times(AA, BB);
    Z2 = F.times(E, AA + F.times(121665, E));
  }
  Swap(false);
  return {X2, Z2};
}

Bytes x25519(std::span<const uint8_t> Scalar, std::span<const uint8_t> Point) {
  const PrimeField F{prime25519()};
  Bytes K(Scalar.begin(), Scalar.end()), U(Point.begin(), Point.end());
  K[0] &= 248;
  K[31] = uint8_t((K[31] & 127) | 64);
  U[31] &= 127;
  const auto [X, Z] = montgomeryLadder(Natural::of(K), Natural::of(U) % F.P);
  return F.times(X, F.inverse(Z)).bytes(32);
}

const Idiom FieldMultiply25519 = {
    .Name = "field-multiply-25519",
    .Family = "cryptography",
    .Form = "r = a * b mod 2^255-19",
    .Title = "product or square in the field of Curve25519",
    .Flops = "0",
    .Bytes = "3*n",
    .Confused = "products modulo other primes; a convolution without reduction",
    .Explain = explainField,
    .Serves = "bignum-multiply",
};
const Idiom X25519 = {
    .Name = "x25519",
    .Family = "cryptography",
    .Form = "out = scalar * point",
    .Title = "X25519",
    .Flops = "0",
    .Bytes = "96",
    .Confused = "scalar products on other curves",
    .Explain = explainX25519,
};
const Idiom Ed25519 = {
    .Name = "ed25519",
    .Family = "cryptography",
    .Form = "r = p + q, p - q, 2p, k * p",
    .Title = "Edwards25519: sums and multiples of points",
    .Flops = "0",
    .Bytes = "12*n",
    .Confused = "X25519 (one coordinate); other Edwards curves",
    .Explain = explainEd25519,
};
const Idiom EccP256 = {
    .Name = "ecc-p256",
    .Family = "cryptography",
    .Form = "r = a * b mod p; r = p + q, 2p, k * p",
    .Title = "NIST P-256: products in its field, sums and multiples of points",
    .Flops = "0",
    .Bytes = "3*n",
    .Confused = "products modulo other primes",
    .Explain = explainP256,
};

} // namespace auspex::kernels
