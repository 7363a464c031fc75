//===- kernels/idioms/cryptography/field_25519.h - X25519's definition -------===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#ifndef AUSPEX_KERNELS_IDIOMS_CRYPTOGRAPHY_FIELD_25519_H
#define AUSPEX_KERNELS_IDIOMS_CRYPTOGRAPHY_FIELD_25519_H

#include "kernels/idioms/cryptography/natural.h"

namespace auspex::kernels {

/// \p K times the point with the coordinate \p U on Curve25519: X and Z of X/Z.
std::pair<Natural, Natural> montgomeryLadder(const Natural &K, const Natural &U);
Bytes x25519(std::span<const uint8_t> Scalar, std::span<const uint8_t> Point);

} // namespace auspex::kernels

#endif
