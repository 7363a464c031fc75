//===- kernels/idioms/cryptography/curve.h - Groups of points ---------------===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#ifndef AUSPEX_KERNELS_IDIOMS_CRYPTOGRAPHY_CURVE_H
#define AUSPEX_KERNELS_IDIOMS_CRYPTOGRAPHY_CURVE_H

#include "kernels/idioms/cryptography/natural.h"

namespace auspex::kernels {

/// A point in projective coordinates: (X/Z, Y/Z).
struct Point {
  Natural X, Y, Z = 1;
};

/// Arithmetic modulo a prime.
struct PrimeField {
  const Natural &P;
  Natural plus(const Natural &X, const Natural &Y) const { return (X + Y) % P; }
  Natural minus(const Natural &X, const Natural &Y) const { return (X + P - Y) % P; }
  Natural times(const Natural &X, const Natural &Y) const { return X * Y % P; }
  Natural inverse(const Natural &X) const { return power(X, P - Natural(2), P); }
};

/// -x^2 + y^2 = 1 + d x^2 y^2 (RFC 8032), or y^2 = x^3 - 3x + b (FIPS 186-4).
struct Curve {
  PrimeField F;
  bool IsEdwards;
  Natural D; ///< d, or b
  Point Base;

  Point sum(const Point &A, const Point &B) const; ///< of different points, none neutral
  Point twice(const Point &A) const;
  Point negated(const Point &A) const;
  Point times(const Natural &K, const Point &A) const; ///< K > 0
  bool isOn(const Point &A) const;
  bool equal(const Point &A, const Point &B) const;
};

const Curve &edwards25519(), &nistP256();

} // namespace auspex::kernels

#endif
