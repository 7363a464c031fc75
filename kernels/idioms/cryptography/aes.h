//===- kernels/idioms/cryptography/aes.h - AES, for the modes over it --------===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#ifndef AUSPEX_KERNELS_IDIOMS_CRYPTOGRAPHY_AES_H
#define AUSPEX_KERNELS_IDIOMS_CRYPTOGRAPHY_AES_H

#include "kernels/idioms/cryptography/block_cipher.h"

namespace auspex::kernels {

/// Round keys for a key of 16, 24 or 32 bytes: 16 bytes a round and 16 more.
Bytes expandAesKey(std::span<const uint8_t> Key);
/// Under round keys in Schedule::Octets; 2 to 14 rounds.
void encryptAes(const Schedule &Key, uint8_t *Block);
void decryptAes(const Schedule &Key, uint8_t *Block);

/// With every form of key and data that programs keep it in.
const BlockCipher &aes();

} // namespace auspex::kernels

#endif
