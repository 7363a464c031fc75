//===- kernels/idioms/cryptography/des.h - DES's definition ------------------===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#ifndef AUSPEX_KERNELS_IDIOMS_CRYPTOGRAPHY_DES_H
#define AUSPEX_KERNELS_IDIOMS_CRYPTOGRAPHY_DES_H

#include "kernels/idioms/cryptography/block_cipher.h"

namespace auspex::kernels {

/// A block through rounds under subkeys of 48 bits, 16 of them or more: after each 16 the
/// halves change places. Without the initial and final permutation where \p Bare.
uint64_t desRounds(uint64_t Block, std::span<const uint64_t> Subkeys, bool Bare = false,
                   bool Backwards = false);
std::vector<uint64_t> desSubkeys(uint64_t Key);

/// How programs keep a subkey: where its bits lie, from the lowest bit of the first byte
/// on. Bit 0 is the standard's first.
struct SubkeyLayout {
  size_t Bytes; ///< a subkey
  unsigned (*Bit)(unsigned I);
};
std::span<const SubkeyLayout> subkeyLayouts();
std::vector<uint8_t> storeSubkeys(const SubkeyLayout &L, std::span<const uint64_t> Subkeys);
std::vector<uint64_t> loadSubkeys(const SubkeyLayout &L, std::span<const uint8_t> Memory);

const BlockCipher &des();
const BlockCipher &tripleDes();

} // namespace auspex::kernels

#endif
