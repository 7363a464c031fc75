//===- kernels/idioms/cryptography/blowfish.h - Blowfish's definition --------===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#ifndef AUSPEX_KERNELS_IDIOMS_CRYPTOGRAPHY_BLOWFISH_H
#define AUSPEX_KERNELS_IDIOMS_CRYPTOGRAPHY_BLOWFISH_H

#include <cstdint>
#include <span>
#include <vector>

namespace auspex::kernels {

struct BlowfishKey {
  std::vector<uint64_t> P, S; ///< 18 and 1024 words of 32 bits
};
BlowfishKey blowfishKey(std::span<const uint8_t> Key);
void encryptBlowfish(const BlowfishKey &K, uint32_t &Left, uint32_t &Right);

} // namespace auspex::kernels

#endif
