//===- kernels/idioms/cryptography/tea.h - TEA's relatives -------------------===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#ifndef AUSPEX_KERNELS_IDIOMS_CRYPTOGRAPHY_TEA_H
#define AUSPEX_KERNELS_IDIOMS_CRYPTOGRAPHY_TEA_H

#include "kernels/idioms/cryptography/block_cipher.h"

#include <algorithm>

namespace auspex::kernels {

void encryptXxtea(std::span<uint32_t> Words, std::span<const uint64_t> Key);
void decryptXxtea(std::span<uint32_t> Words, std::span<const uint64_t> Key);

} // namespace auspex::kernels

#endif
