//===- kernels/idioms/cryptography/reed_solomon.h - Codes over GF(256) -------===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#ifndef AUSPEX_KERNELS_IDIOMS_CRYPTOGRAPHY_REED_SOLOMON_H
#define AUSPEX_KERNELS_IDIOMS_CRYPTOGRAPHY_REED_SOLOMON_H

#include "kernels/behaviour.h"

namespace auspex::kernels {

/// GF(256) as a program multiplies in it: computed, or by tables that it reads.
struct Field256 {
  std::function<std::optional<uint8_t>(unsigned)> Log, Exp; ///< nothing where it was not read
  std::optional<uint8_t> times(uint8_t X, uint8_t Y) const;
};
/// Modulo the primitive polynomial \p Modulus; 2 generates.
const Field256 &fieldModulo(unsigned Modulus);

/// The remainder of a message, highest power first, by a monic generator of which the
/// highest coefficient is left out.
std::optional<Bytes> remainder(const Field256 &F, std::span<const uint8_t> Message,
                               std::span<const uint8_t> Generator);

} // namespace auspex::kernels

#endif
