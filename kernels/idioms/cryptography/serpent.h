//===- kernels/idioms/cryptography/serpent.h - Serpent's definition ----------===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#ifndef AUSPEX_KERNELS_IDIOMS_CRYPTOGRAPHY_SERPENT_H
#define AUSPEX_KERNELS_IDIOMS_CRYPTOGRAPHY_SERPENT_H

#include "kernels/idioms/cryptography/block_cipher.h"

namespace auspex::kernels {

/// 132 words of 32 bits.
std::vector<uint64_t> expandSerpentKey(std::span<const uint8_t> Key);
void encryptSerpent(const Schedule &S, uint8_t *Block);

} // namespace auspex::kernels

#endif
