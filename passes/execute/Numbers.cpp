//===- passes/execute/Numbers.cpp - What real numbers are while code is replayed ===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "passes/execute/Numbers.h"

#include <algorithm>
#include <cmath>

namespace auspex::passes::execute {
namespace {

constexpr uint64_t P = Numbers::Prime;

uint64_t reduce(unsigned __int128 X) {
  uint64_t R = uint64_t(X & P) + uint64_t(X >> 61);
  R = (R & P) + (R >> 61);
  return R >= P ? R - P : R;
}
uint64_t bits(double D) { return std::bit_cast<uint64_t>(D); }

double compute(Real F, double A, double B) {
  switch (F) {
  case Real::Sqrt: return std::sqrt(A);
  case Real::Exp: return std::exp(A);
  case Real::Exp2: return std::exp2(A);
  case Real::Log: return std::log(A);
  case Real::Log2: return std::log2(A);
  case Real::Log10: return std::log10(A);
  case Real::Sin: return std::sin(A);
  case Real::Cos: return std::cos(A);
  case Real::Tan: return std::tan(A);
  case Real::Atan: return std::atan(A);
  case Real::Sinh: return std::sinh(A);
  case Real::Cosh: return std::cosh(A);
  case Real::Tanh: return std::tanh(A);
  case Real::Erf: return std::erf(A);
  case Real::Expm1: return std::expm1(A);
  case Real::Log1p: return std::log1p(A);
  case Real::Floor: return std::floor(A);
  case Real::Ceil: return std::ceil(A);
  case Real::Trunc: return std::trunc(A);
  case Real::Round: return std::nearbyint(A);
  case Real::Abs: return std::fabs(A);
  case Real::Pow: return std::pow(A, B);
  case Real::Atan2: return std::atan2(A, B);
  case Real::Fmod: return std::fmod(A, B);
  case Real::Min: return std::fmin(A, B);
  case Real::Max: return std::fmax(A, B);
  case Real::CopySign: return std::copysign(A, B);
  }
  return 0;
}

} // namespace

uint64_t Numbers::ofUnsigned(uint64_t Value) const {
  return isField() ? reduce(Value) : bits(double(Value));
}

uint64_t Numbers::ofSigned(int64_t Value) const {
  if (!isField())
    return bits(double(Value));
  const uint64_t M = reduce(Value < 0 ? 0 - uint64_t(Value) : uint64_t(Value));
  return Value < 0 && M ? P - M : M;
}

uint64_t Numbers::of(double Value) const {
  if (!isField())
    return bits(Value);
  if (!std::isfinite(Value)) // an unknown element each
    return spread(bits(Value)) % P;
  int Exponent = 0;
  const double Mantissa = std::frexp(Value, &Exponent); // a dyadic fraction: 2 has an inverse
  const uint64_t M = ofSigned(int64_t(std::ldexp(Mantissa, 53)));
  const int E = Exponent - 53;
  // 2^61 is 1.
  return multiply(M, uint64_t(1) << ((E % 61 + 61) % 61));
}

uint64_t Numbers::arbitrary(uint64_t Seed) const {
  const uint64_t H = spread(Seed);
  if (isField())
    return H % (P - 2) + 2;
  // Never 0, and few enough bits for exact sums of products.
  const int64_t V = int64_t(H % 15) + 1;
  return bits((H >> 40) & 1 ? double(-V) : double(V));
}

uint64_t Numbers::add(uint64_t A, uint64_t B) const {
  if (!isField())
    return bits(asDouble(A) + asDouble(B));
  const uint64_t S = A + B;
  return S >= P ? S - P : S;
}

uint64_t Numbers::subtract(uint64_t A, uint64_t B) const {
  if (!isField())
    return bits(asDouble(A) - asDouble(B));
  return A >= B ? A - B : A + P - B;
}

uint64_t Numbers::multiply(uint64_t A, uint64_t B) const {
  if (!isField())
    return bits(asDouble(A) * asDouble(B));
  return reduce((unsigned __int128)A * B);
}

uint64_t Numbers::power(uint64_t A, uint64_t Exponent) const {
  uint64_t R = 1;
  for (; Exponent; Exponent >>= 1) {
    if (Exponent & 1)
      R = multiply(R, A);
    A = multiply(A, A);
  }
  return R;
}

std::optional<uint64_t> Numbers::divide(uint64_t A, uint64_t B) const {
  if (!isField())
    return bits(asDouble(A) / asDouble(B));
  if (!B)
    return std::nullopt;
  return multiply(A, power(B, P - 2));
}

std::optional<uint64_t> Numbers::apply(Real Function, uint64_t A, uint64_t B) const {
  if (!isField())
    return bits(compute(Function, asDouble(A), asDouble(B)));
  switch (Function) {
  case Real::Floor: case Real::Ceil: case Real::Trunc: case Real::Round: case Real::Min:
  case Real::Max: case Real::CopySign: case Real::Fmod:
    return std::nullopt;
  default:
    return spread(spread(A * 32 + uint64_t(Function)) ^ B) % P;
  }
}

std::optional<bool> Numbers::less(uint64_t A, uint64_t B) const {
  if (isField())
    return std::nullopt;
  return asDouble(A) < asDouble(B);
}

bool Numbers::equal(uint64_t A, uint64_t B) const {
  if (isField() || A == B)
    return A == B;
  const double X = asDouble(A), Y = asDouble(B);
  if (std::isnan(X) || std::isnan(Y))
    return std::isnan(X) && std::isnan(Y);
  return std::fabs(X - Y) <= 1e-9 * std::max({1.0, std::fabs(X), std::fabs(Y)});
}

std::optional<int64_t> Numbers::toInteger(uint64_t A) const {
  if (!isField()) {
    const double D = asDouble(A);
    if (!(std::fabs(D) < 9e18))
      return std::nullopt;
    return int64_t(D);
  }
  constexpr uint64_t Small = uint64_t(1) << 32;
  if (A < Small)
    return int64_t(A);
  if (A > P - Small)
    return -int64_t(P - A);
  return std::nullopt;
}

} // namespace auspex::passes::execute
