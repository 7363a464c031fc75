//===- kernels/idioms/cryptography/modes.h - What modes of operation share ---===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// A mode is found as a block cipher is, by the key. Under it, what was written must be
// what the mode makes of what was read; counters and chains of values tell themselves,
// wherever the first of them came from.
//
//===----------------------------------------------------------------------===//
#ifndef AUSPEX_KERNELS_IDIOMS_CRYPTOGRAPHY_MODES_H
#define AUSPEX_KERNELS_IDIOMS_CRYPTOGRAPHY_MODES_H

#include "kernels/idioms/cryptography/block_cipher.h"

namespace auspex::kernels {

/// A cipher under a key that may be the one in use.
struct Keyed {
  const BlockCipher &Cipher;
  const KeyForm &Form;
  const Schedule &Key;
  const std::vector<Location> &At;

  size_t blockBytes() const { return Cipher.BlockBytes; }
  Bytes encrypted(std::span<const uint8_t> Block) const;
  Bytes decrypted(std::span<const uint8_t> Block) const;
  /// Explained as \p Form, with the cipher's name and parameters.
  Explained explained(const std::string &Form, bool Decrypts) const;
};

/// What a mode says under a key; made once for a behaviour.
using UnderKey = std::function<std::optional<Explained>(const Keyed &)>;
struct Mode {
  size_t Least;         ///< bytes written
  size_t Besides = ~size_t(0); ///< bytes at most that are written and are no blocks
  bool Encrypts = true; ///< the cipher is used forwards only
  bool Small = false;   ///< ciphers of 8-byte blocks too
  size_t Keys = 1;      ///< of one form
  /// With as many bytes read besides the keys, it may be.
  bool (*Plausible)(size_t Read, size_t Written);
  UnderKey (*On)(const Behaviour &);
  /// Bytes at most that are read besides the keys and one array, a message.
  size_t BesidesMessage = ~size_t(0);
};
/// What the mode says under the first key under which it says something, on two trials.
std::optional<Explained> explainMode(Subject &S, const Mode &M);

/// x times the element in GF(2^128), bytes in the order of CMAC (the first holds the
/// highest coefficient) or of XTS (the lowest).
void doubleInField(std::span<uint8_t> Block, Order8 O);
Bytes xored(std::span<const uint8_t> X, std::span<const uint8_t> Y);

} // namespace auspex::kernels

#endif
