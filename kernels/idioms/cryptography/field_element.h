//===- kernels/idioms/cryptography/field_element.h - Elements in memory ------===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#ifndef AUSPEX_KERNELS_IDIOMS_CRYPTOGRAPHY_FIELD_ELEMENT_H
#define AUSPEX_KERNELS_IDIOMS_CRYPTOGRAPHY_FIELD_ELEMENT_H

#include "kernels/idioms/cryptography/natural.h"

namespace auspex::kernels {

/// How an element lies in memory: limbs of \p Width bytes, limb i times 2^ceil(i*Bits/Per).
/// Limbs that are signed, or too wide for their radix, count with their value.
struct Radix {
  size_t Limbs;
  unsigned Width, Bits, Per;

  constexpr size_t size() const { return Limbs * Width; }
  int64_t position(size_t Limb) const { return int64_t((Limb * Bits + Per - 1) / Per); }
  /// Limbs do not fill their words.
  constexpr bool leavesRoom() const { return Bits != 8 * Width * Per; }
  /// What eight bytes may hold, so that sums of products fit.
  uint64_t mask() const;
  /// The value of an element modulo \p P.
  Natural load(std::span<const uint8_t> Memory, const Natural &P) const;
  Bytes store(const Natural &X) const;
};

/// 2^255 - 19; NIST's P-256 (FIPS 186-4, D.1.2.3).
const Natural &prime25519(), &prime256();

} // namespace auspex::kernels

#endif
