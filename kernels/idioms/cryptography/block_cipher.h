//===- kernels/idioms/cryptography/block_cipher.h - What block ciphers share -===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// A block cipher is found by its key: everywhere in what was read where a key (or its
// schedule) may lie, in each of the forms that programs keep it in. Under each, blocks
// that were read are encrypted and decrypted, and looked for in what was written. What
// was read and is neither key nor data must be little (a count of rounds, a pointer): a
// mode of operation is no block cipher.
//
//===----------------------------------------------------------------------===//
#ifndef AUSPEX_KERNELS_IDIOMS_CRYPTOGRAPHY_BLOCK_CIPHER_H
#define AUSPEX_KERNELS_IDIOMS_CRYPTOGRAPHY_BLOCK_CIPHER_H

#include "kernels/behaviour.h"

namespace auspex::kernels {

/// How a string of bytes, as its standard numbers them, lies in memory.
struct Layout {
  unsigned Unit = 1;       ///< bytes that lie together,
  bool Reversed = false;   ///< the last one first (words of another byte order),
  unsigned Stride = 0;     ///< bytes from unit to unit; 0: Unit
  bool Transposed = false; ///< 16 bytes as a 4x4 matrix by rows
  bool Bits = false;       ///< one bit a unit of Stride bytes, the highest first

  unsigned stride() const { return Stride ? Stride : Unit; }
  size_t memory(size_t Count) const { return (Bits ? Count * 8 : Count / Unit) * stride(); }
  /// \p Count bytes of the standard's order. False: not of this form (a bit is 0 or 1).
  bool load(std::span<const uint8_t> Memory, std::span<uint8_t> Value) const;
  /// \p Memory holds \p Value; what lies between the units does not matter.
  bool holds(std::span<const uint8_t> Memory, std::span<const uint8_t> Value) const;
};

inline constexpr Layout InBytes = {};
inline constexpr Layout InWords16 = {.Unit = 2, .Reversed = true};
inline constexpr Layout InWords32 = {.Unit = 4, .Reversed = true};
inline constexpr Layout InWords64 = {.Unit = 8, .Reversed = true};
inline constexpr Layout InLongs = {.Unit = 4, .Reversed = true, .Stride = 8};
inline constexpr Layout ByRows = {.Transposed = true};
inline constexpr Layout InInts = {.Stride = 4};
inline constexpr Layout InBits = {.Stride = 1, .Bits = true};
inline constexpr Layout InIntBits = {.Stride = 4, .Bits = true};

/// A key made ready; each cipher uses of it what it likes.
struct Schedule {
  Bytes Octets;
  std::vector<uint64_t> Words;
  unsigned Rounds = 0;
};

/// A form in which programs keep a key.
struct KeyForm {
  /// How many bytes each of its arrays has in memory. None: it lies in registers.
  std::vector<size_t> Parts;
  /// The arrays behind one another, made ready. Nothing where they cannot be a key.
  std::function<std::optional<Schedule>(std::span<const uint8_t>)> Load;
  const char *What; ///< "round keys", "key"
  std::vector<std::pair<std::string, int64_t>> Parameters = {};
  bool Encrypts = true, Decrypts = true;
  size_t Align = 4;
  bool Standard = true; ///< false: another count of rounds

  size_t bytes() const;
};

struct BlockCipher {
  const char *Name;
  size_t BlockBytes;
  std::vector<Layout> Data;
  std::vector<KeyForm> Keys;
  void (*Encrypt)(const Schedule &, uint8_t *Block);
  void (*Decrypt)(const Schedule &, uint8_t *Block);
  Work Least; ///< that a block takes, with its key made ready
  /// What else may be read by a call, in bytes.
  size_t Slack = 24;
};

using Place = Behaviour::Place;

/// Where a value lies: in memory, in one piece or in parts of one size, or in parameters.
struct Location {
  std::vector<Place> Parts;
  std::vector<size_t> Args;
};
/// Sources of \p Count bytes: at most \p Most.
std::vector<Location> sources(const Behaviour &B, size_t Count, size_t Most);
Bytes valueOf(const Behaviour &B, const Location &S, size_t Count);

/// Every place where \p Form 's arrays may lie, until \p Try says true.
bool anyKey(const Behaviour &B, const KeyForm &Form,
            const std::function<bool(const Schedule &, const std::vector<Location> &)> &Try);

bool overlap(Place X, size_t SizeX, Place Y, size_t SizeY);
bool overlaps(const Location &X, size_t SizeX, const std::vector<Location> &Y,
              const std::vector<size_t> &SizesY);

/// The subject encrypts or decrypts a block, or several, one by one.
std::optional<Explained> explainBlockCipher(Subject &S, const BlockCipher &C);

/// A key schedule: the key is read, and its schedule written in one of the layouts.
struct KeyExpansion {
  size_t KeyBytes;
  Layout Key;
  /// Nothing where it is none.
  std::function<std::vector<Bytes>(std::span<const uint8_t>)> Schedules; ///< as bytes in memory
  std::vector<std::pair<std::string, int64_t>> Parameters;
};
std::optional<Explained> explainKeyExpansion(Subject &S, const std::vector<KeyExpansion> &All);

} // namespace auspex::kernels

#endif
