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

#include <algorithm>

namespace auspex::kernels {
namespace {

/// How an element lies in memory: limbs of \p Width bytes, limb i times 2^ceil(i*Bits/Per).
struct Radix {
  size_t Limbs;
  unsigned Width, Bits, Per;
  size_t size() const { return Limbs * Width; }
};
constexpr Radix Radices[] = {
    {10, 4, 51, 2}, // 26 and 25 bits by turns
    {5, 8, 51, 1},  {16, 8, 16, 1}, {32, 1, 8, 1}, {10, 8, 51, 2}, {32, 4, 8, 1}, {16, 4, 16, 1},
};

const Natural &prime25519() {
  static const Natural P = Natural(1).shifted(255) - Natural(19);
  return P;
}
const Natural &prime256() {
  static const Natural P = Natural(1).shifted(256) - Natural(1).shifted(224) +
                           Natural(1).shifted(192) + Natural(1).shifted(96) - Natural(1);
  return P;
}

/// The value of an element modulo the prime.
Natural valueIn(std::span<const uint8_t> Memory, const Radix &R, const Natural &P) {
  if (R.Width == 1)
    return Natural::of(Memory) % P;
  Natural Sum;
  for (size_t I = 0; I < R.Limbs; ++I) {
    const uint64_t W = word(Memory, I * R.Width, R.Width, Order8::Little);
    const bool Negative = W >> (8 * R.Width - 1) & 1;
    const uint64_t Size = Negative ? (R.Width == 8 ? 0 - W : (uint64_t(1) << 32) - W) : W;
    const Natural Term = Natural(Size).shifted(int64_t((I * R.Bits + R.Per - 1) / R.Per)) % P;
    Sum = Sum + (Negative && !Term.isZero() ? P - Term : Term);
  }
  return Sum % P;
}

/// A product of two elements, or a square; \p Factor times it.
std::optional<Explained> product(const Behaviour &B, const Radix &R, const Natural &P,
                                 const std::vector<Natural> &Factors) {
  const size_t Size = R.size(), Written = B.bytesWritten(), Read = B.bytesRead();
  if (Written < Size || Written > Size + 16 || Read < Size || Read > 2 * Size + 16)
    return std::nullopt;
  for (const Behaviour::Place Out : B.places(B.runsWritten(), Size, 8, 2)) {
    const Natural After = valueIn(B.after(Out, Size), R, P);
    std::vector<Natural> In;
    for (const Behaviour::Place At : B.places(B.runsRead(), Size, Size, 3))
      In.push_back(valueIn(B.before(At, Size), R, P));
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

std::optional<Explained> explainField(Subject &S) {
  return onTwoTrials(S, [](const Behaviour &B) -> std::optional<Explained> {
    for (const Radix &R : Radices)
      if (auto E = product(B, R, prime25519(), {Natural(1)}))
        return E;
    return std::nullopt;
  });
}

std::optional<Explained> explainP256(Subject &S) {
  return onTwoTrials(S, [](const Behaviour &B) {
    // Montgomery's product divides by 2^256: the inverse of that modulo p.
    static const std::vector<Natural> Factors = {
        Natural(1), power(Natural(1).shifted(256), prime256() - Natural(2), prime256())};
    return product(B, {32, 1, 8, 1}, prime256(), Factors);
  });
}

std::optional<Explained> explainX25519(Subject &S) {
  return onTwoTrials(S, [](const Behaviour &B) -> std::optional<Explained> {
    if (B.bytesWritten() < 32 || B.bytesWritten() > 40 || B.bytesRead() < 32 || B.bytesRead() > 80)
      return std::nullopt;
    Bytes Nine(32);
    Nine[0] = 9;
    std::vector<Behaviour::Place> Places;
    for (const Behaviour::Run &R : B.runsRead())
      if (R.Size == 32 || R.Size == 64)
        for (size_t At = 0; At < R.Size && Places.size() < 3; At += 32)
          Places.push_back({R.At.Extent, R.At.At + At});
    for (const Behaviour::Place Scalar : Places) {
      const auto K = B.before(Scalar, 32);
      for (const Behaviour::Place Point : Places)
        if (Point != Scalar && B.written(x25519(K, B.before(Point, 32))))
          return Explained{
              .Form = "out = scalar * point", .Parameters = {{"bits", 255}}, .Length = {}};
      if (B.bytesRead() <= 40 && B.written(x25519(K, Nine)))
        return Explained{
            .Form = "out = scalar * base point", .Parameters = {{"bits", 255}}, .Length = {}};
    }
    return std::nullopt;
  });
}

} // namespace

Bytes x25519(std::span<const uint8_t> Scalar, std::span<const uint8_t> Point) {
  const Natural &P = prime25519();
  Bytes K(Scalar.begin(), Scalar.end()), U(Point.begin(), Point.end());
  K[0] &= 248;
  K[31] = uint8_t((K[31] & 127) | 64);
  U[31] &= 127;
  const Natural X1 = Natural::of(U) % P, N = Natural::of(K);
  auto Minus = [&](const Natural &X, const Natural &Y) { return (X + P - Y) % P; };
  auto Times = [&](const Natural &X, const Natural &Y) { return X * Y % P; };
  Natural X2 = 1, Z2, X3 = X1, Z3 = 1;
  bool Swapped = false;
  for (size_t I = 255; I-- > 0;) {
    if (N.bit(I) != Swapped) {
      std::swap(X2, X3);
      std::swap(Z2, Z3);
    }
    Swapped = N.bit(I);
    const Natural A = (X2 + Z2) % P, AA = Times(A, A), Bm = Minus(X2, Z2), BB = Times(Bm, Bm),
                  E = Minus(AA, BB);
    const Natural DA = Times(Minus(X3, Z3), A), CB = Times((X3 + Z3) % P, Bm);
    const Natural Sum = (DA + CB) % P, Difference = Minus(DA, CB);
    X3 = Times(Sum, Sum);
    Z3 = Times(X1, Times(Difference, Difference));
    X2 = Times(AA, BB);
    Z2 = Times(E, (AA + Natural(121665) * E) % P);
  }
  if (Swapped) {
    std::swap(X2, X3);
    std::swap(Z2, Z3);
  }
  return Times(X2, power(Z2, P - Natural(2), P)).bytes(32);
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
const Idiom EccP256 = {
    .Name = "ecc-p256",
    .Family = "cryptography",
    .Form = "r = a * b mod p, or a * b / 2^256 mod p",
    .Title = "product or square in the field of NIST P-256",
    .Flops = "0",
    .Bytes = "3*n",
    .Confused = "products modulo other primes",
    .Explain = explainP256,
};

} // namespace auspex::kernels
