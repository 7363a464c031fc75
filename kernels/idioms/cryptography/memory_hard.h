//===- kernels/idioms/cryptography/memory_hard.h - scrypt's and Argon2's cores =//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#ifndef AUSPEX_KERNELS_IDIOMS_CRYPTOGRAPHY_MEMORY_HARD_H
#define AUSPEX_KERNELS_IDIOMS_CRYPTOGRAPHY_MEMORY_HARD_H

#include "kernels/behaviour.h"

namespace auspex::kernels {

/// scryptBlockMix with Salsa20/8 on a multiple of 128 bytes (RFC 7914, 4).
Bytes scryptBlockMix(std::span<const uint8_t> Block);
/// scryptROMix with \p N blocks of memory (RFC 7914, 5).
Bytes scryptRoMix(Bytes Block, size_t N);

/// The permutation P on sixteen words of 64 bits (RFC 9106, 3.6).
void argon2Round(uint64_t *V);
/// P over the rows and the columns of eight by eight pairs of words.
void argon2Permute(std::span<uint64_t> Words);
/// The compression G of two blocks of 1024 bytes (RFC 9106, 3.5).
Bytes argon2Compress(std::span<const uint8_t> X, std::span<const uint8_t> Y);

} // namespace auspex::kernels

#endif
