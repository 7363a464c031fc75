//===- passes/execute/Numbers.h - What real numbers are while code is replayed ===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Rounding is not what a kernel means. Replayed code computes either in the field of
// integers modulo the prime 2^61 - 1, where reassociated, blocked and packed sums are
// equal exactly and unequal polynomials agree with probability degree/2^61 (Schwartz
// and Zippel); or, where it compares numbers, in doubles, which have an order.
//
// In the field, functions such as exp are unknown functions: equal arguments have
// equal results and nothing else is known of them.
//
//===----------------------------------------------------------------------===//
#ifndef AUSPEX_PASSES_EXECUTE_NUMBERS_H
#define AUSPEX_PASSES_EXECUTE_NUMBERS_H

#include <bit>
#include <cstdint>
#include <optional>

namespace auspex::passes::execute {

enum class Arithmetic : uint8_t { Field, Double };

/// Functions of one or two numbers.
enum class Real : uint8_t {
  Sqrt, Exp, Exp2, Log, Log2, Log10, Sin, Cos, Tan, Atan, Sinh, Cosh, Tanh, Erf, Expm1, Log1p,
  Floor, Ceil, Trunc, Round, Abs, Pow, Atan2, Fmod, Min, Max, CopySign,
};

/// A number of either arithmetic is 64 bits: an element of the field, or a double's bits.
class Numbers {
public:
  static constexpr uint64_t Prime = (uint64_t(1) << 61) - 1;

  explicit Numbers(Arithmetic Kind) : Kind(Kind) {}
  Arithmetic kind() const { return Kind; }
  bool isField() const { return Kind == Arithmetic::Field; }

  uint64_t of(double Value) const;         ///< a constant of the program
  uint64_t ofSigned(int64_t Value) const;  ///< sitofp
  uint64_t ofUnsigned(uint64_t Value) const;
  /// A number that nobody chose, different for each \p Seed: any element of the field,
  /// or a small number that sums and products keep exact.
  uint64_t arbitrary(uint64_t Seed) const;

  uint64_t add(uint64_t A, uint64_t B) const;
  uint64_t subtract(uint64_t A, uint64_t B) const;
  uint64_t multiply(uint64_t A, uint64_t B) const;
  /// Nothing: a division by zero in the field.
  std::optional<uint64_t> divide(uint64_t A, uint64_t B) const;
  uint64_t negate(uint64_t A) const { return subtract(of(0), A); }
  /// Nothing: has no meaning in this arithmetic (rounding and order, in the field).
  std::optional<uint64_t> apply(Real Function, uint64_t A, uint64_t B = 0) const;
  /// Nothing: the field has no order.
  std::optional<bool> less(uint64_t A, uint64_t B) const;
  /// Doubles: up to rounding.
  bool equal(uint64_t A, uint64_t B) const;
  /// Nothing: in the field, what is no small integer.
  std::optional<int64_t> toInteger(uint64_t A) const;

  double asDouble(uint64_t A) const { return std::bit_cast<double>(A); }
  uint64_t power(uint64_t A, uint64_t Exponent) const; ///< in the field

private:
  Arithmetic Kind;
};

/// The low \p Bits bits of \p V.
constexpr uint64_t truncated(uint64_t V, unsigned Bits) {
  return Bits >= 64 ? V : V & ((uint64_t(1) << Bits) - 1);
}

/// A hash that spreads every bit (a bijection, so that different seeds stay different).
constexpr uint64_t spread(uint64_t X) {
  X += 0x9e3779b97f4a7c15;
  X = (X ^ (X >> 30)) * 0xbf58476d1ce4e5b9;
  X = (X ^ (X >> 27)) * 0x94d049bb133111eb;
  return X ^ (X >> 31);
}

} // namespace auspex::passes::execute

#endif
