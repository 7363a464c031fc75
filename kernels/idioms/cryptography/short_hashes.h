//===- kernels/idioms/cryptography/short_hashes.h - Hashes for tables -----===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#ifndef AUSPEX_KERNELS_IDIOMS_CRYPTOGRAPHY_SHORT_HASHES_H
#define AUSPEX_KERNELS_IDIOMS_CRYPTOGRAPHY_SHORT_HASHES_H

#include "kernels/behaviour.h"

namespace auspex::kernels {

// Characters may be signed: that is how the program's type extends them.
uint32_t fnv32(std::span<const uint8_t> Message, uint32_t Seed, bool XorFirst, bool Signed = false);
uint64_t fnv64(std::span<const uint8_t> Message, uint64_t Seed, bool XorFirst, bool Signed = false);
uint32_t jenkinsOneAtATime(std::span<const uint8_t> Message, uint32_t Seed, bool Signed = false);
uint32_t jenkinsLookup3(std::span<const uint8_t> Message, uint32_t Seed);

uint32_t murmur3(std::span<const uint8_t> Message, uint32_t Seed);
/// MurmurHash3_x64_128.
Bytes murmur3Wide(std::span<const uint8_t> Message, uint32_t Seed);
uint32_t murmurMix32(uint32_t X);
uint64_t murmurMix64(uint64_t X);

uint32_t xxh32(std::span<const uint8_t> Message, uint32_t Seed);
uint64_t xxh64(std::span<const uint8_t> Message, uint64_t Seed);

} // namespace auspex::kernels

#endif
