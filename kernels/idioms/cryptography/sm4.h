//===- kernels/idioms/cryptography/sm4.h - SM4's definition ------------------===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#ifndef AUSPEX_KERNELS_IDIOMS_CRYPTOGRAPHY_SM4_H
#define AUSPEX_KERNELS_IDIOMS_CRYPTOGRAPHY_SM4_H

#include "kernels/idioms/cryptography/block_cipher.h"

namespace auspex::kernels {

/// 32 round keys.
std::vector<uint64_t> expandSm4Key(std::span<const uint8_t> Key);
/// Under round keys in Schedule::Words.
void encryptSm4(const Schedule &S, uint8_t *Block);

} // namespace auspex::kernels

#endif
