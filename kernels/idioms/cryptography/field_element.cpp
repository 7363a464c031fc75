//===- kernels/idioms/cryptography/field_element.cpp - Elements in memory ----===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "kernels/idioms/cryptography/field_element.h"

namespace auspex::kernels {

uint64_t Radix::mask() const {
  if (!leavesRoom())
    return ~uint64_t(0);
  uint64_t Mask = 0;
  for (unsigned At = 0, Limb = 0; At < 8; At += Width, ++Limb) {
    // Eight bytes hold every limb of wide words, two limbs by turns of narrow ones.
    const int64_t Bits = Width == 8 ? this->Bits / Per : position(Limb + 1) - position(Limb);
    Mask |= ((uint64_t(1) << Bits) - 1) << 8 * At;
  }
  return Mask;
}

Natural Radix::load(std::span<const uint8_t> Memory, const Natural &P) const {
  if (Width == 1)
    return Natural::of(Memory.first(Limbs)) % P;
  Natural Sum;
  for (size_t I = 0; I < Limbs; ++I) {
    const uint64_t W = word(Memory, I * Width, Width, Order8::Little);
    const bool Negative = leavesRoom() && W >> (8 * Width - 1) & 1;
    const uint64_t Size = Negative ? (Width == 8 ? 0 - W : (uint64_t(1) << 32) - W) : W;
    const Natural Term = Natural(Size).shifted(position(I)) % P;
    Sum = Sum + (Negative && !Term.isZero() ? P - Term : Term);
  }
  return Sum % P;
}

Bytes Radix::store(const Natural &X) const {
  if (Width == 1)
    return X.bytes(Limbs);
  std::vector<uint64_t> Out;
  for (size_t I = 0; I < Limbs; ++I) {
    const unsigned Bits = I + 1 < Limbs ? unsigned(position(I + 1) - position(I)) : 64;
    Out.push_back(X.shifted(-position(I)).low(Bits));
  }
  return bytesOf(Out, Width, Order8::Little);
}

const Natural &prime25519() {
  static const Natural P = Natural(1).shifted(255) - Natural(19);
  return P;
}
const Natural &prime256() {
  static const Natural P = Natural(1).shifted(256) - Natural(1).shifted(224) +
                           Natural(1).shifted(192) + Natural(1).shifted(96) - Natural(1);
  return P;
}

} // namespace auspex::kernels
