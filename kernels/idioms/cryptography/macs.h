//===- kernels/idioms/cryptography/macs.h - Message authentication --------===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#ifndef AUSPEX_KERNELS_IDIOMS_CRYPTOGRAPHY_MACS_H
#define AUSPEX_KERNELS_IDIOMS_CRYPTOGRAPHY_MACS_H

#include "kernels/behaviour.h"

namespace auspex::kernels {

/// \p Key: 32 bytes.
Bytes poly1305(std::span<const uint8_t> Message, std::span<const uint8_t> Key);

/// An element of GF(2^128) as GHASH has it: the first bit of the first byte is the
/// coefficient of 1; here that is High's highest bit.
struct GhashElement {
  uint64_t High = 0, Low = 0;
  bool operator==(const GhashElement &) const = default;
  GhashElement operator^(const GhashElement &O) const { return {High ^ O.High, Low ^ O.Low}; }
};
GhashElement ghashMultiply(GhashElement X, GhashElement Y);

/// A digest, as HMAC needs it.
struct DigestFunction {
  const char *Name;
  size_t DigestBytes, BlockBytes;
  Bytes (*Of)(std::span<const uint8_t> Message);
  const Work *Block = nullptr; ///< what compressing a block takes, at least
  /// \p B did enough to compress \p Blocks of them.
  bool mayBeIn(const Behaviour &B, unsigned Blocks) const {
    return !Block || B.CallsAny || B.executed(*Block * Blocks);
  }
};
/// Blocks of an HMAC: each of its two pads is one, and something follows it.
constexpr unsigned BlocksOfHmac = 4;
std::span<const DigestFunction> digestFunctions();
Bytes hmac(const DigestFunction &H, std::span<const uint8_t> Key, std::span<const uint8_t> Message);
Bytes pbkdf2(const DigestFunction &H, std::span<const uint8_t> Password, std::span<const uint8_t> Salt,
             unsigned Iterations, size_t KeyBytes);

} // namespace auspex::kernels

#endif
