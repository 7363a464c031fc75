//===- kernels/idioms/cryptography/hash.h - What checksums and short hashes share ===//
//
// Part of Auspex, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#ifndef AUSPEX_KERNELS_IDIOMS_CRYPTOGRAPHY_HASH_H
#define AUSPEX_KERNELS_IDIOMS_CRYPTOGRAPHY_HASH_H

#include "kernels/behaviour.h"

namespace auspex::kernels {

/// A number that comes from outside or goes there: the same one in every trial.
struct Spot {
  enum class Kind : uint8_t { Constant, Argument, Result, Memory } K;
  unsigned Width;     ///< in bytes
  uint64_t Value = 0; ///< Constant
  size_t Arg = 0;
  Behaviour::Site At = {};
  Order8 Order = Order8::Little;

  /// Its value when the function began, when it returned.
  std::optional<uint64_t> before(const Behaviour &B) const;
  std::optional<uint64_t> after(const Behaviour &B) const;
};
/// Numbers of \p Width bytes that may be a state or seed: arguments, words that are read
/// first or written again.
std::vector<Spot> seeds(const Behaviour &B, unsigned Width);
/// Numbers of \p Width bytes that may be an answer: the result, written words.
std::vector<Spot> answers(const Behaviour &B, unsigned Width);

/// A text that is hashed: a message in memory, or a scalar argument's low bytes.
struct Text {
  std::optional<Message> InMemory;
  size_t Arg = 0;
  unsigned Bytes = 0; ///< of the argument

  std::optional<kernels::Bytes> in(const Behaviour &B) const;
  std::optional<size_t> length() const {
    return InMemory ? InMemory->length() : std::nullopt;
  }
  bool isArgument(size_t A) const { return !InMemory && Arg == A; }
};
std::vector<Text> texts(const Behaviour &B, size_t Least);

/// A hash of a message and a seed in at most eight bytes.
struct Hash {
  unsigned Width;              ///< bytes of the answer
  size_t Least;                ///< bytes of a message that tell it from others
  std::vector<uint64_t> Seeds; ///< the definition's own
  size_t LeastSeeded;          ///< the same where the seed is the caller's; 0: it never is
  /// No answer: this message does not tell (a modulus was never reached).
  std::function<std::optional<uint64_t>(std::span<const uint8_t>, uint64_t Seed)> Of;
  /// Answers that mean the same; equal ones where there is none.
  bool (*Same)(uint64_t, uint64_t) = nullptr;
  unsigned Bits = 0; ///< that an answer tells, where that is not its width
};
std::optional<Explained> explainHash(Subject &S, const Hash &H);

/// Characters as they are added to a hash, by the sign of the program's type.
inline uint64_t character(uint8_t C, bool Signed) {
  return Signed ? uint64_t(int64_t(int8_t(C))) : C;
}

} // namespace auspex::kernels

#endif
