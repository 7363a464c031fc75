//===- kernels/idioms/cryptography/natural.cpp - Numbers of any length --------=//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "kernels/idioms/cryptography/natural.h"

#include <algorithm>
#include <bit>

namespace auspex::kernels {

Natural::Natural(uint64_t X) : Limbs{uint32_t(X), uint32_t(X >> 32)} { trim(); }

void Natural::trim() {
  while (!Limbs.empty() && !Limbs.back())
    Limbs.pop_back();
}

Natural Natural::of(std::span<const uint8_t> Data, Order8 O) {
  Natural X;
  X.Limbs.resize((Data.size() + 3) / 4);
  for (size_t I = 0; I < Data.size(); ++I)
    X.Limbs[I / 4] |= uint32_t(Data[O == Order8::Little ? I : Data.size() - 1 - I]) << 8 * (I % 4);
  X.trim();
  return X;
}

Bytes Natural::bytes(size_t Count, Order8 O) const {
  Bytes Out(Count);
  for (size_t I = 0; I < Count && I / 4 < Limbs.size(); ++I)
    Out[O == Order8::Little ? I : Count - 1 - I] = uint8_t(Limbs[I / 4] >> 8 * (I % 4));
  return Out;
}

size_t Natural::bits() const {
  return Limbs.empty() ? 0 : 32 * Limbs.size() - size_t(std::countl_zero(Limbs.back()));
}

uint64_t Natural::low(unsigned Bits) const {
  const uint64_t X =
      (Limbs.empty() ? 0 : Limbs[0]) | (Limbs.size() > 1 ? uint64_t(Limbs[1]) << 32 : 0);
  return Bits >= 64 ? X : X & ((uint64_t(1) << Bits) - 1);
}

Natural Natural::shifted(int64_t Left) const {
  Natural Out;
  const size_t By = size_t(Left < 0 ? -Left : Left), Whole = By / 32, Part = By % 32;
  if (Left >= 0) {
    Out.Limbs.assign(Limbs.size() + Whole + 1, 0);
    for (size_t I = 0; I < Limbs.size(); ++I) {
      const uint64_t X = uint64_t(Limbs[I]) << Part;
      Out.Limbs[I + Whole] |= uint32_t(X);
      Out.Limbs[I + Whole + 1] |= uint32_t(X >> 32);
    }
  } else if (Whole < Limbs.size()) {
    for (size_t I = Whole; I < Limbs.size(); ++I) {
      const uint64_t X = Limbs[I] | (I + 1 < Limbs.size() ? uint64_t(Limbs[I + 1]) << 32 : 0);
      Out.Limbs.push_back(uint32_t(X >> Part));
    }
  }
  Out.trim();
  return Out;
}

std::strong_ordering Natural::operator<=>(const Natural &Y) const {
  if (Limbs.size() != Y.Limbs.size())
    return Limbs.size() <=> Y.Limbs.size();
  for (size_t I = Limbs.size(); I-- > 0;)
    if (Limbs[I] != Y.Limbs[I])
      return Limbs[I] <=> Y.Limbs[I];
  return std::strong_ordering::equal;
}

Natural operator+(const Natural &X, const Natural &Y) {
  Natural Out;
  uint64_t Carry = 0;
  for (size_t I = 0; I < std::max(X.Limbs.size(), Y.Limbs.size()) || Carry; ++I) {
    Carry += (I < X.Limbs.size() ? X.Limbs[I] : 0) + uint64_t(I < Y.Limbs.size() ? Y.Limbs[I] : 0);
    Out.Limbs.push_back(uint32_t(Carry));
    Carry >>= 32;
  }
  Out.trim();
  return Out;
}

Natural operator-(const Natural &X, const Natural &Y) {
  Natural Out;
  int64_t Carry = 0;
  for (size_t I = 0; I < X.Limbs.size(); ++I) {
    Carry += int64_t(X.Limbs[I]) - (I < Y.Limbs.size() ? Y.Limbs[I] : 0);
    Out.Limbs.push_back(uint32_t(Carry));
    Carry >>= 32;
  }
  Out.trim();
  return Out;
}

Natural operator*(const Natural &X, const Natural &Y) {
  Natural Out;
  Out.Limbs.resize(X.Limbs.size() + Y.Limbs.size());
  for (size_t I = 0; I < X.Limbs.size(); ++I) {
    uint64_t Carry = 0;
    for (size_t J = 0; J < Y.Limbs.size(); ++J) {
      Carry += Out.Limbs[I + J] + uint64_t(X.Limbs[I]) * Y.Limbs[J];
      Out.Limbs[I + J] = uint32_t(Carry);
      Carry >>= 32;
    }
    Out.Limbs[I + Y.Limbs.size()] = uint32_t(Carry);
  }
  Out.trim();
  return Out;
}

Natural operator%(const Natural &X, const Natural &M) {
  // Long division, a quotient's limb at a time (Knuth, TAOCP 2, 4.3.1 D).
  if (X < M)
    return X;
  if (M.Limbs.size() == 1) {
    uint64_t Rest = 0;
    for (size_t I = X.Limbs.size(); I-- > 0;)
      Rest = (Rest << 32 | X.Limbs[I]) % M.Limbs[0];
    return Rest;
  }
  const int Shift = std::countl_zero(M.Limbs.back());
  std::vector<uint32_t> U = X.shifted(Shift).Limbs;
  const std::vector<uint32_t> V = M.shifted(Shift).Limbs;
  const size_t N = V.size();
  U.resize(X.Limbs.size() + 1);
  for (size_t J = U.size() - N; J-- > 0;) {
    const uint64_t Top = uint64_t(U[J + N]) << 32 | U[J + N - 1];
    uint64_t Q = Top / V[N - 1], Rest = Top % V[N - 1];
    while (Q >> 32 || Q * V[N - 2] > (Rest << 32 | U[J + N - 2])) {
      --Q;
      Rest += V[N - 1];
      if (Rest >> 32)
        break;
    }
    int64_t Carry = 0;
    for (size_t I = 0; I < N; ++I) {
      const uint64_t P = Q * V[I];
      Carry += int64_t(U[I + J]) - int64_t(uint32_t(P));
      U[I + J] = uint32_t(Carry);
      Carry = (Carry >> 32) - int64_t(P >> 32);
    }
    Carry += U[J + N];
    U[J + N] = uint32_t(Carry);
    if (Carry < 0) {
      uint64_t Back = 0;
      for (size_t I = 0; I < N; ++I) {
        Back += uint64_t(U[I + J]) + V[I];
        U[I + J] = uint32_t(Back);
        Back >>= 32;
      }
      U[J + N] += uint32_t(Back);
    }
  }
  Natural Out;
  Out.Limbs.assign(U.begin(), U.begin() + ptrdiff_t(N));
  Out.trim();
  return Out.shifted(-Shift);
}

Natural power(Natural Base, const Natural &Exponent, const Natural &Modulus) {
  Natural Out = Natural(1) % Modulus;
  Base = Base % Modulus;
  for (size_t I = Exponent.bits(); I-- > 0;) {
    Out = Out * Out % Modulus;
    if (Exponent.bit(I))
      Out = Out * Base % Modulus;
  }
  return Out;
}

uint64_t inverseOfOdd(uint64_t X, unsigned Bits) {
  uint64_t Y = X; // right in three bits; each step doubles them
  for (int I = 0; I < 5; ++I)
    Y *= 2 - X * Y;
  return Bits >= 64 ? Y : Y & ((uint64_t(1) << Bits) - 1);
}

} // namespace auspex::kernels
