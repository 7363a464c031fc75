//===- kernels/idioms/cryptography/camellia.h - Camellia's definition --------===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#ifndef AUSPEX_KERNELS_IDIOMS_CRYPTOGRAPHY_CAMELLIA_H
#define AUSPEX_KERNELS_IDIOMS_CRYPTOGRAPHY_CAMELLIA_H

#include "kernels/idioms/cryptography/block_cipher.h"

namespace auspex::kernels {

/// Words of 64 bits in the order of use: 26 of a key of 16 bytes, 34 of 24 or 32.
std::vector<uint64_t> expandCamelliaKey(std::span<const uint8_t> Key);
void encryptCamellia(const Schedule &S, uint8_t *Block);

} // namespace auspex::kernels

#endif
