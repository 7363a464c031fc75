//===- kernels/idioms/cryptography/digest.h - What digests share -------------===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#ifndef AUSPEX_KERNELS_IDIOMS_CRYPTOGRAPHY_DIGEST_H
#define AUSPEX_KERNELS_IDIOMS_CRYPTOGRAPHY_DIGEST_H

#include "kernels/behaviour.h"

namespace auspex::kernels {

/// The first \p Bits bits (32 or 64) of the fractional parts of the \p Degree-th roots of
/// the first \p Count primes: SHA-2's constants.
std::vector<uint64_t> rootsOfPrimes(size_t Count, unsigned Degree, unsigned Bits);

/// The digest of a message by Merkle and Damgard: a bit 1, zeros, the length in bits in
/// the last two words (MD4's padding). \p Order: of the length and of the digest's words.
Bytes digest(const Compression &C, std::vector<uint64_t> State, std::span<const uint8_t> Message,
             Order8 Order, size_t DigestBytes);

} // namespace auspex::kernels

#endif
