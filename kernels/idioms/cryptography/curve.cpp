//===- kernels/idioms/cryptography/curve.cpp - Groups of points -------------===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Chords and tangents in homogeneous coordinates (Cohen, Miyaji, Ono, 1998); the complete
// sum on twisted Edwards curves (Bernstein et al., 2008).
//
//===----------------------------------------------------------------------===//
#include "kernels/idioms/cryptography/curve.h"

#include "kernels/idioms/cryptography/field_element.h"

namespace auspex::kernels {

Point Curve::sum(const Point &A, const Point &B) const {
  auto Times = [&](const Natural &X, const Natural &Y) { return F.times(X, Y); };
  if (IsEdwards) {
    const Natural Z = Times(A.Z, B.Z), ZZ = Times(Z, Z), C = Times(A.X, B.X), E = Times(A.Y, B.Y),
                  DCE = Times(D, Times(C, E)), Less = F.minus(ZZ, DCE), More = F.plus(ZZ, DCE);
    const Natural Cross = F.minus(Times(A.X + A.Y, B.X + B.Y), F.plus(C, E));
    return {Times(Z, Times(Less, Cross)), Times(Z, Times(More, F.plus(E, C))), Times(Less, More)};
  }
  const Natural U = F.minus(Times(B.Y, A.Z), Times(A.Y, B.Z)),
                V = F.minus(Times(B.X, A.Z), Times(A.X, B.Z)), Z = Times(A.Z, B.Z),
                VV = Times(V, V), VVV = Times(VV, V), R = Times(VV, Times(A.X, B.Z));
  const Natural T = F.minus(F.minus(Times(Times(U, U), Z), VVV), F.plus(R, R));
  return {Times(V, T), F.minus(Times(U, F.minus(R, T)), Times(VVV, Times(A.Y, B.Z))),
          Times(VVV, Z)};
}

Point Curve::twice(const Point &A) const {
  if (IsEdwards)
    return sum(A, A);
  auto Times = [&](const Natural &X, const Natural &Y) { return F.times(X, Y); };
  const Natural W = Times(3, F.minus(Times(A.X, A.X), Times(A.Z, A.Z))), S = Times(A.Y, A.Z),
                YS = Times(A.Y, S), B = Times(A.X, YS);
  const Natural H = F.minus(Times(W, W), Times(8, B));
  return {Times(2, Times(H, S)),
          F.minus(Times(W, F.minus(Times(4, B), H)), Times(8, Times(YS, YS))),
          Times(8, Times(S, Times(S, S)))};
}

Point Curve::negated(const Point &A) const {
  return IsEdwards ? Point{F.minus(0, A.X), A.Y, A.Z} : Point{A.X, F.minus(0, A.Y), A.Z};
}

Point Curve::times(const Natural &K, const Point &A) const {
  Point Out = A;
  for (size_t I = K.bits() - 1; I-- > 0;) {
    Out = twice(Out);
    if (K.bit(I))
      Out = sum(Out, A);
  }
  return Out;
}

bool Curve::isOn(const Point &A) const {
  auto Times = [&](const Natural &X, const Natural &Y) { return F.times(X, Y); };
  const Natural XX = Times(A.X, A.X), YY = Times(A.Y, A.Y), ZZ = Times(A.Z, A.Z);
  if (IsEdwards)
    return Times(F.minus(YY, XX), ZZ) == F.plus(Times(ZZ, ZZ), Times(D, Times(XX, YY)));
  return Times(YY, A.Z) ==
         F.plus(F.minus(Times(XX, A.X), Times(3, Times(A.X, ZZ))), Times(D, Times(ZZ, A.Z)));
}

bool Curve::equal(const Point &A, const Point &B) const {
  return !A.Z.isZero() && !B.Z.isZero() && F.times(A.X, B.Z) == F.times(B.X, A.Z) &&
         F.times(A.Y, B.Z) == F.times(B.Y, A.Z);
}

static Natural hex(std::string_view Digits) {
  Bytes Out;
  for (size_t I = 0; I < Digits.size(); I += 2) {
    auto Digit = [&](char C) { return C <= '9' ? C - '0' : C - 'a' + 10; };
    Out.push_back(uint8_t(Digit(Digits[I]) << 4 | Digit(Digits[I + 1])));
  }
  return Natural::of(Out, Order8::Big);
}

const Curve &edwards25519() {
  static const Curve C = [] {
    const PrimeField F{prime25519()};
    return Curve{F, true, F.minus(0, F.times(121665, F.inverse(121666))),
                 {hex("216936d3cd6e53fec0a4e231fdd6dc5c692cc7609525a7b2c9562d608f25d51a"),
                  F.times(4, F.inverse(5))}};
  }();
  return C;
}

const Curve &nistP256() {
  static const Curve C = {
      {prime256()},
      false,
      hex("5ac635d8aa3a93e7b3ebbd55769886bc651d06b0cc53b0f63bce3c3e27d2604b"),
      {hex("6b17d1f2e12c4247f8bce6e563a440f277037d812deb33a0f4a13945d898c296"),
       hex("4fe342e2fe1a7f9b8ee7eb4a7c0f9e162bce33576b315ececbb6406837bf51f5")}};
  return C;
}

} // namespace auspex::kernels
