//===- kernels/idioms/cryptography/natural.h - Numbers of any length ---------===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// As short as a reference may be; numbers here are of a few hundred bits.
//
//===----------------------------------------------------------------------===//
#ifndef AUSPEX_KERNELS_IDIOMS_CRYPTOGRAPHY_NATURAL_H
#define AUSPEX_KERNELS_IDIOMS_CRYPTOGRAPHY_NATURAL_H

#include "kernels/behaviour.h"

#include <compare>

namespace auspex::kernels {

class Natural {
public:
  Natural() = default;
  Natural(uint64_t X);
  static Natural of(std::span<const uint8_t> Data, Order8 O = Order8::Little);
  /// The lowest \p Count bytes.
  Bytes bytes(size_t Count, Order8 O = Order8::Little) const;

  bool isZero() const { return Limbs.empty(); }
  bool bit(size_t I) const { return I / 32 < Limbs.size() && (Limbs[I / 32] >> I % 32 & 1); }
  size_t bits() const;
  uint64_t low(unsigned Bits) const; ///< up to 64
  Natural shifted(int64_t Left) const;
  std::strong_ordering operator<=>(const Natural &Y) const;
  bool operator==(const Natural &) const = default;

  friend Natural operator+(const Natural &X, const Natural &Y);
  friend Natural operator-(const Natural &X, const Natural &Y); ///< X >= Y
  friend Natural operator*(const Natural &X, const Natural &Y);
  friend Natural operator%(const Natural &X, const Natural &M); ///< M > 0

private:
  std::vector<uint32_t> Limbs; ///< the lowest first; the highest is not 0
  void trim();
};

Natural power(Natural Base, const Natural &Exponent, const Natural &Modulus);
/// 1/X modulo 2^Bits (at most 64), X odd.
uint64_t inverseOfOdd(uint64_t X, unsigned Bits);

} // namespace auspex::kernels

#endif
