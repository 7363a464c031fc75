//===- kernels/idioms/cryptography/rc4.h - RC4's definition ------------------===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#ifndef AUSPEX_KERNELS_IDIOMS_CRYPTOGRAPHY_RC4_H
#define AUSPEX_KERNELS_IDIOMS_CRYPTOGRAPHY_RC4_H

#include "kernels/idioms/cryptography/key_stream.h"

#include <array>

namespace auspex::kernels {

std::array<uint8_t, 256> rc4Permutation(std::span<const uint8_t> Key);
Bytes rc4Stream(std::array<uint8_t, 256> Permutation, size_t Count);

} // namespace auspex::kernels

#endif
