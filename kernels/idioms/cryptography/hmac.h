//===- kernels/idioms/cryptography/hmac.h - What HMAC's idioms share ---------===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#ifndef AUSPEX_KERNELS_IDIOMS_CRYPTOGRAPHY_HMAC_H
#define AUSPEX_KERNELS_IDIOMS_CRYPTOGRAPHY_HMAC_H

#include "kernels/idioms/cryptography/macs.h"

namespace auspex::kernels {

/// Where key and message are.
struct Reading {
  Message Key, Text;
};
std::vector<Reading> readings(const Behaviour &B);

/// Digests may have been executed; which.
bool mayDigest(const Behaviour &B);
std::span<const DigestFunction> digestsIn(const Behaviour &B);

/// The block of 64 bytes that ends the digest of a block and \p Digest: its padding, in bytes
/// of either order or in words.
std::vector<Bytes> lastBlocks(const Bytes &Digest);

} // namespace auspex::kernels

#endif
