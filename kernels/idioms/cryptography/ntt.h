//===- kernels/idioms/cryptography/ntt.h - Number-theoretic transforms -------===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#ifndef AUSPEX_KERNELS_IDIOMS_CRYPTOGRAPHY_NTT_H
#define AUSPEX_KERNELS_IDIOMS_CRYPTOGRAPHY_NTT_H

#include <cstdint>
#include <span>
#include <vector>

namespace auspex::kernels {

/// A ring of polynomials modulo x^256 + 1 over a prime field.
struct TransformRing {
  const char *Name;
  uint64_t Prime, Root; ///< Root: of order 512 / Parts
  unsigned Parts;       ///< polynomials left of the transform: their degree is below this
  unsigned Width;       ///< bytes of a coefficient
};
extern const TransformRing KyberRing, DilithiumRing;

/// What \p Coefficients leave modulo each x^Parts - root, in the order of the roots'
/// exponents: Parts values each.
std::vector<uint64_t> transformed(const TransformRing &R, std::span<const uint64_t> Coefficients);

} // namespace auspex::kernels

#endif
