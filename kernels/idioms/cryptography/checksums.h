//===- kernels/idioms/cryptography/checksums.h - Adler-32, Fletcher, the Internet checksum, CRCs ===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#ifndef AUSPEX_KERNELS_IDIOMS_CRYPTOGRAPHY_CHECKSUMS_H
#define AUSPEX_KERNELS_IDIOMS_CRYPTOGRAPHY_CHECKSUMS_H

#include "kernels/behaviour.h"

namespace auspex::kernels {

// No answer: no sum reached the modulus, so that the message tells nothing about it.
std::optional<uint32_t> adler32(std::span<const uint8_t> Message, uint32_t Seed);
/// \p Width: bytes of a word, half of the answer's.
std::optional<uint64_t> fletcher(std::span<const uint8_t> Message, unsigned Width, Order8 Order);
/// The sum, not its complement; words in network order.
std::optional<uint16_t> internetSum(std::span<const uint8_t> Message);

/// A cyclic redundancy check: \p Polynomial without its highest power, bits of bytes and of
/// the answer from the low end where \p Reflected (the polynomial is written the usual way).
struct Crc {
  unsigned Bits;
  uint64_t Polynomial;
  bool Reflected;

  uint64_t of(std::span<const uint8_t> Message, uint64_t Seed) const;
};

} // namespace auspex::kernels

#endif
